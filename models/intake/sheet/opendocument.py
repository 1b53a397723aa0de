"""OpenDocument sheets (.ods): values with their formats, hidden and filtered rows, merged cells, in one pass."""

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import partial

from models.intake.complaints import Content
from models.intake.days import WITHOUT_YEAR, ShownDay, settled
from models.intake.sheet.elements import (
    Attributes,
    Handlers,
    local,
    open_archive,
    parse_in_parts,
    parse_whole,
    part_of,
    spelled,
)
from models.intake.sheet.grid import (
    MAX_COLUMNS,
    MAX_ROWS,
    ODD,
    Merge,
    SheetLine,
    Table,
    odd_content,
    pending_content,
    refusal,
    text_content,
)
from models.intake.sheet.shown_numbers import content_as_written, numeric

CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
BLANK = Content()
PARTIAL = re.compile(r"\d{4}年?|\d{4}\D{1,2}\d{1,2}月?|\d{1,2}月|" + WITHOUT_YEAR.pattern)  # without day or year
NUMBERS = ("float", "currency")


def read_opendocument(file: str, data: bytes) -> list[Table]:
    """Return the tables of a document in its order, hidden ones marked. Raises Refused, or an error of damage."""
    archive = open_archive(file, data)
    if spelled(MANIFEST) in map(spelled, archive.namelist()) and b"encryption-data" in part_of(archive, MANIFEST):
        raise refusal(file, "设有打开密码，请取消密码后重新导入")
    xml = part_of(archive, CONTENT)
    tables = _Tables()
    parse_whole(xml, tables)
    return [
        Table(name, partial(read_lines, xml, place), style not in tables.hidden)
        for place, (name, style) in enumerate(tables.found)
    ]


def read_lines(xml: bytes, place: int) -> Iterator[SheetLine]:
    """Yield the lines of the table at a place, counted from 0. Repeated blank rows cost nothing.

    A row repeated more often than rows are read comes as its last line only: that one is refused at once.
    """
    rows = _TableRows(place)
    for _ in parse_in_parts(xml, rows):
        for line, repeats in rows.finished:
            for offset in range(repeats - 1 if repeats > MAX_ROWS else 0, repeats):
                yield line._replace(number=line.number + offset)
        rows.finished.clear()


