"""回复表 that come back: each sheet with its code, its white cells and its rows; the renewal of their key."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.intake.column_letters import column_letter
from models.intake.complaints import Complaint, Content
from models.intake.sheet.meant import meaning, meant
from models.intake.values import Cell, folded, shown
from models.rules.answer_form import CHECK, CODE, EXAMPLE, GREY_TITLES, PACE
from models.rules.errors import Refused
from models.rules.matter_form import ASKED_FOR, IN_PARTS, NAMES_FILES, WHITE_FIELDS
from models.rules.white_cells import plain_title

Line = tuple[int, Sequence[Content]]
NOT_SENT = "没有随表交来"
TOP = 40  # rows in which the code and the header stand
SEPARATORS = re.compile(r"[、,，;；\n]+")  # between the names of files
FOUND_NOWHERE = "(?!)"


@dataclass(frozen=True, slots=True)
class GivenCell:
    """A cell as it was filled in: its value or its fault, its address in the sheet, and what was made of its signs."""

    value: Cell
    address: str
    fault: str = ""
    said: str = ""

    @property
    def filled(self) -> bool:
        """Return whether there is anything in the cell."""
        return bool(self.fault or (folded(self.value) if isinstance(self.value, str) else self.value is not None))


@dataclass(frozen=True, slots=True)
class GivenRow:
    """One row of the table: where it stands, its check code, grey texts, and other cells by the title of the column."""

    place: str
    check: GivenCell
    shown: tuple[str, ...]
    cells: Mapping[str, GivenCell]

    @property
    def is_example(self) -> bool:
        """Return whether this is the grey example, which has no check code."""
        return not self.check.filled and self.shown[0] == EXAMPLE


@dataclass(frozen=True, slots=True)
class GivenSheet:
    """One sheet of a file: its code, single cells by their title, and the rows of its table."""

    file: str
    name: str
    code: GivenCell
    fields: Mapping[str, GivenCell]
    rows: tuple[GivenRow, ...]

    @property
    def filled(self) -> bool:
        """Return whether anything stands in a white cell; grey cells and the example do not count."""
        return any(cell.filled for title, cell in self.fields.items() if title in WHITE_FIELDS) or any(
            cell.filled for row in self.rows if not row.is_example for cell in row.cells.values()
        )

    @property
    def files_named(self) -> frozenset[str]:
        """Return the names of files that stand in its white cells, as they were written."""
        cells = (self.fields, *(row.cells for row in self.rows if not row.is_example))
        named = (shown(each[title].value) for each in cells for title in NAMES_FILES & each.keys())
        return frozenset(file_names("、".join(named)))

    @property
    def may_stay_blank(self) -> bool:
        """Return whether every white cell belongs to a part that may be left empty: nothing has to be said in it."""
        titles = self.fields.keys() | {title for row in self.rows for title in row.cells}
        return bool(titles & IN_PARTS) and not titles & ASKED_FOR

    @property
    def is_missed(self) -> bool:
        """Return whether nothing is filled in although the sheet asks for something."""
        return not (self.filled or self.may_stay_blank)

    def complain(self, cell: GivenCell, message: str) -> Complaint:
        """Return a complaint at a cell of this sheet."""
        return Complaint(self.name, cell.address, shown(cell.value), message, self.file)


class Enclosed:
    """The files that came with an answer. Its text is empty: a repeated answer is the same with any files.

    `placed` are those that no cell names, by the name in a cell that they stand for.
    """

    def __init__(self, files: Iterable[Path] = (), placed: Mapping[str, Sequence[Path]] | None = None) -> None:
        self._files = {file.name: file for file in files}
        self.placed = dict(placed or {})

    def __iter__(self) -> Iterator[Path]:
        return iter(self._files.values())

    def with_placed(self, placed: Mapping[str, Sequence[Path]]) -> "Enclosed":
        """Return the same files; `placed` are those that may be taken by their place."""
        return Enclosed(self, placed)

    def find(self, name: str) -> Path:
        """Return the file that a cell names, with or without its ending. Raises ValueError if it did not come."""
        if name in self._files:
            return self._files[name]
        alike = [file for file in self._files.values() if file.stem == name]
        if len(alike) == 1:
            return alike[0]
        raise ValueError(f"“{name}”{NOT_SENT}，请把文件放在一起，文件名写全")

    def named(self, text: str) -> list[Path]:
        """Return the files that a cell names, in their order, each once. Raises ValueError for one that did not come.

        Marks that stand between names may stand within the name of a file that came: 照片（第1张，共2张）.jpg.
        """
        known = (each for file in self._files.values() for each in (file.name, file.stem))
        marked = sorted(filter(SEPARATORS.search, known), key=len, reverse=True)
        pieces = re.split(f"({'|'.join(map(re.escape, marked)) or FOUND_NOWHERE})", text)
        names = (each for at, piece in enumerate(pieces) for each in ([piece] if at % 2 else file_names(piece)))
        return list(dict.fromkeys(file for name in names for file in self.placed.get(name) or [self.find(name)]))

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A sheet that came back, the digest of its file, and the files that came with it."""

    sheet: GivenSheet
    digest: str
    files: Enclosed


