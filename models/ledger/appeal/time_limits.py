"""申诉的时限: limit and duties of an appeal, if days are configured; deadlines that it suspends (4.3 a, A14)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.appeal.subjects import Subject
from models.ledger.deadlines import NOT_BEFORE, deadline_from, save_deadline
from models.ledger.duties import find_open_duty, open_duty_for, withdraw
from models.ledger.heirs import debtor_of
from models.ledger.jurisdiction import calendar_of
from models.ledger.negative_list.entries import duties_of
from models.ledger.notice_ends import TOLD_ON
from models.ledger.policies import value_on, versions_of
from models.ledger.transitions import move
from models.ledger.year_end.completeness import is_missing, told_of_gaps
from models.records import Deadline, NegativeEntry, Obligation, Review, Target, id_of
from models.rules.appeal import APPEAL_ANSWER, APPEAL_RULING, SubjectKind, check_lodged, last_to_lodge, suspended_days
from models.rules.cycles import RULES
from models.rules.day_order import check_not_before
from models.rules.deadlines import compute_deadline, not_before, of_days
from models.rules.duties import Duty
from models.rules.errors import Refused
from models.rules.negative_list import REMEDIATION
from models.rules.policy import ANSWER_DAYS, LODGING_DAYS, RULING_DAYS, in_force
from models.rules.review import ReviewOutcome
from models.rules.states import EntryState, ObligationEvent, ObligationState
from models.rules.workdays import Interval
from models.statements import run

DAYS = {APPEAL_ANSWER.key: ANSWER_DAYS, APPEAL_RULING.key: RULING_DAYS}


class Limit(NamedTuple):
    """The last day for lodging an appeal, and the number of working days from the day of telling."""

    last: date
    days: int


def limits_since(session: Session, jurisdiction: int, told: Iterable[date | None]) -> Mapping[date | None, Limit]:
    """A14: return the limit for lodging an appeal, by the day on which the office was told; without one, no entry.

    None is no day: whether the office was told is not known.

    The number of statements does not grow with that of days.
    """
    versions, calendar = versions_of(session, jurisdiction, LODGING_DAYS), calendar_of(session, jurisdiction)
    found = {day: policy.value for day in filter(None, told) if (policy := in_force(versions, day))}
    return {day: Limit(last_to_lodge(day, n, calendar), n) for day, n in found.items() if n}


def check_in_time(session: Session, ctx: Context, subject: Subject, lodged: date) -> None:
    """A14: raise Refused if an appeal is lodged after its limit, or before there was what it is about.

    The limit runs from the day on which the office was told of the result, with the number of days configured on that
    day.
    """
    told = told_on(session, subject)
    what = "告知列入" if subject.entry else f"告知{subject.kind.label}"
    first, than = (subject.entry.listed_on, "列入") if subject.entry else (told, what)
    check_not_before(lodged, first, "申诉的收到日期", f"{than}之日")
    days = value_on(session, ctx.jurisdiction, LODGING_DAYS, told) if told else None
    if told and days:
        check_lodged(lodged, told, days, calendar_of(session, ctx.jurisdiction), what=what)


def open_appeal_duty(session: Session, ctx: Context, duty: Duty, subject: str, since: date) -> None:
    """Open a duty of the agency about an appeal, if its number of days is configured on `since`."""
    days = value_on(session, ctx.jurisdiction, DAYS[duty.key], since)
    if not days:
        return
    deadline, _ = deadline_from(session, ctx, of_days(duty.due, days), since)
    open_duty_for(session, ctx, duty, deadline, subject=subject)


def withdraw_appeal_duties(session: Session, ctx: Context, subject: str, reason: str) -> None:
    """Withdraw the agency's open duties about an appeal that was withdrawn."""
    obligations = [find_open_duty(session, ctx, duty, subject=subject) for duty in (APPEAL_ANSWER, APPEAL_RULING)]
    withdraw(session, ctx, [each for each in obligations if each], reason)


OPEN_TO_APPEAL = {EntryState.LISTED, EntryState.REMEDYING, EntryState.MADE_GOOD}
# When the office was first told of this version of a result, and of an entry with its limit.
TOLD = f"""
SELECT min({TOLD_ON}) FROM notice n
WHERE n.jurisdiction_id = :jurisdiction AND n.kind = 'concluded' AND n.subject = :subject AND n.occasion = :occasion
"""  # noqa: S608 - constants only
ENTRY_TOLD = f"""
SELECT CASE WHEN count(n.id) = 0 THEN o.opened_on ELSE min({TOLD_ON}) END
FROM obligation o LEFT JOIN notice n ON n.obligation_id = o.id AND n.kind IN ('listed', 'relimited')
    AND n.audience = 'office'
WHERE o.id = :duty GROUP BY o.id
"""  # noqa: S608 - constants only


