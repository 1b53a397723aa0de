"""Who sent a mail: the departments whose contact or mailbox has its address, and the person (A49)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from models.intake.answer import GivenSheet
from models.intake.complaints import Complaint
from models.intake.inbox import Declined
from models.intake.received_mail import MailFile
from models.intake.source import Source
from models.ledger.acts import Actor, Context, Role
from models.ledger.answer.judging import CodeRefused, duty_of
from models.ledger.jurisdiction import calendar_of, home
from models.ledger.notices import notify_one
from models.ledger.registry.addresses import owner_elsewhere
from models.ledger.representatives import STANDING_FOR
from models.ledger.transitions import record_row
from models.loading import having
from models.records import Contact, Department, Mail, id_of
from models.rules.chinese_dates import in_full
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.keys import MAIL
from models.rules.kinds import AnswerOutcome, ContactRole, Known, Means
from models.rules.received_mail import HOURS, TRIES
from models.statements import ResultRow, run, transaction

OFFICE = "目标办"
# A person before who stands for one (委托), and both before a mailbox: the act has a name then. The address is looked
# up first, then its departments: OFFSET 0 keeps that order also while the planner takes the tables for small.
SENDERS = f"""
WITH q AS MATERIALIZED (
    SELECT c.department_id, c.name AS person, CASE c.role WHEN 'office_director' THEN 'office' ELSE c.role END
        AS audience, 0 AS place
    FROM contact c WHERE lower(c.email) = :address AND c.role IN ('liaison', 'office_director', 'head')
        AND :day BETWEEN coalesce(c.valid_from, '-infinity') AND coalesce(c.valid_to, 'infinity')
    UNION ALL SELECT s.department_id, s.name, CASE s.role WHEN 'office_director' THEN 'office' ELSE s.role END, 1
        FROM {STANDING_FOR.format(which="lower(r.email) = :address")} s
        WHERE s.role IN ('liaison', 'office_director', 'head')
    UNION ALL SELECT f.department_id, '', 'office', 2 FROM office f WHERE lower(f.email) = :address)
SELECT d.id, d.code, d.name, q.person, q.audience
FROM q CROSS JOIN LATERAL (SELECT * FROM department w WHERE w.id = q.department_id OFFSET 0) d
WHERE d.jurisdiction_id = :jurisdiction AND NOT d.is_agency AND :address <> ''
ORDER BY q.place, d.code COLLATE "C", q.audience DESC, q.person COLLATE "C"
"""  # noqa: S608 - constants only
WRONG_CODES = """
SELECT count(*) FROM answer a JOIN received_mail m ON m.id = a.mail_id
WHERE m.id IN (SELECT x.id FROM received_mail x WHERE x.sender = :address AND x.seen_at > :since
        UNION ALL SELECT s.mail_id FROM stranger_mail s WHERE s.sender = :address)
    AND m.seen_at > :since AND a.outcome = 'unknown'
"""
TAKEN_OF_DUTY = """
SELECT file_digest, sheet FROM answer
WHERE mail_id = :mail AND obligation_id IS NOT DISTINCT FROM :obligation AND due_version = :due_version
    AND outcome = 'taken' AND (obligation_id IS NOT NULL OR matter = :matter)
