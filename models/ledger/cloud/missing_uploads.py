"""预警 of the 目标云: warnings about missing uploads, and the notices to agency and uploader (7.5, A22)."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.block import canonical
from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.lookup import lead_now
from models.ledger.moves import move
from models.ledger.notices import agency_of, notify_agency, notify_one
from models.ledger.nouns.duty import TARGET_OF
from models.ledger.questions import Question
from models.ledger.transitions import record
from models.records import CloudUpload, Target
from models.rules.cloud import CLOUD_MONITORING, UploadWarning, missing, months_in_words, read_warning
from models.rules.duties import Audience
from models.rules.periods import parse_period
from models.rules.states import UploadEvent
from models.statements import run

OVERDUE = f"""
SELECT t.id AS target, t.name, o.period, o.owed_by, x.due, CASE WHEN w.is_agency THEN '' ELSE w.name END AS delegate
FROM obligation o JOIN deadline x ON x.id = o.deadline_id JOIN department w ON w.id = o.owed_by
    {TARGET_OF}
WHERE o.jurisdiction_id = :jurisdiction AND o.state = 'open' AND o.kind = :kind AND x.due < :day
    AND NOT EXISTS (SELECT 1 FROM cloud_upload u WHERE u.target_id = t.id AND u.period = o.period)
ORDER BY o.period, o.subject COLLATE "C"
"""  # noqa: S608 - constants only
LACKS_UPLOAD = Question(
    f"EXISTS ({OVERDUE.replace(':kind', repr(CLOUD_MONITORING.key))})",
    Summary("目标云没有新的缺报。", {"missing": 0, "notices": 0}),
)
MISSED = """
INSERT INTO cloud_upload (jurisdiction_id, target_id, period, number, department_id, state, text, received_on,
    recorded_on, uploaded_by, warnings, reason)
SELECT :jurisdiction, u.target, u.period, 1, u.department, 'received', '', :day, :day, '', CAST(u.warnings AS jsonb), ''
FROM unnest(CAST(:targets AS int[]), CAST(:periods AS text[]), CAST(:departments AS int[]), CAST(:warnings AS text[]))
    AS u(target, period, department, warnings)
ON CONFLICT DO NOTHING RETURNING id
"""
FOR_ITS_LEAD = {
    UploadWarning.BEHIND
}  # 7.5: the work itself is behind, so its lead is notified even if the agency uploads


@act("judge_missing_uploads", "判定目标云缺报", clause="3-7.5", roles={Role.SYSTEM, Role.AGENCY})
def judge_missing_uploads(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """A22: insert a warning for each project without an upload after the due day, once a month; notify the agency."""
    rows = run(session, OVERDUE, jurisdiction=ctx.jurisdiction, kind=CLOUD_MONITORING.key, day=ctx.date).all()
    if not rows:
        return LACKS_UPLOAD.nothing
    missed = run(
        session,
        MISSED,
        jurisdiction=ctx.jurisdiction,
        day=ctx.date,
        targets=[row.target for row in rows],
        periods=[row.period for row in rows],
        departments=[row.owed_by for row in rows],
        warnings=[canonical([missing(row.period, row.due).as_json()]) for row in rows],
    )
    ids = list(missed.scalars())
    record(session, ctx, "cloud_upload", ids, "missed", moved=("", "received"))
    move(session, ctx, "cloud_upload", ids, UploadEvent.WARN)
    notices = _notify_missing(session, ctx, rows)
    return Summary(f"目标云缺报{len(ids)}项，已预警。", {"missing": len(ids), "notices": notices})


def notify_warned(session: Session, ctx: Context, upload: CloudUpload, target: Target) -> int:
    """7.5: notify the agency of a warning, and the lead department if its work is behind or if it uploads."""
    return _notify_warning(session, ctx, "upload_warned", upload, target, agency=True)


def notify_cleared(session: Session, ctx: Context, upload: CloudUpload, target: Target) -> int:
    """Notify the department that a warning was cleared, if the warning had been sent to it; returns new notices."""
    return _notify_warning(session, ctx, "upload_cleared", upload, target, agency=False)


def _notify_warning(
    session: Session, ctx: Context, kind: str, upload: CloudUpload, target: Target, *, agency: bool
) -> int:
    warnings = [read_warning(each) for each in upload.warnings]
    payload = {
        "project": target.name,
        "period": upload.period,
        "progress": "" if upload.progress is None else format(upload.progress.normalize(), "f"),
        "warnings": [each.words for each in warnings],
        "reason": upload.reason,
    }
    subject, occasion = f"{target.year}/{target.code}|{upload.period}", str(upload.number)
    notices = notify_agency(session, ctx, kind, subject, occasion=occasion, payload=payload) if agency else 0
    delegated = upload.department_id != agency_of(session, ctx.jurisdiction)
    if delegated or FOR_ITS_LEAD & {each.warning for each in warnings}:
        office = lead_now(session, target), Audience.OFFICE
        notices += notify_one(session, ctx, kind, subject, office, occasion=occasion, payload=payload)
    return notices


def _notify_missing(session: Session, ctx: Context, rows: Sequence[Any]) -> int:
    """Queue one list for the agency; a delegated department gets its overdue reminders from the ladder."""
    months = {row.period for row in rows}
    uploads = [_name_upload(row, with_month=len(months) > 1) for row in rows]
    projects = len({row.target for row in rows})
    payload = {"periods": months_in_words(months), "projects": projects, "uploads": uploads}
    return notify_agency(session, ctx, "uploads_missing", ctx.date.isoformat(), payload=payload)


def _name_upload(row: Any, *, with_month: bool) -> str:  # noqa: ANN401 - a result row
    """Return the project with its delegate, and with its month if the notice is about several."""
    upload = f"{row.name}（{row.delegate}）" if row.delegate else str(row.name)
    return f"{parse_period(row.period).label}：{upload}" if with_month else upload
