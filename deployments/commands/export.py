"""`mubiao export KIND FILE`: exports records as a workbook: a department's ledger, the results of a year."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from deployments.commands.answers import PATH, as_json, check_path, on_day, print_answer, print_json, write_file
from deployments.commands.sheet_kinds import SheetKinds
from deployments.commands.template import TITLES, kind_of_sheet
from deployments.installation import read_only
from models.ledger.agency_sheet.approvals import APPROVALS
from models.ledger.agency_sheet.content import agency_sheet
from models.ledger.agency_sheet.kind import SheetKind
from models.ledger.agency_sheet.leader_ratings import LEADER_RATINGS, LEADER_READINGS, of_leader
from models.ledger.agency_sheet.result_receipts import RESULT_RECEIPTS, RESULT_USES, of_body
from models.ledger.jurisdiction import home
from models.ledger.papers.department_ledger import DepartmentLedger, department_ledger
from models.ledger.papers.year_results import YearResults, year_results
from models.ledger.score.tracked import year_to_show
from notifications.documents import agency_sheet as of_agency
from notifications.documents import department_ledger as of_department
from notifications.documents import year_results as of_year
from notifications.documents.grid import Columns, Row
from tasks.clock import business_day


@click.group(cls=SheetKinds, help="导出表格。例：mubiao export ledger --department 省教育厅 台账.xlsx")
def command() -> None:
    """The kinds of exports."""


@command.command("ledger", help="一个部门一年的台账。例：mubiao export ledger --department 省教育厅 台账.xlsx")
@click.argument("place", metavar="文件", type=PATH)
@click.option("--department", metavar="部门", required=True, help="部门编码、名称或简称，更名前的名称也可以")
@click.option("--year", metavar="年度", type=click.IntRange(1, 9999), help="默认为业务日期所在年度")
@click.option("--force", "force", is_flag=True, help="文件已经存在时覆盖")
@on_day
@as_json
def of_ledger(*, place: Path, department: str, year: int | None, force: bool, day: date | None, as_json: bool) -> None:
    """Write the ledger of a department."""
    check_path(place, (".xlsx",), force=force)
    with read_only() as session:
        ledger = department_ledger(session, department.strip(), year, business_day(day).date)
    about = {"kind": "ledger", "department": ledger.department, "code": ledger.code, "year": ledger.year}
    head = {"height": ledger.height, "hash": ledger.hash}
    file = of_department.workbook(ledger)
    _write_workbook(place, ledger, file, of_department.sheets_of(ledger), about | head if as_json else None)


@command.command("results", help="一年的核查结果，按部门汇总。例：mubiao export results --year 2026 核查结果.xlsx")
@click.argument("place", metavar="文件", type=PATH)
@click.option("--year", metavar="年度", type=click.IntRange(1, 9998), help="目标的年度，默认为正在考评的年度")
@click.option("--force", "force", is_flag=True, help="文件已经存在时覆盖")
@on_day
@as_json
def of_results(*, place: Path, year: int | None, force: bool, day: date | None, as_json: bool) -> None:
    """Write the inspection results of a year, department by department."""
    check_path(place, (".xlsx",), force=force)
    on = business_day(day).date
    with read_only() as session:
        results = year_results(session, year or year_to_show(session, home(session), on), on)
    about = {"kind": "results", "year": results.year}
    _write_workbook(place, results, of_year.workbook(results), of_year.sheets_of(results), about if as_json else None)


OfOne = tuple[str, str, str, Callable[[SheetKind, str], SheetKind]]
LEADER: OfOne = ("--leader", "姓名", "只写这位省领导的，一人一份", of_leader)
BODY: OfOne = ("--body", "单位名称", "只写这个参与单位的，一个单位一份", of_body)
# Kinds that are exported for one leader or body at a time: the option with the name, and the rows of that one.
OF_ONE: Mapping[str, OfOne] = {
    LEADER_RATINGS.key: LEADER,
    LEADER_READINGS.key: LEADER,
    APPROVALS.key: BODY,
    RESULT_RECEIPTS.key: BODY,
    RESULT_USES.key: BODY,
}


def _one_only(key: str) -> Callable[[Callable[..., None]], Callable[..., Any]]:
    """Return the option of a kind that is exported for one leader or body; of another kind none."""
    if key not in OF_ONE:
        return lambda command: command
    option, metavar, words, _ = OF_ONE[key]
    return click.option(option, "only", metavar=metavar, default="", help=words)


def _add_sheet(key: str, title: str) -> None:
    """Add the command that exports one kind of sheet of the agency."""

    @command.command(key, help=f"{title}，填好后用 mubiao import {key} 导入")
    @click.argument("place", metavar="文件", type=PATH)
    @click.option("--force", "force", is_flag=True, help="文件已经存在时覆盖")
    @_one_only(key)
    @on_day
    @as_json
    def of_sheet(*, place: Path, force: bool, day: date | None, as_json: bool, only: str = "") -> None:
        check_path(place, (".xlsx",), force=force)
        kind = kind_of_sheet(key)
        with read_only() as session:
            chosen = OF_ONE[key][-1](kind, only) if only else kind
            sheet = agency_sheet(session, chosen, business_day(day).date)
        write_file(place, of_agency.workbook(sheet))
        idle = not (sheet.rows or kind.grows)
        then = "现在没有要填的行，不必导入。" if idle else f"填好后导入：mubiao import {key} {place}"
        words = f"已写入{title}{len(sheet.rows)}行：{place}\n{then}"
        print_answer({"kind": key, "file": str(place), "rows": len(sheet.rows)}, words, as_json=as_json)


for _key, _title in TITLES.items():
    _add_sheet(_key, _title)
command.titles = TITLES | {"ledger": "台账"}


def _write_workbook(
    place: Path,
    content: DepartmentLedger | YearResults,
    file: bytes,
    sheets: Sequence[tuple[str, Columns, list[Row]]],
    about: Mapping[str, object] | None,
) -> None:
    """Write the file and print its digest; the output is JSON if `about` is given."""
    write_file(place, file)
    counts = {name: len(rows) for name, _, rows in sheets}
    digest = sha256(file).hexdigest()
    if about:
        day = {"date": content.signature.day.isoformat()}
        print_json({**about, **day, "file": str(place), "sha256": digest, "sheets": counts})
        return
    counted = "，".join(f"{name}{count}行" for name, count in counts.items())
    print(f"已写入{content.title}：{place}\n{counted}。\n文件校验码（SHA-256）：{digest}")
