"""Attachments: written into a folder under clean names, with their answer sheets; what did not come is named."""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from mimetypes import guess_extension
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from models.intake.answer_file import AnswerFile, answer_in
from models.intake.mail.archives import AS_FILES, is_archive, is_foreign, unpack
from models.intake.mail.body import is_body, links
from models.intake.mail.pictures import content_id, is_small, shown_pictures
from models.intake.mail.structure import Part, content, enclosed, file_name, leaves, parse
from models.intake.mail.text import one_line
from models.intake.mail.uuencoded import CUT_OFF, lift_files
from models.intake.mail.wrapped import is_litter, is_mail, unopened
from models.intake.received_mail import MailFile
from models.intake.sheet.reading import kind_of
from models.rules.errors import Refused

WORKBOOKS = frozenset({".xlsx", ".xls", ".ods", ".xlsm", ".xlsb", ".et", ".xltx", ".xlt", ".numbers"})
TEXTS = frozenset({".csv", ".tsv"})  # as some phones save a sheet; without an answer code they are files like others
ENCLOSED = "message/"
REPORTS = frozenset({"message/delivery-status", "message/disposition-notification"})
SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
SUFFIXES = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
}
FORWARDED = "随信转来的邮件里又有一封邮件，没有打开，请把其中的文件作为普通附件发来"
HUGE = "内容过大，没有读取，请删除多余的行列和图片后重新发来"


