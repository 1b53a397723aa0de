"""附件: the kept bytes compared with their digests, and the files of messages with what is kept."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from models.database import database_time
from models.ledger.attachments import KEPT_FOR, LONG_FINAL
from models.statements import run

MAY_SEE = "SELECT has_table_privilege('attachment', 'SELECT')"  # a read-only role may not
NEWEST = "SELECT max(sealed_at) FROM block"
CHANGED = """
SELECT digest FROM attachment WHERE content IS NOT NULL AND encode(sha256(content), 'hex') <> digest ORDER BY 1
"""
LOST = f"""
SELECT m.id, f ->> 'name' AS name, a.digest IS NULL AS removed
FROM message m CROSS JOIN jsonb_path_query(m.attachments, '$[*]') f
    LEFT JOIN attachment a ON a.digest = f ->> 'digest'
WHERE m.attachments IS NOT NULL AND (a.digest IS NULL
    OR a.content IS NULL AND NOT {LONG_FINAL}) ORDER BY 1, 2
"""  # noqa: S608 - constants only


def check_attachments(session: Session) -> Iterator[str]:
    """Yield in words each file whose bytes were changed, and each message that carries one which is not kept.

    The bytes of messages that have been final for more than 90 days may be missing, their rows may not.
    """
    if not run(session, MAY_SEE).scalar_one():
        return
    for digest in run(session, CHANGED).scalars():
        yield f"附件 {digest[:12]}：内容被更改，与校验码不符。"
    for row in run(session, LOST, long_ago=_now(session) - KEPT_FOR):
        change = "被删除" if row.removed else f"的内容被删除，消息办结尚不满{KEPT_FOR.days}天"
        yield f"消息 {row.id}：附件“{row.name}”{change}。"


def _now(session: Session) -> datetime:
    """Return the instant of the database, or that of the newest block: the clock of a rehearsal may be ahead."""
    now, newest = database_time(session), run(session, NEWEST).scalar_one()
    return max(now, newest or now)
