"""预警 of the 目标云: what did not come is judged too, and whoever has to make good or decide is told (7.5, A22)."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.database import canonical, run
from models.intake.said import Nothing
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.lookup import lead_now
from models.ledger.moves import move
from models.ledger.notices import agency_of, tell_agency, tell_one
from models.ledger.nouns.duty import TARGET_OF
from models.ledger.transitions import record
from models.records import CloudUpload, Target
from models.rules.cloud import CLOUD_MONITORING, UploadWarning, missing, read_warning
from models.rules.duties import Audience
from models.rules.periods import parse_period
from models.rules.states import UploadEvent

OVERDUE = f"""
SELECT t.id AS target, t.name, o.period, o.owed_by, x.due, CASE WHEN w.is_agency THEN '' ELSE w.name END AS delegate
FROM obligation o JOIN deadline x ON x.id = o.deadline_id JOIN department w ON w.id = o.owed_by
    {TARGET_OF}
WHERE o.jurisdiction_id = :jurisdiction AND o.state = 'open' AND o.kind = :kind AND x.due < :day
    AND NOT EXISTS (SELECT 1 FROM cloud_upload u WHERE u.target_id = t.id AND u.period = o.period)
ORDER BY o.period, o.subject COLLATE "C"
"""  # noqa: S608 - constants only
MISSED = """
INSERT INTO cloud_upload (jurisdiction_id, target_id, period, number, department_id, state, text, received_on,
    recorded_on, uploaded_by, warnings, reason)
SELECT :jurisdiction, u.target, u.period, 1, u.department, 'received', '', :day, :day, '', CAST(u.warnings AS jsonb), ''
FROM unnest(CAST(:targets AS int[]), CAST(:periods AS text[]), CAST(:departments AS int[]), CAST(:warnings AS text[]))
    AS u(target, period, department, warnings)
ON CONFLICT DO NOTHING RETURNING id
"""
FOR_ITS_LEAD = {UploadWarning.BEHIND}  # 7.5: the work itself is not as it should be, whoever uploads


@act("judge_missing_uploads", "判定目标云缺报", clause="3-7.5", roles={Role.SYSTEM, Role.AGENCY})
def judge_missing_uploads(session: Session, _said: Nothing, ctx: Context) -> Summary:
    """A22: of each project of which nothing came by the due day that is a warning, once a month; the agency is told."""
    rows = run(session, OVERDUE, jurisdiction=ctx.jurisdiction, kind=CLOUD_MONITORING.key, day=ctx.date).all()
    if not rows:
        return Summary("目标云没有新的缺报。", {"missing": 0, "notices": 0})
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
    told = _tell_missing(session, ctx, rows)
    return Summary(f"目标云缺报{len(ids)}项，已预警。", {"missing": len(ids), "notices": told})


def tell_warned(session: Session, ctx: Context, upload: CloudUpload, target: Target) -> int:
    """7.5: the agency hears of a warning; the lead department too where its work is behind or where it uploads."""
    return _tell(session, ctx, "upload_warned", upload, target, agency=True)


def tell_cleared(session: Session, ctx: Context, upload: CloudUpload, target: Target) -> int:
    """Whoever was asked to make good hears that there is nothing to be made good."""
    return _tell(session, ctx, "upload_cleared", upload, target, agency=False)


def _tell(session: Session, ctx: Context, kind: str, upload: CloudUpload, target: Target, *, agency: bool) -> int:
    warnings = [read_warning(each) for each in upload.warnings]
    payload = {
        "project": target.name,
        "period": upload.period,
        "progress": "" if upload.progress is None else format(upload.progress.normalize(), "f"),
        "warnings": [each.words for each in warnings],
        "reason": upload.reason,
    }
    subject, occasion = f"{target.year}/{target.code}|{upload.period}", str(upload.number)
    told = tell_agency(session, ctx, kind, subject, occasion=occasion, payload=payload) if agency else 0
    delegated = upload.department_id != agency_of(session, ctx.jurisdiction)
    if delegated or FOR_ITS_LEAD & {each.warning for each in warnings}:
        office = lead_now(session, target), Audience.OFFICE
        told += tell_one(session, ctx, kind, subject, office, occasion=occasion, payload=payload)
    return told


def _tell_missing(session: Session, ctx: Context, rows: Sequence[Any]) -> int:
    """One list for the agency; a department that uploads itself is reminded by the ladder of what is overdue."""
    uploads = [f"{row.name}（{row.delegate}）" if row.delegate else row.name for row in rows]
    periods = "、".join(dict.fromkeys(parse_period(row.period).label for row in rows))
    payload = {"periods": periods, "uploads": uploads}
    return tell_agency(session, ctx, "uploads_missing", ctx.date.isoformat(), payload=payload)
