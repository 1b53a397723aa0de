"""电话催办名单 as a workbook: one row per obligation, and one per untold notice; printable."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from deployments.commands.answers import write_file
from models.ledger.duty.call_list import Call
from models.ledger.duty.register import days_in_words, task_in_words
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.kinds import ContactRole
from models.rules.rehearsal import marked
from models.rules.states import ObligationState
from models.rules.verdicts import verdict_in_words
from notifications.documents.grid import write_table
from notifications.documents.printed_page import PrintedBook

COLUMNS = {
    "部门": 15,
    "联系人": 10,
    "身份": 9,
    "手机": 13,
    "事项": 24,
    "期限": 11,
    "还剩": 9,
    "已报/应报": 7,
    "状态": 8,
    "上次催办": 16,
    "通话结果": 22,
    "邮箱": 18,
    "编号": 6,
    "催办任务": 12,
}
UNTOLD_COLUMNS = {
    "部门": 16,
    "联系人": 10,
    "身份": 9,
    "手机": 13,
    "对象": 9,
    "通知": 14,
    "事项": 26,
    "期限": 11,
    "形成日期": 11,
    "未发原因": 22,
    "告知谁、哪天": 24,
    "通知编号": 8,
}


def write_phone_list(
    path: Path, calls: Sequence[Call], untold: Sequence[Mapping[str, Any]] = (), *, rehearsal: bool = False
) -> None:
    """Write the list, with a second sheet if there are untold notices; the sheets of a rehearsal are marked.

    Raises Refused if the suffix is not .xlsx or the path is not writable.
    """
    if path.suffix.lower() != ".xlsx":
        raise Refused(f"“{path.name}”应以 .xlsx 结尾，如 催办名单.xlsx。")
    book = PrintedBook()
    tables = [("催办名单", COLUMNS, [_values_of(call) for call in calls])]
    tables += [("待电话通知", UNTOLD_COLUMNS, [_untold_values(row) for row in untold])] if untold else []
    for title, columns, rows in tables:
        page = book.add_page(name := marked(title, rehearsal=rehearsal), list(columns.values()))
        page.label(name)
        write_table(page, columns, rows, frozen="B2")
    write_file(path, book.finished())


def _untold_values(row: Mapping[str, Any]) -> list[Any]:
    role = ContactRole(row["role"]).label if row["role"] else ""
    who = [row["department"], row["person"] or "（未登记）", role, row["mobile"] or "", Audience(row["audience"]).label]
    day = str(row["due"]) if row["due"] else ""
    return [*who, row["name"], row["about"], day, str(row["created_on"]), row["why"], "", row["id"]]


def _values_of(call: Call) -> list[Any]:
    row = call.obligation.row
    due = f"{row.due}{'（暂定）' if row.provisional else ''}"
    left = days_in_words(call.obligation) if row.state == ObligationState.OPEN else ""
    state = ObligationState(row.state).label + verdict_in_words(row)
    reported = f"{row.reported}/{row.lines}" if row.lines else ""
    who = [row.short_name, "（本机构办理）" if row.agency_owes else call.name or "（未指派）", call.role, call.mobile]
    return [
        *who,
        call.obligation.title,
        due,
        left,
        reported,
        state,
        call.last_urged,
        "",
        call.email,
        row.id,
        task_in_words(call.obligation),
    ]
