"""The white cells of a 回复表: what each takes, and the form of the sheet that they stand in."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

MAY_BE_EMPTY = "（可不填）"


@lru_cache(maxsize=1000)  # each row of a sheet asks for those of its form
def plain_title(title: str) -> str:
    """Return a title as it is compared: without blanks, without full-width characters and the remark of a field."""
    words = "".join(unicodedata.normalize("NFKC", part) for part in title.split())
    return words.removesuffix(unicodedata.normalize("NFKC", MAY_BE_EMPTY))


class Cell(Enum):
    """What a white cell takes."""

    TEXT = "text"
    DAY = "day"
    PERCENT = "percent"
    PROGRESS = "progress"  # a percentage with the quantity that was done
    QUANTITY = "quantity"
    CHOICE = "choice"
    FILES = "files"
    MEDIA = "media"  # the names of pictures and videos
    LINE = "line"
    EMAIL = "email"
    MOBILE = "mobile"


@dataclass(frozen=True, slots=True)
class White:
    """A white cell, or a column of white cells: the field of the input, its title, and what it takes.

    `example` stands in the grey example, `width` is that of the column in characters. `most` is how many files may be
    named, 0 if any number. `part` names a part of the sheet that may be left empty as a whole: what is required in it
    is asked for once something stands in it; the part without a name is asked for if no other one is filled in. A sheet
    whose white cells all belong to a named part may come back blank. A cell that `goes_with` the choice of another
    one, its name and the choice, is required with it and stays empty with any other. `act` is the act that it is for:
    without it the one that its part is named after, or the first of the form. `field` is the input's, if another.
    """

    name: str
    title: str
    cell: Cell = Cell.TEXT
    required: bool = True
    choices: tuple[str, ...] = ()
    example: str = ""
    width: int = 24
    most: int = 0
    part: str = ""
    goes_with: tuple[str, str] = ("", "")
    act: str = ""
    field: str = ""

    @property
    def may_be_empty(self) -> bool:
        """Return whether an office may leave the cell empty."""
        return not self.required or bool(self.part)

    @property
    def heading(self) -> str:
        """Return the title as it is compared."""
        return plain_title(self.title)


@dataclass(frozen=True, slots=True)
class Form:
    """The sheet of one kind of duty: single white cells, and white columns next to the grey ones of each target.

    `acts` are the names of the acts that its answers become, in their order: their inputs are made of its cells.
    `whole`: all rows must be filled in; `by_row`: each row is an act of its own. `until` is said instead of a due date.
    `advice` stands on the cover.
    """

    key: str
    title: str
    acts: tuple[str, ...]
    fields: tuple[White, ...] = ()
    columns: tuple[White, ...] = ()
    whole: bool = True
    by_row: bool = False
    hints: tuple[str, ...] = field(default=())
    until: str = "尽快"
    advice: tuple[str, ...] = ()

    @property
    def whites(self) -> tuple[White, ...]:
        """Return all white cells, also those of a row."""
        return (*self.fields, *self.columns)

    def cells_of(self, act: str) -> dict[str, White]:
        """Return the white cells that an act is made of, by the fields of its input."""
        return {each.field or each.name: each for each in self.whites if act == (each.act or each.part or self.acts[0])}

    @property
    def asks_files(self) -> bool:
        """Return whether a white cell asks for names of attached files."""
        return any(each.cell in {Cell.FILES, Cell.MEDIA} for each in self.whites)

    @property
    def shows_pace(self) -> bool:
        """A22: return whether the rows report a progress: next to the last one stands its pace."""
        return any(each.cell is Cell.PROGRESS for each in self.columns)


def unfitting(whites: Sequence[White], values: Mapping[str, object]) -> Iterator[tuple[White, str]]:
    """Yield each cell that its row's choice asks for and that is empty, or that the choice does not go with."""
    for white in whites:
        name, choice = white.goes_with
        if name and name in values and (values[name] == choice) != (white.name in values):
            yield (
                white,
                f"不能为空，选“{choice}”的须填写" if values[name] == choice else f"应为空，要填写的请选“{choice}”",
            )