"""
TWICE = "这封来信里有两份同一事项的回复表，只收取了第一份"
MANY = f"这个地址{HOURS}小时内有{TRIES}个回复码有误，来信没有收取"


@dataclass(frozen=True, slots=True)
class Admitted:
    """A sheet that may be taken: who acts, on which source, and the request that makes it happen once."""

    actor: Actor
    source: Source
    request_id: str
    duty: tuple[int | None, int]  # its number, None of a matter that is no duty, and due version
    matter: str  # its natural key

    def declined(self, file: MailFile, sheet: GivenSheet, why: str, complaints: tuple[Complaint, ...]) -> Declined:
        """Return the sheet as returned to its office, because the act refused it."""
        place = file.name, file.digest, sheet.name
        return Declined(*place, AnswerOutcome.RETURNED, why, *self.duty, complaints, self.matter)


def senders_of(session: Session, address: str, day: date) -> list[Any]:
    """Return the departments, with person and audience, that this address stood for on a day; people first."""
    found = {"address": address.lower(), "day": day, "jurisdiction": home(session)}
    return list(run(session, SENDERS, **found).all())


def mail_with(session: Session, digest: str) -> Mail | None:
    """Return the mail with this SHA-256, read once in a transaction; None if it was never registered."""
    state = transaction(session)
    if state.mail is None or state.mail.digest != digest:
        state.mail = having(session, Mail, digest=digest)
    found: Mail | None = state.mail
    return found


def admit(session: Session, digest: str, file: MailFile, sheet: GivenSheet, at: datetime) -> Admitted | Declined | None:
    """Return who answers with a sheet of a registered mail, or why it is not taken; None if it was taken already.

    A49: only who owes the duty now answers by mail; every other good code waits for the agency.
    """
    mail = mail_with(session, digest)
    if mail is None:
        raise Refused("这封来信尚未登记。")
    try:
        duty = duty_of(session, sheet)
    except CodeRefused as refusal:
        if refusal.outcome is AnswerOutcome.OUTDATED and has_wrong_codes(session, mail.sender, at):
            return _decline(file, sheet, MANY, AnswerOutcome.WAITING, refusal.duty)
        return _decline(file, sheet, refusal.complaints[0].message, refusal.outcome, refusal.duty)
    request_id = f"{MAIL}{digest}:{duty.key}:{duty.due_version}"
    taken = {"mail": mail.id, "obligation": duty.id, "due_version": duty.due_version, "matter": duty.key}
    if before := [tuple(row) for row in run(session, TAKEN_OF_DUTY, **taken)]:
        same = (file.digest, sheet.name) in before
        return None if same else _decline(file, sheet, TWICE, AnswerOutcome.RETURNED, duty)
    senders = senders_of(session, mail.sender, mail.received_on)
    sender = next((each for each in senders if each.id == duty.office_id), None)
    why = _why_it_waits(session, mail, duty, sender, at)
    if sender is None or why or mail.known is None:
        return _decline(file, sheet, why, AnswerOutcome.WAITING, duty)
    return Admitted(
        actor=Actor(f"{sender.name}{OFFICE} {sender.person}".strip(), Role.OFFICE, sender.id, known=mail.known),
        source=Source(means=Means.ANSWER, note=f"来信{mail.id}，{sheet.file}", received=mail.received_on),
        request_id=request_id,
        duty=(duty.id, duty.due_version),
        matter=duty.key,
    )


def _why_it_waits(session: Session, mail: Mail, duty: ResultRow, sender: ResultRow, at: datetime) -> str:
    """Return why a good sheet is left to the agency; empty if it may be taken. A stranger is not named."""
    if sender is None or mail.known not in (Known.KNOWN, Known.CODED):
        return f"这项工作由“{duty.department}”办理，发件地址{mail.sender}不是其联系人或目标办邮箱，或者没有通过核验"
    return MANY if has_wrong_codes(session, mail.sender, at) else ""


def has_wrong_codes(session: Session, address: str, at: datetime) -> bool:
    """Return whether so many wrong codes came from an address within the hour that its mails wait."""
    since = at - timedelta(hours=HOURS)
    return int(run(session, WRONG_CODES, address=address, since=since).scalar_one()) >= TRIES


def _decline(file: MailFile, sheet: GivenSheet, why: str, outcome: AnswerOutcome, duty: ResultRow) -> Declined:
    number, due_version, matter = (duty.id, duty.due_version, duty.key) if duty else (None, 0, "")
    complaints = (sheet.complain(sheet.code, why),)
    return Declined(file.name, file.digest, sheet.name, outcome, why, number, due_version, complaints, matter)


REMEMBERED = "address_remembered"
NAME = "来信地址"  # of a contact without a known name


def remember(session: Session, ctx: Context, mail: Mail, offices: list[int]) -> int:
    """Add the address of a mail to the contacts of the one office that it answered for; returns how many are told.

    Valid from the next working day, so that office and head can object before anything is taken from there. Raises
    Refused if the mail answered for several offices, names no address, or one that stands for another office.
    """
    if len(set(offices)) != 1 or not mail.sender:
        raise Refused("这封来信不是一个部门的回复，或没有发件地址，不能登记为联系人；请去掉 --remember。")
    office = session.get_one(Department, offices[0])
    _refuse_address_of_another(session, office, mail.sender, ctx.date)
    first = calendar_of(session, ctx.jurisdiction).nth_after(ctx.date, 1)
    contact = Contact(
        department_id=id_of(office), role=ContactRole.LIAISON, name=NAME, email=mail.sender, valid_from=first
    )
    record_row(session, ctx, contact, "remembered", detail={"mail": mail.digest})
    return tell_office_and_head(session, ctx, office, mail.sender, first, mail=mail.id)


def _refuse_address_of_another(session: Session, office: Department, address: str, day: date) -> None:
    if other := owner_elsewhere(session, id_of(office), address, day):
        raise Refused(
            f"这个发件地址已经是“{other}”的，不能同时登记为“{office.name}”的联系人；请去掉 --remember。"
            "确是一人兼任的，用 mubiao import contacts 登记。"
        )


def tell_office_and_head(
    session: Session, ctx: Context, office: Department, address: str, first: date, **more: object
) -> int:
    """Tell an office and its head that answers from an address are taken from a day on; returns how many are told."""
    payload: dict[str, object] = {"address": address, "from": in_full(first), **more}
    subject, occasion = f"{office.code}|{address}", ctx.date.isoformat()
    return sum(
        notify_one(session, ctx, REMEMBERED, subject, (id_of(office), each), occasion=occasion, payload=payload)
        for each in (Audience.OFFICE, Audience.HEAD)
    )
