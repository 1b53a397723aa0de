"""认定预警: a person confirms or clears a warning of the 目标云; only a confirmed one may be proposed (7.5, A22)."""

from sqlmodel import Session

from models.intake.cloud import OfUpload, WarningCleared, WarningConfirmed
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.cloud.missing_uploads import notify_cleared
from models.ledger.cloud.uploads import newest_upload
from models.ledger.lookup import lead_of, target_coded
from models.ledger.moves import move
from models.ledger.negative_list.proposals import propose
from models.records import CloudUpload, Target, id_of
from models.rules.cloud import CLOUD_MONITORING, read_warning
from models.rules.errors import Refused
from models.rules.inspection import Way
from models.rules.periods import Period, Span, period_of
from models.rules.states import UploadEvent


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
