"""What lies in files and folders that are imported: answer sheets, alone, in archives (.zip) and in mails (.eml)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from models.intake.answer import Enclosed, GivenSheet
from models.intake.answer_file import read_file
from models.intake.mail.archives import unpack
from models.intake.mail.attachments import Names
from models.intake.mail.reader import MailReader
from models.intake.received_mail import ReceivedMail
from models.intake.sheet.reading import contents_of
from models.rules.errors import Refused

SHEETS = frozenset({".xlsx", ".xls", ".ods"})
ARCHIVE, MAIL = ".zip", ".eml"
RETURNED = "退回-"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One file with its answer sheets and the files that came with it; or why it was refused.

    `missing` names what did not come with a mail.
    """

    file: Path
    sheets: tuple[GivenSheet, ...] = ()
    digest: str = ""
    others: Enclosed = Enclosed()  # noqa: RUF009 - holds nothing and is never changed
    refusal: str = ""
    missing: tuple[str, ...] = ()


def find_files(path: Path) -> Iterator[Path]:
    """Yield the files of a path that may hold answer sheets. Raises Refused if there is no such file."""
    if path.is_dir():
        kinds = {*SHEETS, ARCHIVE, MAIL}
        found = sorted(file for file in path.rglob("*") if file.suffix.lower() in kinds and file.is_file())
        files = [file for file in found if not file.name.startswith((RETURNED, "~$", "."))]
        if not files:
            raise Refused(f"文件夹“{path}”里没有回复表（.xlsx）、压缩包（.zip）或邮件（.eml）。")
        yield from files
        return
    if not path.exists():
        raise Refused(f"没有文件或文件夹“{path}”，请检查路径。")
    yield path


def open_files(file: Path, reader: MailReader, folder: Path) -> Iterator[Parcel]:
    """Yield what is in a file; archives and mails are opened into subfolders of `folder`."""
    opener = {ARCHIVE: _open_archive, MAIL: _open_mail}.get(file.suffix.lower())
    try:
        if opener:
            yield from opener(file, reader, folder)
        else:
            around = [each for each in sorted(file.parent.iterdir()) if each.is_file()]
            yield _open_sheet(file, around, folder)
    except Refused as refusal:
        yield Parcel(file, refusal=refusal.message)


def _open_sheet(file: Path, around: list[Path], folder: Path) -> Parcel:
    """Return the sheets of a workbook, with the files around it and the pictures over its cells."""
    try:
        found = read_file(file)
    except Refused as refusal:
        return Parcel(file, refusal=refusal.message)
    inside = _new_folder(folder) if found.pictures else folder
    for name, content in found.pictures.items():
        (inside / name).write_bytes(content)
    others = [*(each for each in around if each != file), *(inside / name for name in found.pictures)]
    return Parcel(
        file, tuple(found.sheets), found.digest, Enclosed(others), missing=tuple(f"{each}。" for each in found.left)
    )


def _open_archive(file: Path, reader: MailReader, folder: Path) -> Iterator[Parcel]:
    """Yield the sheets and mails in an archive; all its files are the evidence of each of its sheets."""
    inside, names = _new_folder(folder), Names()
    files = []
    for name, content in unpack(file.name, contents_of(file)):
        files.append(inside / names.add(name))
        files[-1].write_bytes(content)
    found = [each for each in files if each.suffix.lower() in {*SHEETS, MAIL}]
    if not found:
        raise Refused(f"未收取：压缩包“{file.name}”里没有回复表（.xlsx）。")
    for each in found:
        mail = each.suffix.lower() == MAIL
        yield from open_files(each, reader, folder) if mail else (_open_sheet(each, files, folder),)


def _open_mail(file: Path, reader: MailReader, folder: Path) -> Iterator[Parcel]:
    """Yield the sheets that came with a mail, each with the other files as evidence."""
    mail = reader.read(contents_of(file), datetime.fromtimestamp(file.stat().st_mtime, UTC), _new_folder(folder))
    return parcels_of(mail, f"邮件“{file.name}”")


def parcels_of(mail: ReceivedMail, named: str) -> Iterator[Parcel]:
    """Yield the sheets of a mail that was taken apart. Raises Refused if it could not be, or holds none."""
    if mail.fault:
        raise Refused(f"未收取：{named}：{mail.fault}")
    if not any(each.sheets or each.fault for each in mail.files):
        raise Refused(f"未收取：{named}里没有回复表（.xlsx）。{''.join(mail.missing)}")
    missing = tuple(f"{named}：{each}" for each in mail.missing)
    for each in mail.files:
        if each.fault:
            yield Parcel(each.path, refusal=f"未收取：{named}中的{each.fault}")
        elif each.sheets:
            others = Enclosed(other.path for other in mail.files if other != each)
            yield Parcel(each.path, each.sheets, each.digest, others, missing=missing)
            missing = ()


def _new_folder(folder: Path) -> Path:
    new = folder / str(sum(1 for _ in folder.iterdir()))
    new.mkdir()
    return new
