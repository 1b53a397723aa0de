"""下达日期: on which days a target of a year can have been issued (1-2.6, 1-2.7)."""

from calendar import monthrange
from datetime import date, timedelta

FIRST_MONTH = 11  # of the year before


def impossible_issue(year: int, issued: date, today: date) -> str:
    """Return why a target of `year` cannot have been issued on this day; empty if it can.

    Initial targets are usually issued in March (1-2.6), dynamic ones until the end of the year (1-2.7). The documents
    from which they are broken down appear from the November before: `choice`.
    """
    if issued > today:
        return f"{issued}在今天（{today}）之后，目标下达以后再导入"
    first, last = date(year - 1, FIRST_MONTH, 1), date(year, 12, 31)
    if not first <= issued <= last:
        return f"{issued}不是{year}年度目标的下达日期，应在{first}至{last}之间，请核对年度和下达日期"
    return ""


def first_month_ends(begun: date) -> date:
    """Return the last day of the month that begins on a day: 14 February for 15 January."""
    year, month = begun.year + begun.month // 12, begun.month % 12 + 1
    return date(year, month, min(begun.day, monthrange(year, month)[1])) - timedelta(days=1)


def usual_issue(year: int, today: date) -> date:
    """Return the day on which a target counts as issued if nobody says it: the beginning of its year, or today."""
    return min(date(year, 1, 1), today)


def impossible_year(year: int, today: date) -> str:
    """Return why no target of `year` is drafted on this day; empty if one can be: of this year or of the next."""
    if year < today.year:
        return f"{year}已经过去，以前年度下达的目标用 mubiao import targets 补录"
    if year > today.year + 1:
        return f"{year}还早，只拟定{today.year}年和{today.year + 1}年的目标，请核对"
    return ""


def impossible_deadline(year: int, deadline: date, today: date) -> str:
    """Return why a draft of `year` cannot be due on this day; empty if it can: within its year, from today (1-2.9)."""
    if deadline < today:
        return f"{deadline}在今天（{today}）之前，请核对"
    if deadline.year < year:
        return f"{deadline}在{year}年之前，请核对年度和完成时限"
    if deadline.year > year:
        return f"{deadline}在{year}年之后，年度目标最迟在{year}-12-31完成，跨年度的写明本年应完成的部分"
    return ""
