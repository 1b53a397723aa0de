"""A sheet comes back: each row that asks for something performs its act, all of them in one transaction or none."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session

from models.intake.agency_sheet import FilledSheet, SheetColumn, finder, is_unchanged, parse_cells
from models.intake.complaints import Complaint, Row
from models.intake.faults import each_fault
from models.intake.input import Input
from models.intake.values import folded
from models.ledger.acts import LOADED, Context, Role, Summary, act
from models.ledger.agency_sheet.author import row_context
from models.ledger.agency_sheet.comparison import (
    difference_words,
    fixed_words,
    has_changed,
    kept_values,
    plain,
    record_named,
    without_same,
)  # fmt: skip
from models.ledger.agency_sheet.fault_places import column_of, column_of_fault, places_of
from models.ledger.agency_sheet.kind import SheetKind, Written, act_of, rows_by_code
from models.ledger.sheets import refuse_if
from models.rules.errors import FieldRefused, Refused
from models.rules.plain_text import nested
from models.rules.sheet_check import CHECK, bare, key_part

UNKNOWN = "不是本系统写出的，或者被改动过；新增的行请把这一格留空"
ADDED = "是空的，按编号、名称也认不出是哪一行：这张表送外单位填写，不能新增行，请用导出的原表"
STALE = "在表格导出以后已有改动，请重新导出后填写"
MARKED = "标有密级，不得在表中填写，请用单项操作办理（4.7）"
YEAR = "year"
MOST_WORDS = 30  # rows whose result is told


@dataclass(frozen=True, slots=True)
class ImportedSheet(SheetKind):
    """A kind with the act that imports its sheets; a row is done by the same function as its single act."""

    def __post_init__(self) -> None:
        """Register the act; that of a copy, as for one body, is the act of the kind."""
        if (name := act_of(self.key)) not in LOADED:
            register = act(
                name,
                f"导入{self.title}",
                clause=self.chosen.clause,
                roles={Role.AGENCY},
                second_hand=self.chosen.second_hand,
            )
            register(partial(take_sheet, self))


def take_sheet(kind: SheetKind, session: Session, data: FilledSheet, ctx: Context) -> Summary:
    """Do what the rows of a sheet ask for. Raises ImportRefused with the faults of all rows."""
    taking = _Taking(session, kind, data, ctx, rows_by_code(session, kind, ctx.jurisdiction, ctx.date))
    for row in data.rows:
        taking.take(row)
    taking.finish()
    refuse_if(taking.complaints)
    return taking.summary()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a row asks for: the input of its act in the context of the row, and the row as the ledger made it."""

    row: Row
    data: Input
    ctx: Context
    was: Written | None