class _Tables(Handlers):
    """The names and styles of the tables, and the styles that hide a table."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.hidden: set[str] = set()
        self.style, self.depth = "", 0
        self.starts = {"table": self._start, "style": self._start_style, "table-properties": self._properties}
        self.ends = {"table": self._end}

    def _start(self, attributes: Attributes) -> None:
        if not self.depth:
            named = local(attributes)
            self.found.append((named["name"], named.get("style-name", "")))
        self.depth += 1

    def _end(self) -> None:
        self.depth -= 1

    def _start_style(self, attributes: Attributes) -> None:
        self.style = local(attributes).get("name", "")

    def _properties(self, attributes: Attributes) -> None:
        if local(attributes).get("display") == "false":
            self.hidden.add(self.style)


class _TableRows(Handlers):
    """The callbacks of one table: finished lines with the number of their repeats."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place, self.table, self.depth = place, -1, 0
        self.finished: list[tuple[SheetLine, int]] = []
        self.number, self.repeats, self.hidden = 1, 1, False
        self.position = 0
        self.cells: list[Content] = []
        self.merges: list[Merge] = []
        self.cell: Attributes = {}
        self.paragraphs: list[str] = []
        self.notes = 0
        self.starts = {"table": self._start_table}
        self.ends = {"table": self._end_table}

    def _start_table(self, _: Attributes) -> None:
        self.depth += 1
        self.table += self.depth == 1
        self._listen()

    def _end_table(self) -> None:
        self.depth -= 1
        self._listen()

    def _listen(self) -> None:
        """Listen to rows and cells inside the table only, not to a table inside a cell."""
        here = self.table == self.place and self.depth == 1
        starts = {"table-row": self._start_row, "table-cell": self._start_cell, "p": self._open, "s": self._spaces}
        starts |= {"covered-table-cell": self._start_cell, "annotation": self._start_note, "line-break": self._break}
        ends = {"table-row": self._end_row, "table-cell": self._end_cell, "covered-table-cell": self._end_cell}
        ends |= {"p": self._close, "annotation": self._end_note}
        self.starts = {"table": self._start_table} | (starts if here else {})
        self.ends = {"table": self._end_table} | (ends if here else {})

    def _start_row(self, attributes: Attributes) -> None:
        named = local(attributes)
        self.repeats = max(int(named.get("number-rows-repeated") or 1), 1)
        self.hidden = named.get("visibility", "visible") != "visible"
        self.position, self.cells, self.merges = 0, [], []

    def _end_row(self) -> None:
        line = SheetLine(self.number, self.cells, self.hidden, self.merges)
        self.finished.append((line, 1 if line.blank else min(self.repeats, MAX_ROWS + 2)))
        self.number += self.repeats

    def _start_cell(self, attributes: Attributes) -> None:
        self.cell, self.paragraphs = local(attributes), []
        if attributes.get("calcext:value-type") == "error":
            self.cell["value-type"] = "error"

    def _end_cell(self) -> None:
        content, repeats = self._readable(), max(int(self.cell.get("number-columns-repeated") or 1), 1)
        first = min(self.position, MAX_COLUMNS)  # one column more than are read, so that a value there is noticed
        self.position = min(first + repeats, MAX_COLUMNS + 1)
        if content != BLANK and len(self.cells) <= MAX_COLUMNS:
            self.cells += [BLANK] * (first - len(self.cells)) + [content] * (self.position - first)
        down, right = (int(self.cell.get(f"number-{side}-spanned") or 1) for side in ("rows", "columns"))
        if down > 1 or right > 1:
            self.merges.append(Merge(self.number, first + 1, self.number + down - 1, first + right))

    def _readable(self) -> Content:
        try:
            return self._content()
        except ODD:
            return odd_content("\n".join(self.paragraphs))

    def _content(self) -> Content:
        kind, written = self.cell.get("value-type", ""), "\n".join(self.paragraphs)
        if kind == "error":
            return Content(written, f"“{written}”是表格错误值，请改正公式后重新导入")
        if not kind:
            pending = "formula" in self.cell and not written
            return pending_content(self.cell["formula"].removeprefix("of:=")) if pending else text_content(written)
        if kind in NUMBERS:
            return _number(self.cell["value"], written if self.paragraphs else None)
        if kind == "percentage":
            return Content(f"{float(self.cell['value']) * 100:.15g}%")
        if kind == "date":
            return _date(settled(datetime.fromisoformat(self.cell["date-value"])), written)
        return text_content(written)

    def _open(self, _: Attributes) -> None:
        if not self.notes:
            self.text = []

    def _close(self) -> None:
        if self.text is not None:
            self.paragraphs.append("".join(self.text))
        self.text = None

    def _spaces(self, attributes: Attributes) -> None:
        self.add_text(" " * min(int(local(attributes).get("c", 1)), 100))

    def _break(self, _: Attributes) -> None:
        self.add_text("\n")

    def _start_note(self, _: Attributes) -> None:
        self.notes += 1

    def _end_note(self) -> None:
        self.notes -= 1


def _date(moment: datetime, written: str) -> Content:
    """Return a date, or what its text shows of it."""
    return Content(ShownDay(written, moment) if PARTIAL.fullmatch(written) else moment)


def _number(value: str, written: str | None) -> Content:
    """Return a number as its text shows it, or the text of a code that is shown with leading zeros."""
    if written is None or "/" in written:  # no text, or a fraction
        return Content(numeric(Decimal(value)))
    if written.startswith("0") and written.isdecimal() and float(written) == float(value):
        return Content(written)
    return content_as_written(Decimal(value), written)
