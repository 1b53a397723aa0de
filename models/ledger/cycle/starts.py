"""新增周期: a cycle that a new version brings opens only periods that begin after its first run here."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.calendars import calendar_of
from models.ledger.cycle.sweep import last_day_swept
from models.ledger.jurisdiction import GO_LIVE
from models.ledger.transitions import record
from models.records import CycleStart, id_of
from models.rules.cycles import CYCLES, expected_runs
from models.statements import run

DAY = timedelta(days=1)
STARTS = "SELECT cycle, first_run FROM cycle_start WHERE jurisdiction_id = :jurisdiction"
CYCLES_RUN = "SELECT DISTINCT cycle FROM cycle_run WHERE jurisdiction_id = :jurisdiction"
PAUSED = "SELECT cycle FROM pause WHERE jurisdiction_id = :jurisdiction"


def days_of_starts(session: Session, jurisdiction: int, today: date) -> dict[str, date]:
    """Return, by key of a cycle that a later version brought, the first day on which its periods may begin.

    A cycle is new if the earlier sweeps opened none of the periods that it had by then; its first run is today.
    """
    starts = _stored_starts(session, jurisdiction)
    return starts | dict.fromkeys(_new_cycles(session, jurisdiction, starts), today + DAY)


def first_days(session: Session, ctx: Context) -> dict[str, date]:
    """Return the same days; the first run of a new cycle is stored, so that later runs know it."""
    starts = _stored_starts(session, ctx.jurisdiction)
    new = [
        CycleStart(jurisdiction_id=ctx.jurisdiction, cycle=key, first_run=ctx.date)
        for key in _new_cycles(session, ctx.jurisdiction, starts)
    ]
    session.add_all(new)
    session.flush()
    record(session, ctx, "cycle_start", [id_of(start) for start in new], "introduced")
    return starts | {start.cycle: start.first_run + DAY for start in new}


def _stored_starts(session: Session, jurisdiction: int) -> dict[str, date]:
    return {start.cycle: start.first_run + DAY for start in run(session, STARTS, jurisdiction=jurisdiction)}


def _new_cycles(session: Session, jurisdiction: int, known: Collection[str]) -> list[str]:
    run_here = set(run(session, CYCLES_RUN, jurisdiction=jurisdiction).scalars())
    missing = {cycle.key for cycle in CYCLES if cycle.periodic} - run_here - set(known)
    swept = last_day_swept(session) if missing else None
    if swept is None or not run_here:
        return []
    paused = set(run(session, PAUSED, jurisdiction=jurisdiction).scalars())
    live = run(session, GO_LIVE, jurisdiction=jurisdiction).scalar_one()
    expected = expected_runs(live, swept, calendar_of(session, jurisdiction))
    return sorted({cycle.key for cycle, _ in expected} - run_here - set(known) - paused)
