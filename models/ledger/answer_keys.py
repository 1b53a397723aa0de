"""回复码密钥: made by the database, so that no command, input or log has it; renewed on record."""

from hashlib import sha256
from typing import NamedTuple

from sqlmodel import Session

from models.intake.jurisdiction import AnswerKeyRenewed
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.transitions import next_number, record
from models.records import AnswerKey, SealedAnswerKey, id_of
from models.rules.errors import Refused
from models.statements import run

# Two random UUIDs have 244 random bits; their SHA-256 is the key of 32 bytes.
RANDOM = "SELECT encode(sha256(convert_to(concat(gen_random_uuid(), gen_random_uuid()), 'UTF8')), 'hex')"
KEYS = """
SELECT k.number, k.installation, z.secret FROM answer_key k JOIN sealed_answer_key z ON z.answer_key_id = k.id
ORDER BY k.number DESC
"""
# Of a key that a backup left out the name is there all the same.
INSTALLATION_NAME = "SELECT installation FROM answer_key ORDER BY number DESC LIMIT 1"
INSTALLATION = 16  # hexadecimal digits of an installation's name


class Key(NamedTuple):
    """The newest key: its number, the name of the installation in the codes, and its 32 bytes."""

    number: int
    installation: str
    secret: bytes


@act("renew_answer_key", "更换回复码密钥", clause="3-6.1.5", roles={Role.AGENCY})
def renew_answer_key(session: Session, data: AnswerKeyRenewed, ctx: Context) -> Summary:
    """Make a new key: every answer sheet made until now is outdated, and the next one that is sent replaces it."""
    name = run(session, INSTALLATION_NAME).scalar()
    make_key(session, ctx, data.reason, name)
    words = "已更换回复码密钥，以前发出的回复表作废，随下次通知发出新表。" if name else "已生成回复码密钥。"
    return Summary(words, {"renewed": 1})


def make_key(session: Session, ctx: Context, reason: str, name: str | None = None) -> None:
    """Insert the next key, under the name that the installation has, or under a new name."""
    secret: str = run(session, RANDOM).scalar_one()
    new_name: str = run(session, RANDOM).scalar_one()
    key = AnswerKey(
        jurisdiction_id=ctx.jurisdiction,
        number=next_number(session, "answer_key"),
        installation=name or new_name[:INSTALLATION],
        digest=sha256(secret.encode()).hexdigest(),
        made_on=ctx.date,
        reason=reason,
    )
    session.add(key)
    session.flush()
    session.add(SealedAnswerKey(answer_key_id=id_of(key), secret=secret))
    session.flush()
    record(session, ctx, "answer_key", [id_of(key)], "made")


def keys_of(session: Session) -> list[Key]:
    """Return every key, the newest first; what an earlier one made is outdated."""
    return [Key(row.number, row.installation, bytes.fromhex(row.secret)) for row in run(session, KEYS)]


def find_key(session: Session) -> Key | None:
    """Return the newest key; None if none was made yet."""
    return next(iter(keys_of(session)), None)


def key_of(session: Session) -> Key:
    """Return the newest key. Raises Refused if none was made yet."""
    if key := find_key(session):
        return key
    raise Refused("还没有回复码密钥。请先执行：mubiao act renew_answer_key --reason 首次生成。")
