"""How the cells of a host stand: what is missing by the ledger of each, and what is late."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeGuard

from cryptography.fernet import Fernet
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from deployments.missed_work import Work, missed_work
from models.cells import ACTIVE, HELD, STATES, HostCell
from models.database import begin
from models.last_run import RoutineRun, last_runs
from models.ledger.cycle.late_runs import PATIENCE, describe_late, find_late
from models.ledger.jurisdiction import calendar_of, home
from models.migrations import check_version
from models.outages import FAULTS, explain
from models.rules.cycle import Cycle, Routine
from models.rules.errors import MubiaoError
from models.rules.watching import Missing
from models.rules.workdays import BusinessDay
from tasks.cell import bound_to, settings_of
from tasks.clock import business_day


@dataclass(frozen=True, slots=True)
class CellStanding:
    """What a cell lacks: the runs that are missing, and in words what is late; empty if nothing is."""

    cell: str
    missing: tuple[Missing, ...] = ()
    late: str = ""


def look_at(cells: Iterable[HostCell], key: Fernet) -> Iterator[CellStanding]:
    """Yield the standing of each cell that is at work or held; one that cannot be reached is late."""
    for cell in cells:
        if cell.state not in {ACTIVE, HELD}:
            continue
        try:
            with bound_to(settings_of(cell, key)):
                check_version()
                with begin() as session:
                    yield _standing(session, cell, business_day())
        except MubiaoError as error:
            yield CellStanding(cell.key, late=f"单元“{cell.key}”：{error.message}")
        except DBAPIError as error:
            yield CellStanding(cell.key, late=f"单元“{cell.key}”：{explain(error)}")
        except FAULTS as error:  # of the program: in one cell it stops no other one
            yield CellStanding(cell.key, late=f"单元“{cell.key}”：程序出错（{type(error).__name__}）。")


def _standing(session: Session, cell: HostCell, day: BusinessDay) -> CellStanding:
    work, late = missed_work(session, day), find_late(session, day.at)
    held = f"（{STATES[HELD]}）" if cell.state == HELD else ""
    words = [describe_late(each, last) for each, last in late]
    words += [f"今天的{each.name}没有办" for each, _ in work if _is_daily(each) and _is_long_past(each, day)]
    told = f"单元“{cell.key}”{held}：{'；'.join(words)}。" if words else ""
    return CellStanding(cell.key, () if held else tuple(_missing(session, cell, day, work, late)), told)


def _missing(
    session: Session, cell: HostCell, day: BusinessDay, work: Work, late: Iterable[tuple[Routine, RoutineRun]]
) -> Iterator[Missing]:
    """Yield what a cell lacks by its ledger, in that order; of what runs all day what is late."""
    wanted = [
        (each, period or "") for each, period in work if not _is_often(each) and _is_time(session, each, period, day)
    ]
    wanted += [(each, "") for each, _ in late if each.often]
    begun = {flow: last.begun for flow, last in last_runs(session).items() if last.is_open}
    for each, period in wanted:
        yield Missing(cell.key, cell.group, each.key, period, day.date, begun.get(each.key))


def _is_time(session: Session, cycle: Cycle | Routine, period: str | None, day: BusinessDay) -> bool:
    """Returns whether the schedule has had its turn: a period that opens today is not missing before its hour."""
    if not (isinstance(cycle, Cycle) and period):
        return True
    opens = cycle.opens_on(cycle.period(period), calendar_of(session, home(session)))
    return opens < day.date or day.at >= _planned(cycle.crons[0], day)


def _is_often(cycle: Cycle | Routine) -> bool:
    """Returns whether it runs all day: whether it is missing is told by its last run, not by the ledger."""
    return isinstance(cycle, Routine) and cycle.often


def _is_daily(cycle: Cycle | Routine) -> TypeGuard[Routine]:
    return isinstance(cycle, Routine) and cycle.noted and not cycle.often


def _is_long_past(routine: Routine, day: BusinessDay) -> bool:
    return day.at >= _planned(routine.cron, day) + PATIENCE


def _planned(cron: str, day: BusinessDay) -> datetime:
    """Returns the instant of this day at which a schedule starts."""
    minute, hour = map(int, cron.split()[:2])
    return day.at.replace(hour=hour, minute=minute, second=0, microsecond=0)
