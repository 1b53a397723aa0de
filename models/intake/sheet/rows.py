"""The rows under a header: totals and notes are left out, merged cells filled, hidden rows read; all of it stated."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from models.intake.column_letters import column_letter
from models.intake.complaints import Content, ReadColumn, Row, RowsOrigin, build_row
from models.intake.days import has_time
from models.intake.sheet.grid import MAX_COLUMNS, MAX_ROWS, Merge, SheetLine, list_numbers, too_large
from models.intake.sheet.meant import meaning, meant
from models.intake.values import folded, shown

TOTAL = re.compile(r"(合计|总计|小计|共计|累计)(数)?:?(\(.*\))?", re.DOTALL)
NOTE = re.compile(
    r"(注|备注|说明|填表说明|填表人|填报人|制表人|审核人|负责人|单位负责人|联系人|联系电话|填表日期|填报单位|制表单位)\d*:"
)
ACROSS = "与其他列合并了（{place}），看不出各列的内容，请取消合并并分别填写"
BLANK = Content()


@dataclass(slots=True)
class RowReader:
    """Builds the rows of a table, and remembers what it left out, filled or read although hidden."""

    origin: RowsOrigin
    columns: Sequence[ReadColumn]
    hidden: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    unwrapped: list[str] = field(default_factory=list)
    timed: list[str] = field(default_factory=list)
    meant: list[str] = field(default_factory=list)
    filled: dict[str, None] = field(default_factory=dict)
    _open: dict[int, tuple[Merge, Content]] = field(default_factory=dict)

    def read(self, lines: Iterable[SheetLine]) -> Iterator[Row]:
        """Yield the rows. Raises Refused at a value outside the rows and columns that are read."""
        found = 0
        for line in lines:
            self._open_merges(line)
            if line.blank:
                continue
            found += 1
            if (line.number - self.origin.header if self.origin.sheet else found) > MAX_ROWS:
                raise too_large(self.origin.file)
            check_width(self.origin.file, line)
            if not self._left_out(line) and (row := self._build(line)):
                self.hidden += [line.number] if line.hidden else []
                yield row

    def _open_merges(self, line: SheetLine) -> None:
        for merge in line.merges:
            content = line.cells[merge.left - 1] if merge.left <= len(line.cells) else BLANK
            for column in range(merge.left, min(merge.right, MAX_COLUMNS) + 1):
                self._open[column] = merge, content

    def _left_out(self, line: SheetLine) -> bool:
        """Return whether a line is a total or a note; a note leaves all required columns blank except for its text."""
        first = next(shown(value) for value, fault, _ in line.cells if value is not None or fault)
        word = re.sub(r"\s", "", folded(first))
        if TOTAL.fullmatch(word):
            self.totals.append(line.number)
            return True
        if self._is_heading(line) or (NOTE.match(word) and self._required_filled(line) <= 1):
            self.notes.append(line.number)
            return True
        return False

    def _is_heading(self, line: SheetLine) -> bool:
        """Return whether a line is one text over several required columns, as 一、……类目标: it can be no row."""
        cells = [place for place, content in enumerate(line.cells, 1) if content != BLANK]
        wide = [merge for merge in line.merges if merge.left == cells[0] and len(cells) == 1]
        return any(sum(merge.left <= place <= merge.right for place in self._required()) > 1 for merge in wide)

    def _required(self) -> list[int]:
        return [self.origin.headings[column.name].position for column in self.columns if column.required]

    def _required_filled(self, line: SheetLine) -> int:
        places = self._required()
        return sum(place <= len(line.cells) and line.cells[place - 1] != BLANK for place in places)

    def _build(self, line: SheetLine) -> Row | None:
        contents = line.cells[: self.origin.width] if self.origin.sheet else line.cells
        filled = self._fill(line.number, contents)
        cells = [each if (value := meant(each.value)) is each.value else Content(value, each.fault) for each in filled]
        row = build_row(self.origin, line.number, cells, self.columns)
        if row:
            self._note(row, filled)
        return row

    def _note(self, row: Row, contents: Sequence[Content]) -> None:
        """Remember what was made of the cells of a row."""
        for name, each in self.origin.headings.items():
            content = contents[each.position - 1] if each.position <= len(contents) else BLANK
            self.timed += [row.address(name)] * has_time(content.value)
            self.unwrapped += [row.address(name)] * content.unwrapped
            if row.cells[name] is not content.value:
                self.meant.append(f"{row.address(name)}{meaning(content.value)}")

    def _fill(self, number: int, contents: Sequence[Content]) -> Sequence[Content]:
        """Return the cells with those of merged ranges filled; a range over several columns is a fault."""
        if not self._open or not self._has_own(contents):
            return contents
        cells = [*contents, *[BLANK] * (self.origin.width - len(contents))]
        for heading in self.origin.headings.values():
            merge, content = self._open.get(heading.position, (None, BLANK))
            if merge is None or number > merge.bottom or heading.position > len(cells):
                continue
            if self._across(merge):
                cells[heading.position - 1] = Content(None, ACROSS.format(place=_name(merge)))
            elif number > merge.top or merge.top < merge.bottom:
                cells[heading.position - 1] = content
                self.filled[_name(merge)] = None
        return cells

    def _has_own(self, contents: Sequence[Content]) -> bool:
        places = (heading.position for heading in self.origin.headings.values())
        return any(place <= len(contents) and contents[place - 1] != BLANK for place in places)

    def _across(self, merge: Merge) -> bool:
        used = self.origin.titled
        return sum(merge.left <= place <= merge.right for place in used) > 1

    def guessed(self) -> Iterator[str]:
        """Yield what was guessed, as sentences without their full stop."""
        said = (
            (self.totals, f"{list_numbers(self.totals)}是合计，未导入"),
            (self.notes, f"{list_numbers(self.notes)}是分节标题或表下的说明，未导入"),
            (self.filled, f"合并的单元格{_list(list(self.filled))}，其中各行读作同一内容"),
            (self.unwrapped, f"写成=“……”的格{_list(self.unwrapped)}，按引号中的文字读取"),
            (self.meant, _list(self.meant)),
            (self.timed, f"带有时刻的日期{_list(self.timed)}，只取日期"),
            (self.hidden, f"{list_numbers(self.hidden)}是隐藏或筛选掉的行，也已读入"),
        )
        return (words for found, words in said if found)


def check_width(file: str, line: SheetLine) -> None:
    """Raise Refused if a line has a value outside the columns that are read."""
    if len(line.cells) > MAX_COLUMNS and any(content != BLANK for content in line.cells[MAX_COLUMNS:]):
        raise too_large(file)


def _name(merge: Merge) -> str:
    return f"{column_letter(merge.left)}{merge.top}:{column_letter(merge.right)}{merge.bottom}"


def _list(places: Sequence[str]) -> str:
    return "、".join(places[:10]) + (f"等{len(places)}处" if len(places) > 10 else "")  # noqa: PLR2004 - ten
