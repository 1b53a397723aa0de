"""The second writer and reader of an answer sheet: its white cells as fields of a page, and a form as a given sheet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.intake.answer import GivenCell, GivenRow, GivenSheet
from models.ledger.account.drafts import Typed, TypedFile
from models.ledger.answer.content import AnswerRow, AnswerSheet
from models.rules.answer_form import CODE
from models.rules.cycles import CYCLES
from models.rules.policy import SETTINGS
from models.rules.white_cells import Cell, White

FILE_CELLS = frozenset({Cell.FILES, Cell.MEDIA})
SHORT = frozenset({Cell.PERCENT, Cell.PROGRESS, Cell.QUANTITY, Cell.DAY, Cell.LINE, Cell.EMAIL, Cell.MOBILE})
PAGE = "网页"
OF_KEYS = {key: each.name for key, each in SETTINGS.items()} | {each.key: each.name for each in CYCLES}
WHOLE_FORM = ""  # the place of what is wrong with the form as a whole
CHECKED = "check"  # the code that a row had when the page was made


@dataclass(frozen=True, slots=True)
class Field:
    """A white cell as a field: its name in the form, which is its address too, and what stands in it."""

    white: White
    name: str
    value: str = ""
    fault: str = ""
    files: tuple[TypedFile, ...] = ()
    when: str = ""  # on what it depends whether it may stay empty

    @staticmethod
    def word_of(choice: str) -> str:
        """Return what people call a choice: the name of a setting or cycle, else the choice itself."""
        return OF_KEYS.get(choice, choice)

    @property
    def is_file(self) -> bool:
        """Return whether files are chosen in it."""
        return self.white.cell in FILE_CELLS

    @property
    def kind(self) -> str:
        """Return the kind of control: choice, file, day, number, or text."""
        if self.white.choices:
            return "choice"
        if self.is_file:
            return "file"
        return "line" if self.white.cell in SHORT else "text"

    @property
    def title(self) -> str:
        """Return the title as a page says it: files are chosen there, not named."""
        return self.white.title.replace("（附件名）", "")

    @property
    def hint(self) -> str:
        """Return an example of what a short field takes."""
        return {Cell.DAY: "如：2026年4月15日"}.get(self.white.cell, "")

    @property
    def words(self) -> str:
        """Return what the field of an act may have, which is no more than its hint."""
        return "" if self.white.cell is Cell.DAY else self.white.example


@dataclass(frozen=True, slots=True)
class RowFields:
    """A row about a target: its grey texts by title, its fields, and whether it changed since it was opened."""

    row: AnswerRow
    name: str
    fields: tuple[Field, ...]
    changed: bool = False

    @property
    def first(self) -> Sequence[Field]:
        """Return the fields that always stand open: all that are required or short choices at the beginning."""
        return self.fields[:2]

    @property
    def rest(self) -> Sequence[Field]:
        """Return the fields that unfold on a phone."""
        return self.fields[2:]


def single_fields(sheet: AnswerSheet, draft: Typed) -> list[Field]:
    """Return the fields of the single cells of a sheet with what was typed; one about a marked target has none."""
    return [field_of(white, white.name, draft) for white in ([] if sheet.marked else sheet.form.fields)]


def row_fields(sheet: AnswerSheet, draft: Typed) -> list[RowFields]:
    """Return the rows of a sheet with their fields; a row of a marked target has none."""
    changed = changed_rows(sheet, draft.content) if draft.content else set()
    return [
        RowFields(row, row.name, _fields_of(row, sheet.form.columns, draft), row.name in changed) for row in sheet.rows
    ]


def _fields_of(row: AnswerRow, columns: Sequence[White], draft: Typed) -> tuple[Field, ...]:
    return tuple(field_of(white, f"{row.name}.{white.name}", draft) for white in ([] if row.marked else columns))


def field_of(white: White, name: str, draft: Typed) -> Field:
    """Return a white cell with what was typed in it."""
    return Field(white, name, draft.content.get(name, ""), draft.faults.get(name, ""), tuple(draft.files_in(name)))


def changed_rows(sheet: AnswerSheet, said: Mapping[str, str]) -> set[str]:
    """Return the rows whose target changed since the form was opened, by their names."""
    opened = ((row.name, said.get(f"{row.name}.{CHECKED}"), row) for row in sheet.rows)
    return {key for key, check, row in opened if check != row.check and not row.marked}


def names_of(sheet: AnswerSheet) -> Iterator[tuple[str, White]]:
    """Yield the name of each field of a sheet with its white cell."""
    for white in () if sheet.marked else sheet.form.fields:
        yield white.name, white
    for row in sheet.rows:
        for white in () if row.marked or sheet.marked else sheet.form.columns:
            yield f"{row.name}.{white.name}", white


def given_sheet(sheet: AnswerSheet, said: Mapping[str, str]) -> GivenSheet:
    """Return a form as the sheet that it stands for: each cell with the name of its field as its address."""
    fields = {white.heading: _cell(white.name, said) for white in sheet.form.fields}
    rows = tuple(_row(row, sheet.form.columns, said) for row in sheet.rows)
    return GivenSheet(PAGE, sheet.title, GivenCell(sheet.code, CODE), fields, rows)


def _row(row: AnswerRow, columns: Sequence[White], said: Mapping[str, str]) -> GivenRow:
    key = row.name
    cells = {white.heading: _cell(f"{key}.{white.name}", {} if row.marked else said) for white in columns}
    return GivenRow(key, GivenCell(row.check, f"{key}.{CHECKED}"), row.shown, cells)


def _cell(name: str, said: Mapping[str, str]) -> GivenCell:
    return GivenCell(said.get(name, "").strip() or None, name)