def file_names(text: str) -> list[str]:
    """Return the names of files in a cell, in their order, each once."""
    return list(dict.fromkeys(each.strip() for each in SEPARATORS.split(text) if each.strip()))


def parse_sheet(file: str, name: str, lines: Sequence[Line]) -> GivenSheet | None:
    """Return what stands in one sheet; None if it has no answer code, so that it is no answer sheet.

    Raises Refused if two cells of one title stand below the code, or two columns have one title.
    """
    starts = [at for at, line in enumerate(lines[:TOP]) if title_at(line, 0) == CODE]
    if not starts:
        return None
    code, below = _cell(lines[starts[0]], 1), lines[starts[0] + 1 :]
    header = next((at for at, line in enumerate(below[:TOP]) if CHECK in _titles(line)), len(below))
    if header < len(below):
        _refuse_doubled(file, name, below[header])
    rows = tuple(_parse_rows(below[header], below[header + 1 :])) if header < len(below) else ()
    return GivenSheet(file, name, code, _parse_fields(file, name, below[:header]), rows)


def _parse_fields(file: str, name: str, lines: Sequence[Line]) -> dict[str, GivenCell]:
    fields: dict[str, GivenCell] = {}
    for line in lines:
        title = title_at(line, 0)
        if title in fields:
            raise Refused(f"{file} 工作表“{name}”第{line[0]}行：“{title}”出现两次，请用原表重新填写。")
        if title:
            fields[title] = _cell(line, 1)
    return fields


def _refuse_doubled(file: str, name: str, header: Line) -> None:
    for at, title in enumerate(titles := _titles(header)):
        if title and title in titles[:at]:
            place = f"{column_letter(at + 1)}{header[0]}"
            raise Refused(f"{file} 工作表“{name}”{place}：“{title}”一栏出现两次，请用原表重新填写。")


def _parse_rows(header: Line, lines: Sequence[Line]) -> Iterator[GivenRow]:
    """Yield the rows below a header that are not blank."""
    titles = _titles(header)
    places = {title: at for at, title in enumerate(titles) if title}
    for line in lines:
        row = _parse_row(line, places)
        if row.check.filled or any(row.shown) or any(cell.filled for cell in row.cells.values()):
            yield row


def _parse_row(line: Line, places: Mapping[str, int]) -> GivenRow:
    cells = {title: _cell(line, at) for title, at in places.items()}
    cells.pop(PACE, None)  # of the day on which the sheet was made: nothing is taken from it
    texts = tuple(shown(cell.value) if cell else "" for cell in (cells.pop(title, None) for title in GREY_TITLES))
    return GivenRow(place=f"第{line[0]}行", check=cells.pop(CHECK), shown=texts, cells=cells)


def _titles(line: Line) -> list[str]:
    return [title_at(line, at) for at in range(len(line[1]))]


def title_at(line: Line, at: int) -> str:
    """Return the title in a cell of a line, as it is compared."""
    return plain_title(shown(line[1][at].value)) if at < len(line[1]) else ""


def _cell(line: Line, at: int) -> GivenCell:
    number, contents = line
    content = contents[at] if at < len(contents) else Content()
    return GivenCell(meant(content.value), f"{column_letter(at + 1)}{number}", content.fault, meaning(content.value))


@dataclass(frozen=True, slots=True)
class Blank:
    """What was not filled in: the workbooks without one filled sheet, and how many sheets of the others."""

    files: tuple[str, ...] = ()
    sheets: int = 0

    @property
    def faults(self) -> list[str]:
        """Return a sentence for each workbook without one filled sheet."""
        return [f"“{file}”没有填写任何内容" for file in self.files]

    @property
    def words(self) -> str:
        """Return how many sheets were left out; empty if there are none."""
        return f"另有{self.sheets}张表未填写，未收取" if self.sheets else ""


def blank_of(sheets: Iterable[GivenSheet]) -> Blank:
    """Return what of these sheets was not filled in."""
    given = list(sheets)
    answered = {sheet.file for sheet in given if sheet.filled}
    files = tuple(dict.fromkeys(sheet.file for sheet in given if sheet.file not in answered))
    return Blank(files, sum(sheet.file in answered and sheet.is_missed for sheet in given))
