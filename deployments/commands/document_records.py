"""`mubiao document`: papers about what is on record: a filed adjustment, an issued list, a commitment, a draw."""

from collections.abc import Callable
from datetime import date

import click
from sqlmodel import Session

from deployments.commands.document_kind import DOCX, XLSX, DocumentKind, named, of_year
from deployments.commands.sample import purpose_option
from models.ledger.papers.adjustment import adjustment_paper
from models.ledger.papers.appraisal import AppraisalPaper, appraisal_paper
from models.ledger.papers.issued_list import issued_list_paper
from models.ledger.papers.sample import SamplePaper, sample_paper
from models.ledger.papers.survey_sheet import survey_paper
from models.rules.sampling import Purpose
from models.rules.score.result import Readers
from notifications.documents import adjustment, appraisal, issued_list, sample, survey_sheet

TO = {each.label: each for each in Readers if each is not Readers.DEPARTMENT}


def _of_sample(*, result: bool) -> Callable[..., SamplePaper]:
    return lambda session, _, subject, purpose: sample_paper(session, subject, Purpose(purpose), result=result)


def _of_appraisal(session: Session, today: date, year: int, to: str, department: str | None) -> AppraisalPaper:
    """Returns the results for one audience, with what it may see and nothing else."""
    if department and TO[to] is not Readers.ALL:
        raise click.UsageError("--to 和 --department 只写一个：反馈一个部门的，写 --department。")
    return appraisal_paper(session, year, today, Readers.DEPARTMENT if department else TO[to], department or "")


OF_SAMPLE = (named("--sample", "subject", metavar="事项", help="抽样的事项，如2026-3"), purpose_option)
OF_RECORDS = (
    DocumentKind(
        ("appraisal", "考评结果"),
        "考评结果通报（审定前为送审稿），.docx；.xlsx为数据。例：mubiao document appraisal --year 2026 -o 通报.docx；"
        "反馈成员单位：--to 领导小组成员单位；反馈一个部门：--department 省教育厅",
        (
            named("--year", metavar="年度", type=click.IntRange(1, 9998), help="考评的年度"),
            click.option(
                "--to", "to", type=click.Choice(list(TO)), default=Readers.ALL.label, help="发给谁，默认为通报"
            ),
            click.option("--department", metavar="部门", help="只反馈这个部门自己的得分、依据和位次"),
        ),
        _of_appraisal,
        {DOCX: appraisal.document, XLSX: appraisal.workbook},
        dated=True,
    ),
    DocumentKind(
        ("adjustment", "目标调整备案"),
        "目标调整备案。例：mubiao document adjustment --target GZ2021-07-2 -o 调整备案.docx",
        of_year("调整已备案的目标", "目标的年度，默认为今年"),
        lambda session, today, target, year: adjustment_paper(session, target, year or today.year),
        {DOCX: adjustment.document},
    ),
    DocumentKind(
        ("issued-list", "目标下达通知"),
        "目标下达通知。例：mubiao document issued-list --department 省教育厅 --number 黔目标〔2027〕3号 -o 通知.docx",
        (
            named("--department", metavar="部门", help="下达给这个部门的"),
            named("--number", metavar="文号", help="下达目标的文号"),
        ),
        lambda session, _, department, number: issued_list_paper(session, department, number),
        {DOCX: issued_list.document},
    ),
    DocumentKind(
        ("sample-commitment", "抽样承诺"),
        "抽样承诺。例：mubiao document sample-commitment --sample 2026-3 -o 承诺.docx",
        OF_SAMPLE,
        _of_sample(result=False),
        {DOCX: sample.document},
    ),
    DocumentKind(
        ("sample-result", "抽样结果"),
        "抽样结果，公布密数以后。例：mubiao document sample-result --sample 2026-3 -o 结果.docx",
        OF_SAMPLE,
        _of_sample(result=True),
        {DOCX: sample.document},
    ),
    DocumentKind(
        ("survey-sheet", "公众测评表"),
        "公众测评表，.xlsx。例：mubiao document survey-sheet --survey 2026-1 -o 公众测评表.xlsx",
        (named("--survey", "key", metavar="编号", help="测评编号，如2026-1"),),
        lambda session, _, key: survey_paper(session, key),
        {XLSX: survey_sheet.workbook},
        lambda paper: paper.key,
    ),
)
