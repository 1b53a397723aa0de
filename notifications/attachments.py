"""附件 of messages: which kinds of notice bring files, and the kept bytes of a claimed message."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.answer.receipts import RECEIPT
from models.ledger.attachments import contents_of
from models.rules.cloud import CLOUD_MONITORING
from models.rules.duties import Audience
from models.statements import run
from notifications.answer_sheets import KINDS, draft_answer_sheets
from notifications.channels import File
from notifications.drafts import Draft, Drafted, Files
from notifications.receipt_files import draft_receipt_files

# Drafts for each recipient, from its pending deliveries (rows of TOLD) of the maker's kinds of notice. Its number of
# statements must not grow with that of the recipients.
Maker = Callable[[Session, Mapping[int, Sequence[Any]], date], Mapping[int, Sequence[Draft]]]
MAKERS: Mapping[str, Maker] = {**dict.fromkeys(KINDS, draft_answer_sheets), RECEIPT: draft_receipt_files}
AUDIENCES = [Audience.OFFICE.value, Audience.LIAISON.value]
# A receipt goes to the person who answered, also if that is the head of the office.
# By another channel only what also goes by mail: there the files are. A delegation is about each open upload (A28).
TOLD = f"""
SELECT v.recipient_id, n.id AS notice_id, n.kind, n.subject, n.occasion, n.payload, n.audience, n.department_id,
    coalesce(n.obligation_id, u.id) AS obligation_id
FROM delivery v JOIN notice n ON n.id = v.notice_id JOIN recipient r ON r.id = v.recipient_id
    LEFT JOIN obligation u ON n.kind = 'upload_delegated' AND u.jurisdiction_id = n.jurisdiction_id
        AND u.kind = '{CLOUD_MONITORING.key}' AND u.subject = n.subject AND u.state = 'open'
WHERE v.recipient_id = ANY(:recipients) AND v.message_id IS NULL AND v.cancelled IS NULL AND n.kind = ANY(:kinds)
    AND (n.audience = ANY(:audiences) OR n.kind = :receipt) AND (r.channel = 'mail' OR EXISTS (
        SELECT FROM delivery e JOIN recipient q ON q.id = e.recipient_id
        WHERE e.notice_id = n.id AND q.channel = 'mail' AND e.cancelled IS NULL))
ORDER BY v.recipient_id, v.id, u.id
"""  # noqa: S608 - constants only
HEAD = "SELECT hash FROM chain_head"


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file as its message names it."""

    name: str
    digest: str


def drafts_of(session: Session, recipients: Sequence[int], day: date, files: Files) -> Mapping[int, Sequence[Draft]]:
    """Returns the files that are to go to each recipient with its pending deliveries to office and liaison.

    They are made once for the same deliveries, as long as no act has changed the ledger.
    """
    head = run(session, HEAD).scalar_one()  # first: what an act changes after this is made again
    told = run(
        session, TOLD, recipients=list(recipients), kinds=list(MAKERS), audiences=AUDIENCES, receipt=RECEIPT
    ).all()
    last = files.last
    if last is None or (last.day, last.head, last.told) != (day, head, told):
        last = files.last = Drafted(day, head, told, _make(session, told, day))
    return last.drafts


def _make(session: Session, rows: Sequence[Any], day: date) -> Mapping[int, Sequence[Draft]]:
    told: defaultdict[Maker, defaultdict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        told[MAKERS[row.kind]][row.recipient_id].append(row)
    drafts = defaultdict[int, list[Draft]](list)
    for maker, by_recipient in told.items():
        for recipient, made in maker(session, by_recipient, day).items():
            drafts[recipient] += made
    return drafts


def read_files(session: Session, named: Iterable[NamedFile]) -> tuple[File, ...] | None:
    """Returns the files of a message; None if one is not kept, or not with the bytes that its message names."""
    files = list(named)
    contents = contents_of(session, (each.digest for each in files)) if files else {}
    if any(each.digest not in contents for each in files):
        return None
    return tuple(File(each.name, contents[each.digest]) for each in files)
