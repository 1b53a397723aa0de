"""`mubiao owed`: lists obligations with state and days left; `--xlsx` writes the phone list."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlmodel import Session

from deployments.commands.answers import PATH, as_json, check_path, on_day, print_answer
from deployments.installation import ledger
from deployments.text_table import table
from models.ledger.duty.call_list import phone_list
from models.ledger.duty.register import ObligationView, days_in_words, list_obligations, task_in_words
from models.ledger.jurisdiction import home, is_rehearsal
from models.ledger.lookup import find_department
from models.ledger.notice_ends import untold_notices
from models.rules.reminders import Colour
from models.rules.states import ObligationState
from models.rules.verdicts import verdict_in_words
from models.rules.workdays import BusinessDay
from tasks.clock import business_day

TITLES = ("编号", "事项", "部门", "期限", "还剩", "状态", "联络员", "催办任务")
KEPT = (0, 3, 7)  # numbers for the next command, and the due date
WRAPPED = (1, 2, 4, 5, 6)


@click.command(help="列出应办事项。例：mubiao owed --overdue --xlsx 催办名单.xlsx")
@click.option("--department", metavar="部门", help="部门编码、名称或简称")
@click.option("--open", "unfinished", is_flag=True, help="只列未办的")
@click.option("--overdue", is_flag=True, help="只列逾期未办的")
@click.option("--xlsx", metavar="文件", type=PATH, help="写成电话催办名单")
@click.option("--force", is_flag=True, help="名单文件已经存在时覆盖")
@on_day
@as_json
def command(
    *,
    department: str | None,
    unfinished: bool,
    overdue: bool,
    xlsx: Path | None,
    force: bool,
    day: date | None,
    as_json: bool,
) -> None:
    """List the obligations as of the day, open ones first, and how many they are."""
    if xlsx:
        check_path(xlsx, (".xlsx",), force=force)
    with ledger() as session:
        on = business_day(day)
        if department:
            department = find_department(session, home(session), department).code
        items = list_obligations(session, on.date, department=department, unfinished=unfinished, overdue=overdue)
        written = _write_list(session, on, items, xlsx, alone=bool(department)) if xlsx else ""
    print_answer([item.as_json() for item in items], written or _listed(items), as_json=as_json)


def _listed(items: Sequence[ObligationView]) -> str:
    if not items:
        return "没有应办事项。"
    return f"{table(TITLES, map(_cells, items), whole=KEPT, wrapped=WRAPPED)}\n{_count(items)}"


def _count(items: Sequence[ObligationView]) -> str:
    open_ones = [item for item in items if item.row.state == ObligationState.OPEN]
    late = sum(item.colour is Colour.RED for item in open_ones)
    return f"共{len(items)}项，未办{len(open_ones)}项" + (f"，其中逾期{late}项。" if late else "。")


def _write_list(session: Session, on: BusinessDay, items: Sequence[ObligationView], place: Path, *, alone: bool) -> str:
    """Write the phone list, with the untold notices unless it is of one department `alone`."""
    from deployments.phone_list import write_phone_list  # noqa: PLC0415 - loaded for a workbook only

    untold = [] if alone else untold_notices(session, on.date, on.at)
    write_phone_list(place, phone_list(session, on.date, items), untold, rehearsal=is_rehearsal(session))
    more = f"。另有{len(untold)}条通知发不出去，在“待电话通知”表中。" if untold else ""
    return f"已写入{len(items)}项：{place}{more}"


def _cells(item: ObligationView) -> list[Any]:
    row = item.row
    due = f"{row.due}{'（暂定）' if row.provisional else ''}"
    left = days_in_words(item) if row.state == ObligationState.OPEN else ""
    state = ObligationState(row.state).label + verdict_in_words(row)
    return [row.id, item.title, row.short_name, due, left, state, row.liaison or "", task_in_words(item)]
