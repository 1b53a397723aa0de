"""目标云 as a page: each key project of a month with its time, its months and what its pictures are (7.5)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from models.database import run
from models.ledger.cloud.table import list_uploads
from models.ledger.lookup import home
from models.ledger.secrets import secrets_of
from models.rules.cloud import UploadWarning, time_of
from models.rules.cloud_standing import Pace, Standing, Told, pace, standings, unbroken
from models.rules.kinds import Origin
from models.rules.periods import Period, parse_period
from models.rules.secrecy import Secrets
from models.rules.states import ObligationState, UploadState

# Every upload but the newest of its month is superseded.
MONTHS = """
SELECT t.year || '/' || t.code AS target, t.year, t.issued_on, t.deadline, t.origin, (
    SELECT coalesce(json_agg(json_build_object('month', u.period, 'progress', u.progress::text, 'day', u.received_on,
            'state', u.state, 'warnings', u.warnings) ORDER BY u.period), '[]')
        FROM cloud_upload u WHERE u.target_id = t.id AND u.state <> 'superseded' AND u.period <= :period) AS months
FROM target t
WHERE t.jurisdiction_id = :jurisdiction AND concat_ws('/', t.year, t.code) = ANY(:targets)
"""
# The files of marked projects, whoever uploads them again.
MARKED = """
SELECT DISTINCT e.sha256 FROM target t JOIN cloud_upload u ON u.target_id = t.id
    JOIN cloud_medium m ON m.upload_id = u.id JOIN evidence e ON e.id = m.evidence_id
WHERE t.jurisdiction_id = :jurisdiction AND concat_ws('/', t.year, t.code) = ANY(:subjects)
"""
NAME = "SELECT name FROM jurisdiction WHERE id = :jurisdiction"


@dataclass(frozen=True, slots=True)
class Portrait:
    """A key project in a month: its row of `list_uploads`, the days its time has, what its months told, oldest first.

    `pace` compares the newest progress with the time by the day on which that was judged, an older one's with today's.
    One that is `secret` (4.7) has a pointer for a name, neither progress nor pictures, and no word that a person wrote;
    of others a picture that is marked is `withheld`. `kept_back` counts, by kind, the pictures that are not shown.
    """

    row: Mapping[str, Any]
    time: tuple[date, date]
    months: tuple[Told, ...]
    standings: tuple[Standing, ...]
    pace: Pace | None
    secret: bool = False
    kept_back: Mapping[str, int] = field(default_factory=dict)

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
    """7.5, 4.7: every key project that owes an upload for the month, by their numbers; nothing marked is told."""
    rows = list_uploads(session, day, month)
    known = {"jurisdiction": home(session), "period": str(month), "targets": [row["target"] for row in rows]}
    times = {row.target: row for row in run(session, MONTHS, **known)}
    name = run(session, NAME, jurisdiction=known["jurisdiction"]).scalar_one()
    until = min(day, month.end)
    shown = [_portrait(row, times[row["target"]], month, until) for row in rows]
    if secrets := secrets_of(session):
        subjects = [subject for each in secrets.kept for subject in each.subjects]
        marked = frozenset(run(session, MARKED, jurisdiction=known["jurisdiction"], subjects=subjects).scalars())
        shown = [_veiled(each, secrets, marked) for each in shown]
    return Gallery(name, month, day, tuple(shown))


def _portrait(row: dict[str, Any], times: Any, month: Period, day: date) -> Portrait:  # noqa: ANN401 - a result row
    origin = Origin(times.origin) if times.origin else None
    time = time_of(times.year, times.issued_on, times.deadline, origin)
    months = tuple(_told(each) for each in times.months)
    told = next((each for each in months if each.month == month), None)
    excused = row["duty"] in {ObligationState.WAIVED, ObligationState.VOID}
    stands = standings(told, excused=excused, overdue=bool(row["late"]))
    return Portrait(row, time, months, stands, _pace(months, month, day, time))


def _told(data: dict[str, Any]) -> Told:
    """Judged is an upload by the day it came, or the last of its month if that was earlier (A22)."""
    month = parse_period(data["month"])
    stand = data["warnings"] if data["state"] != UploadState.CLEARED else []
    warnings = frozenset(UploadWarning(each["warning"]) for each in stand)
    progress = None if data["progress"] is None else Decimal(data["progress"])
    return Told(month, progress, min(date.fromisoformat(data["day"]), month.end), warnings)


def _pace(months: Sequence[Told], month: Period, day: date, time: tuple[date, date]) -> Pace | None:
    known = [(told, told.progress) for told in months if told.progress is not None]
    if not known:
        return None
    newest, progress = known[-1]
    return pace(progress, newest.day if newest.month == month else day, time)


def _veiled(portrait: Portrait, secrets: Secrets, marked: frozenset[str]) -> Portrait:
    """The portrait as it may leave (4.7); `marked` are the digests of the files of marked projects."""
    row = {**portrait.row, "project": secrets.hide(portrait.row["project"])}
    kept_back = Counter(each["kind"] for each in row["media"])
    if secrets.about(row["target"]):
        row |= {"progress": None, "text": "", "warnings": [], "decided_on": None, "reason": "", "media": []}
        months = tuple(replace(each, progress=None) for each in portrait.months)
        return replace(portrait, row=row, months=months, pace=None, secret=True, kept_back=kept_back)
    row |= {name: secrets.hide(row[name] or "") for name in ("text", "reason")}
    row["warnings"] = [{**each, "words": secrets.hide(each["words"])} for each in row["warnings"]]
    row["media"] = [_veiled_medium(each, secrets, marked) for each in row["media"]]
    return replace(portrait, row=row)


def _veiled_medium(medium: dict[str, Any], secrets: Secrets, marked: frozenset[str]) -> dict[str, Any]:
    if medium["sha256"] not in marked and not secrets.names_any([medium["file"]]):
        return medium
    nothing = dict.fromkeys(("taken_at", "latitude", "longitude"))
    return {**medium, **nothing, "file": secrets.hide(medium["file"]), "withheld": True}
