"""委托上传: the agency lets the lead department of a key project upload for it, and takes that back (7.5, A28)."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.database import run
from models.intake.uploads import OfProject, UploadTakenBack
from models.ledger.acting import Context, Role, Summary, act
from models.ledger.finding import lead_of, project_key, target_coded
from models.ledger.handing_over import REDIRECT_THESE
from models.ledger.noticing import agency_of, tell, tell_one
from models.ledger.recording import record
from models.records import CloudDelegation, Department, Target, id_of
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.verification import CLOUD_MONITORING

OWE = """
UPDATE obligation SET owed_by = :debtor WHERE jurisdiction_id = :jurisdiction AND kind = :kind AND subject = :subject
    AND state = 'open' AND owed_by <> :debtor RETURNING id
"""
DELEGATED = "SELECT id FROM obligation WHERE id = ANY(:ids) AND owed_by <> :agency ORDER BY id"


@act("delegate_upload", "委托上传实施进度", clause="3-7.5", roles={Role.AGENCY})
def delegate_upload(session: Session, said: OfProject, ctx: Context) -> Summary:
    """A28: from today the lead department owes the uploads of a project, also those that are open; it is told."""
    target, lead = _project(session, ctx, said)
    last = _newest(session, target)
    if last and last.ended_on is None:
        return Summary(f"“{target.name}”的实施进度此前已委托“{lead.name}”上传，未作改动。", {"delegated": 0})
    made = CloudDelegation(target_id=id_of(target), number=last.number + 1 if last else 1, since=ctx.date)
    session.add(made)
    session.flush()
    record(session, ctx, "cloud_delegation", [id_of(made)], "delegated")
    owed = _owe(session, ctx, target, id_of(lead), "delegated")
    told = _tell(session, ctx, made, target, lead)
    words = f"“{target.name}”的实施进度自{ctx.date}起委托“{lead.name}”上传{_open(owed)}。"
    return Summary(words, {"delegated": 1, "owed": owed, "notices": told})


@act("take_back_upload", "收回上传委托", clause="3-7.5", roles={Role.AGENCY})
def take_back_upload(session: Session, said: UploadTakenBack, ctx: Context) -> Summary:
    """A28: the agency owes the uploads of a project again, also those that are open; the department is told."""
    target, lead = _project(session, ctx, said)
    last = _newest(session, target)
    if last is None or last.ended_on is not None:
        raise Refused(f"“{target.name}”的实施进度没有委托上传，无需收回。")
    last.ended_on, last.reason = ctx.date, said.reason
    record(session, ctx, "cloud_delegation", [id_of(last)], "taken_back")
    owed = _owe(session, ctx, target, agency_of(session, ctx.jurisdiction), "taken_back")
    told = _tell(session, ctx, last, target, lead)
    words = f"“{target.name}”的实施进度自{ctx.date}起由目标绩效管理机构上传{_open(owed)}。"
    return Summary(words, {"taken_back": 1, "owed": owed, "notices": told})


def tell_delegates(session: Session, ctx: Context, obligations: Sequence[int]) -> tuple[int, int]:
    """A28: the departments that owe one of these uploads are told that it opened; how many, and notices."""
    agency = agency_of(session, ctx.jurisdiction)
    ids = list(run(session, DELEGATED, ids=list(obligations), agency=agency).scalars())
    return len(ids), tell(session, ctx, "upload_opened", ids, [Audience.OFFICE])


def _project(session: Session, ctx: Context, said: OfProject) -> tuple[Target, Department]:
    target = target_coded(session, ctx, said.target, said.year or ctx.date.year)
    if not target.key_project:
        raise Refused(f"目标{target.code}“{target.name}”不是重点项目，不进行目标云监测。")
    return target, lead_of(session, ctx, target)


def _newest(session: Session, target: Target) -> CloudDelegation | None:
    return session.exec(
        select(CloudDelegation)
        .where(CloudDelegation.target_id == target.id)
        .order_by(col(CloudDelegation.number).desc())
    ).first()


def _owe(session: Session, ctx: Context, target: Target, debtor: int, event: str) -> int:
    """The open uploads of a project are owed by `debtor` now, who also hears of them what has not left yet."""
    asked = {"jurisdiction": ctx.jurisdiction, "kind": CLOUD_MONITORING.key, "subject": project_key(target)}
    ids = list(run(session, OWE, debtor=debtor, **asked).scalars())
    record(session, ctx, "obligation", ids, event, moved=("open", "open"))
    run(session, REDIRECT_THESE, ids=ids)
    return len(ids)


def _tell(session: Session, ctx: Context, given: CloudDelegation, target: Target, lead: Department) -> int:
    payload = {
        "project": target.name,
        "effective_on": (given.ended_on or given.since).isoformat(),
        "taken_back": given.ended_on is not None,
        "reason": given.reason,
    }
    occasion = f"{given.number}|{given.ended_on or ''}"
    office = id_of(lead), Audience.OFFICE
    return tell_one(session, ctx, "upload_delegated", project_key(target), office, occasion=occasion, payload=payload)


def _open(owed: int) -> str:
    return f"，在办的{owed}期一并移交" if owed else ""
