"""陌生来信: what a stranger wrote stands apart from the ledger, in no backup, and is deleted after ninety days.

The rows of the ledger have digests, sizes, instants and verdicts of such a mail, and the SHA-256 of what stands apart.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from models.block import canonical
from models.records import Mail, StrangerMail, id_of
from models.rules.business_day import SHANGHAI
from models.rules.errors import Refused
from models.statements import run

KEPT_DAYS = 90  # what strangers wrote, and their files
TEXTS = ("seen_on", "message_id", "sender", "subject", "files", "missing", "sheets")
RECEIVED = "t.record = 'received_mail' AND t.event = 'received'"
SEALED = f"SELECT t.detail ->> 'wrote' FROM transition t WHERE {RECEIVED} AND t.record_key = :digest"  # noqa: S608
ALL = f"""
SELECT s.mail_id, m.digest, t.detail ->> 'wrote' AS wrote, {", ".join(f"s.{name}" for name in TEXTS)}
FROM stranger_mail s LEFT JOIN received_mail m ON m.id = s.mail_id
    LEFT JOIN transition t ON {RECEIVED} AND t.record_key = m.digest
ORDER BY s.mail_id
"""  # noqa: S608 - constants only
# Mail `m` of a stranger whose words were deleted; one that was accepted has everything in its row.
IS_GONE = f"""m.office_id IS NULL AND m.state <> 'taken' AND NOT EXISTS (
        SELECT FROM stranger_mail g WHERE g.mail_id = m.id)
    AND EXISTS (SELECT FROM transition t WHERE {RECEIVED} AND t.record_key = m.digest AND t.detail ? 'wrote')"""  # noqa: S608
# The day from which what mail `m` said is deleted.
GOES_ON = f"CAST(m.seen_at AT TIME ZONE '{SHANGHAI.key}' AS date) + {KEPT_DAYS}"
FORGET = "DELETE FROM stranger_mail WHERE seen_on <= :oldest"
GONE = f"的内容已不在本机：陌生地址的来信只保存{KEPT_DAYS}天，也不进入备份。需要收取的，请对方重新发来。"


@dataclass(frozen=True, slots=True)
class Wording:
    """What the sender of a mail wrote outside of its body, as the row of the mail has it."""

    message_id: str
    sender: str
    subject: str
    files: list[dict[str, str]]
    missing: list[str]

    def nameless(self) -> "Wording":
        """Return what a row of the ledger has of it if a stranger wrote it: the digests of the files."""
        return Wording("", "", "", [{"name": "", "digest": file["digest"], "fault": ""} for file in self.files], [])


def keep_apart(session: Session, mail: Mail, wording: Wording, sheets: list[list[str]]) -> dict[str, str]:
    """Keep what a stranger wrote for ninety days; returns the detail that ties it to the mail on record.

    Of the mail of an office nothing stands apart.
    """
    if mail.office_id is not None:
        return {}
    seen_on = mail.seen_at.astimezone(SHANGHAI).date()
    row = StrangerMail(mail_id=id_of(mail), seen_on=seen_on, sheets=sheets, **asdict(wording))
    session.add(row)
    return {"wrote": _digest(mail.digest, row.model_dump())}


def _digest(mail: str | None, row: Mapping[str, Any]) -> str:
    return sha256(canonical([mail, str(row["seen_on"]), *(row[name] for name in TEXTS[1:])]).encode()).hexdigest()


def reveal(session: Session, mail: Mail) -> None:
    """Write what a stranger wrote into the row of his mail, which the agency accepts; other mails stay as they are.

    Raises Refused if it is not there any more, or is not what came.
    """
    sealed = run(session, SEALED, digest=mail.digest).scalar()
    if sealed is None:
        return
    row = session.get(StrangerMail, mail.id)
    if row is None:
        raise Refused(f"来信{mail.id}{GONE}")
    if _digest(mail.digest, row.model_dump()) != sealed:
        raise Refused(f"来信{mail.id}的发件地址、主题或文件名已被改动，与收到时的校验码不符。请核验：mubiao verify。")
    mail.message_id, mail.sender, mail.subject = row.message_id, row.sender, row.subject
    mail.files, mail.missing = row.files, row.missing


def changed_wordings(session: Session) -> Iterable[int]:
    """Yield the mails of which something else stands apart than what came; what was deleted is not named."""
    for row in run(session, ALL).mappings():
        if row["wrote"] != _digest(row["digest"], dict(row)):
            yield row["mail_id"]


def forget_strangers(session: Session, day: date) -> int:
    """Delete what strangers wrote ninety days ago or earlier; returns of how many mails."""
    return run(session, FORGET, oldest=day - timedelta(days=KEPT_DAYS)).rowcount
