"""The verdict on a receipt as people read it: 按时 or 逾期, with 补录 if it was entered long after its day (A27)."""

from typing import Any

PROMPT_ENTRY = 5  # working days between a stated receipt and its entry; after more the entry is shown as 补录
IN_TIME, LATE, ENTERED_LATE = "按时", "逾期", "补录"


def verdict(*, late: bool | None, entered_late: bool | None) -> str:
    """Return 按时 or 逾期, followed by 补录: 按时、补录. No value counts as False."""
    return "、".join([LATE if late else IN_TIME, *([ENTERED_LATE] if entered_late else [])])


def remark(*, late: bool | None, entered_late: bool | None) -> str:
    """Return what is to be said of a verdict, in brackets: （逾期、补录）; empty for one in time, entered promptly."""
    words = "、".join([*([LATE] if late else []), *([ENTERED_LATE] if entered_late else [])])
    return f"（{words}）" if words else ""


def verdict_in_words(row: Any) -> str:  # noqa: ANN401 - a result row
    """Return 逾期 and 补录 of an obligation in brackets.

    Of a report given again both verdicts, if there is something to say of one of them (A32).
    """
    shown = remark(late=row.late, entered_late=row.entered_late)
    if row.first_late is None or not (shown or row.first_late or row.first_entered_late):
        return shown
    first = f"首次{verdict(late=row.first_late, entered_late=row.first_entered_late)}"
    again = "" if row.late is None else f"，重报{verdict(late=row.late, entered_late=row.entered_late)}"
    return f"（{first}{again}）"
