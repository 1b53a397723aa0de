"""目标云 as a page: each key project of a month with its time span, its months and its pictures (7.5)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.nouns.shared_sql import ENTERED_LATE, LED_BY, TARGET_OF
from models.ledger.secrets import secrets_of
from models.rules.cloud import CLOUD_MONITORING, UploadWarning, time_of
from models.rules.cloud_status import MonthUpload, Pace, UploadStatus, pace, statuses, unbroken
from models.rules.kinds import ManagementMode
from models.rules.periods import Period, parse_period
from models.rules.secrecy import Secrets
from models.rules.states import ObligationState, UploadState
from models.statements import ResultRow, run

# All uploads of a month except the newest are superseded.
MONTHS = """
SELECT t.year || '/' || t.code AS target, t.year, t.issued_on, t.deadline, t.management, (
    SELECT coalesce(json_agg(json_build_object('month', u.period, 'progress', u.progress::text, 'day', u.received_on,
            'state', u.state, 'warnings', u.warnings) ORDER BY u.period), '[]')
        FROM cloud_upload u WHERE u.target_id = t.id AND u.state <> 'superseded' AND u.period <= :period) AS months
FROM target t
WHERE t.jurisdiction_id = :jurisdiction AND concat_ws('/', t.year, t.code) = ANY(:targets)
"""
# The files of marked projects, also when another project uploads the same file.
MARKED = """
SELECT DISTINCT e.sha256 FROM target t JOIN cloud_upload u ON u.target_id = t.id
    JOIN cloud_medium m ON m.upload_id = u.id JOIN evidence e ON e.id = m.evidence_id
WHERE t.jurisdiction_id = :jurisdiction AND concat_ws('/', t.year, t.code) = ANY(:subjects)
"""
JURISDICTION_NAME = "SELECT name FROM jurisdiction WHERE id = :jurisdiction"


@dataclass(frozen=True, slots=True)
class Portrait:
    """A key project in a month: its row of `list_uploads`, its time span, and its monthly reports, oldest first.

    `pace` compares the newest progress with the time elapsed: on the day it was judged if it is this month's,
    otherwise on `day`. If the project is `secret` (4.7), its name is a pointer, and progress, pictures and free text
    are removed; in other projects a marked picture is `withheld`. `kept_back` counts the removed pictures by kind.
    """

    row: Mapping[str, Any]
    time: tuple[date, date]
    months: tuple[MonthUpload, ...]
    statuses: tuple[UploadStatus, ...]
    pace: Pace | None
    secret: bool = False
    kept_back: Mapping[str, int] = field(default_factory=dict)

    def months_of(self, warning: UploadWarning) -> list[MonthUpload]:
        """Return the consecutive months up to this one that have a warning, oldest first."""
        return unbroken(self.months, warning)


@dataclass(frozen=True, slots=True)
class Gallery:
    """The key projects of a jurisdiction in a month, as of a day."""

    jurisdiction: str
    month: Period
    day: date
    portraits: tuple[Portrait, ...]


def gallery(session: Session, day: date, month: Period) -> Gallery:
    """7.5, 4.7: return every key project that owes an upload for the month, by code, without marked content."""
    rows = list_uploads(session, day, month)
    params = {"jurisdiction": home(session), "period": str(month), "targets": [row["target"] for row in rows]}
    times = {row.target: row for row in run(session, MONTHS, **params)}
    name = run(session, JURISDICTION_NAME, jurisdiction=params["jurisdiction"]).scalar_one()
    until = min(day, month.end)
    portraits = [_build_portrait(row, times[row["target"]], month, until) for row in rows]
    if secrets := secrets_of(session):
        subjects = [subject for each in secrets.records for subject in each.subjects]
        marked = frozenset(run(session, MARKED, jurisdiction=params["jurisdiction"], subjects=subjects).scalars())
        portraits = [_conceal_portrait(each, secrets, marked) for each in portraits]
    return Gallery(name, month, day, tuple(portraits))


def _build_portrait(row: dict[str, Any], times: ResultRow, month: Period, day: date) -> Portrait:
    management = ManagementMode(times.management) if times.management else None
    time = time_of(times.year, times.issued_on, times.deadline, management)
    months = tuple(_parse_month(each) for each in times.months)
    current = next((each for each in months if each.month == month), None)
    excused = row["duty"] in {ObligationState.WAIVED, ObligationState.VOID}
    found = statuses(current, excused=excused, overdue=bool(row["late"]))
    return Portrait(row, time, months, found, _compute_pace(months, month, day, time))


def _parse_month(data: dict[str, Any]) -> MonthUpload:
    """Parse the JSON of a month; an upload is judged on its day of receipt, at the latest on the month's last (A22)."""
    month = parse_period(data["month"])
    raised = data["warnings"] if data["state"] != UploadState.CLEARED else []
    warnings = frozenset(UploadWarning(each["warning"]) for each in raised)
    progress = None if data["progress"] is None else Decimal(data["progress"])
    return MonthUpload(month, progress, min(date.fromisoformat(data["day"]), month.end), warnings)


