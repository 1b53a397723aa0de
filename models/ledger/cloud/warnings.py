"""预警 of the 目标云: missing uploads are judged and told; a person confirms or clears each warning (7.5, A22)."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.block import canonical
from models.intake.cloud import OfUpload, WarningCleared, WarningConfirmed
from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.lookup import lead_now, lead_of, newest, target_coded
from models.ledger.negative_list.proposals import propose
from models.ledger.notices import agency_of, notify_agency, notify_one
from models.ledger.nouns.shared_sql import TARGET_OF
from models.ledger.questions import Question
from models.ledger.transitions import move, record
from models.records import CloudUpload, Target, id_of
from models.rules.cloud import CLOUD_MONITORING, UploadWarning, missing, months_in_words, read_warning
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.inspection import Way
from models.rules.periods import Period, Span, parse_period, period_of
from models.rules.states import UploadEvent
from models.statements import ResultRow, run


@act("confirm_warning", "认定目标云预警属实", clause="3-7.5", roles={Role.AGENCY})
def confirm_warning(session: Session, data: WarningConfirmed, ctx: Context) -> Summary:
    """A22: confirm the warning of the newest upload, and propose the target for the negative list if requested."""
    target, period, upload = _newest_upload(session, ctx, data)
    sets = {"decided_on": ctx.date, "reason": data.reason}
    moved = move(session, ctx, "cloud_upload", [id_of(upload)], UploadEvent.CONFIRM, sets=sets)
    outcome = "已认定属实" if moved else f"此前已认定属实{_first_decision(upload, data.reason)}"
    words = f"“{target.name}”{period.label}目标云预警{outcome}。"
    proposed = 0
    if data.propose:
        lead = lead_of(session, ctx, target)
        found = Way.CLOUD, _finding(period, upload, data.reason), upload.received_on
        propose(session, ctx, target, period_of(Span.QUARTER, period.start), found)
        words, proposed = f"{words}已提出将“{target.name}”（{lead.name}）列入负面清单，待现场认定。", 1
    return Summary(words, {"confirmed": len(moved), "proposed": proposed})


@act("clear_warning", "消除目标云预警", clause="3-7.5", roles={Role.AGENCY})
def clear_warning(session: Session, data: WarningCleared, ctx: Context) -> Summary:
    """A22: clear the warning of the newest upload; the department that was warned is notified."""
    target, period, upload = _newest_upload(session, ctx, data)
    sets = {"decided_on": ctx.date, "reason": data.reason}
    detail = {"reason": data.reason}
    if not move(session, ctx, "cloud_upload", [id_of(upload)], UploadEvent.CLEAR, sets=sets, detail=detail):
        decided = _first_decision(upload, data.reason)
        return Summary(f"“{target.name}”{period.label}目标云预警此前已消除{decided}，未作改动。", {"cleared": 0})
    session.refresh(upload)
    notices = notify_cleared(session, ctx, upload, target)
    return Summary(
        f"“{target.name}”{period.label}目标云预警已消除：{data.reason}。", {"cleared": 1, "notices": notices}
    )


def _first_decision(upload: CloudUpload, reason: str) -> str:
    """Return the day and reason of the first decision, empty if `reason` does not differ; the new one is not stored."""
    if reason in ("", upload.reason):
        return ""
    written = f"，理由为“{upload.reason}”" if upload.reason else "，没有写理由"
    return f"（{upload.decided_on}{written}），这次的理由没有登记"


def newest_upload(session: Session, target: Target, period: Period) -> CloudUpload | None:
    """Return the newest upload of a project for a month; None if there is no upload."""
    return newest(session, CloudUpload, "number", target_id=target.id, period=str(period))


def _newest_upload(session: Session, ctx: Context, data: OfUpload) -> tuple[Target, Period, CloudUpload]:
    period = CLOUD_MONITORING.period(data.period)
    target = target_coded(session, ctx, data.target, period.year)
    upload = newest_upload(session, target, period)
    if upload is None:
        raise Refused(f"“{target.name}”{period.label}没有目标云上传记录。查看：mubiao uploads。")
    return target, period, upload


def _finding(period: Period, upload: CloudUpload, reason: str) -> str:
    warnings = "；".join(read_warning(each).words for each in upload.warnings)
    return f"{period.label}目标云预警：{warnings}" + (f"。{reason}" if reason else "")


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


def _name_upload(row: ResultRow, *, with_month: bool) -> str:
    """Return the project with its delegate, and with its month if the notice is about several."""
    upload = f"{row.name}（{row.delegate}）" if row.delegate else str(row.name)
    return f"{parse_period(row.period).label}：{upload}" if with_month else upload
