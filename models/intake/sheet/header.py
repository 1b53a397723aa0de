"""The header of a table: found under title rows, of one row or two, with remarks in its titles."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from models.intake.column_letters import column_letter
from models.intake.complaints import Heading, ReadColumn
from models.intake.sheet.grid import SheetLine, list_numbers
from models.intake.values import folded, shown

NUMBER = "序号"  # counts the rows and says nothing of them
WITHIN = 50  # the last row in which a header is looked for
REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
Title = tuple[str, ...]  # what a column may be called, the most likely first


@dataclass(frozen=True, slots=True)
class Header:
    """The rows of a header, its titles, the headings of the columns, and what is wrong with them."""

    rows: tuple[int, ...]
    titles: tuple[str, ...]
    headings: dict[str, Heading]
    missing: tuple[str, ...]
    doubled: tuple[str, ...]
    guessed: tuple[str, ...]

    @property
    def ignored(self) -> tuple[str, ...]:
        """Return the titles that belong to no column, without that of the numbers of the rows."""
        used = {heading.position for heading in self.headings.values()}
        others = [title for position, title in enumerate(self.titles, 1) if title and position not in used]
        return tuple(title for title in others if _key(title) != NUMBER)


class _Match(NamedTuple):
    headings: dict[str, Heading]
    doubled: tuple[str, ...]
    remarked: tuple[tuple[str, str], ...]


class _Single(NamedTuple):
    line: SheetLine
    titles: Sequence[Title]
    match: _Match


def find_header(lines: Sequence[SheetLine], columns: Sequence[ReadColumn]) -> Header:
    """Return the first header with all required columns, else the row that lacks the fewest."""
    filled = [line for line in lines if not line.blank]
    rows = [_Single(line, titles := _single(line), _match(titles, columns, line.number)) for line in filled]
    for place, row in enumerate(rows):
        below = rows[place + 1] if place + 1 < len(rows) else None
        if header := _header_at(row, below, filled[: place + 1], columns):
            return header
    if not rows:
        return Header((1,), (), {}, tuple(missing({}, columns)), (), ())
    best = max(rows, key=lambda row: len(row.match.headings))
    return _header(filled[: rows.index(best) + 1], (best.line,), best.titles, best.match, columns)


def _header_at(
    row: _Single, below: _Single | None, read: Sequence[SheetLine], columns: Sequence[ReadColumn]
) -> Header | None:
    """Return the header that begins at a row, of one row or two; None if required columns are missing."""
    complete = not missing(row.match.headings, columns)
    double = _double(row.line, below, columns) if below else None
    if below and double and (not complete or _belongs(row.line, below.line, row.match, double[1], columns)):
        return _header(read, (row.line, below.line), *double, columns)
    return _header(read, (row.line,), row.titles, row.match, columns) if complete else None


def _single(line: SheetLine) -> list[Title]:
    return [(title,) for title in _titles(line)]


def _double(upper: SheetLine, lower: _Single, columns: Sequence[ReadColumn]) -> tuple[list[Title], _Match] | None:
    """Return the titles of two rows and their match; None if the lower is a header alone, or they are no header."""
    if lower.line.number != upper.number + 1 or not missing(lower.match.headings, columns):
        return None
    pairs = zip_longest(_spread(upper), _titles(lower.line), fillvalue="")
    titles = [_combined(high, low) for high, low in pairs]
    match = _match(titles, columns, lower.line.number)
    return None if missing(match.headings, columns) else (titles, match)


def _combined(high: str, low: str) -> Title:
    return tuple(dict.fromkeys((low, high + low, high))) if high and low else (low or high,)


def _belongs(upper: SheetLine, lower: SheetLine, single: _Match, double: _Match, columns: Sequence[ReadColumn]) -> bool:
    """Return whether the row under a complete header belongs to it: it has no required value and is merged or helps."""
    positions = {single.headings[column.name].position for column in columns if column.required}
    down = {merge.left for merge in upper.merges if merge.top < merge.bottom and merge.left == merge.right}
    across = {merge.left for merge in upper.merges if merge.left < merge.right}
    if any(_value(lower, each) is not None for each in positions - down - across):
        return False
    return bool(positions & down) or len(double.headings) > len(single.headings)


def _value(line: SheetLine, position: int) -> object:
    return line.cells[position - 1].value if position <= len(line.cells) else None


def _titles(line: SheetLine) -> list[str]:
    titles = [shown(content.value) for content in line.cells]
    return titles[: max((place for place, title in enumerate(titles, 1) if title), default=0)]


def _spread(line: SheetLine) -> list[str]:
    """Return the titles of an upper row; a title above several columns stands in each of them."""
    titles = _titles(line)
    for merge in line.merges:
        if merge.left <= len(titles) and merge.left < merge.right:
            titles += [""] * (min(merge.right, len(line.cells) + WITHIN) - len(titles))
            for place in range(merge.left, min(merge.right, len(titles))):
                titles[place] = titles[merge.left - 1]
    return titles


def _header(
    read: Sequence[SheetLine],
    own: Sequence[SheetLine],
    titles: Sequence[Title],
    match: _Match,
    columns: Sequence[ReadColumn],
) -> Header:
    rows = tuple(line.number for line in own)
    guessed = _guessed(rows, [line.number for line in read[:-1]], match)
    names = {heading.position: heading.title for heading in match.headings.values()}
    shown_titles = [names.get(place) or _flat("/".join(_parts(title))) for place, title in enumerate(titles, 1)]
    absent = tuple(missing(match.headings, columns))
    return Header(rows, tuple(shown_titles), match.headings, absent, match.doubled, tuple(guessed))


def _guessed(rows: tuple[int, ...], above: Sequence[int], match: _Match) -> Iterator[str]:
    if above:
        yield f"表头在第{rows[0]}行，其上的{list_numbers(above)}未导入"
    if len(rows) > 1:
        yield f"第{rows[0]}、{rows[-1]}行读作两行表头"
    yield from (f"“{_flat(title)}”列读作“{name}”" for title, name in match.remarked)


def _parts(title: Title) -> Title:
    return title if len(title) == 1 else (title[-1], title[0])


def _flat(title: str) -> str:
    return re.sub(r"\s*\n\s*", "", title)


def missing(headings: Iterable[str], columns: Iterable[ReadColumn]) -> list[str]:
    """Return the required columns without a heading."""
    return [column.name for column in columns if column.required and column.name not in headings]


def _match(titles: Sequence[Title], columns: Iterable[ReadColumn], row: int) -> _Match:
    """Return the heading of each column, the cells that match one twice, and the titles matched without a remark."""
    names = {key: column for column in columns for key in map(_key, (column.name, *column.aliases))}
    headings, doubled, remarked = dict[str, Heading](), dict[str, None](), list[tuple[str, str]]()
    for position, title in enumerate(titles, 1):
        found = _find(title, names)
        if found is None:
            continue
        column, written, exact = found
        heading = Heading(_flat(written).strip("*＊ "), position, column_letter(position), column.secret)
        first = headings.setdefault(column.name, heading)
        if first is not heading:
            doubled |= dict.fromkeys(f"{each.letters}{row}“{each.title}”" for each in (first, heading))
        elif not exact:
            remarked.append((written, column.name))
    return _Match(headings, tuple(doubled), tuple(remarked))


def _find(title: Title, names: dict[str, ReadColumn]) -> tuple[ReadColumn, str, bool] | None:
    for bare in (False, True):
        for written in title:
            column = names.get(_key(REMARK.sub("", folded(written)) if bare else written))
            if column:
                return column, written, not bare
    return None


def _key(title: str) -> str:
    # Templates mark a required column with an asterisk.
    return re.sub(r"[\s*]", "", folded(title)).rstrip(":").casefold()