def _compute_pace(months: Sequence[MonthUpload], month: Period, day: date, time: tuple[date, date]) -> Pace | None:
    reported = [(month_data, month_data.progress) for month_data in months if month_data.progress is not None]
    if not reported:
        return None
    newest, progress = reported[-1]
    return pace(progress, newest.day if newest.month == month else day, time)


def _conceal_portrait(portrait: Portrait, secrets: Secrets, marked: frozenset[str]) -> Portrait:
    """Return a portrait without marked content (4.7); `marked` are the SHA-256 of the files of marked projects."""
    row = {**portrait.row, "project": secrets.hide(portrait.row["project"])}
    kept_back = Counter(each["kind"] for each in row["media"])
    if secrets.about(row["target"]):
        row |= {"progress": None, "text": "", "warnings": [], "decided_on": None, "reason": "", "media": []}
        months = tuple(replace(each, progress=None) for each in portrait.months)
        return replace(portrait, row=row, months=months, pace=None, secret=True, kept_back=kept_back)
    row |= {name: secrets.hide(row[name] or "") for name in ("text", "reason")}
    row["warnings"] = [{**each, "words": secrets.hide(each["words"])} for each in row["warnings"]]
    row["media"] = [_conceal_medium(each, secrets, marked) for each in row["media"]]
    return replace(portrait, row=row)


def _conceal_medium(medium: dict[str, Any], secrets: Secrets, marked: frozenset[str]) -> dict[str, Any]:
    if medium["sha256"] not in marked and not secrets.names_any([medium["file"]]):
        return medium
    removed = dict.fromkeys(("taken_at", "latitude", "longitude"))
    return {**medium, **removed, "file": secrets.hide(medium["file"]), "withheld": True}


# The newest upload of a month counts; an open obligation past its due date is already late.
UPLOADS = f"""
SELECT t.year || '/' || t.code AS target, t.name AS project, o.period, d.name AS department,
    CASE WHEN w.is_agency THEN '' ELSE w.name END AS delegate, y.due, o.state AS duty,
    coalesce(o.late, o.state = 'open' AND y.due < :day) AS late, {ENTERED_LATE.format(o="o")} AS entered_late,
    u.number, u.state, u.progress, u.text, u.received_on,
    u.uploaded_by, coalesce(u.warnings, '[]') AS warnings, u.decided_on, coalesce(u.reason, '') AS reason,
    (SELECT coalesce(json_agg(json_build_object('file', m.file_name, 'kind', m.kind, 'sha256', e.sha256,
            'size', e.size, 'width', m.width, 'height', m.height, 'taken_at', m.taken_at, 'latitude', m.latitude,
            'longitude', m.longitude) ORDER BY m.id), '[]')
        FROM cloud_medium m JOIN evidence e ON e.id = m.evidence_id WHERE m.upload_id = u.id) AS media
FROM obligation o JOIN deadline y ON y.id = o.deadline_id JOIN department w ON w.id = o.owed_by
    {TARGET_OF}
    {LED_BY}
    LEFT JOIN LATERAL (SELECT * FROM cloud_upload c WHERE c.target_id = t.id AND c.period = o.period
        ORDER BY c.number DESC LIMIT 1) u ON true
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND (CAST(:period AS text) IS NULL OR o.period = :period)
ORDER BY o.period, t.code COLLATE "C"
"""  # noqa: S608 - constants only


def list_uploads(session: Session, day: date, month: Period | None = None) -> list[dict[str, Any]]:
    """Return one row per upload owed for a month, or for all months if None, as of `day`; the newest upload counts.

    `department` leads the project; `delegate` uploads for the agency (empty if not delegated). The columns of the
    upload are empty if there is no upload.
    """
    period = str(month) if month else None
    params = {"jurisdiction": home(session), "kind": CLOUD_MONITORING.key, "period": period, "day": day}
    return [dict(row) for row in run(session, UPLOADS, **params).mappings()]
