"""`mubiao document`: papers about what is on record: a filed adjustment, an issued list, a commitment, a draw."""

from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import click

from deployments.commands.answers import PATH, as_json, on_day, print_json
from deployments.commands.sample import purpose_option
from deployments.installation import installation
from deployments.output_file import check_path, write_file
from models.database import begin
from models.ledger.papers.adjustment import adjustment_paper
from models.ledger.papers.appraisal import appraisal_paper
from models.ledger.papers.issued_list import issued_list_paper
from models.ledger.papers.sample import sample_paper
from models.ledger.papers.signature import Signature
from models.ledger.papers.survey_sheet import survey_paper
from models.rules.rehearsal import marked
from models.rules.sampling import Purpose
from models.rules.score.result import Readers
from notifications.documents import adjustment, appraisal, issued_list, sample, survey_sheet
from tasks.clock import business_day

DOCX, XLSX = ".docx", ".xlsx"
PRIVATE = {"回复表", "暗访清单"}  # the one has the codes of an office, the other is unannounced
output_option = click.option("-o", "--output", "place", metavar="文件", type=PATH, required=True, help="写成这个文件")
force_option = click.option("--force", "force", is_flag=True, help="文件已经存在时覆盖")


class DocumentContent(Protocol):
    """What a document says."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def signature(self) -> Signature:
        """Its 落款."""


def write_document(
    kind: str, place: Path, content: DocumentContent, file: bytes, number: str = "", *, as_json: bool
) -> None:
    """Write the file and print its digest; equal content makes the same file, so digests can be compared."""
    write_file(place, file, public=kind not in PRIVATE)
    number = content.signature.number or number
    digest, day = sha256(file).hexdigest(), content.signature.day
    if as_json:
        facts = {"kind": kind, "title": content.title, "number": number, "date": day.isoformat()}
        print_json({**facts, "file": str(place), "sha256": digest})
        return
    written = f"已写入{kind}《{content.title}》{f'（{number}）' if number else ''}，落款日期{day}：{place}"
    print(marked(written, rehearsal=content.signature.rehearsal))
    print(f"文件校验码（SHA-256）：{digest}")


subject_option = click.option("--sample", "subject", metavar="事项", required=True, help="抽样的事项，如2026-3")


@click.command("adjustment", help="目标调整备案。例：mubiao document adjustment --target GZ2021-07-2 -o 调整备案.docx")
@click.option("--target", metavar="目标编号", required=True, help="调整已备案的目标")
@click.option("--year", metavar="年度", type=int, help="目标的年度，默认为今年")
@output_option
@force_option
@as_json
def of_adjustment(*, target: str, year: int | None, place: Path, force: bool, as_json: bool) -> None:
    """Write the paper about the filed adjustment of a target."""
    check_path(place, (DOCX,), force=force)
    with installation(), begin() as session:
        content = adjustment_paper(session, target.strip(), year or business_day(None).date.year)
    write_document("目标调整备案", place, content, adjustment.document(content), as_json=as_json)


@click.command(
    "issued-list",
    help="目标下达通知。例：mubiao document issued-list --department 省教育厅 --number 黔目标〔2027〕3号 -o 通知.docx",
)
@click.option("--department", metavar="部门", required=True, help="下达给这个部门的")
@click.option("--number", metavar="文号", required=True, help="下达目标的文号")
@output_option
@force_option
@as_json
def of_issued_list(*, department: str, number: str, place: Path, force: bool, as_json: bool) -> None:
    """Write the paper that gives a department its targets."""
    check_path(place, (DOCX,), force=force)
    with installation(), begin() as session:
        content = issued_list_paper(session, department.strip(), number.strip())
    write_document("目标下达通知", place, content, issued_list.document(content), as_json=as_json)


@click.command(
    "survey-sheet", help="公众测评表，.xlsx。例：mubiao document survey-sheet --survey 2026-1 -o 公众测评表.xlsx"
)
@click.option("--survey", "key", metavar="编号", required=True, help="测评编号，如2026-1")
@output_option
@force_option
@as_json
def of_survey_sheet(*, key: str, place: Path, force: bool, as_json: bool) -> None:
    """Write the sheet of a survey to fill in; `import survey-results` reads it."""
    check_path(place, (XLSX,), force=force)
    with installation(), begin() as session:
        content = survey_paper(session, key.strip())
    write_document("公众测评表", place, content, survey_sheet.workbook(content), content.key, as_json=as_json)


@click.command("sample-commitment", help="抽样承诺。例：mubiao document sample-commitment --sample 2026-3 -o 承诺.docx")
@subject_option
@purpose_option
@output_option
@force_option
@as_json
def of_sample_commitment(**given: Any) -> None:  # noqa: ANN401 - values of options
    """Write the commitment that is published before a draw."""
    _write_sample("抽样承诺", result=False, **given)


@click.command(
    "sample-result", help="抽样结果，公布密数以后。例：mubiao document sample-result --sample 2026-3 -o 结果.docx"
)
@subject_option
@purpose_option
@output_option
@force_option
@as_json
def of_sample_result(**given: Any) -> None:  # noqa: ANN401 - as above
    """Write the result of a draw with how to repeat it."""
    _write_sample("抽样结果", result=True, **given)


def _write_sample(kind: str, *, result: bool, subject: str, purpose: str, place: Path, **how: bool) -> None:
    check_path(place, (DOCX,), force=how["force"])
    with installation(), begin() as session:
        content = sample_paper(session, subject.strip(), Purpose(purpose), result=result)
    write_document(kind, place, content, sample.document(content), as_json=how["as_json"])


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
