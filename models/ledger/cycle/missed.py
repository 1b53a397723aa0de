"""补开: the periods that should be open and are not, and departments that joined one still under way (6.1, rule 10)."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlmodel import Session

from models.block import canonical
from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.cycle.opening import OWING, UNITS, UNWATCHED, open_period
from models.ledger.cycle.pausing import halts_of, opening_day, standing_halts
from models.ledger.jurisdiction import GO_LIVE, calendar_of, home
from models.ledger.negative_list.snapshot import LACKS_LIST, freeze_due_list
from models.ledger.periods_ahead import ordered_periods
from models.ledger.questions import Question
from models.ledger.year_end.notice import due_of_period
from models.rules.cycle import Cycle
from models.rules.cycles import expected_runs
from models.rules.duties import OpenedFor
from models.rules.pause import describe_halt, held_back
from models.rules.periods import Period
from models.rules.workdays import BusinessDay
from models.statements import run

OF_EXISTING = {
    "opens_on": "c.opens_on",
    "cycle_run": "c.id",
    "needs_targets": "e.needs_targets",
    "year": "e.year",
    "before": "CASE WHEN e.takes_later THEN greatest(c.opens_on, :day) ELSE c.opens_on END",
}
# Of the expected periods those without a run, and those under way in which a department or project has no duty.
MISSED = f"""
SELECT e.cycle, e.period, c.id IS NOT NULL AS exists
FROM jsonb_to_recordset(CAST(:expected AS jsonb)) AS e(
        cycle text, period text, year int, whose text, needs_targets bool, takes_later bool, under_way bool)
    LEFT JOIN cycle_run c ON c.jurisdiction_id = :jurisdiction AND c.cycle = e.cycle AND c.period = e.period
WHERE c.id IS NULL OR e.under_way AND CASE e.whose
    WHEN '{OpenedFor.DEPARTMENTS}' THEN EXISTS (SELECT FROM {OWING.format(**OF_EXISTING)})
    WHEN '{OpenedFor.PROJECTS}' THEN EXISTS (SELECT FROM {UNWATCHED.format(**OF_EXISTING)}) END
"""  # noqa: S608 - constants only


def _given(session: Session, day: BusinessDay) -> dict[str, str]:
    jurisdiction = home(session)
    return _as_rows(session, jurisdiction, day.date, _expected(session, jurisdiction, day.date))


HAS_MISSED = Question(
    f"EXISTS ({MISSED}) OR {LACKS_LIST.sql}",
    Summary("没有漏开的周期。", {"opened": 0, "lists": 0}, {"opened": {}}),
    _given,
)


@act("reconcile", "补开周期", clause="3-6.1", roles={Role.SYSTEM, Role.AGENCY})
def reconcile(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """Open missing obligations: missed runs, and departments that joined a run still under way (rule 10).

    If a 质量分析报告 was missed, its negative list is frozen too.
    """
    opened = open_missed(session, ctx, ctx.date)
    frozen = freeze_due_list(session, ctx).counts["frozen"]
    opened_words = (f"{cycle.name} {period}（{n}{UNITS[cycle.whose]}）" for cycle, period, n in opened)
    words = "补开：" + "、".join(opened_words) if opened else "没有漏开的周期"
    words += "；补做季度负面清单" if frozen else ""
    current = standing_halts(halts_of(session, ctx.jurisdiction), ctx.date)
    paused = "".join(describe_halt(halt) for halt in current)
    data = {f"{cycle.name} {period}": n for cycle, period, n in opened}
    return Summary(f"{words}。{paused}", {"opened": sum(data.values()), "lists": frozen}, {"opened": data})


def open_missed(
    session: Session, ctx: Context, until: date, whose: Collection[OpenedFor] = tuple(OpenedFor)
) -> list[tuple[Cycle, Period, int]]:
    """Open the periods that are due by `until` and not open; returns each with its number of new obligations."""
    expected = _expected(session, ctx.jurisdiction, until)
    rows = _as_rows(session, ctx.jurisdiction, ctx.date, expected)
    found = run(session, MISSED, jurisdiction=ctx.jurisdiction, day=ctx.date, **rows)
    missed, halts, opened = {(row.cycle, row.period): row.exists for row in found}, None, []
    for cycle, period in expected:
        exists = missed.get((cycle.key, str(period)))
        if exists is None or cycle.whose not in whose:
            continue
        halts = halts_of(session, ctx.jurisdiction) if halts is None else halts
        if held_back(halts, cycle.key, opening_day(session, ctx, cycle, period), ctx.date, wanted=exists):
            continue
        is_running = not exists or due_of_period(session, ctx, cycle, period) >= ctx.date
        if is_running and (count := open_period(session, ctx, cycle, period).counts["opened"]):
            opened.append((cycle, period, count))
    return opened


def _expected(session: Session, jurisdiction: int, until: date) -> list[tuple[Cycle, Period]]:
    live = run(session, GO_LIVE, jurisdiction=jurisdiction).scalar_one()
    ordered = ordered_periods(session, jurisdiction)
    return expected_runs(live, until, calendar_of(session, jurisdiction), ordered)


def _as_rows(
    session: Session, jurisdiction: int, day: date, expected: Sequence[tuple[Cycle, Period]]
) -> dict[str, str]:
    """Return the parameter of MISSED; a notice of the year may end a check earlier than its rule says (A29)."""
    calendar = calendar_of(session, jurisdiction)
    rows = [
        {
            "cycle": cycle.key,
            "period": str(period),
            "year": period.year,
            "whose": cycle.whose.value,
            "needs_targets": cycle.needs_targets,
            "takes_later": cycle.takes_later,
            "under_way": cycle.deadline(period, calendar).due >= day,
        }
        for cycle, period in expected
    ]
    return {"expected": canonical(rows)}