@dataclass(slots=True)
class _Taking:
    """The taking of one sheet: what is wrong with it, and how many rows are new, changed or as they were."""

    session: Session
    kind: SheetKind
    data: FilledSheet
    ctx: Context
    present: Mapping[str, Written]
    complaints: list[Complaint] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    keys: dict[tuple[Any, ...], list[tuple[int, int | None]]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    joined: dict[tuple[Any, ...], list[_Asked]] = field(default_factory=dict)
    new: int = 0
    changed: int = 0

    def complain(self, row: Row, title: str, sentence: str) -> None:
        """Add a complaint at a cell; its sentence does not continue the column title."""
        self.complaints.append(replace(row.complain(title, ""), message=sentence))

    def _refuse(self, row: Row, refused: Refused) -> None:
        """Complain at the cell of a refusal, without options of commands; a secret value is not quoted."""
        self.complain(row, column_of(self.kind, refused), re.sub("（--[a-z-]+）", "", refused.message))
        if isinstance(refused, FieldRefused) and refused.secret:
            self.complaints[-1] = replace(self.complaints[-1], value="")

    def take(self, row: Row) -> None:
        """Do what one row asks for, or complain about it."""
        code = bare(folded(row.cells.get(CHECK)))
        if code:
            self._take_known(row, code)
        elif self.kind.matched:
            self._take_unmarked(row)
        else:
            self._perform(row, self._parse(row, self.kind.read), None)

    def _take_known(self, row: Row, code: str) -> None:
        """Take a row that the ledger made."""
        was = self.present.get(key_part(code))
        first = self.seen.setdefault(key_part(code), row.number)
        if was is None:
            self.complaints.append(row.complain(CHECK, UNKNOWN))
        elif first != row.number:
            self.complaints.append(row.complain(CHECK, f"与第{first}行相同，请只保留一行"))
        elif changed := self._changed(row, was):
            self._take_changed(row, was, changed, is_current=code == bare(was.check))

    def _take_unmarked(self, row: Row) -> None:
        """Take a row without its code as the record that its key columns name, once its difference was confirmed."""
        parsed = self._parse(row, self.kind.read)
        was = None if parsed is None else record_named(self.kind, self.present.values(), parsed)
        if parsed is None or was is None:
            self.complaints.extend([] if parsed is None else [row.complain(CHECK, ADDED)])
        elif self.data.match_rows:
            self._take_known(row, was.check)
        elif changed := without_same(parsed, self._changed(row, was), was):
            self.complaints.append(row.complain(CHECK, difference_words(row, changed, was)))

    def _changed(self, row: Row, was: Written) -> list[SheetColumn]:
        """Return the columns of a row that no longer hold what the ledger would write into them now."""
        white = (column.title for column in self.kind.white)
        if self.kind.tasks and not any(row.faults.get(title) or folded(row.cells.get(title)) for title in white):
            return []
        there = (column for column in self.kind.read if column.title in row.origin.headings)
        return [column for column in there if not is_unchanged(row, column.title, was.cells[column.title])]

    def _take_changed(self, row: Row, was: Written, changed: Sequence[SheetColumn], *, is_current: bool) -> None:
        """Take a row of the ledger in which cells were changed or filled in."""
        parsed = self._parse(row, changed)
        if parsed is None or not (changed := without_same(parsed, changed, was)):
            return
        if was.marked or not is_current:
            why = MARKED if was.marked else STALE
            self.complain(row, changed[0].title, nested(f"“{was.listed.name}”{why}"))
        elif fixed := [column for column in changed if column.key]:
            title = fixed[0].title
            self.complaints.append(row.complain(title, fixed_words(was.cells[title])))
        else:
            self._perform(row, kept_values(self.kind, was, changed) | self._with_cleared(parsed, changed), was)

    def _parse(self, row: Row, columns: Sequence[SheetColumn]) -> dict[str, Any] | None:
        """Return the values of the filled cells by field; None if one is wrong, which is complained about."""
        fields = {column.title: column.field for column in columns}
        values: dict[str, Any] = {}
        sound = True
        for title, value, fault in parse_cells(row, columns, finder(self.data.folder)):
            if fault:
                self.complaints.append(row.complain(title, fault))
                sound = False
            values[fields[title]] = value
        return values if sound else None

    def _with_cleared(self, parsed: Mapping[str, Any], changed: Sequence[SheetColumn]) -> dict[str, Any]:
        """Return the values with the default of each field whose cell was cleared."""
        cleared = {column.field: self._form.model_fields[column.field] for column in changed}
        defaults = {name: field.get_default() for name, field in cleared.items() if not field.is_required()}
        return defaults | dict(parsed)

    @property
    def _form(self) -> type[Input]:
        form = self.kind.row_form or self.kind.chosen.form
        assert form is not None and issubclass(form, Input)  # noqa: S101, PT018 - an act by rows has an input
        return form

    def _perform(self, row: Row, values: Mapping[str, Any] | None, was: Written | None) -> None:
        """Perform the act of a row, or keep the row for the act that it has with others."""
        origin = self._parse(row, self.kind.origin)
        if values is None or origin is None or self._is_repeated(row, values):
            return
        try:
            fresh = {name: value for name, value in origin.items() if ":" not in name}
            data = self._form.model_validate({**values, **fresh})
            ctx = row_context(self.session, self.kind, self.ctx, data, origin, was.listed.office if was else "")
        except ValidationError as wrong:
            for name, sentence in each_fault(wrong, self._form):
                self.complain(row, column_of_fault(self.kind, name, sentence), sentence)
            return
        except Refused as refused:
            self._refuse(row, refused)
            return
        asked = _Asked(row, data, ctx, was)
        if self.kind.join:
            together = (ctx.actor.name, *(values.get(name) for name in self.kind.together), str(sorted(origin.items())))
            self.joined.setdefault(together, []).append(asked)
        else:
            self._do([asked])

    def finish(self) -> None:
        """Perform the acts of the rows that belong together."""
        for asked in self.joined.values():
            self._do(asked)

    def _do(self, asked: Sequence[_Asked]) -> None:
        """Perform one act, undone by itself if it is refused; its fault stands at its cells."""
        try:
            data = self.kind.join([each.data for each in asked]) if self.kind.join else asked[0].data
            with self.session.begin_nested():
                done = self.kind.chosen(self.session, data, asked[0].ctx)
        except Refused as refused:
            for place in places_of(refused, [each.data for each in asked]):
                self._refuse(asked[place].row, refused)
            return
        self.words.append(done.words)
        for each in asked:
            self._count(done, each.was)

    def _is_repeated(self, row: Row, values: Mapping[str, Any]) -> bool:
        """Complain about a row of a kind that has one for each key, if an earlier row has its key."""
        first = self._first_of(row, values) if self.kind.single else None
        if first:
            title = next(column.title for column in self.kind.read if column.key)
            self.complaints.append(row.complain(title, f"与第{first}行是同一项，请只保留一行"))
        return bool(first)

    def _first_of(self, row: Row, values: Mapping[str, Any]) -> int | None:
        """Return the number of an earlier row with the key of this one; a year that is left open may be any."""
        key = tuple(plain(values.get(each.field)) for each in self.kind.read if each.key and each.field != YEAR)
        year = values.get(YEAR)
        earlier = self.keys.setdefault(key, [])
        first = next((number for number, other in earlier if year is None or other in (None, year)), None)
        earlier.append((row.number, year))
        return first

    def _count(self, done: Summary, was: Written | None) -> None:
        is_new = was is None or self.kind.tasks
        self.new += has_changed(done) and is_new
        self.changed += has_changed(done) and not is_new

    def summary(self) -> Summary:
        """Return the result of the sheet in words and in counts."""
        rows = len(self.data.rows)
        same = rows - self.new - self.changed
        told = "\n".join(self.words[:MOST_WORDS]) + ("\n……" if len(self.words) > MOST_WORDS else "")
        words = f"{self.kind.title}共{rows}行：新增{self.new}，更改{self.changed}，未变{same}。"
        counts = {"rows": rows, "new": self.new, "changed": self.changed, "same": same}
        return Summary(f"{words}\n{told}".rstrip(), counts)
