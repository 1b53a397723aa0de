"""The lines of one worksheet, read in one pass: values, formulas without a result, hidden rows, merged ranges."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.escape import unescape

from models.intake.complaints import Content
from models.intake.days import settled
from models.intake.sheet.elements import Attributes, Handlers, parse_in_parts
from models.intake.sheet.grid import MAX_COLUMNS, ODD, Merge, SheetLine, odd_content, pending_content, text_content
from models.intake.sheet.number_formats import CellForm, number_content

DIGITS = "0123456789"
BLANK = Content()
PLAIN = CellForm()
MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref=[\"']([A-Z]+\d+:[A-Z]+\d+)[\"']")
MAX_MERGES = 100_000
DISPIMG = re.compile(r"=(_xlfn\.)?DISPIMG\(")  # a picture in a cell, as WPS writes it
PICTURE = "是放在单元格里的图片，不能收取，请把图片作为附件发来，在这里写图片的文件名"


@dataclass
class Book:
    """What all sheets of a workbook share: texts (read when first asked for), formats by style, the first day."""

    load: Callable[[], Sequence[str]]
    formats: Sequence[CellForm]
    epoch: datetime
    columns: dict[str, int] = field(default_factory=dict)
    contents: dict[int, Content] = field(default_factory=dict)

    @cached_property
    def strings(self) -> Sequence[str]:
        """Return the shared texts."""
        return self.load()

    def column(self, reference: str) -> int:
        """Return the number of a cell's column, at most one more than are read."""
        letters = reference.rstrip(DIGITS)
        if letters not in self.columns:
            self.columns[letters] = min(column_index_from_string(letters), MAX_COLUMNS + 1)
        return self.columns[letters]


class _Cell(NamedTuple):
    kind: str
    style: int


class _WorksheetRows(Handlers):
    """The callbacks of a worksheet; finished lines are collected in `lines`."""

    def __init__(self, book: Book, merges: dict[int, list[Merge]]) -> None:
        super().__init__()
        self.book, self.merges = book, merges
        self.lines: list[SheetLine] = []
        self.number, self.position, self.hidden = 0, 0, False
        self.cells: list[Content] = []
        self.cell = _Cell("n", 0)
        self.parts: list[str] = []
        self.formula: list[str] | None = None
        self.starts = {"row": self._start_row, "c": self._start_cell, "v": self._open, "f": self._start_formula}
        self.starts |= {"t": self._open, "rPh": self._start_guide}
        self.ends = {"row": self._end_row, "c": self._end_cell, "v": self._close, "t": self._close}
        self.ends |= {"f": self._close, "rPh": self._end_guide}

    def _start_row(self, attributes: Attributes) -> None:
        number = int(attributes.get("r") or self.number + 1)
        if number <= self.number:
            raise ValueError("rows out of order")
        self.number, self.position, self.cells = number, 0, []
        self.hidden = attributes.get("hidden") in ("1", "true")

    def _start_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        self.position = self.book.column(reference) if reference else min(self.position + 1, MAX_COLUMNS + 1)
        kind = "picture" if "vm" in attributes and attributes.get("t") == "e" else attributes.get("t") or "n"
        self.cell = _Cell(kind, int(attributes.get("s") or 0))
        self.parts, self.formula = [], None

    def _start_formula(self, _: Attributes) -> None:
        self.text = self.formula = []

    def _open(self, _: Attributes) -> None:
        self.text = self.parts

    def _close(self) -> None:
        self.text = None

    def _start_guide(self, _: Attributes) -> None:
        self.starts.pop("t", None)

    def _end_guide(self) -> None:
        self.starts["t"] = self._open

    def _end_cell(self) -> None:
        content = self._content("".join(self.parts))
        if content != BLANK:
            self.cells += [BLANK] * (self.position - len(self.cells))
            self.cells[self.position - 1] = content

    def _content(self, raw: str) -> Content:
        if not raw:
            return BLANK if self.formula is None or self.cell.kind == "str" else pending_content("".join(self.formula))
        try:
            return READERS[self.cell.kind](self, raw)
        except ODD:
            return odd_content(raw)

    def _end_row(self) -> None:
        self.lines.append(SheetLine(self.number, self.cells, self.hidden, self.merges.get(self.number, ())))

    def read_number(self, raw: str) -> Content:
        """Read a number in the format of its cell."""
        formats, style = self.book.formats, self.cell.style
        return number_content(raw, formats[style] if style < len(formats) else PLAIN, self.book.epoch)

    def read_shared(self, raw: str) -> Content:
        """Read a shared text by its index; all cells with it share one value, however long it is."""
        index, contents = int(raw), self.book.contents
        if index not in contents:
            contents[index] = text_content(self.book.strings[index])
        return contents[index]


def _read_text(_: _WorksheetRows, raw: str) -> Content:
    return Content(raw, PICTURE) if DISPIMG.match(raw) else text_content(unescape(raw) if "_x" in raw else raw)


READERS: dict[str, Callable[[_WorksheetRows, str], Content]] = {
    "n": _WorksheetRows.read_number,
    "s": _WorksheetRows.read_shared,
    "str": _read_text,
    "inlineStr": _read_text,
    "picture": lambda _, raw: Content(raw, PICTURE),
    "b": lambda _, raw: Content("TRUE" if raw.strip() in ("1", "true") else "FALSE"),
    "e": lambda _, raw: Content(raw, f"“{raw}”是Excel错误值，请改正公式后重新导入"),
    "d": lambda _, raw: Content(settled(datetime.fromisoformat(raw.strip()))),
}


def read_lines(xml: bytes, book: Book) -> Iterator[SheetLine]:
    """Yield the lines of a worksheet. Raises an error of a damaged file."""
    rows = _WorksheetRows(book, _find_merges(xml))
    for _ in parse_in_parts(xml, rows):
        yield from rows.lines
        rows.lines.clear()


def _find_merges(xml: bytes) -> dict[int, list[Merge]]:
    """Return the merged ranges by their first row; they stand behind the rows that they concern."""
    merges: dict[int, list[Merge]] = defaultdict(list)
    for count, found in enumerate(MERGE.finditer(xml, max(xml.rfind(b"sheetData"), 0))):
        if count >= MAX_MERGES:
            raise ValueError("too many merged ranges")
        left, top, right, bottom = range_boundaries(found[1].decode())
        assert left and top and right and bottom  # noqa: S101, PT018 - the pattern has both ends
        merges[top].append(Merge(top, left, bottom, right))
    return merges