class Attachments:
    """Collects the files of one mail in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._names = folder, Names()
        self.files: list[MailFile] = []
        self.missing: list[str] = []
        self.pictures = 0  # of the text that are not taken
        self._inside = False  # of a mail inside this one

    def add_all(self, parts: Sequence[Part]) -> None:
        """Store every file in these parts. Raises OSError if the folder cannot be written."""
        self.missing += links(parts)
        self._inside = any(part.get_content_type() in REPORTS for part in parts)  # of our own message, sent back
        shown = shown_pictures(parts)
        for part in parts:
            if is_body(part) or part.get_content_type() in SIGNATURES:
                self._add_lifted(part)
                continue
            above = shown.get(content_id(part)) if part.get_content_maintype() == "image" else None
            if above is False or (above and is_small(content(part))):
                self.pictures += 1
            else:
                self._add_part(part, shown=bool(above))

    def _add_lifted(self, part: Part) -> None:
        """Store the files that stand in the text of a part."""
        for name, data in lift_files(part):
            if data is None:
                self.missing.append(CUT_OFF.format(clean_name(name)))
            else:
                self.add(name, data)

    def _add_part(self, part: Part, *, shown: bool) -> None:
        name, kind = file_name(part), part.get_content_type()
        if kind == "message/rfc822":
            for mail in enclosed(part):
                self._add_mail(mail)
        elif not (kind.startswith(ENCLOSED) or kind == "text/rfc822-headers"):
            self._add_file(part, name, kind, shown=shown)

    def _add_file(self, part: Part, name: str, kind: str, *, shown: bool) -> None:
        data = content(part)
        if is_litter(name, kind, data):
            return
        if sentence := unopened(clean_name(name), kind, data):
            self.missing.append(sentence)
        elif is_mail(name, data):
            self._add_mail(parse(data))
        else:
            self.add(name, data, SUFFIXES.get(kind) or guess_extension(kind) or "", shown=shown)

    def _add_mail(self, mail: Part) -> None:
        """Store the files of a mail inside this one; of a mail inside that one nothing is stored."""
        if self._inside:
            self.missing += [FORWARDED] if FORWARDED not in self.missing else []
            return
        self._inside = True
        for part in leaves(mail):
            if not is_body(part) and part.get_content_type() not in SIGNATURES:
                self._add_part(part, shown=False)
        self._inside = False

    def add(self, name: str, data: bytes, suffix: str = "", *, shown: bool = False) -> None:
        """Store a file, or the files of an archive; `suffix` is that of a file without a name."""
        if name and not PurePosixPath(name).suffix and suffix != ".bin":
            name += suffix
        given = self._names.add(name, suffix)
        if is_foreign(given, data):
            self.missing.append(f"压缩包“{given}”没有打开，只接受.zip；{AS_FILES}")
        elif is_archive(given, data) and kind_of(given, data) not in WORKBOOKS:
            self._add_archive(given, data)
        else:
            self._store(given, data, shown=shown)

    def _add_archive(self, archive: str, data: bytes) -> None:
        try:
            for name, inner in unpack(archive, data):
                given = self._names.add(name)
                if is_archive(given, inner) or is_foreign(given, inner):
                    self.missing.append(f"压缩包“{archive}”中的压缩包“{given}”没有打开，{AS_FILES}")
                else:
                    self._store(given, inner)
        except Refused as refusal:
            self.missing.append(refusal.message)

    def _store(self, name: str, data: bytes, *, shown: bool = False) -> None:
        path = self._folder / name
        with path.open("xb") as file:
            file.write(data)
        read, fault = read_sheets(name, data)
        if self._inside and read.sheets and not any(sheet.filled for sheet in read.sheets):
            path.unlink()  # our own message, sent along
            return
        self.missing += read.left
        digest = read.digest or sha256(data).hexdigest()
        self.files.append(MailFile(name, path, digest, tuple(read.sheets), fault, shown))
        for picture, pixels in read.pictures.items():
            self._store(self._names.add(picture), pixels)


def read_sheets(name: str, data: bytes) -> tuple[AnswerFile, str]:
    """Return the answer sheets of a file, and why it could not be read if it is a workbook."""
    suffix, nothing = kind_of(name, data), AnswerFile()
    if suffix not in WORKBOOKS | TEXTS:
        return nothing, ""
    if not data and suffix in WORKBOOKS:
        return nothing, f"“{name}”是空文件（0字节），请检查是否保存完整后重新发来。"
    try:
        return answer_in(name, data), ""
    except Refused as refusal:
        return nothing, "" if suffix in TEXTS else _as_of_a_mail(refusal.message)
    except (MemoryError, RecursionError):
        return nothing, f"“{name}”{HUGE}。"


def _as_of_a_mail(sentence: str) -> str:
    """Return the refusal of an import in the words of a receipt."""
    return sentence.removeprefix("未导入：").replace("重新导入", "重新发来").replace("可导入的表格", "可读取的表格")


def sentences(missing: Sequence[str]) -> Iterator[str]:
    """Yield each sentence once, with its full stop."""
    yield from dict.fromkeys(f"{sentence.rstrip('。')}。" for sentence in missing)


LONGEST_STEM, LONGEST_SUFFIX = 150, 20  # bytes of UTF-8; a file system takes 255 of both with the number
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$|clock\$)", re.IGNORECASE | re.ASCII)
FORBIDDEN = re.compile(r'[<>:"|?*]')


def clean_name(raw: str, suffix: str = "") -> str:
    """Return the name of an attachment: no path, no invisible characters, never empty, no name of a Windows device.

    A name without letters becomes 附件 with `suffix`.
    """
    last = re.split(r"[/\\]", one_line(normalize("NFC", raw)))[-1]
    name = FORBIDDEN.sub("_", last).strip(". ")
    path = PurePosixPath(name)
    stem, ending = (path.stem.strip(". "), path.suffix) if name else ("", suffix)
    ending = ending if len(ending.encode()) <= LONGEST_SUFFIX else ""
    stem = _cut(stem or "附件", LONGEST_STEM)
    return f"{'_' if DEVICES.fullmatch(stem.partition('.')[0].strip()) else ''}{stem}{ending}"


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode("utf-8", "ignore").rstrip(". ")


class Names:
    """The names that were given in one mail."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def add(self, raw: str, suffix: str = "") -> str:
        """Return the clean name of a file, with a number if another file has it: 表（2）.xlsx."""
        name = clean_name(raw, suffix)
        path, number = PurePosixPath(name), 1
        while name.casefold() in self._given:
            number += 1
            name = f"{path.stem}（{number}）{path.suffix}"
        self._given.add(name.casefold())
        return name
