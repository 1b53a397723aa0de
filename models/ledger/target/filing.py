"""备案: file an adjustment with both consents, which puts it in force, or return it as incomplete (6.1.7, A13)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from models.intake.adjustment import AdjustmentFiled, AdjustmentReturned
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import day_received
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.lookup import newest
from models.ledger.notices import notify_agency, notify_one
from models.ledger.target.adjustment import OFFICE, Case, find_case
from models.ledger.target.consent import PAGES
from models.ledger.target.moved_dates import follow_own_dates
from models.ledger.target.node_versions import asked_of, former, insert_node_version, leaf_named
from models.ledger.target.sums import short_in_words, sums_of
from models.ledger.target.versions import in_force_since, insert_version, requirements_in
from models.ledger.transitions import move
from models.records import Adjustment, id_of
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.kinds import VersionCause
from models.rules.requirements import NOTHING, Value, differences, in_words
from models.rules.states import AdjustmentEvent, AdjustmentState
from models.rules.states.adjustment import ENDED
from models.statements import run

RUNNING = "已开启的填报仍按原要求，此后开启的按新要求"
Changes = dict[str, tuple[str, str]]


@act("file_adjustment", "报备目标调整", clause="3-6.1.7", roles=OFFICE)
def file_adjustment(session: Session, data: AdjustmentFiled, ctx: Context) -> Summary:
    """6.1.7, A13: file an adjustment (no approval): the new requirements are in force from the day of receipt.

    Raises Refused if it would change nothing, or if the day is before the consent.
    """
    case, day = find_case(session, ctx, data), day_received(ctx)
    ids = [id_of(case.adjustment)]
    if not move(session, ctx, "adjustment", ids, AdjustmentEvent.FILE, sets={"filed_on": day}):
        return Summary(f"{case.title}此前已备案，未作改动。", {"filed": 0})
    session.refresh(case.adjustment)
    _check_day(session, case, day)
    files = attach_exhibits(session, ctx, "adjustment", ids[0], data.evidence)
    changes = _adopt(session, ctx, case, case.values, (VersionCause.ADJUSTED, day))
    notices = _notify_filing(session, ctx, case, "adjustment_filed", (changes, day))
    words = f"{case.title}已备案，自{day}起生效：{in_words(changes, case.titles)}。{RUNNING}。"
    words += _short_after(session, ctx, case, changes)
    counts = {"filed": 1, "evidence": files, "notices": notices}
    return Summary(words, counts, {"number": case.adjustment.number, "version": case.target.version})


@act("return_adjustment", "退回目标调整", clause="3-6.1.7", roles={Role.AGENCY})
def return_adjustment(session: Session, data: AdjustmentReturned, ctx: Context) -> Summary:
    """A13: return an incomplete filing; from today the previous requirements are in force again, as a new version.

    The adjustment may be completed and filed again. Obligations opened meanwhile keep their version.
    """
    case = _filing_to_return(session, find_case(session, ctx, data))
    ids, detail = [id_of(case.adjustment)], {"reason": data.reason}
    sets = {"returned_on": ctx.date, "returned_why": data.reason}
    if not move(session, ctx, "adjustment", ids, AdjustmentEvent.RETURN, sets=sets, detail=detail):
        return Summary(f"{case.title}此前已退回，未作改动。", {"returned": 0})
    session.refresh(case.adjustment)
    changes = _adopt(session, ctx, case, _former_values(session, case), (VersionCause.RESTORED, ctx.date))
    notices = _notify_filing(session, ctx, case, "adjustment_returned", (changes, ctx.date))
    words = f"{case.title}已退回，自{ctx.date}起恢复原要求：{in_words(changes, case.titles)}。补正后可再报备案。"
    return Summary(words, {"returned": 1, "notices": notices}, {"version": case.target.version})


def _adopt(
    session: Session, ctx: Context, case: Case, values: Mapping[str, Value], why: tuple[VersionCause, date]
) -> Changes:
    """Update the target to its next version, with the new values of the target or of the leaf; return the changes."""
    changes = insert_version(session, ctx, case.target, {} if case.node else values, why, case.adjustment)
    if case.node:
        changes = differences(case.present, values)
        before, after = ({name: pair[n] for name, pair in changes.items()} for n in (0, 1))
        detail = {"from": before, "to": after, "adjustment": case.adjustment.number}
        insert_node_version(session, ctx, case.node, values, {"cause": why[0].value, "detail": detail})
    cause, day = why
    follow_own_dates(session, ctx, [case.target.year], cause.label, [id_of(case.target)], since=day)
    return changes


def _short_after(session: Session, ctx: Context, case: Case, changes: Changes) -> str:
    """A52: return in words which sums are short with the new quantity; the reason is that of the adjustment."""
    if case.node or not changes.keys() & {"quantity", "unit"}:
        return ""
    session.flush()
    short = short_in_words(session, case.target.year, sums_of(session, ctx, case.target.year, {case.target.code}))
    return f"调整后{'；'.join(short)}。" if short else ""


def _former_values(session: Session, case: Case) -> dict[str, Value]:
    """Return what the target, or its leaf, asked before the adjustment in force."""
    if case.node:
        before = asked_of(former(session, case.node))
    else:
        before = requirements_in(session, id_of(case.target), case.target.version - 1)
    return {name: before[name] for name in case.values}


def _check_day(session: Session, case: Case, day: date) -> None:
    consented, since = case.adjustment.leader_on, in_force_since(session, id_of(case.target))
    if consented and day < consented:
        raise Refused(f"备案日期{day}早于分管省领导同意的日期{consented}，请核对收到日期。")
    if day < since:
        raise Refused(f"备案日期{day}早于现行要求生效的日期{since}，请核对收到日期。")


def _filing_to_return(session: Session, case: Case) -> Case:
    """Return the filing in force, also if a later adjustment was requested and withdrawn."""
    filed = newest(session, Adjustment, "number", target_id=case.target.id, state=AdjustmentState.FILED)
    if filed is None or filed is case.adjustment:
        return case
    if case.adjustment.state not in ENDED:
        raise Refused(f"{case.title}正在办理，第{filed.number}次调整不能再退回。")
    return Case(case.target, case.lead, filed, leaf_named(session, case.target, filed.indicator))


def _notify_filing(session: Session, ctx: Context, case: Case, kind: str, effect: tuple[Changes, date]) -> int:
    """Notify office and head, and of a filing the agency, once per version; returns how many notices are new."""
    subject, occasion = f"{case.target.year}|{case.target.code}|{case.adjustment.number}", str(case.target.version)
    pages = run(session, PAGES, adjustment=case.adjustment.id).one()
    payload, lead = _notice_payload(case, pages, *effect), id_of(case.lead)
    notices = sum(
        notify_one(session, ctx, kind, subject, (lead, audience), occasion=occasion, payload=payload)
        for audience in (Audience.OFFICE, Audience.HEAD)
    )
    if kind == "adjustment_filed":
        notices += notify_agency(session, ctx, kind, subject, occasion=occasion, payload=payload)
    return notices


def _notice_payload(case: Case, pages: Row[Any], changes: Changes, day: date) -> dict[str, Any]:
    adjustment = case.adjustment
    plain = {name: pair for name, pair in changes.items() if case.node or name != "deadline"}
    due = ("", "") if case.node else changes.get("deadline", ("", ""))
    deadline = dict(zip(("from", "to"), due, strict=True))
    return {
        "department": case.lead.name,
        "target": case.target.name,
        "number": adjustment.number,
        "changes": [[f"{case.of_leaf}{case.titles[name]}", *pair] for name, pair in plain.items()],
        "deadline": {name: "" if text == NOTHING else text for name, text in deadline.items()},
        "effective_on": day.isoformat(),
        "ground": adjustment.ground.label,
        "reason": adjustment.reason,
        "head": _consent_payload(adjustment.head_by, adjustment.head_on, adjustment.head_number, pages.head),
        "leader": _consent_payload(adjustment.leader_by, adjustment.leader_on, adjustment.leader_number, pages.leader),
        "why": adjustment.returned_why,
    }


def _consent_payload(by: str, day: date | None, number: str, page: str | None) -> dict[str, str]:
    return {"by": by, "consented_on": str(day), "number": number, **({"page": page} if page else {})}
