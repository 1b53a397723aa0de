"""来信原文: the bytes of a mail of an office, kept with the evidence by SHA-256, and handed out as they came."""

from contextlib import suppress
from hashlib import sha256

from sqlmodel import Session

from models.intake.received_mail import ReceivedMail
from models.ledger.evidence.store import store_files, store_folder
from models.ledger.secrets import secrets_of
from models.records import Mail
from models.records.evidence import place_of
from models.rules.errors import Refused
from models.statements import run

TARGETS = """
SELECT concat_ws('/', t.year, t.code) AS key FROM target t JOIN target_department x ON x.target_id = t.id
WHERE x.department_id = :office
"""
# Whether the mail itself is marked as evidence.
MARKED = """
SELECT s.marking IS NOT NULL AS marked FROM secrecy s JOIN evidence v ON s.record = 'evidence' AND s.record_id = v.id
WHERE v.sha256 = :digest ORDER BY s.serial DESC LIMIT 1
"""


def keep_raw(session: Session, mail: ReceivedMail, *, known: bool) -> None:
    """Keep the bytes of a mail of an office; of what the evidence store refuses only the digest stays on record."""
    with suppress(Refused):
        if known and mail.raw:
            store_files(session, [mail.raw])


def raw_mail(session: Session, number: int) -> bytes:
    """Return the bytes of a kept mail.

    4.7: raises Refused if its office has a marked target, or if it is marked itself: that is opened on record only.
    Raises Refused if the mail is unknown, or was not kept or was changed.
    """
    row = session.get(Mail, number)
    if row is None:
        raise Refused(f"没有编号为{number}的来信。查看：mubiao inbox --all。")
    if _is_marked(session, row):
        raise Refused(
            f"来信{number}的部门有已标注密级的目标，原文只能由阅看人员阅看：mubiao secrets open --evidence "
            f"{row.digest[:12]}；原文尚未标注的，先由管理机构标注（mark_secret）并指定阅看人员（admit_reader）。"
        )
    place = place_of(store_folder(), row.digest)
    if not place.is_file():
        raise Refused(f"来信{number}的原文没有保存：陌生地址的和过大的来信，只留校验码{row.digest}。")
    content = place.read_bytes()
    if sha256(content).hexdigest() != row.digest:
        raise Refused(f"来信{number}的原文已被改动，与校验码不符，没有写出。请核验：mubiao verify。")
    return content


def _is_marked(session: Session, row: Mail) -> bool:
    secrets = secrets_of(session)
    of_office = run(session, TARGETS, office=row.office_id).scalars()
    return any(map(secrets.about, of_office)) or bool(run(session, MARKED, digest=row.digest).scalar())
