"""Periods that the first sweep opens, and those whose opening day has come without a run (6.1)."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.ledger.cycle.pausing import halts_of
from models.ledger.jurisdiction import GO_LIVE, calendar_of, home
from models.ledger.nouns.shared_sql import LEADS
from models.ledger.periods_ahead import ordered_periods
from models.rules.cycle import Cycle
from models.rules.cycles import expected_runs
from models.rules.duties import Debtor, OpenedFor
from models.rules.pause import held_back
from models.rules.periods import Period, Span, period_of
from models.statements import run

RUNS = "SELECT cycle, period FROM cycle_run WHERE jurisdiction_id = :jurisdiction"
NEWEST = """
SELECT DISTINCT ON (cycle) cycle, period FROM cycle_run WHERE jurisdiction_id = :jurisdiction
ORDER BY cycle, opens_on DESC, id DESC
"""


def missed_runs(session: Session, today: date) -> list[tuple[Cycle, Period]]:
    """Return each cycle and period that should be open today and is not, in the order of their opening days.

    Nothing is stored. What a pause keeps closed is left out.
    """
    jurisdiction = home(session)
    calendar, halts = calendar_of(session, jurisdiction), halts_of(session, jurisdiction)
    live = run(session, GO_LIVE, jurisdiction=jurisdiction).scalar_one()
    ordered = ordered_periods(session, jurisdiction)
    open_already = set(run(session, RUNS, jurisdiction=jurisdiction).tuples())
    return [
        (cycle, period)
        for cycle, period in expected_runs(live, today, calendar, ordered)
        if (cycle.key, str(period)) not in open_already
        and not held_back(halts, cycle.key, cycle.opens_on(period, calendar), today, wanted=False)
    ]


def newest_periods(session: Session) -> dict[str, str]:
    """Return, by key of a cycle, the newest period that was opened."""
    return {row.cycle: row.period for row in run(session, NEWEST, jurisdiction=home(session))}


# As `open_period` opens them: of each period how many departments, key projects, or the agency once.
DUTIES = f"""
SELECT CASE u.whose
    WHEN 'agency' THEN 1
    WHEN 'projects' THEN (SELECT count(*) FROM target t WHERE t.jurisdiction_id = :jurisdiction AND t.key_project
        AND t.year = u.year AND t.issued_on < u.opens_on AND t.withdrawn_on IS NULL)
    ELSE (SELECT count(*) FROM department d WHERE d.jurisdiction_id = :jurisdiction AND NOT d.is_agency
        AND coalesce(d.valid_from, '-infinity') <= u.opens_on AND coalesce(d.valid_to, 'infinity') >= u.opens_on
        AND (NOT u.needs_targets OR EXISTS (SELECT FROM target_department x JOIN target t ON t.id = x.target_id
            WHERE x.department_id = d.id AND {LEADS} AND coalesce(x.since, '-infinity') <= u.opens_on
                AND t.year = u.year AND t.issued_on < u.opens_on)))
    END AS duties
FROM unnest(CAST(:whose AS text[]), CAST(:years AS int[]), CAST(:opens AS date[]), CAST(:needs AS boolean[]))
    WITH ORDINALITY AS u(whose, year, opens_on, needs_targets, place)
ORDER BY u.place
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a first sweep opens: all duties, those overdue at once, and how many of each one department owes.

    `better` is a go-live day with which none is overdue; None if none is overdue now.
    """

    live: date
    duties: int
    overdue: int
    each: int
    each_overdue: int
    better: date | None


def has_begun(session: Session) -> bool:
    """Return whether anything was opened, so that the go-live day is fixed."""
    begun: bool = run(session, "SELECT EXISTS (SELECT FROM cycle_run) OR EXISTS (SELECT FROM obligation)").scalar_one()
    return begun


def forecast_opening(session: Session, today: date) -> Forecast:
    """Return what a sweep today would open of periods without a run; nothing that began before go-live is in it."""
    jurisdiction, runs = home(session), missed_runs(session, today)
    counts = _count_duties(session, jurisdiction, runs)
    calendar = calendar_of(session, jurisdiction)
    late = [cycle.deadline(period, calendar).due < today for cycle, period in runs]
    own = [cycle.whose is OpenedFor.DEPARTMENTS and cycle.duty.debtor is not Debtor.AGENCY for cycle, _ in runs]
    begun = [period.start for (_, period), is_late in zip(runs, late, strict=True) if is_late]
    return Forecast(
        live=run(session, GO_LIVE, jurisdiction=jurisdiction).scalar_one(),
        duties=sum(counts),
        overdue=sum(count for count, is_late in zip(counts, late, strict=True) if is_late),
        each=sum(own),
        each_overdue=sum(mine and is_late for mine, is_late in zip(own, late, strict=True)),
        better=period_of(Span.MONTH, max(begun)).next.start if begun else None,
    )


def _count_duties(session: Session, jurisdiction: int, runs: list[tuple[Cycle, Period]]) -> list[int]:
    calendar = calendar_of(session, jurisdiction)
    return list(
        run(
            session,
            DUTIES,
            jurisdiction=jurisdiction,
            whose=[cycle.whose.value for cycle, _ in runs],
            years=[period.year for _, period in runs],
            opens=[cycle.opens_on(period, calendar) for cycle, period in runs],
            needs=[cycle.needs_targets for cycle, _ in runs],
        ).scalars()
    )


def warn_before_opening(forecast: Forecast, *, whole: bool) -> str:
    """Return what to know before the first sweep: duties overdue at once, and a later go-live day; empty if none are.

    Unless `whole`, departments and targets are not there yet: it is said for one department.
    """
    if forecast.better is None or (whole and not forecast.overdue):
        return ""
    what = f"将开启{forecast.duties}项应办事项，其中{forecast.overdue}项期限已过"
    if not whole:
        what = f"将为每个部门开启最多{forecast.each}项应办事项，其中{forecast.each_overdue}项期限已过"
    return (
        f"启用日期{forecast.live}在今天之前，首次巡检{what}，一开启就是逾期，随即催办。\n"
        f"这些期间不用补办的，在首次巡检之前用 --go-live {forecast.better} 再执行一次 mubiao init："
        "启用日期以前开始的期间一律不开启，没有一开启就逾期的。\n"
        "启用日期以前开始、期限还没有到的期间，加 --open-ahead 即到各自的开启日照常开启。"
    )
