"""年终复核: the season of the year-end inspection (3.3)."""

from datetime import date

from models.rules.duties import OnDay
from models.rules.errors import Refused
from models.rules.periods import Period, Span

BEGINS, ENDS = OnDay(12, 1), OnDay(1, 31, years=1)


def check_season(year: int, begins_on: date, ends_on: date) -> None:
    """3.3: raise Refused if a year-end inspection of this year lies outside December and the January after it."""
    first, last = (day.of(Period(Span.YEAR, year)) for day in (BEGINS, ENDS))
    if not first <= begins_on <= ends_on <= last:
        raise Refused(
            f"{year}年的年度核查在当年12月至次年1月进行（3.3），即{first}至{last}；方案写的是{begins_on}至{ends_on}，"
            "请改开始日期（begins_on）、核查时限（ends_on）或所属年度（period）。"
        )
