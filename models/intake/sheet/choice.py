"""Which table of a file is read: the one with the columns; if several have them and rows, the reader is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from models.intake.complaints import ReadColumn
from models.intake.sheet.grid import Table, refusal
from models.intake.sheet.header import WITHIN, Header, find_header
from models.rules.answer_form import COVER
from models.rules.errors import Refused


@dataclass(frozen=True, slots=True)
class ChosenTable:
    """A table, its header, and what was guessed to choose it."""

    table: Table
    header: Header
    filled: bool
    guessed: tuple[str, ...] = ()


def choose(file: str, tables: Sequence[Table], columns: Sequence[ReadColumn], name: str) -> ChosenTable:
    """Return the table to read: of this name, if there is one. Raises Refused if it is not clear which."""
    if not tables[0].name:
        return _choose_separator(file, tables, columns, name)
    visible = [table for table in tables if table.visible]
    shown = [table for table in visible if table.name != COVER] or visible
    if name:
        return _look(_named(file, tables, name), columns)
    if not shown:
        raise refusal(file, "没有可见的工作表，请取消隐藏后重新导入")
    return _choose_sheet(file, [_look(table, columns) for table in shown])


def _named(file: str, tables: Sequence[Table], name: str) -> Table:
    if named := next((table for table in tables if table.name == name), None):
        return named
    present = "、".join(table.name for table in tables if table.visible)
    raise refusal(file, f"没有名为“{name}”的工作表，现有：{present}")


def _choose_sheet(file: str, looked: Sequence[ChosenTable]) -> ChosenTable:
    fitting = [found for found in looked if not found.header.missing]
    filled = [found for found in fitting if found.filled]
    if len(filled) > 1:
        names = "、".join(f"“{found.table.name}”" for found in filled)
        raise refusal(file, f"有多个工作表符合要求（{names}），请用 --sheet 名称 写明用哪一个")
    if not fitting:
        return max(looked, key=lambda found: (-len(found.header.missing), len(found.header.headings)))
    chosen = (filled or fitting)[0]
    others = [found.table.name for found in looked if found is not chosen and found.header.titles]
    said = f"读的是工作表“{chosen.table.name}”，其他工作表（{'、'.join(others[:10])}）未导入"
    return ChosenTable(chosen.table, chosen.header, chosen.filled, (said,) if others else ())


def _choose_separator(file: str, tables: Sequence[Table], columns: Sequence[ReadColumn], name: str) -> ChosenTable:
    if name:
        raise refusal(file, "是文本文件，没有工作表，请去掉 --sheet")
    best = max((_attempt(table, columns) for table in tables), key=_suitability)
    if isinstance(best, Refused):
        raise best
    return best


def _attempt(table: Table, columns: Sequence[ReadColumn]) -> ChosenTable | Refused:
    try:
        return _look(table, columns)
    except Refused as unreadable:
        return unreadable


def _suitability(attempt: ChosenTable | Refused) -> tuple[bool, bool, int]:
    """Return how well a separator fits: all columns before a file that cannot be read so, before some columns."""
    if isinstance(attempt, Refused):
        return False, True, 0
    return not attempt.header.missing, False, len(attempt.header.headings)


def _look(table: Table, columns: Sequence[ReadColumn]) -> ChosenTable:
    """Find the header in the first rows of a table, and whether a row under it has a value in a known column."""
    lines = list(takewhile(lambda line: line.number <= WITHIN, table.lines()))
    header = find_header(lines, columns)
    places = [heading.position for heading in header.headings.values()]
    below = (line for line in islice(table.lines(), WITHIN * 4) if line.number > header.rows[-1])
    cells = (line.cells[place - 1] for line in below for place in places if place <= len(line.cells))
    return ChosenTable(table, header, any(cell.value is not None for cell in cells))
