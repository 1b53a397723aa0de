"""陌生来信: what a stranger wrote stands apart from the ledger, in no backup, and is deleted after ninety days.

The rows of the ledger have digests, sizes, instants and verdicts of a mail with an answer sheet, and the SHA-256 of
what stands apart. All other mails of a day are one row: their count and the SHA-256 of their list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from models.block import canonical
from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.transitions import lock, record
from models.records import Mail, StrangerMail, UnregisteredMail, id_of
from models.rules.errors import Refused
from models.rules.workdays import SHANGHAI
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
FORGET = """
WITH gone AS (DELETE FROM unregistered_mail WHERE seen_on <= :oldest)
DELETE FROM stranger_mail WHERE seen_on <= :oldest
"""
DAY_LIMIT = 200  # mails of strangers of one day that are listed; more are only counted
AUTOMATIC = "自动回复或已读回执"
STRANGER = "发件地址不是任何部门的联系人或目标办邮箱"
# No mail comes to a day that is noted, also from a run that began on that day.
PLACE = f"""
SELECT q.day, nextval('received_mail_id_seq') AS number,
    (SELECT count(*) FROM unregistered_mail u WHERE u.seen_on = q.day) < {DAY_LIMIT} AS listed
FROM (SELECT greatest(CAST(:day AS date), (SELECT max(day) + 1 FROM stranger_day)) AS day) q
WHERE CAST(:received AS timestamptz) AT TIME ZONE '{SHANGHAI.key}' > CAST(:day AS date) - {KEPT_DAYS - 1}
    AND NOT EXISTS (SELECT FROM unregistered_mail u WHERE u.digest = :digest)
"""  # noqa: S608 - constants only
LISTS = """
SELECT seen_on AS day, count(*) AS mails, count(DISTINCT sender) AS senders, encode(sha256(convert_to(json_agg(
    json_build_array(digest, id, extract(epoch FROM received_at), size, sender, subject, files, missing, automatic)
    ORDER BY digest COLLATE "C")::text, 'UTF8')), 'hex') AS digest FROM unregistered_mail GROUP BY seen_on
"""
NOTE = f"""
INSERT INTO stranger_day (jurisdiction_id, day, mails, senders, digest, recorded_on)
SELECT :jurisdiction, q.day, q.mails, q.senders, q.digest, :today FROM ({LISTS}) q WHERE q.day < :today
ORDER BY q.day ON CONFLICT DO NOTHING RETURNING id
"""  # noqa: S608 - constants only
# Whether a day is to be noted, or what strangers wrote to be deleted.
HAS_TO_DO = f"""EXISTS (SELECT FROM unregistered_mail u WHERE u.seen_on <= :day - {KEPT_DAYS} OR u.seen_on < :day
        AND NOT EXISTS (SELECT FROM stranger_day d WHERE d.day = u.seen_on))
    OR EXISTS (SELECT FROM stranger_mail g WHERE g.seen_on <= :day - {KEPT_DAYS})"""  # noqa: S608 - constants only
CHANGED = f"""
SELECT d.day FROM stranger_day d JOIN ({LISTS}) q ON q.day = d.day
WHERE (q.mails, q.senders, q.digest) <> (d.mails, d.senders, d.digest) ORDER BY 1
"""  # noqa: S608 - constants only
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
    """Yield the mails whose text that stands apart is not what came; what was deleted is not named."""
    for row in run(session, ALL).mappings():
        if row["wrote"] != _digest(row["digest"], dict(row)):
            yield row["mail_id"]


def keep_unregistered(session: Session, mail: UnregisteredMail) -> Summary:
    """Keep a stranger's mail without an answer sheet, once, with its number and day; after 200 of a day its digest.

    One that was received ninety days ago is left out: it would be deleted at once.
    """
    lock(session, "stranger_day")
    place = run(session, PLACE, day=mail.seen_on, received=mail.received_at, digest=mail.digest).first()
    if place is None:
        return Summary("", {"mails": 0})
    mail.id, mail.seen_on = place.number, place.day
    if not place.listed:
        mail.sender, mail.subject, mail.files, mail.missing, mail.automatic = None, "", [], [], False
    session.add(mail)
    words = f"来信{mail.id}：{STRANGER}。" if place.listed and not mail.automatic else ""
    return Summary(words, {"mails": 1, "strangers": 1}, {"mail": mail.id})


@act("note_strangers", "登记陌生来信的计数", clause="3-6.1.5", roles={Role.SYSTEM, Role.AGENCY})
def note_strangers(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """Record, once for each day before this one, how many mails of strangers stand apart and the digest of the list."""
    lock(session, "stranger_day")
    ids = list(run(session, NOTE, jurisdiction=ctx.jurisdiction, today=ctx.date).scalars())
    record(session, ctx, "stranger_day", ids, "noted")
    return Summary(f"已登记{len(ids)}天的陌生来信。" if ids else "", {"days": len(ids)})


def changed_lists(session: Session) -> Iterable[date]:
    """Yield the days whose list that stands apart is not the noted one; a list that was deleted whole is not named."""
    yield from run(session, CHANGED).scalars()


def forget_strangers(session: Session, day: date) -> int:
    """Delete what strangers wrote ninety days ago or earlier; returns of how many registered mails."""
    return run(session, FORGET, oldest=day - timedelta(days=KEPT_DAYS)).rowcount