def check_contestable(session: Session, ctx: Context, subject: Subject) -> None:
    """4.3 a: raise Refused if there is nothing to contest: a closed entry, another conclusion, no gap."""
    if subject.entry and subject.target and subject.entry.state not in OPEN_TO_APPEAL:
        raise Refused(f"目标{subject.target.code}的条目{subject.entry.state.label}，不需要申诉。")
    if subject.kind is SubjectKind.LACKING:
        outcome = session.get_one(Review, subject.record).outcome
        if outcome is not ReviewOutcome.LACKING:
            raise Refused(f"复核{subject.key}的结果是“{outcome.label}”，不是材料不足。")
    if subject.kind is SubjectKind.GAP:
        _check_gap(session, ctx, subject)


def told_on(session: Session, subject: Subject) -> date | None:
    """A14: return the day on which the office was told of a result; None if it was not told."""
    if subject.entry and subject.target:
        duties = duties_of(session, subject.target, subject.entry)
        duty = next((id_of(duty) for duty in duties if duty.kind == REMEDIATION.key), None)
        return run(session, ENTRY_TOLD, duty=duty).scalar_one() if duty else None
    if subject.kind is SubjectKind.GAP and subject.target:
        return told_of_gaps(session, subject.record, subject.target.code)
    which = {"jurisdiction": subject.department.jurisdiction_id, "subject": subject.about}
    day: date | None = run(session, TOLD, **which, occasion=str(subject.version)).scalar_one()
    return day


def _check_gap(session: Session, ctx: Context, subject: Subject) -> None:
    """3.3: raise Refused if nothing is missing of the target, or if the filings were not compared yet."""
    assert subject.target  # noqa: S101 - every gap is of a target
    if not is_missing(session, ctx, session.get_one(Obligation, subject.record), subject.target):
        raise Refused(f"目标{subject.target.code}在年终材料中没有缺项，不需要申诉。")
    if told_of_gaps(session, subject.record, subject.target.code, listed=True) is None:
        raise Refused("年终材料还没有比对，没有可以申诉的缺项；缺的材料请先补报（file_year_end_check）。")


def suspend(session: Session, ctx: Context, target: Target, entry: NegativeEntry) -> int:
    """Suspend the open obligations of an entry; returns how many were open."""
    ids = [id_of(obligation) for obligation in duties_of(session, target, entry, {ObligationState.OPEN})]
    return len(move(session, ctx, "obligation", ids, ObligationEvent.SUSPEND))


def resume(
    session: Session, ctx: Context, target: Target, entry: NegativeEntry, since: date
) -> list[tuple[Obligation, date]]:
    """Resume the suspended obligations of an entry: the days from `since` to today, both included, do not count.

    Each obligation gets its own deadline, with the suspension in the proof, and a new due version, so that its
    reminders start again. Returns the obligations with their new due dates.
    """
    resumed = []
    for obligation in duties_of(session, target, entry, {ObligationState.SUSPENDED}):
        number, due = _insert_resumed_deadline(session, ctx, obligation, since)
        sets = {"deadline_id": number, "due_version": obligation.due_version + 1, "reminded": None}
        sets["owed_by"] = debtor_of(session, obligation)
        move(session, ctx, "obligation", [id_of(obligation)], ObligationEvent.RESUME, sets=sets)
        session.refresh(obligation)
        resumed.append((obligation, due))
    return resumed


def _insert_resumed_deadline(session: Session, ctx: Context, obligation: Obligation, since: date) -> tuple[int, date]:
    """Store the deadline without the days since `since`; returns its row id and due date."""
    existing = session.get_one(Deadline, obligation.deadline_id)
    before = [Interval(date.fromisoformat(i["first"]), date.fromisoformat(i["last"])) for i in existing.suspensions]
    paused = [*before, *suspended_days(existing.due, [(since, ctx.date)])]
    calendar = calendar_of(session, ctx.jurisdiction)
    recomputed = compute_deadline(of_days(RULES[existing.rule], existing.n), existing.anchor, calendar, paused)
    recomputed = not_before(recomputed, _floor(existing, since, calendar.nth_after(ctx.date, 1)), calendar)
    source = existing.source.partition(NOT_BEFORE)[0]
    if "computed" in recomputed.proof:
        source += f"{NOT_BEFORE}{recomputed.due}"
    return save_deadline(session, ctx, recomputed, source), recomputed.due


def _floor(existing: Deadline, since: date, following: date) -> date:
    """Return the day before which the due date does not lie: a calendar that changed makes no duty overdue.

    It is the working day after the appeal's end, or the day on which an earlier change kept a duty that was overdue.
    """
    if existing.due >= since:
        return max(following, existing.due) if "computed" in existing.proof else following
    return existing.due if "computed" in existing.proof else date.min
