"""委托上传: the agency delegates the uploads of a key project to its lead department, or ends that (7.5, A28)."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from models.intake.cloud import UploadTakenBack
from models.intake.input import OfTarget
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duty.reminders import TO_DEBTOR, update_last_rung
from models.ledger.handover import REDIRECT_THESE
from models.ledger.lookup import lead_of, newest, project_key, target_coded
from models.ledger.notices import agency_of, notify, notify_one
from models.ledger.seals import seal_changes
from models.ledger.transitions import record, record_row
from models.records import CloudDelegation, Department, Target, id_of
from models.rules.cloud import CLOUD_MONITORING
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.statements import run

HANDED_OVER = "上传已移交"
ASSIGN_DEBTOR = """
UPDATE obligation o SET owed_by = :debtor FROM deadline x
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND o.subject = :subject AND o.state = 'open'
    AND o.owed_by <> :debtor AND x.id = o.deadline_id AND x.due >= :since RETURNING o.id
"""
# Unsent reminders of the former debtor are cancelled until the department is the debtor again.
CANCEL_REMINDERS = f"""
UPDATE notice n SET cancelled = '{HANDED_OVER}' FROM obligation o
WHERE o.id = ANY(:ids) AND n.obligation_id = o.id AND n.kind IN ('reminder', 'overdue')
    AND n.resolved_at IS NULL AND n.cancelled IS NULL AND NOT {TO_DEBTOR}
"""  # noqa: S608 - constants only
RESTORE_REMINDERS = f"""
UPDATE notice n SET cancelled = NULL, department_id = o.owed_by FROM obligation o
WHERE o.id = ANY(:ids) AND n.obligation_id = o.id AND n.cancelled = '{HANDED_OVER}' AND {TO_DEBTOR}
"""  # noqa: S608 - constants only
DELEGATED = "SELECT id FROM obligation WHERE id = ANY(:ids) AND owed_by <> :agency ORDER BY id"


@act("delegate_upload", "委托上传实施进度", clause="3-7.5", roles={Role.AGENCY})
def delegate_upload(session: Session, data: OfTarget, ctx: Context) -> Summary:
    """A28: from today the lead department owes the uploads of a project, and is notified.

    Open ones that are not overdue are included; a month that was overdue before stays with the agency. Raises Refused
    if the target is no key project.
    """
    target, lead = _find_project(session, ctx, data)
    last = _newest_delegation(session, target)
    if last and last.ended_on is None:
        return Summary(f"“{target.name}”的实施进度此前已委托“{lead.name}”上传，未作改动。", {"delegated": 0})
    delegation = CloudDelegation(target_id=id_of(target), number=last.number + 1 if last else 1, since=ctx.date)
    record_row(session, ctx, delegation, "delegated")
    moved = _assign_debtor(session, ctx, target, id_of(lead), "delegated", since=ctx.date)
    notices = _notify_lead(session, ctx, delegation, target, lead)
    words = f"“{target.name}”的实施进度自{ctx.date}起委托“{lead.name}”上传{_moved_in_words(moved)}。"
    return Summary(words, {"delegated": 1, "owed": moved, "notices": notices})


@act("take_back_upload", "收回上传委托", clause="3-7.5", roles={Role.AGENCY})
def take_back_upload(session: Session, data: UploadTakenBack, ctx: Context) -> Summary:
    """A28: the agency owes the uploads of a project again, open ones included; the department is notified.

    Raises Refused if the uploads are not delegated.
    """
    target, lead = _find_project(session, ctx, data)
    last = _newest_delegation(session, target)
    if last is None or last.ended_on is not None:
        raise Refused(f"“{target.name}”的实施进度没有委托上传，无需收回。")
    last.ended_on, last.reason = ctx.date, data.reason
    record(session, ctx, "cloud_delegation", [id_of(last)], "taken_back")
    moved = _assign_debtor(session, ctx, target, agency_of(session, ctx.jurisdiction), "taken_back")
    notices = _notify_lead(session, ctx, last, target, lead)
    words = f"“{target.name}”的实施进度自{ctx.date}起由目标绩效管理机构上传{_moved_in_words(moved)}。"
    return Summary(words, {"taken_back": 1, "owed": moved, "notices": notices})


def notify_delegates(session: Session, ctx: Context, obligations: Sequence[int]) -> tuple[int, int]:
    """A28: notify the departments that owe these uploads; returns how many are delegated and how many new notices."""
    agency = agency_of(session, ctx.jurisdiction)
    ids = list(run(session, DELEGATED, ids=list(obligations), agency=agency).scalars())
    return len(ids), notify(session, ctx, "upload_opened", ids, [Audience.OFFICE])


def _find_project(session: Session, ctx: Context, data: OfTarget) -> tuple[Target, Department]:
    target = target_coded(session, ctx, data.target, data.year)
    if not target.key_project:
        raise Refused(f"目标{target.code}“{target.name}”不是重点项目，不进行目标云监测。")
    return target, lead_of(session, ctx, target)


def _newest_delegation(session: Session, target: Target) -> CloudDelegation | None:
    return newest(session, CloudDelegation, "number", target_id=target.id)


def _assign_debtor(
    session: Session, ctx: Context, target: Target, debtor: int, event: str, *, since: date = date.min
) -> int:
    """Update the debtor of a project's open uploads due from `since`, redirect unsent notices; returns how many.

    The next sweep reminds the debtor of the rung each has reached, unless a notice of that rung already exists.
    """
    key = {"jurisdiction": ctx.jurisdiction, "kind": CLOUD_MONITORING.key, "subject": project_key(target)}
    ids = list(run(session, ASSIGN_DEBTOR, debtor=debtor, since=since, **key).scalars())
    record(session, ctx, "obligation", ids, event, moved=("open", "open"))
    for statement in (CANCEL_REMINDERS, RESTORE_REMINDERS, REDIRECT_THESE):
        seal_changes(session, ctx, statement, ids=ids)
    update_last_rung(session, ids)
    return len(ids)


def _notify_lead(session: Session, ctx: Context, delegation: CloudDelegation, target: Target, lead: Department) -> int:
    payload = {
        "project": target.name,
        "effective_on": (delegation.ended_on or delegation.since).isoformat(),
        "taken_back": delegation.ended_on is not None,
        "reason": delegation.reason,
    }
    occasion = f"{delegation.number}|{delegation.ended_on or ''}"
    office = id_of(lead), Audience.OFFICE
    return notify_one(session, ctx, "upload_delegated", project_key(target), office, occasion=occasion, payload=payload)


def _moved_in_words(moved: int) -> str:
    return f"，在办的{moved}期一并移交" if moved else ""
