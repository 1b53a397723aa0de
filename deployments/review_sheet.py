"""复核表 as a workbook: one reviewer's work list of a quarter, to fill in and import again (7.2)."""

from collections.abc import Sequence
from typing import Any

from models.intake.review import DAY, MARK, NOTE, OUTCOME, PACE, PERIOD, REVIEWER, TARGET
from models.ledger.review.reviewable import Reviewable
from models.rules.periods import Period
from models.rules.review import ReviewOutcome
from notifications.documents.looks import Look
from notifications.documents.printed_page import PrintedBook

# Titles and widths. The reviewer fills in the last columns, except the mark of the reviewed version.
COLUMNS = {
    PERIOD: 10,
    REVIEWER: 10,
    "部门": 18,
    TARGET: 16,
    "目标名称": 32,
    "绩效要求": 40,
    "申报情况": 14,
    PACE: 10,
    "说明": 30,
    "印证材料": 10,
    "上次复核": 12,
    OUTCOME: 12,
    NOTE: 36,
    DAY: 12,
    MARK: 16,
}
OPINIONS = "已有意见"


def workbook(period: Period, reviewer: str, lines: Sequence[Reviewable]) -> bytes:
    """Returns the work list of one reviewer with the conclusions so far; that of a second has the first's view."""
    columns = COLUMNS if all(line.is_of(reviewer) for line in lines) else COLUMNS | {OPINIONS: 40}
    places = {title: place for place, title in enumerate(COLUMNS)}
    book = PrintedBook()
    page = book.add_page("在线复核", list(columns.values()))
    page.freeze_panes("B2")
    page.repeat_rows(0)
    page.repeat_columns(0, places[TARGET])
    page.append((title, Look.BOLD) for title in columns)
    for line in lines:
        page.append((value, Look.TYPED) for value in _values_of(period, reviewer, line))
    allowed = {"validate": "list", "source": [outcome.label for outcome in ReviewOutcome]}
    page.data_validation(1, places[OUTCOME], len(lines), places[OUTCOME], allowed)
    return book.finished()


def _values_of(period: Period, reviewer: str, line: Reviewable) -> list[Any]:
    row = line.row
    asked = [str(period), reviewer, row.department, row.code, row.name, row.requirement]
    declared = [*asked, line.declared, line.pace, row.remark]
    evidence = [f"{len(row.evidence)}份{line.by_place}", str(row.last_reviewed or "")]
    if not line.is_of(reviewer):
        return [*declared, *evidence, "", "", "", line.mark, opinions_of(line)]
    if not line.reviewed or line.changed_since:  # the declaration changed after the review: it is reviewed again
        return [*declared, *evidence, "", "", "", line.mark]
    return [*declared, *evidence, ReviewOutcome(row.outcome).label, row.note, str(row.reviewed_on), line.mark]


def opinions_of(line: Reviewable) -> str:
    """Returns what the people before concluded: 张三：未完成，未开工."""
    row = line.row
    said = ((row.reviewer, row.outcome, row.note), (row.second, row.second_outcome, row.second_note))
    return "；".join(
        f"{name}：{ReviewOutcome(outcome).label}，{note}".rstrip("，") for name, outcome, note in said if name
    )
