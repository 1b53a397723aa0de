"""`mubiao document`: documents from the records: plan of an inspection, notice to a head, letter, list, report."""

from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any

import click

from deployments.commands.answers import PATH, as_json, check_path, force_option, on_day, print_answer, write_file
from deployments.commands.document_kind import (
    DOCX,
    XLSX,
    DocumentKind,
    command_of,
    named,
    of_year,
    write_document,
)
from deployments.commands.document_records import OF_RECORDS
from deployments.installation import ledger
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


def _nth(content: Any) -> str:  # noqa: ANN401 - the content of a list or a report
    return f"第{content.number}号"


QUARTER = named("--period", metavar="季度", help="如2026Q3")
KINDS = (
    DocumentKind(
        ("plan", "核查方案"),
        "核查方案。例：mubiao document plan --inspection 2026-3 -o 核查方案.docx",
        (named("--inspection", metavar="编号", help="核查编号，如2026-3"),),
        lambda session, today, inspection: plan_paper(session, inspection, today),
        {DOCX: plan.document},
        attrgetter("document_number"),
        dated=True,
    ),
    DocumentKind(
        ("remediation", "整改通知"),
        "整改通知。例：mubiao document remediation --target GZ2021-07-2 -o 整改通知.docx",
        of_year("列入负面清单的目标", "目标的年度，默认为业务日期所在年度"),
        lambda session, today, target, year: remediation_paper(session, target, year or today.year),
        {DOCX: remediation.document},
        dated=True,
    ),
    DocumentKind(
        ("submission", "目标报审"),
        "目标报审的请示。例：mubiao document submission --submission 2027-1 -o 请示.docx",
        (named("--submission", "key", metavar="编号", help="报审编号，如2027-1"),),
        lambda session, _, key: submission_paper(session, key),
        {DOCX: submission.document},
        attrgetter("key"),
    ),
    DocumentKind(
        ("urging", "催办函"),
        "催办函，--on 写按哪一日。例：mubiao document urging --obligation 12 --on 2026-04-28 -o 催办函.docx",
        (named("--obligation", metavar="编号", type=int, help="逾期的应办事项"),),
        lambda session, today, obligation: urging_paper(session, obligation, today),
        {DOCX: urging.document},
        dated=True,
    ),
    DocumentKind(
        ("negative-list", "负面清单"),
        "季度负面清单，.docx或.xlsx。例：mubiao document negative-list --period 2026Q3 -o 负面清单.docx",
        (QUARTER, click.option("--department", metavar="部门", help="只列这个部门的，送其主要领导")),
        lambda session, _, period, department: list_paper(session, period, department),
        {DOCX: negative_list.document, XLSX: negative_list.workbook},
        _nth,
    ),
    DocumentKind(
        ("quality-report", "质量分析报告"),
        "季度质量分析报告，.docx；.xlsx为数据及明细。例：mubiao document quality-report --period 2026Q3 -o 报告.docx",
        (QUARTER,),
        lambda session, _, period: quality_paper(session, period),
        {DOCX: quality_report.document, XLSX: quality_report.workbook},
        _nth,
    ),
    DocumentKind(
        ("covert-list", "暗访清单"),
        "交第三方机构填写的暗访清单，.xlsx。例：mubiao document covert-list --list 2026Q3-1 -o 暗访清单.xlsx",
        (named("--list", "key", metavar="编号", help="清单编号，如2026Q3-1"),),
        lambda session, _, key: covert_paper(session, key),
        {XLSX: covert_list.workbook},
        attrgetter("key"),
    ),
)


for kind in KINDS:
    command.add_command(command_of(kind))


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
    with ledger() as session:
        if contested:
            book = appeal_book(session, *contested, today)
        else:
            book = people_book(session, changing, today) if changing else answer_book(session, obligations, today)
    write_document("回复表", place, book, answer_sheet.workbook(book), as_json=as_json)


def _write_all(folder: Path, today: date, *, force: bool, as_json: bool) -> None:
    """Write a workbook for each office with open duties."""
    with ledger() as session:
        books = open_books(session, today)
    places = {code: folder / f"{code}回复表{XLSX}" for code in books}
    for place in places.values():
        check_path(place, (XLSX,), force=force)
    for code, book in books.items():
        write_file(places[code], answer_sheet.workbook(book))
    words = f"已写入{len(books)}个部门的回复表：{folder}" if books else "没有部门需要回复：没有未办结的事项。"
    print_answer([{"department": code, "file": str(place)} for code, place in places.items()], words, as_json=as_json)


for kind in OF_RECORDS:
    command.add_command(command_of(kind))
