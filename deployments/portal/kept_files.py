"""The files of drafts, in the store by their SHA-256, until their draft is sent or forgotten."""

import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir
from typing import NamedTuple

from starlette.datastructures import UploadFile

from models.disk import MEGABYTE, free
from models.file_store.port import ChangedFile
from models.ledger.account.drafts import TypedFile
from models.ledger.evidence.store import evidence_store
from models.rules.errors import FieldRefused, Refused, Unavailable
from tasks.settings import settings

PIECE = MEGABYTE
MOST_FILES, MOST_BYTES = 20, 200 * MEGABYTE  # of one draft
WORKBOOKS_MB = 20  # of the workbooks, and archives of them, that are sent at once
LEAST_FREE = 2000 * MEGABYTE
LONGEST_NAME = 60  # characters, of three bytes each
FRESH = timedelta(hours=1)  # in which a file may not have its row yet
PICTURES = (".jpg", ".jpeg", ".png")
BLANK = b"\xef\xbb\xbf \t\r\n"
HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheif")


class Kept(NamedTuple):
    """A file that was written: its field, name, SHA-256 and size."""

    field: str
    name: str
    sha256: str
    size: int


def keep(chosen: Iterable[tuple[str, UploadFile]], before: Sequence[TypedFile | Kept]) -> list[Kept]:
    """Write the chosen files, and return them with names that no other file of the draft has.

    Raises FieldRefused, with the field, for too many, too large or unreadable ones; they are not kept then.
    """
    taken, size, kept = {each.name for each in before}, sum(each.size for each in before), list[Kept]()
    for place, file in chosen:
        _check(place, len(before) + len(kept) + 1)
        digest, length = _write(place, file, MOST_BYTES - size)
        size += length
        name = free_name(Path(file.filename or "").name, taken)
        taken.add(name)
        kept.append(Kept(place, name, digest, length))
    return kept


def lay_out(files: Sequence[TypedFile | Kept], into: Path) -> list[Path]:
    """Put the files of a draft under their names into a folder. Raises FieldRefused for one that is lost."""
    for file in files:
        try:
            with evidence_store().drafts().open(file.sha256) as content, (into / file.name).open("wb") as target:
                shutil.copyfileobj(content, target)
        except (FileNotFoundError, ChangedFile):
            raise FieldRefused(f"“{file.name}”没有保存好，请移除后重新选择。", file.field) from None
    return [into / file.name for file in files]


def check_workbooks(files: Iterable[Path]) -> None:
    """Raise Refused, before anything is read, for workbooks that are too large together."""
    if sum(file.stat().st_size for file in files) > WORKBOOKS_MB * MEGABYTE:
        raise Refused(
            f"表格和压缩包合计超过{WORKBOOKS_MB}MB，没有读取，请删去表中的图片，印证材料不打包，与表格一起选。"
        )


def sweep_out(kept: Iterable[tuple[str, datetime]], needed: set[str], now: datetime) -> None:
    """Remove what no draft needs of these files, each with the instant at which it was kept."""
    drafts = evidence_store().drafts()
    for name, kept_at in kept:
        if name not in needed and now - kept_at > FRESH:
            drafts.delete(name)


def _check(place: str, number: int) -> None:
    if number > MOST_FILES:
        raise FieldRefused(f"一个事项最多附{MOST_FILES}个文件，多出的没有保存。", place)
    try:
        require_room()
    except Unavailable as short:
        raise FieldRefused(short.message, place) from short


def require_room() -> None:
    """Raise Unavailable while the disk on which files arrive has less than 2 GB free."""
    if free(Path(gettempdir())) < LEAST_FREE:
        raise Unavailable("系统磁盘空间不足，暂时不能收文件，请告知管理机构。")


def _write(place: str, file: UploadFile, left: int) -> tuple[str, int]:
    """Keep a file that has arrived; returns its SHA-256 and its size."""
    file.file.seek(0)  # it may be kept a second time
    limit, size, digest = min(left, settings().evidence_limit_mb * MEGABYTE), 0, sha256()
    while piece := file.file.read(PIECE):
        size += len(piece)
        digest.update(piece)
        _refuse(place, file.filename or "", piece if size == len(piece) else b"", too_large=size > limit)
    _refuse_empty(place, file.filename or "", size)
    file.file.seek(0)
    evidence_store().drafts().put(file.file, digest.hexdigest(), checked=False)
    return digest.hexdigest(), size


def _refuse_empty(place: str, name: str, size: int) -> None:
    if not size:
        raise FieldRefused(f"“{name}”是空文件（0字节），请检查是否保存完整后重新选择。", place)


def _refuse(place: str, name: str, beginning: bytes, *, too_large: bool) -> None:
    if too_large:
        raise FieldRefused(f"“{name}”过大：单个文件不超过{settings().evidence_limit_mb}MB，全部不超过200MB。", place)
    if Path(name).suffix.lower() in PICTURES and beginning.lstrip(BLANK).startswith(b"<"):
        raise FieldRefused(f"“{name}”不是图片，内容与名称不符，没有保存。", place)
    if beginning[4:12] in HEIC:
        raise FieldRefused(f"“{name}”是HEIC图片，请在手机上改存为JPEG后再选。", place)


def free_name(name: str, taken: set[str]) -> str:
    """Return a name that is not taken: 现场（2）.jpg."""
    clean = "".join(each for each in name if each.isprintable() and each not in '/\\:*?"<>|').strip(". ")
    clean = clean[-LONGEST_NAME:] or "文件"
    path = Path(clean)
    names = (clean, *(f"{path.stem}（{number}）{path.suffix}" for number in range(2, 2 * MOST_FILES + 2)))
    return next(each for each in names if each not in taken)
