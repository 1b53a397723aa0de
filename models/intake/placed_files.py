"""按位置认定: the files of a mail that no cell names, by the name in a cell that they stand for (A77)."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from models.intake.answer import GivenSheet, file_names
from models.intake.inbox import is_named, is_other, is_picture
from models.intake.mail.pictures import is_small
from models.intake.received_mail import MailFile, ReceivedMail
from models.rules.answer_form import PHOTOS
from models.rules.matter_form import NAMES_FILES

COVERING = re.compile("函|通知|说明|报送|呈报|请示|回复")


def placed_files(sheets: Sequence[GivenSheet], mail: ReceivedMail, known: Iterable[Path]) -> dict[str, list[Path]]:
    """Return the files of a mail that no cell of these sheets names, by the name in a cell that they stand for.

    现场照片, in one sheet, is all pictures. The only name that no file has, of the `known` ones, is the only other
    file, if one sheet alone asks for files. Covering letters and the pictures of signatures stand for nothing.
    """
    said = frozenset[str]().union(*(sheet.files_named for sheet in sheets))
    missing = said - _pieces(path for path in known if is_named(path, said))
    free = [file.path for file in mail.files if _is_free(file, said)]
    photos = _photos(free, sheets) if PHOTOS in missing else {}
    rest = [path for path in free if path not in photos.get(PHOTOS, ())]
    return photos | _only(missing - {PHOTOS}, rest, sheets)


def _only(missing: frozenset[str], rest: list[Path], sheets: Sequence[GivenSheet]) -> dict[str, list[Path]]:
    """Return the only file by the only name that is missing, if one sheet alone asks for files."""
    asking = [sheet for sheet in sheets if _asks_files(sheet)]
    rest = [path for path in rest if not COVERING.search(path.stem)]
    return dict.fromkeys(missing, rest) if len(missing) == len(rest) == len(asking) == 1 else {}


def _photos(free: list[Path], sheets: Sequence[GivenSheet]) -> dict[str, list[Path]]:
    """Return all pictures as 现场照片, if one sheet alone says so and there are any."""
    found = list(filter(is_picture, free))
    return {PHOTOS: found} if found and sum(PHOTOS in sheet.files_named for sheet in sheets) == 1 else {}


def _pieces(paths: Iterable[Path]) -> set[str]:
    """Return what may stand in cells for the names of files, with or without their endings, as marks part them."""
    return {piece for path in paths for name in (path.name, path.stem) for piece in file_names(name)}


def _is_free(file: MailFile, said: frozenset[str]) -> bool:
    """Return whether no cell names a file, and something is in it that is no small picture, as signatures have."""
    if not is_other(file) or is_named(file.path, said) or not file.path.stat().st_size:
        return False
    return not (is_picture(file.path) and is_small(file.path.read_bytes()))


def _asks_files(sheet: GivenSheet) -> bool:
    return any(NAMES_FILES & cells.keys() for cells in (sheet.fields, *(row.cells for row in sheet.rows)))
