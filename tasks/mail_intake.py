"""The taking of one mail: registered, each sheet in a separate transaction, concluded. Killed anywhere, it goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from models.database import begin
from models.intake.answer import Enclosed
from models.intake.complaints import ImportRefused
from models.intake.inbox import Declined, MailConcluded, MailedAnswer, MailGiven, sheets_of
from models.intake.received_mail import ReceivedMail
from models.ledger.acts import SYSTEM, Summary
from models.ledger.answer.attachments import leave_out_known_pictures
from models.ledger.answer.mails import conclude_mail, receive_mail, set_apart
from models.ledger.answer.mending import Mended, may_mend, sheets_to_mend, with_places
from models.ledger.answer.read_results import head_reply, source_of
from models.ledger.answer.senders import Admitted, admit, mail_with
from models.ledger.answer.taking import take_answer
from models.ledger.answer.worded import NOT_TAKEN, with_words
from models.ledger.evidence.unpacked import unpack_folder
from models.ledger.perform import perform
from models.ledger.report.acknowledgement import record_read
from models.rules.errors import Refused
from models.rules.keys import MAIL
from models.rules.received_mail import is_denied, is_vouched
from models.rules.states import MailState
from models.rules.workdays import BusinessDay


def take_mail(day: BusinessDay, mail: ReceivedMail, relay: str) -> Summary:
    """Take a received mail; what was done of it before is not done again. `relay` names our own relay, if it stamps.

    Files alone that answer a receipt complete the sheets that went back for want of them.
    """
    judged = relay, mail.verdicts_by, mail.verdicts
    given = MailGiven(mail, vouched=is_vouched(*judged, mail.sender), denied=is_denied(*judged))
    with unpack_folder() as folder:
        return _take_given(day, given, Path(folder))


def _take_given(day: BusinessDay, given: MailGiven, folder: Path) -> Summary:
    with begin() as session:
        given = replace(given, mail=leave_out_known_pictures(session, given.mail))
        if apart := set_apart(session, given, day):
            return apart
        mail, faults = with_words(session, given, day, folder)
        received = perform(session, receive_mail, replace(given, mail=mail), day, SYSTEM)
    if received.data["state"] != MailState.RECEIVED:
        return Summary("", {"mails": 0})
    _record_read(day, mail)
    enclosed = Enclosed(file.path for file in mail.files if not file.sheets)  # the evidence that the sheets name
    with _to_mend(mail) as mended:
        own = (Mended(file, sheet, enclosed, faults.get(file.digest, ())) for file, sheet in sheets_of(mail))
        sheets = with_places(mail, [*own, *mended])
        declined = [found for each in sheets if (found := _take_sheet(day, mail, each))]
    with begin() as session:
        outcome = MailConcluded(mail, tuple(declined), tuple(each.sheet for each in mended))
        concluded = perform(session, conclude_mail, outcome, day, SYSTEM)
    return Summary(concluded.words, {"mails": 1, **concluded.counts}, concluded.data)


def _record_read(day: BusinessDay, mail: ReceivedMail) -> None:
    """6.1.5: record 已阅 of each result that the mail of a head answers, as a separate act."""
    if mail.files or not mail.answered:
        return
    with begin() as session:
        row = mail_with(session, mail.digest)
        reply = head_reply(session, row, mail) if row else None
    if row is None or reply is None or reply.why:
        return
    for each in [result for result in reply.results if result.is_newest and not result.is_read]:
        data = {"obligation": each.id, "read_on": row.received_on, "read_by": reply.head.name}
        with begin() as session:
            perform(session, record_read, data, day, reply.actor, f"{MAIL}{row.digest}:{each.id}", source_of(row))


@contextmanager
def _to_mend(mail: ReceivedMail) -> Iterator[list[Mended]]:
    """Yield the earlier sheets that this mail completes, with copies of their files while the block lasts."""
    if not may_mend(mail):
        yield []
        return
    with unpack_folder() as folder:
        with begin() as session:
            found = sheets_to_mend(session, mail, Path(folder))
        yield found


def _take_sheet(day: BusinessDay, mail: ReceivedMail, given: Mended) -> Declined | None:
    """Take one sheet whole or not at all; returns why it was not taken."""
    file, sheet, enclosed, faults = given
    found = None
    try:
        with begin() as session:
            found = admit(session, mail.digest, file, sheet, day.at)
            if not isinstance(found, Admitted):
                return found
            if faults:
                return found.declined(file, sheet, NOT_TAKEN, faults)
            answer = MailedAnswer(sheet, file.digest, enclosed, mail.digest)
            perform(session, take_answer, answer, day, found.actor, found.request_id, found.source)
    except Refused as refusal:
        if not isinstance(found, Admitted):
            raise
        if isinstance(refusal, ImportRefused):
            return found.declined(file, sheet, "填写有误", refusal.complaints)
        return found.declined(file, sheet, refusal.message, (sheet.complain(sheet.code, refusal.message),))
    return None
