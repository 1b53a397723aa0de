"""`mubiao document`: documents from the records: plan of an inspection, notice to a head, letter, list, report."""

from datetime import date
from pathlib import Path

import click

from deployments.commands.answers import PATH, as_json, on_day, print_json
from deployments.commands.document_records import (
    DOCX,
    XLSX,
    force_option,
    of_adjustment,
    of_appraisal,
    of_issued_list,
    of_sample_commitment,
    of_sample_result,
    of_survey_sheet,
    output_option,
    write_document,
)
from deployments.installation import installation
from deployments.output_file import check_path, write_file
from models.database import begin
from models.ledger.answer.content import answer_book
from models.ledger.answer.open_books import appeal_book, open_books
from models.ledger.answer.people import people_book
from models.ledger.papers.covert_list import covert_paper
from models.ledger.papers.negative_list import list_paper
from models.ledger.papers.plan import plan_paper
from models.ledger.papers.quality_report import quality_paper
from models.ledger.papers.remediation import remediation_paper
from models.ledger.papers.submission import submission_paper
from models.ledger.papers.urging import urging_paper
from notifications.documents import (
    answer_sheet,
    covert_list,
    negative_list,
    plan,
    quality_report,
    remediation,
    submission,
    urging,
)
from tasks.clock import business_day


@click.group(help="由台账中的记录生成文书。例：mubiao document plan --inspection 2026-3 -o 核查方案.docx")
def command() -> None:
    """The kinds of documents."""


@command.command("plan", help="核查方案。例：mubiao document plan --inspection 2026-3 -o 核查方案.docx")
@click.option("--inspection", metavar="编号", required=True, help="核查编号，如2026-3")
@output_option
@force_option
@on_day
@as_json
def of_plan(*, inspection: str, place: Path, force: bool, day: date | None, as_json: bool) -> None:
    """Write the plan of an inspection."""
    check_path(place, (DOCX,), force=force)
    with installation(), begin() as session:
        content = plan_paper(session, inspection.strip(), business_day(day).date)
    write_document("核查方案", place, content, plan.document(content), content.document_number, as_json=as_json)


@command.command("remediation", help="整改通知。例：mubiao document remediation --target GZ2021-07-2 -o 整改通知.docx")
@click.option("--target", metavar="目标编号", required=True, help="列入负面清单的目标")
@click.option("--year", metavar="年度", type=int, help="目标的年度，默认为业务日期所在年度")
@output_option
@force_option
@on_day
@as_json
def of_remediation(*, target: str, year: int | None, place: Path, force: bool, day: date | None, as_json: bool) -> None:
    """Write the notice to a head about an entry of the negative list."""
    check_path(place, (DOCX,), force=force)
    with installation(), begin() as session:
        content = remediation_paper(session, target.strip(), year or business_day(day).date.year)
    write_document("整改通知", place, content, remediation.document(content), as_json=as_json)


@command.command("submission", help="目标报审的请示。例：mubiao document submission --submission 2027-1 -o 请示.docx")
@click.option("--submission", "key", metavar="编号", required=True, help="报审编号，如2027-1")
@output_option
@force_option
@as_json
def of_submission(*, key: str, place: Path, force: bool, as_json: bool) -> None:
    """Write the paper with which drafts of targets are submitted."""
    check_path(place, (DOCX,), force=force)
    with installation(), begin() as session:
        content = submission_paper(session, key.strip())
    write_document("目标报审", place, content, submission.document(content), content.key, as_json=as_json)


@command.command(
    "urging",
    help="催办函，--on 写按哪一日。例：mubiao document urging --obligation 12 --on 2026-04-28 -o 催办函.docx",
)
@click.option("--obligation", metavar="编号", type=int, required=True, help="逾期的应办事项")
@output_option
@force_option
@on_day
@as_json
def of_urging(*, obligation: int, place: Path, force: bool, day: date | None, as_json: bool) -> None:
    """Write the letter about an overdue duty."""
    check_path(place, (DOCX,), force=force)
    with installation(), begin() as session:
        content = urging_paper(session, obligation, business_day(day).date)
    write_document("催办函", place, content, urging.document(content), as_json=as_json)


@command.command(
    "negative-list",
    help="季度负面清单，.docx或.xlsx。例：mubiao document negative-list --period 2026Q3 -o 负面清单.docx",
)
@click.option("--period", metavar="季度", required=True, help="如2026Q3")
@click.option("--department", metavar="部门", help="只列这个部门的，送其主要领导")
@output_option
@force_option
@as_json
def of_negative_list(*, period: str, department: str | None, place: Path, force: bool, as_json: bool) -> None:
    """Write the list of a quarter, for all departments or for one."""
    check_path(place, (DOCX, XLSX), force=force)
    with installation(), begin() as session:
        content = list_paper(session, period, department)
    write = negative_list.workbook if place.suffix.lower() == XLSX else negative_list.document
    number = f"第{content.number}号"
    write_document("负面清单", place, content, write(content), number, as_json=as_json)


