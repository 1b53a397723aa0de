"""The files of a received mail: those of an office are kept with the evidence, those of strangers apart, for a time."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copyfileobj

from sqlmodel import Session

from models.file_store.port import ChangedFile
from models.intake.received_mail import MailFile, ReceivedMail
from models.ledger.evidence.store import evidence_store, store_files
from models.ledger.evidence.unpacked import unpack_folder
from models.ledger.strangers import KEPT_DAYS
from models.records import Mail
from models.rules.errors import Refused
from models.statements import run, transaction

EMPTY = "是空文件，请重新发来。"
SENT_BEFORE = """
SELECT f ->> 'digest' FROM received_mail m CROSS JOIN LATERAL jsonb_array_elements(m.files) f
WHERE m.sender = :sender AND m.digest <> :mail AND f ->> 'digest' = ANY(:shown)
"""


def leave_out_known_pictures(session: Session, mail: ReceivedMail) -> ReceivedMail:
    """Return a mail without the pictures of its text that its sender sent in another mail: the signature's."""
    shown = [file.digest for file in mail.files if file.shown]
    known = {"sender": mail.sender.lower(), "mail": mail.digest, "shown": shown}
    before = set(run(session, SENT_BEFORE, **known).scalars()) if shown else set()
    files = tuple(file for file in mail.files if not (file.shown and file.digest in before))
    return replace(mail, files=files, pictures=mail.pictures + len(mail.files) - len(files))


def keep_files(session: Session, mail: ReceivedMail, *, known: bool) -> list[dict[str, str]]:
    """Keep the bytes of a mail of an office, and its files, by their SHA-256; return name, digest and fault of each.

    A file that the store refuses is named with its fault, and has no digest; of the bytes only their digest stays then.
    """
    raw = [mail.raw] if known and mail.raw else []
    with suppress(Refused):
        if raw:  # all at once, which costs less; one by one only if one of them is refused
            stored = store_files(session, [*raw, *(file.path for file in mail.files)])[1:]
            return [describe_file(file) | {"digest": digest} for file, digest in zip(mail.files, stored, strict=True)]
    with suppress(Refused):
        if raw:
            store_files(session, raw)
    return [_keep(session, file, known=known) for file in mail.files]


def describe_file(file: MailFile) -> dict[str, str]:
    """Return name, digest and fault of an attachment, cleaned as a row has them."""
    return {"name": file.name, "digest": file.digest, "fault": file.fault}


def _keep(session: Session, file: MailFile, *, known: bool) -> dict[str, str]:
    kept = describe_file(file)
    if not known:
        _keep_stranger(session, file)
        return kept
    try:
        [digest] = store_files(session, [file.path])
    except Refused as refusal:
        fault = refusal.message.replace(str(file.path), file.name) if file.path.stat().st_size else EMPTY
        return kept | {"digest": "", "fault": file.fault or fault}
    return kept | {"digest": digest}


def _keep_stranger(session: Session, file: MailFile) -> None:
    if not transaction(session).is_trial:
        with file.path.open("rb") as content:
            evidence_store().strangers().put(content, file.digest)


@contextmanager
def files_of(mail: Mail) -> Iterator[list[tuple[Path, str]]]:
    """Yield the kept files of a mail under their own names, each with its digest.

    Raises Refused if one is not there any more: those of strangers are kept for ninety days.
    """
    with unpack_folder() as folder:
        yield list(copies_of(mail, Path(folder)))


def copies_of(mail: Mail, folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield the kept files of a mail, copied into a folder under their own names, each with its digest.

    Raises Refused if one is not there any more.
    """
    for number, file in enumerate(each for each in mail.files if each["digest"]):
        stores = (evidence_store(), evidence_store().strangers())
        source = next((store for store in stores if store.exists(file["digest"])), None)
        if source is None:
            raise Refused(f"来信{mail.id}的文件“{file['name']}”已不在本机（陌生地址的来信只保存{KEPT_DAYS}天）。")
        copy = folder / str(number) / file["name"]
        copy.parent.mkdir(parents=True)
        try:
            with source.open(file["digest"]) as content, copy.open("wb") as target:
                copyfileobj(content, target)
        except ChangedFile as change:
            changed = f"来信{mail.id}的文件“{file['name']}”已被改动，与校验码不符"
            raise Refused(f"{changed}。请核验：mubiao verify。") from change
        yield copy, file["digest"]


def drop_old_files(at: datetime) -> int:
    """Delete the files of strangers that are older than ninety days; return how many."""
    strangers = evidence_store().strangers()
    old = [name for name, put_at in strangers.entries() if put_at < at - timedelta(days=KEPT_DAYS)]
    for name in old:
        strangers.delete(name)
    return len(old)
