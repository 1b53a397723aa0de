"""Kept files: each is there as it was kept, and what the ledger, its messages and strangers' mails say of it."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import file_digest
from os import SEEK_END

from sqlmodel import Session

from models.database import database_time
from models.file_store.port import ChangedFile, FileStore
from models.ledger.attachments import KEPT_FOR, LONG_FINAL
from models.ledger.evidence.identity import foreign_store, lost_identity
from models.ledger.strangers import changed_lists, changed_wordings
from models.statements import run

# The files of strangers are kept apart, for a time. A list that is none was changed: its digest says so.
LOST = """
SELECT m.id, f.value ->> 'name' AS name
FROM received_mail m CROSS JOIN LATERAL jsonb_array_elements(
    CASE jsonb_typeof(m.files) WHEN 'array' THEN m.files ELSE '[]' END) f
WHERE m.office_id IS NOT NULL AND f.value ->> 'digest' <> ''
    AND NOT EXISTS (SELECT FROM evidence e WHERE e.sha256 = f.value ->> 'digest')
ORDER BY 1, 2
"""

LOST_PAGES = """
SELECT b.height, left(b.source ->> 'page', 12) AS page FROM block b
WHERE b.source ->> 'page' <> '' AND NOT EXISTS (SELECT FROM evidence e WHERE e.sha256 = b.source ->> 'page') ORDER BY 1
"""


def check_evidence_files(session: Session, store: FileStore) -> Iterator[str]:
    """Yield in words which kept file or which row of one is missing, changed or unreadable."""
    for mail in run(session, LOST):
        yield f"来信 {mail.id}：所附文件“{mail.name}”的印证材料记录被删除。"
    for block in run(session, LOST_PAGES):
        yield f"台账第{block.height}块：签字页{block.page}的印证材料记录被删除。"
    if fault := foreign_store(session, store):
        yield f"印证材料没有核对，不等于被更改：{fault}"
        return
    if lost_identity(session, store):
        yield "印证材料文件夹：它的编号在数据库中被删除。"
    for row in run(session, "SELECT sha256, size FROM evidence ORDER BY sha256"):
        if fault := _file_fault(store, row.sha256, row.size):
            yield f"印证材料 {row.sha256[:12]}：{fault}"


def _file_fault(store: FileStore, digest: str, size: int) -> str:
    """Return what is wrong with a kept file, empty if nothing is; one that cannot be read does not stop the others."""
    try:
        if not store.exists(digest):
            return "文件不存在。"
        with store.open(digest) as content:
            if file_digest(content, "sha256").hexdigest() != digest:
                return "文件内容被更改。"
            return "" if content.seek(0, SEEK_END) == size else "记载的大小被更改。"
    except ChangedFile:
        return "文件内容被更改。"
    except OSError as error:
        return f"文件无法读取（{error.strerror}），请检查权限和磁盘。"


MAY_SEE = "SELECT has_table_privilege('attachment', 'SELECT')"  # a read-only role may not
CHANGED = """
SELECT digest FROM attachment WHERE content IS NOT NULL AND encode(sha256(content), 'hex') <> digest ORDER BY 1
"""
LOST_BYTES = f"""
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
    for row in run(session, LOST_BYTES, long_ago=_now(session) - KEPT_FOR):
        change = "被删除" if row.removed else f"的内容被删除，消息办结尚不满{KEPT_FOR.days}天"
        yield f"消息 {row.id}：附件“{row.name}”{change}。"


def _now(session: Session) -> datetime:
    """Return the instant of the database, or that of the newest block: the clock of a rehearsal may be ahead."""
    now, newest = database_time(session), run(session, "SELECT max(sealed_at) FROM block").scalar_one()
    return max(now, newest or now)


def check_strangers(session: Session) -> Iterator[str]:
    """Yield in words each mail, and each day, of which something else is kept apart than what strangers wrote."""
    for mail in changed_wordings(session):
        yield f"来信 {mail}：另行保存的发件地址、主题或文件名被更改或增加，与收到时的校验码不符。"
    for day in changed_lists(session):
        yield f"陌生来信的计数 {day}：另行保存的来信被更改、删除或增加，与次日登记的校验码不符。"
