"""核查方案: those that the agency owes for quarter, middle and end of a year, and the periods a plan names (6.2.1)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from models.rules.deadlines import DeadlineRule, undated
from models.rules.duties import Debtor, Duty
from models.rules.errors import Refused
from models.rules.inspection import EVALUATES, InspectionKind, year_covered
from models.rules.periods import Span, parse_period, period_of
from models.rules.setting import OF_DAYS, Setting, normalize_text

OWING = EVALUATES | {InspectionKind.QUARTERLY}  # the kinds whose plans end such a duty
DAY_OF_DECEMBER = re.compile(r"12月([1-9]|[12]\d|3[01])日", re.ASCII)
MID_YEAR = 3  # the quarter with which the middle of the year is planned
LONGER = {Span.HALF, Span.YEAR}
OPENS_IN = 12  # the month in which the year-end plan is asked for
USUAL, YEAR_END_DAY = 10, 20  # what holds unless the agency sets another: working days, a day of December
PLAN_OWED = Duty(
    key="plan_owed",
    name="核查方案",
    clause="3-6.2.1",
    due=undated("plan_owed", "季度、中期核查，{n}个工作日内下达核查方案", "《目标管控》6.2.1", USUAL, choice="A69"),
    to_do="拟制核查方案，明确核查目的、内容、方法、标准和时限，提出核查要求，并下达",
    debtor=Debtor.AGENCY,
    judged_by="方案下达的日期",
)
YEAR_END_PLAN = undated(
    "year_end_plan_owed", f"年度核查，12月{YEAR_END_DAY}日前下达核查方案", "《目标管控》6.2.1", choice="A69"
)


def _read_year_end(raw: Any) -> int:  # noqa: ANN401 - what a person wrote
    """Parse a day of December. Raises ValueError for another text."""
    if found := DAY_OF_DECEMBER.fullmatch(normalize_text(raw)):
        return int(found[1])
    raise ValueError(f"“{raw}”不是12月的日期，写法如12月20日")


PLAN_DAYS = Setting(
    "plan_days",
    "季度、中期核查方案下达的时限",
    "3-6.2.1",
    str(USUAL),
    *OF_DAYS,
    note=f"没有设定的为{USUAL}个工作日",
)
_OF_DECEMBER = (f"12月{YEAR_END_DAY}日", _read_year_end, "12月{}日".format, True)
YEAR_END_PLAN_DAY = Setting(
    "year_end_plan_day", "年度核查方案下达的日期", "3-6.2.1", *_OF_DECEMBER, note=f"没有设定的为12月{YEAR_END_DAY}日"
)


def year_end_rule(day: int) -> DeadlineRule:
    """Return the rule of the year-end plan for a day of December."""
    return replace(YEAR_END_PLAN, form=YEAR_END_PLAN.form.replace(f"12月{YEAR_END_DAY}日", f"12月{day}日"))


def owed_periods(day: date, live: date) -> list[tuple[str, date]]:
    """Return the periods whose plans are owed on a day, each with the day that its time is counted from.

    The first full quarter after the go-live date is the first. The middle of the year is planned with its third
    quarter, the end of the year in December; its day is the first of that month.
    """
    quarter = period_of(Span.QUARTER, day)
    if quarter.start < live:
        return []
    before = quarter.start - timedelta(days=1)
    periods = [(str(quarter), before)]
    if quarter.number == MID_YEAR:
        periods.append((f"{day.year}H1", before))
    return [*periods, (str(day.year), day.replace(day=1))] if day.month == OPENS_IN else periods


def periods_named(kind: InspectionKind, period: str, also: Iterable[str], begun: date) -> set[str]:
    """Return the periods whose duty a plan ends; that of the middle or the end of a year names it by its kind."""
    return _all_periods(kind, period, also, begun) if kind in OWING else set()


def check_covers(plan: Mapping[str, Any], day: date) -> None:
    """6.2.1, A69: raise Refused for periods that one plan cannot name: they are planned in no common quarter.

    One of 季度核查 does not name a half year or a year alone.
    """
    kind = InspectionKind(plan["kind"])
    named = sorted(_all_periods(kind, plan["period"], plan["also_covers"], plan["begins_on"] or day))
    if kind is InspectionKind.QUARTERLY and named and {parse_period(each).span for each in named} <= LONGER:
        raise Refused(f"季度核查的方案只写了期间{'、'.join(named)}，请写明季度（period），如2026Q3。")
    if named and not set.intersection(*map(_planned_in, named)):
        raise Refused(
            f"方案的期间{'、'.join(named)}不能合在一份方案里：上半年可与第二或第三季度、全年可与第四季度或次年第一季度一并覆盖"
            "（also_covers），如2026Q3与2026H1；中期核查即上半年，年度核查即全年。其余期间请另拟方案。"
        )


def _planned_in(name: str) -> set[str]:
    """Return the quarters with which a period is planned: itself; its last one and the next for a longer period."""
    period = parse_period(name)
    days = [period.end] if period.span in {Span.QUARTER, Span.MONTH} else [period.end, period.end + timedelta(days=1)]
    return {str(period_of(Span.QUARTER, day)) for day in days}


def _all_periods(kind: InspectionKind, period: str, also: Iterable[str], begun: date) -> set[str]:
    year = year_covered(kind, period, begun)
    by_kind = {InspectionKind.MID_TERM: f"{year}H1", InspectionKind.ANNUAL: str(year)}
    return {name for name in (period, *also, by_kind.get(kind, "")) if name}
