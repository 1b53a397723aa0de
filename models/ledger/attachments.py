"""附件: the bytes of files that messages carry, kept by SHA-256 until the messages have been final for long enough."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from html import unescape
from io import BytesIO
from itertools import accumulate
from zipfile import ZipFile, is_zipfile

from sqlmodel import Session

from models.ledger.secrets import secrets_of
from models.rules.errors import Refused
from models.statements import run

KEPT_FOR = timedelta(days=90)  # after the last message that carries a file has become final
# Whether message `m` had been final for that long at `:long_ago`: sent, or ended by a decision, which leaves its
# instant in `next_try`.
LONG_FINAL = """(m.state = 'sent' AND m.sent_at < :long_ago
    OR m.state IN ('dropped', 'arrived') AND coalesce(m.next_try, m.business_date) < :long_ago)"""
# `$[*]` takes what is no list, too: what was changed outside the ledger is compared, not refused.
# One statement for all files of a batch; bytes that were dropped come back. The bytes of all files are one value: as a
# list they would be sent as text, which takes many times as long.
KEEP = """
INSERT INTO attachment (digest, content, kept_at)
SELECT u.digest, substring(CAST(:contents AS bytea) FROM u.start FOR u.size), :now
FROM unnest(CAST(:digests AS text[]), CAST(:starts AS int[]), CAST(:sizes AS int[])) AS u(digest, start, size)
ORDER BY u.digest
ON CONFLICT (digest) DO UPDATE SET content = coalesce(attachment.content, excluded.content),
    kept_at = greatest(attachment.kept_at, excluded.kept_at)
"""
CONTENTS = "SELECT digest, content FROM attachment WHERE digest = ANY(:digests) AND content IS NOT NULL"
# No later than the newest block: `verify` compares with it, and a run that sends nothing leaves none.
PROVEN = "SELECT least(:now, (SELECT sealed_at FROM block ORDER BY height DESC LIMIT 1))"
HAS_OLD = "SELECT EXISTS (SELECT FROM attachment WHERE content IS NOT NULL AND kept_at < :long_ago)"
DROP = f"""
WITH needed AS MATERIALIZED (
    SELECT DISTINCT f ->> 'digest' AS digest FROM message m, jsonb_path_query(m.attachments, '$[*]') f
    WHERE m.attachments IS NOT NULL AND NOT {LONG_FINAL})
UPDATE attachment SET content = NULL WHERE content IS NOT NULL AND kept_at < :long_ago
    AND digest NOT IN (SELECT digest FROM needed)
"""  # noqa: S608 - constants only

UNSENT = """
SELECT m.id, f ->> 'digest' AS digest FROM message m, jsonb_path_query(m.attachments, '$[*]') f
WHERE m.attachments IS NOT NULL AND m.state IN ('waiting', 'parked', 'sending', 'doubtful') ORDER BY 2, 1
"""
FILES_OF = """
SELECT f ->> 'name' AS name, f ->> 'digest' AS digest FROM message m, jsonb_path_query(m.attachments, '$[*]') f
WHERE m.id = :message AND m.attachments IS NOT NULL
"""
SUBJECTS = """
SELECT DISTINCT n.subject FROM delivery v JOIN notice n ON n.id = v.notice_id WHERE v.message_id = :message ORDER BY 1
"""


def digest_of(content: bytes) -> str:
    """Return the SHA-256 under which the bytes are kept, in hexadecimal digits."""
    return sha256(content).hexdigest()


def keep(session: Session, contents: Iterable[bytes], now: datetime) -> None:
    """Keep the bytes of files, each once; bytes that are kept already stay as they are."""
    by_digest = {digest_of(content): content for content in contents}
    if by_digest:
        sizes = [len(content) for content in by_digest.values()]
        starts = [1 + size for size in accumulate(sizes[:-1], initial=0)]
        whole = b"".join(by_digest.values())
        run(session, KEEP, digests=list(by_digest), contents=whole, starts=starts, sizes=sizes, now=now)


def contents_of(session: Session, digests: Iterable[str]) -> Mapping[str, bytes]:
    """Return the kept bytes by their digest; what was dropped, or does not have its digest any more, is missing."""
    rows = run(session, CONTENTS, digests=list(digests))
    return {row.digest: content for row in rows if digest_of(content := bytes(row.content)) == row.digest}


def drop_old(session: Session, now: datetime) -> int:
    """Drop the bytes of files whose messages have all been final for more than 90 days. Returns of how many.

    The 90 days end with the newest block, if that is before `now`. Name and digest stay in the messages, and the digest
    here.
    """
    long_ago = run(session, PROVEN, now=now).scalar_one() - KEPT_FOR
    if not run(session, HAS_OLD, long_ago=long_ago).scalar_one():
        return 0
    return run(session, DROP, long_ago=long_ago).rowcount


def unsent_naming(session: Session, names: Sequence[str]) -> list[int]:
    """Return the messages that are not sent yet and carry a file in which one of these names stands."""
    rows = run(session, UNSENT).all() if names else []
    found: dict[str, bool] = {}
    for digest in {row.digest for row in rows}:  # one file at a time
        contents = contents_of(session, [digest])
        found[digest] = any(names_one(content, names) for content in contents.values())
    return [row.id for row in rows if found[row.digest]]


def file_of(session: Session, message: int, name: str | None) -> tuple[str, bytes]:
    """Return name and bytes of a file that a message carries; `name` may be omitted if it is the only one.

    Raises Refused if it has no file or more than one, if its bytes were dropped, or if it tells of a marked record.
    """
    files = {row.name: row.digest for row in run(session, FILES_OF, message=message)}
    if not files:
        raise Refused(f"消息{message}没有附件。查看：mubiao messages。")
    chosen: str = name or next(iter(files))
    if chosen not in files or (name is None and len(files) > 1):
        raise Refused(f"消息{message}的附件有：{'、'.join(sorted(files))}。请用 --name 写明其中一个。")
    content = contents_of(session, [files[chosen]]).get(files[chosen])
    if content is None:
        raise Refused(f"附件“{chosen}”的内容已不在库中（发出{KEPT_FOR.days}天后清除），校验码{files[chosen]}仍有记载。")
    secrets = secrets_of(session)
    about = any(map(secrets.about, run(session, SUBJECTS, message=message).scalars()))
    if about or names_one(content, sorted(secrets.telling)):
        raise Refused(f"附件“{chosen}”含有已标注密级的内容，不能写成文件（4.7）。")
    return chosen, content


def names_one(content: bytes, names: Sequence[str]) -> bool:
    """Return whether one of the names stands in a file: an Office file, or else a text."""
    parts = [content]
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as archive:
            parts = [archive.read(part) for part in archive.namelist()]
    texts = [unescape(part.decode(errors="replace")) for part in parts]
    return any(name in text for text in texts for name in names)