@command.command(
    "quality-report",
    help="季度质量分析报告，.docx；.xlsx为数据及明细。例：mubiao document quality-report --period 2026Q3 -o 报告.docx",
)
@click.option("--period", metavar="季度", required=True, help="如2026Q3")
@output_option
@force_option
@as_json
def of_quality_report(*, period: str, place: Path, force: bool, as_json: bool) -> None:
    """Write the report of a quarter, or its figures with every counted row."""
    check_path(place, (DOCX, XLSX), force=force)
    with installation(), begin() as session:
        content = quality_paper(session, period)
    write = quality_report.workbook if place.suffix.lower() == XLSX else quality_report.document
    write_document("质量分析报告", place, content, write(content), f"第{content.number}号", as_json=as_json)


@command.command(
    "covert-list",
    help="交第三方机构填写的暗访清单，.xlsx。例：mubiao document covert-list --list 2026Q3-1 -o 暗访清单.xlsx",
)
@click.option("--list", "key", metavar="编号", required=True, help="清单编号，如2026Q3-1")
@output_option
@force_option
@as_json
def of_covert_list(*, key: str, place: Path, force: bool, as_json: bool) -> None:
    """Write the sheet for the third party; `import covert-results` reads it."""
    check_path(place, (XLSX,), force=force)
    with installation(), begin() as session:
        content = covert_paper(session, key.strip())
    write_document("暗访清单", place, content, covert_list.workbook(content), content.key, as_json=as_json)


@command.command(
    "answer-sheet",
    help="部门回复表，.xlsx。例：mubiao document answer-sheet --obligation 12 -o 回复表.xlsx；全部部门：--all 文件夹；"
    "联络员变更和委托：--liaison 部门 -o 回复表.xlsx；申诉：--appeal 材料不足 2026Q1/GZ2021-07-2 -o 回复表.xlsx",
)
@click.option("--obligation", "obligations", metavar="编号", type=int, multiple=True, help="应办事项，可写几次")
@click.option("--liaison", "changing", metavar="部门", help="部门变更联络员、登记委托的表，没有空缺也可以")
@click.option("--appeal", "contested", metavar="事项 编号", nargs=2, help="部门对一项认定提出申诉的表，条目除外")
@click.option("-o", "--output", "place", metavar="文件", type=PATH, help="写成这个文件")
@click.option("--all", "folder", metavar="文件夹", type=PATH, help="为每个部门未办结的事项各写一个文件，放入这个文件夹")
@force_option
@on_day
@as_json
def of_answer_sheet(  # noqa: PLR0913 - one for each option
    *,
    obligations: tuple[int, ...],
    changing: str | None,
    contested: tuple[str, str] | None,
    place: Path | None,
    folder: Path | None,
    force: bool,
    day: date | None,
    as_json: bool,
) -> None:
    """Write the sheet with which an office answers its duties, or those of all offices."""
    today = business_day(day).date
    named = [each for each in (obligations, changing, contested) if each]
    if folder and not (named or place):
        _write_all(folder, today, force=force, as_json=as_json)
        return
    if place is None or folder or len(named) != 1:
        raise click.UsageError(
            "请写明事项和文件：--obligation 编号 -o 文件；或 --liaison 部门 -o 文件；或 --appeal 事项 编号 -o 文件；"
            "或只写 --all 文件夹。"
        )
    check_path(place, (XLSX,), force=force)
    with installation(), begin() as session:
        if contested:
            book = appeal_book(session, *contested, today)
        else:
            book = people_book(session, changing, today) if changing else answer_book(session, obligations, today)
    write_document("回复表", place, book, answer_sheet.workbook(book), as_json=as_json)


def _write_all(folder: Path, today: date, *, force: bool, as_json: bool) -> None:
    """Write a workbook for each office with open duties."""
    with installation(), begin() as session:
        books = open_books(session, today)
    places = {code: folder / f"{code}回复表{XLSX}" for code in books}
    for place in places.values():
        check_path(place, (XLSX,), force=force)
    for code, book in books.items():
        write_file(places[code], answer_sheet.workbook(book))
    if as_json:
        print_json([{"department": code, "file": str(place)} for code, place in places.items()])
        return
    print(f"已写入{len(books)}个部门的回复表：{folder}" if books else "没有部门需要回复：没有未办结的事项。")


OF_RECORDS = (of_appraisal, of_adjustment, of_issued_list, of_sample_commitment, of_sample_result, of_survey_sheet)
for of_record in OF_RECORDS:
    command.add_command(of_record)
