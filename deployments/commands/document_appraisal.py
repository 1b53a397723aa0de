"""`mubiao document appraisal`: the results of a year as a paper for each of its audiences, or its workbook."""

from datetime import date
from pathlib import Path

import click

from deployments.commands.answers import as_json, on_day
from deployments.commands.document_output import DOCX, XLSX, force_option, output_option, write_document
from deployments.installation import installation
from deployments.output_file import check_path
from models.database import begin
from models.ledger.papers.appraisal import appraisal_paper
from models.rules.score.result import Readers
from notifications.documents import appraisal
from tasks.clock import business_day

TO = {each.label: each for each in Readers if each is not Readers.DEPARTMENT}


@click.command(
    "appraisal",
    help="考评结果通报（审定前为送审稿），.docx；.xlsx为数据。例：mubiao document appraisal --year 2026 -o 通报.docx；"
    "反馈成员单位：--to 领导小组成员单位；反馈一个部门：--department 省教育厅",
)
@click.option("--year", metavar="年度", type=click.IntRange(1, 9998), required=True, help="考评的年度")
@click.option("--to", "to", type=click.Choice(list(TO)), default=Readers.ALL.label, help="发给谁，默认为通报")
@click.option("--department", metavar="部门", help="只反馈这个部门自己的得分、依据和位次")
@output_option
@force_option
@on_day
@as_json
def of_appraisal(
    *, year: int, to: str, department: str | None, place: Path, force: bool, day: date | None, as_json: bool
) -> None:
    """Write the results of a year for one audience, with what it may see and nothing else."""
    check_path(place, (DOCX, XLSX), force=force)
    audience = Readers.DEPARTMENT if department else TO[to]
    if department and TO[to] is not Readers.ALL:
        raise click.UsageError("--to 和 --department 只写一个：反馈一个部门的，写 --department。")
    with installation(), begin() as session:
        content = appraisal_paper(session, year, business_day(day).date, audience, (department or "").strip())
    write = appraisal.workbook if place.suffix.lower() == XLSX else appraisal.document
    write_document("考评结果", place, content, write(content), as_json=as_json)
