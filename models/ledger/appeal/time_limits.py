"""申诉的时限: the limit for lodging an appeal and the agency's duties about it, if days are configured (A14)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.appeal.contestable import told_on
from models.ledger.appeal.subjects import Subject
from models.ledger.calendars import calendar_of
from models.ledger.deadlines import deadline_from
from models.ledger.duties import find_open_duty, open_duty_for, withdraw
from models.ledger.policies import value_on, versions_of
from models.rules.appeal import APPEAL_ANSWER, APPEAL_RULING, check_lodged, last_to_lodge
from models.rules.deadlines import of_days
from models.rules.duties import Duty
from models.rules.errors import Refused
from models.rules.policy import ANSWER_DAYS, LODGING_DAYS, RULING_DAYS, in_force

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
