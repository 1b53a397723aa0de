"""The files of a received mail: those of an office are kept with the evidence, those of strangers apart, for a time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copyfile

from sqlmodel import Session

from models.intake.received_mail import MailFile, ReceivedMail
from models.ledger.evidence.store import store_files, store_folder
from models.ledger.evidence.unpacked import unpack_folder
from models.ledger.strangers import KEPT_DAYS
from models.records import Mail
from models.records.evidence import place_of
from models.rules.errors import Refused
from models.statements import run, transaction

EMPTY = "是空文件，请重新发来。"
SENT_BEFORE = """
SELECT f ->> 'digest' FROM received_mail m CROSS JOIN LATERAL jsonb_array_elements(m.files) f
WHERE m.sender = :sender AND m.digest <> :mail AND f ->> 'digest' = ANY(:shown)
"""
STRANGERS = "strangers"  # next to the folder of the evidence; no backup takes it


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
    place = place_of(strangers_folder(), file.digest)
    if transaction(session).is_trial or place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_suffix(".partial")
    copyfile(file.path, partial)
    partial.rename(place)


def strangers_folder() -> Path:
    """Return the folder of the files that strangers sent."""
    return store_folder().parent / STRANGERS


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
        places = [place_of(store, file["digest"]) for store in (store_folder(), strangers_folder())]
        source = next((place for place in places if place.is_file()), None)
        if source is None:
            raise Refused(f"来信{mail.id}的文件“{file['name']}”已不在本机（陌生地址的来信只保存{KEPT_DAYS}天）。")
        copy = folder / str(number) / file["name"]
        copy.parent.mkdir(parents=True)
        copyfile(source, copy)
        yield copy, file["digest"]


def drop_old_files(at: datetime) -> int:
    """Delete the files of strangers that are older than ninety days; return how many."""
    oldest, dropped = (at - timedelta(days=KEPT_DAYS)).timestamp(), 0
    for file in _files(strangers_folder()):
        with suppress(FileNotFoundError):
            if file.stat().st_mtime < oldest:
                file.unlink()
                dropped += 1
    return dropped


def _files(folder: Path) -> Sequence[Path]:
    return [file for file in folder.rglob("*") if file.is_file()] if folder.is_dir() else []
