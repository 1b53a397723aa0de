"""申诉的时限: the limit for lodging an appeal and the agency's duties about it, if days are configured (A14)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.appeal.subjects import Subject
from models.ledger.calendars import calendar_of
from models.ledger.deadlines import deadline_from
from models.ledger.duties import find_open_duty, open_duty_for, withdraw
from models.ledger.negative_list.entries import duties_of
from models.ledger.policies import value_on, versions_of
from models.ledger.year_end.completeness import is_missing, told_of_gaps
from models.records import Obligation, Review
from models.rules.appeal import APPEAL_ANSWER, APPEAL_RULING, SubjectKind, check_lodged, last_to_lodge
from models.rules.deadlines import of_days
from models.rules.duties import Duty
from models.rules.errors import Refused
from models.rules.negative_list import REMEDIATION
from models.rules.policy import ANSWER_DAYS, LODGING_DAYS, RULING_DAYS, in_force
from models.rules.review import ReviewOutcome
from models.rules.states import EntryState
from models.statements import run

DAYS = {APPEAL_ANSWER.key: ANSWER_DAYS, APPEAL_RULING.key: RULING_DAYS}


class Limit(NamedTuple):
    """The last day for lodging an appeal, and the number of working days from the day of telling."""

    last: date
    days: int


def limits_since(session: Session, jurisdiction: int, told: Iterable[date]) -> Mapping[date, Limit]:
    """A14: return the limit for lodging an appeal, by the day on which the office was told; without one, no entry.

    The number of statements does not grow with that of days.
    """
    versions, calendar = versions_of(session, jurisdiction, LODGING_DAYS), calendar_of(session, jurisdiction)
    found = {day: policy.value for day in told if (policy := in_force(versions, day))}
    return {day: Limit(last_to_lodge(day, n, calendar), n) for day, n in found.items() if n}


def check_in_time(session: Session, ctx: Context, subject: Subject, lodged: date) -> None:
    """A14: raise Refused if an appeal is lodged after its limit, or before there was what it is about.

    The limit runs from the day on which the office was told of the result, with the number of days configured on that
    day.
    """
    told = told_on(session, subject)
    what = "告知列入" if subject.entry else f"告知{subject.kind.label}"
    if subject.entry and lodged < subject.entry.listed_on:
        raise Refused(f"申诉的收到日期{lodged}早于列入之日{subject.entry.listed_on}，请核对。")
    if told and not subject.entry and lodged < told:
        raise Refused(f"申诉的收到日期{lodged}早于{what}之日{told}，请核对。")
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
# The first notice to the office about this version of a result.
TOLD = """
SELECT min(n.created_on) FROM notice n
WHERE n.jurisdiction_id = :jurisdiction AND n.kind = 'concluded' AND n.subject = :subject AND n.occasion = :occasion
"""


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
        return next((duty.opened_on for duty in duties if duty.kind == REMEDIATION.key), None)
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
    if told_on(session, subject) is None:
        raise Refused("年终材料还没有比对，没有可以申诉的缺项；缺的材料请先补报（file_year_end_check）。")
