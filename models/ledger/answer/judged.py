"""A sound answer: what its duty and its cells say, and the inputs of acts that are made of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar

from pydantic import ValidationError

from models.intake.answer import GivenCell, GivenSheet
from models.intake.complaints import Complaint, ImportRefused
from models.intake.faults import Fault, placed_faults
from models.intake.input import Input
from models.rules.errors import FieldRefused, Refused
from models.rules.target.due import LEAF
from models.rules.white_cells import Form

LineKey = tuple[str, str]  # the code of a target, and that of its leaf or an empty text
SINGLE: LineKey = ("", "")  # of the cells that stand in no line
Given = TypeVar("Given", bound=Input)


class Placed(NamedTuple):
    """按位置认定: files that no cell names, taken for a name that stands in the cell of a line."""

    name: str
    files: tuple[Path, ...]
    line: LineKey
    cell: str

    @property
    def words(self) -> str:
        """Return what was taken for which name."""
        files = "、".join(file.name for file in self.files)
        return f"{self.cell}：没有名为“{self.name}”的附件，按位置认定为“{files}”。"


@dataclass(frozen=True, slots=True)
class Judged:
    """A sound answer: its duty, the values of its fields, those of its lines by target and leaf, and remarks.

    `marked` are the codes of marked targets, which are answered on paper (4.7). `cells` are the white cells that the
    reader found, by their line and field: it names the place of a fault. `placed` are the files taken by their place.
    `act` is the act that it asks for, `row` the line that is an act of its own.
    """

    sheet: GivenSheet
    form: Form
    duty: Any
    fields: Mapping[str, Any]
    lines: Mapping[LineKey, Mapping[str, Any]]
    marked: frozenset[str]
    remarks: tuple[str, ...]
    cells: Mapping[tuple[LineKey, str], GivenCell]
    placed: tuple[Placed, ...] = ()
    act: str = ""
    row: LineKey = SINGLE

    def parts(self) -> Iterator[Self]:
        """Yield for each act that its cells ask for, in the order of the form, what they say to it."""
        rows = self.lines if self.form.by_row else {SINGLE: self.fields}
        for act in self.form.acts:
            named = {white.name: field for field, white in self.form.cells_of(act).items()}
            cells = {(line, named[name]): cell for (line, name), cell in self.cells.items() if name in named}
            for row, said in rows.items():
                fields = {named[name]: value for name, value in said.items() if name in named}
                lines = {} if self.form.by_row else self.lines
                if fields or lines:
                    yield replace(self, act=act, row=row, fields=fields, lines=lines, cells=cells)

    @property
    def places(self) -> list[dict[str, str]]:
        """Return the files taken by their place, as they are kept."""
        return [
            {"name": each.name, "file": file.name, "target": each.line[0], "leaf": each.line[1]}
            for each in self.placed
            for file in each.files
        ]

    def as_input(self, form: type[Given], **more: Any) -> Given:  # noqa: ANN401 - any field
        """Return the input of an act: what the sheet is about, and what stands in its cells.

        Raises ImportRefused with the place of each fault.
        """
        said = {**self._named(), **self._said(), **more}
        try:
            return form.model_validate({name: said[name] for name in form.model_fields if name in said})
        except ValidationError as wrong:
            raise ImportRefused(self._complain(fault) for fault in placed_faults(wrong, form)) from wrong

    def at_its_cell(self, refused: FieldRefused) -> Refused:
        """Return what an act refused, at the cells of the field that it names; as it is if there is no such cell."""
        places = refused.of or (line_name(SINGLE),)
        cells = [
            cell for (line, name), cell in self.cells.items() if name == refused.name and line_name(line) in places
        ]
        message = (refused.each or refused.message).removesuffix("。")
        return ImportRefused(self.sheet.complain(cell, message) for cell in cells) if cells else refused

    def _named(self) -> dict[str, Any]:
        """Return what the code of the sheet says."""
        duty = self.duty
        about, _, leaf = duty.subject.partition(LEAF)
        of_target = (
            {"target": about.split("/")[1], "year": int(about[:4]), "indicator": leaf} if _has_target(duty) else {}
        )
        named = {"department": duty.owed_for_code, "period": duty.period, "obligation": duty.id}
        return {**named, "opinion": duty.subject, **of_target}

    def _said(self) -> dict[str, Any]:
        """Return the values of all cells by the fields of an input; files named in a line are evidence about it.

        Files taken by their place are of the filing as a whole: they prove nothing complete.
        """
        if not self.lines:
            return dict(self.fields)
        about = [({"target": target, "indicator": leaf} if leaf else {"target": target}) for target, leaf in self.lines]
        both = list(zip(about, self.lines.values(), strict=True))
        lines = [key | {name: value for name, value in said.items() if name != "evidence"} for key, said in both]
        proofs = [self._proof(key, file) for key, said in both for file in said.get("evidence", ())]
        return {**self.fields, "lines": lines, "evidence": proofs}

    def _proof(self, key: Mapping[str, str], file: Path) -> dict[str, Any]:
        whole = any(file in each.files for each in self.placed)
        return {"file": file} if whole else {**key, "file": file}

    def _complain(self, fault: Fault) -> Complaint:
        """Return a fault of an input at the cell of its field; one without a cell stands at the code of the sheet."""
        line, place = self.row, fault.place
        if place[:1] == ("lines",) and len(place) > 1:
            line, place = list(self.lines)[int(place[1])], place[2:]
        name = str(next(iter(place), ""))
        if cell := self.cells.get((line, name)):
            white = self.form.cells_of(self.act or self.form.acts[0])[name]
            return self.sheet.complain(cell, f"{white.title}{fault.words}")
        return self.sheet.complain(self.sheet.code, fault.sentence)


def line_name(line: LineKey) -> str:
    """Return the name of a line: its target, with its leaf if it has one: T001指标1-2."""
    return "指标".join(filter(None, line))


def _has_target(duty: Any) -> bool:  # noqa: ANN401 - a result row
    """Return whether a duty is about one target; a matter that is no duty has another key."""
    return bool(duty.id and duty.target_id)
