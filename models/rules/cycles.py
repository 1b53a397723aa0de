"""The cycles, one frozen value each: source of schedules, lists, README, tests (1-2.21, 1-4, 1-5.3 c, Part 3)."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from difflib import get_close_matches

from models.rules.appeal import APPEAL_ANSWER, APPEAL_RULING
from models.rules.appraisal import OBJECTION
from models.rules.appraisal_day import APPRAISAL
from models.rules.cloud import CLOUD_MONITORING
from models.rules.covert import COVERT_VISIT
from models.rules.cycle import Cycle, Routine
from models.rules.deadlines import DeadlineRule, undated
from models.rules.draft import CONSULTATION, RECEIPT
from models.rules.duties import Debtor, Duty, FromEnd, OnDay
from models.rules.errors import Refused
from models.rules.inspection import INSPECTION, MID_TERM_INSPECTION, URGENT_INSPECTION
from models.rules.negative_list import LIMIT_OWED, RECHECK_OWED, REMEDIATION_FEEDBACK
from models.rules.opinion import OPINION_FEEDBACK, OPINION_PUBLICATION, PUBLIC_OPINION
from models.rules.owed_plan import PLAN_OWED, YEAR_END_PLAN
from models.rules.periods import Period, Span, parse_period, periods_of_year
from models.rules.quality import QUALITY_REPORT
from models.rules.results_use import RESULT_RECEIPT, RESULTS_USE
from models.rules.review import ONLINE_REVIEW
from models.rules.self_check import SELF_CHECK
from models.rules.target.due import TARGET_DUE
from models.rules.target_setting import TARGET_SETTING
from models.rules.visit import FIELD_INSPECTION
from models.rules.workdays import WorkCalendar

MONTHLY_CHECK = Cycle(
    Duty(
        key="monthly_check",
        name="月度检查",
        clause="3-6.1.1",
        due=undated("month_end", "每月检查，当月最后一日前填报", "《目标管控》6.1.1", choice="A18"),
        to_do="逐项填报本月进度、状态和说明",
        judged_by="收到填报的日期",
    ),
    covers=("C147",),
    span=Span.MONTH,
    cron="30 7 1 * *",
    lines=True,
    needs_targets=True,
)
QUARTERLY_MEETING = Cycle(
    Duty(
        key="quarterly_meeting",
        name="季度分析会",
        clause="3-6.1.2",
        due=DeadlineRule("quarter_end_15", "季度结束后{n}个工作日内", "《目标管控》6.1.2", 15),
        to_do="召开目标完成情况分析会，并登记召开日期、参加人员、各项目标完成情况、存在问题、改进措施",
        judged_by="召开日期",
        if_done="如已召开，请登记实际召开日期；",
    ),
    covers=("C148",),
    span=Span.QUARTER,
    cron="30 7 1 1,4,7,10 *",
    opens=FromEnd(1),
    told_with=((2, "mid_year_review"),),
)
MID_YEAR_REVIEW = Cycle(
    Duty(
        key="mid_year_review",
        name="半年讲评",
        clause="3-6.1.3",
        due=DeadlineRule("half_end_15", "6月30日后{n}个工作日内", "《目标管控》6.1.3", 15),
        to_do="讲评半年目标完成情况，并登记讲评情况、存在问题、统筹进度安排、改进措施和方案四项内容",
        judged_by="讲评日期",
        if_done="如已讲评，请登记实际讲评日期；",
    ),
    covers=("C149",),
    span=Span.HALF,
    numbers=(1,),
    cron="30 7 1 7 *",
    opens=FromEnd(1),
)
YEAR_END_CHECK = Cycle(
    Duty(
        key="year_end_check",
        name="年终检查",
        clause="3-6.1.4",
        due=DeadlineRule("january_10", "次年1月10日前，逢休息日不顺延", "《目标管控》6.1.4", choice="A5"),
        to_do="对全部目标完成情况进行全面检查，逐项填报并备齐印证材料",
        judged_by="填报和印证材料齐备的日期",
    ),
    covers=("C153", "C154"),
    due_by_notice=True,
    ends_with_evidence=True,
    takes_later=True,
    span=Span.YEAR,
    cron="30 7 1 12 *",
    opens=OnDay(12, 1),
    anchor=OnDay(1, 10, years=1),
    lines=True,
    needs_targets=True,
)
# Filings are compared with obligations on the day after the filing deadline (3.3, 6.1.4).
FILINGS_COMPARED = OnDay(1, 11, years=1)
YEAR_END_REVERIFICATION = Cycle(
    Duty(
        key="year_end_reverification",
        name="年终复核",
        clause="3-3.3",
        due=DeadlineRule("january_31", "当年12月至次年1月进行，1月31日前完成", "《目标管控》3.3"),
        to_do="现场核查年度目标完成情况和负面清单补欠情况，逐项核对应报与已报，登记复核结果",
        debtor=Debtor.AGENCY,
        judged_by="登记复核结果的日期",
    ),
    covers=("C115",),
    span=Span.YEAR,
    cron="30 7 15 12 *",
    opens=OnDay(12, 15),
    again=FILINGS_COMPARED,
    anchor=OnDay(1, 31, years=1),
)
BEFORE_TOTAL = (YEAR_END_CHECK, YEAR_END_REVERIFICATION)  # what the total of a year waits for (A37)
CYCLES = (
    MONTHLY_CHECK,
    QUARTERLY_MEETING,
    MID_YEAR_REVIEW,
    YEAR_END_CHECK,
    YEAR_END_REVERIFICATION,
    SELF_CHECK,
    ONLINE_REVIEW,
    FIELD_INSPECTION,
    MID_TERM_INSPECTION,
    QUALITY_REPORT,
    PUBLIC_OPINION,
    CLOUD_MONITORING,
    COVERT_VISIT,
    REMEDIATION_FEEDBACK,
)
# Opened by an act, outside the cycles.
DUTIES_BY_ACT = (
    INSPECTION,
    URGENT_INSPECTION,
    OPINION_FEEDBACK,
    OPINION_PUBLICATION,
    APPEAL_ANSWER,
    APPEAL_RULING,
    LIMIT_OWED,
    RECHECK_OWED,
    CONSULTATION,
    RECEIPT,
    TARGET_DUE,
    OBJECTION,
    RESULT_RECEIPT,
    PLAN_OWED,
)
DUTY_OF = {duty.key: duty for cycle in CYCLES for duty in cycle.duties} | {duty.key: duty for duty in DUTIES_BY_ACT}
RETURNED = DeadlineRule(
    "returned_3", "退回后{n}个工作日内重报（标准未定，为本系统默认）", "《目标管控》6.1", 3, choice="A32"
)
# A29: the date of the year's 现场复核通知; by_notice inserts the words of each notice.
YEAR_END_NOTICE = DeadlineRule("year_end_notice", "按现场复核通知", "《目标管控》6.1.4", choice="A29")
RULES = {
    rule.key: rule for rule in (*(duty.due for duty in DUTY_OF.values()), RETURNED, YEAR_END_NOTICE, YEAR_END_PLAN)
}


DAILY_SWEEP = Routine("daily_sweep", "每日巡检", "3-6.2.2", "0 8 * * *", renews=True, noted=True)
DELIVER = Routine("deliver", "通知投递", "3-6.1.5", "*/10 8-17 * * *", lists=False, renews=True, noted=True, often=True)
RECEIVE = Routine(
    "receive",
    "收取回复",
    "3-6.1.5",
    "*/10 7-21 * * *",
    lists=False,
    renews=True,
    also="0 22 * * *",
    noted=True,
    often=True,
)
ROUTINES = (DAILY_SWEEP, DELIVER, RECEIVE, TARGET_SETTING, APPRAISAL, RESULTS_USE)

# In the order of the year, and then what runs every day.
IN_YEAR: tuple[Cycle | Routine, ...] = (
    TARGET_SETTING, MONTHLY_CHECK, SELF_CHECK, QUARTERLY_MEETING, ONLINE_REVIEW, FIELD_INSPECTION, COVERT_VISIT,
    PUBLIC_OPINION, CLOUD_MONITORING, QUALITY_REPORT, MID_YEAR_REVIEW, MID_TERM_INSPECTION, YEAR_END_CHECK,
    YEAR_END_REVERIFICATION, APPRAISAL, RESULTS_USE, REMEDIATION_FEEDBACK, DAILY_SWEEP, RECEIVE, DELIVER,
)  # fmt: skip


def by_notice(number: str, due: date) -> DeadlineRule:
    """A29: return the rule of a year-end check under the 现场复核通知 with this number, due on `due`."""
    return replace(YEAR_END_NOTICE, form=f"按现场复核通知（{number}），{due.month}月{due.day}日前，逢休息日不顺延")


def find_cycle(text: str) -> Cycle:
    """Return the cycle with this key or name. Raises Refused if it is unknown, with the nearest and all there are."""
    for cycle in CYCLES:
        if text in (cycle.key, cycle.name):
            return cycle
    perhaps = nearest_cycle(text, CYCLES)
    known = "、".join(f"{cycle.key}（{cycle.name}）" for cycle in CYCLES)
    raise Refused(f"没有名为“{text}”的周期{perhaps}{'？' if perhaps else '，'}可用的有：{known}。")


def nearest_cycle(text: str, cycles: Iterable[Cycle | Routine]) -> str:
    """Return the cycle whose name or key is most similar to a text: ，是否为“月度检查”（monthly_check）; or nothing."""
    called = {name: cycle for cycle in cycles for name in (cycle.name, cycle.key)}
    close = get_close_matches(text, called, n=1, cutoff=0.5)
    return f"，是否为“{called[close[0]].name}”（{called[close[0]].key}）" if close else ""


def begun_before(go_live: date) -> list[tuple[Cycle, Period]]:
    """Return the periods of the year of `go_live` that began before that day, by cycle."""
    periodic = (cycle for cycle in CYCLES if cycle.periodic)
    return [(cycle, p) for cycle in periodic for p in cycle.periods(go_live.year) if p.start < go_live]


def quarters_before(go_live: date, year: int) -> list[Period]:
    """Return the quarters of a year that ended before `go_live`, if that year did not."""
    quarters = [each for each in periods_of_year(Span.QUARTER, year) if each.end < go_live]
    return quarters if go_live.year == year else []


def expected_runs(
    go_live: date,
    day: date,
    calendar: WorkCalendar,
    ordered: Collection[tuple[str, str]] = (),
) -> list[tuple[Cycle, Period]]:
    """Return the cycle runs that should exist on `day`: periods begun since go-live whose opening day has come.

    `ordered` are the keys of a cycle and the periods that the agency wants although they began before.
    """
    runs = [
        (cycle, period) for cycle in CYCLES if cycle.periodic for period in cycle.opened_between(go_live, day, calendar)
    ]
    wanted = [(find_cycle(key), parse_period(text)) for key, text in ordered]
    runs += [each for each in wanted if each not in runs and each[0].opens_on(each[1], calendar) <= day]
    return sorted(runs, key=lambda run: (run[0].opens_on(run[1], calendar), run[0].key))


def opening_of(kind: str, period: str) -> str:
    """Return how the cycle that opens this kind of duty is run for a period; empty if an act opens it."""
    cycle = next((each for each in CYCLES if each.periodic and kind in (duty.key for duty in each.duties)), None)
    return f"应开启而没有开启的：mubiao run {cycle.key} --period {period}。" if cycle else ""


def subject_of(duty: Duty, period: str) -> str:
    """Return the name of an obligation: 2026年第一季度季度分析会 is shortened to 2026年第一季度分析会."""
    if not period:
        return duty.name
    return f"{parse_period(period).label}{duty.name.removeprefix('季度').removeprefix('半年')}"
