"""The agency's own duties in one list, by office and kind, what differs first; what a mail leaves out as a sheet."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from hashlib import sha256
from itertools import groupby
from typing import Any

from models.rules.several import first_of
from notifications.channels import one_line
from notifications.documents.locked_workbook import Page, write_workbook
from notifications.documents.looks import Look
from notifications.drafts import Draft
from notifications.printers import NoticeText, Rendered, printed

REMINDING = ("overdue", "reminder")
FEW, NAMED = 3, 5  # notices that stay apart; duties that a line names
ALONE, TOGETHER = 45, 10  # lines of a list that is all that a mail says, and of one with other notices
COLUMNS = {"部门": 24, "事项": 60, "期限": 12, "还剩": 16, "事项编号": 10}
DAY_COLUMNS = {"种类": 24, "内容": 100}
Fact = tuple[Any, dict[str, Any]]


def reminders_of_agency(facts: Sequence[Fact]) -> list[Fact]:
    """Returns the notices that remind the agency of its own duties, if there are enough of them for one list."""
    found = [
        (row, context)
        for row, context in facts
        if row.audience == "agency" and row.notice_kind in REMINDING and context["duty"] is not None
    ]
    return found if len(found) > FEW else []


def list_duties(facts: Sequence[Fact], day: date, *, by_mail: bool, most: int = ALONE) -> Rendered:
    """Returns one notice that lists them, the group first that is overdue longest; a mail names the file with all."""
    duties = _in_order(facts)
    first = {_kind(duty): duty["due"] for duty in reversed(duties)}
    by_kind = sorted(duties, key=lambda duty: (first[_kind(duty)], _kind(duty)))
    groups = [list(group) for _, group in groupby(by_kind, key=_kind)]
    late = sum(duty["due"] < day for duty in duties)
    counts = ((late, f"逾期未办{late}项"), (len(duties) - late, f"将到期{len(duties) - late}项"))
    number = "，".join(words for count, words in counts if count)
    rows = [(_label(group[0]), f"{_line(group, day)}。") for group in groups[:most]]
    left = sum(map(len, groups[most:]))
    more = f"另有{left}项未列出。" if left else ""
    more += f"全部事项的期限和编号见附件“{_name(day)}”。" if by_mail else ""
    head = f"管理机构应办的事项{number}，按部门和种类列出，期限最早的在前。"
    short = f"**管理机构应办的事项**{number}，查看：mubiao owed。"
    return printed(NoticeText(f"【应办事项】管理机构{number}", "", head, [*rows, ("", more)] if more else rows, short))


def draft_of_duties(facts: Sequence[Fact], day: date) -> Draft:
    """Returns the sheet that lists all of them."""
    rows = tuple(
        (duty["office"], duty["matter"], str(duty["due"]), _left(duty, day), str(duty["number"]))
        for duty in _in_order(facts)
    )
    return _draft(_name(day), COLUMNS, rows, day)


def draft_of_day(sections: Sequence[Mapping[str, Any]], day: date) -> list[Draft]:
    """Returns the sheet with all lines of the agency's day, if its message leaves some out."""
    if all(each["number"] == len(each["lines"]) for each in sections):
        return []
    rows = tuple((each["title"], line) for each in sections for line in each["all"])
    name = f"今日工作_{day}.xlsx"
    return [_draft(name, DAY_COLUMNS, rows, day, said=f"今日工作的全部各项见附件“{name}”。")]


def _draft(name: str, columns: Mapping[str, int], rows: Sequence[Sequence[str]], day: date, said: str = "") -> Draft:
    content = sha256(repr((name, rows)).encode()).hexdigest()
    return Draft(name, content, partial(_book, name.partition("_")[0], columns, rows, day), said)


def _book(title: str, columns: Mapping[str, int], rows: Sequence[Sequence[str]], day: date) -> bytes:
    page = Page(title, list(columns.values()), header=1)
    page.append(*((each, Look.BOLD) for each in columns))
    for row in rows:
        page.append(*((text, Look.TEXT) for text in row))
    return write_workbook(title, "", day, [page])


def _name(day: date) -> str:
    return f"管理机构应办事项_{day}.xlsx"


def _in_order(facts: Sequence[Fact]) -> list[Mapping[str, Any]]:
    return sorted((context["duty"] for _, context in facts), key=lambda duty: (duty["due"], duty["number"]))


def _kind(duty: Mapping[str, Any]) -> tuple[str, str]:
    return duty["office"], duty["name"]


def _label(duty: Mapping[str, Any]) -> str:
    return one_line(f"{duty['office']}，{duty['name']}")


def _line(group: Sequence[Mapping[str, Any]], day: date) -> str:
    """Returns what differs within a group: 2026年3月，逾期2个工作日；“新建公园”，今日到期；等7项."""
    return first_of([f"{_own(duty)}{_left(duty, day)}" for duty in group], NAMED, "项", "；")


def _own(duty: Mapping[str, Any]) -> str:
    """Returns what tells a duty apart from the others of its office and kind, whole; empty if nothing does."""
    own = one_line(duty["matter"].replace(duty["name"], "", 1))
    return f"{own}，" if own else ""


def _left(duty: Mapping[str, Any], day: date) -> str:
    if duty["due"] < day:
        return f"逾期{-duty['days_left']}个工作日" if duty["days_left"] else "已逾期"
    return "今日到期" if duty["due"] == day else f"还有{duty['days_left']}个工作日"
