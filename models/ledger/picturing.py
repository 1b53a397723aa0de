"""目标云 as a page: each key project of a month with its time, its months and what its pictures are (7.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from models.database import run
from models.ledger.acting import home
from models.ledger.displaying import list_uploads
from models.rules.kinds import Origin
from models.rules.periods import Period, parse_period
from models.rules.standings import Pace, Standing, Told, pace, standings, unbroken
from models.rules.states import ObligationState, UploadState
from models.rules.uploads import UploadWarning, time_of

# Every upload but the newest of its month is superseded.
MONTHS = """
SELECT t.year || '/' || t.code AS target, t.year, t.issued_on, t.deadline, t.origin, (
    SELECT coalesce(json_agg(json_build_object('month', u.period, 'progress', u.progress::text, 'day', u.received_on,
            'state', u.state, 'warnings', u.warnings) ORDER BY u.period), '[]')
        FROM cloud_upload u WHERE u.target_id = t.id AND u.state <> 'superseded' AND u.period <= :period) AS months
FROM target t
WHERE t.jurisdiction_id = :jurisdiction AND concat_ws('/', t.year, t.code) = ANY(:targets)
"""
NAME = "SELECT name FROM jurisdiction WHERE id = :jurisdiction"


@dataclass(frozen=True, slots=True)
class Portrait:
    """A key project in a month: its row of `list_uploads`, the days its time has, what its months told, oldest first.

    `pace` compares the newest progress with the time by the day on which that was judged, an older one's with today's.
    """

    row: Mapping[str, Any]
    time: tuple[date, date]
    months: tuple[Told, ...]
    standings: tuple[Standing, ...]
    pace: Pace | None

    def months_of(self, warning: UploadWarning) -> list[Told]:
        """The months in a row, up to this one, that have a warning; oldest first."""
        return unbroken(self.months, warning)


@dataclass(frozen=True, slots=True)
class Gallery:
    """The key projects of a jurisdiction in a month, as they stand on a day."""

    jurisdiction: str
    month: Period
    day: date
    portraits: tuple[Portrait, ...]


def gallery(session: Session, day: date, month: Period) -> Gallery:
    """7.5: every key project of which an upload is owed for the month, in the order of their numbers."""
    rows = list_uploads(session, day, month)
    known = {"jurisdiction": home(session), "period": str(month), "targets": [row["target"] for row in rows]}
    times = {row.target: row for row in run(session, MONTHS, **known)}
    name = run(session, NAME, jurisdiction=known["jurisdiction"]).scalar_one()
    until = min(day, month.end)
    return Gallery(name, month, day, tuple(_portrait(row, times[row["target"]], month, until) for row in rows))


def _portrait(row: dict[str, Any], times: Any, month: Period, day: date) -> Portrait:  # noqa: ANN401 - a result row
    origin = Origin(times.origin) if times.origin else None
    time = time_of(times.year, times.issued_on, times.deadline, origin)
    months = tuple(_told(each) for each in times.months)
    told = next((each for each in months if each.month == month), None)
    excused = row["duty"] in {ObligationState.WAIVED, ObligationState.VOID}
    stands = standings(told, excused=excused, overdue=bool(row["late"]))
    return Portrait(row, time, months, stands, _pace(months, month, day, time))


def _told(said: dict[str, Any]) -> Told:
    """Judged is an upload by the day it came, or the last of its month if that was earlier (A22)."""
    month = parse_period(said["month"])
    stand = said["warnings"] if said["state"] != UploadState.CLEARED else []
    warnings = frozenset(UploadWarning(each["warning"]) for each in stand)
    progress = None if said["progress"] is None else Decimal(said["progress"])
    return Told(month, progress, min(date.fromisoformat(said["day"]), month.end), warnings)


def _pace(months: Sequence[Told], month: Period, day: date, time: tuple[date, date]) -> Pace | None:
    known = [(told, told.progress) for told in months if told.progress is not None]
    if not known:
        return None
    newest, progress = known[-1]
    return pace(progress, newest.day if newest.month == month else day, time)
