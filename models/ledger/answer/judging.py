"""What an answer sheet says, judged against the duty that its code names; every fault is named with its cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.answer import Answer, GivenCell, GivenRow, GivenSheet
from models.intake.complaints import Complaint, ImportRefused
from models.intake.days import day_remark
from models.intake.values import shown
from models.ledger.answer.asked_lines import lines_of_sheet
from models.ledger.answer.cells import files_in_place, read_cell, unlikely_cells, with_done_in
from models.ledger.answer.content import build_row, row_key
from models.ledger.answer.judged import SINGLE, Judged, LineKey, Placed
from models.ledger.answer.matters import matter_named
from models.ledger.answer_keys import keys_of
from models.ledger.secrets import secrets_of
from models.rules.answer_code import AnswerCode, read_code, row_part
from models.rules.answer_form import CODE, EXAMPLE
from models.rules.kinds import AnswerOutcome
from models.rules.matter_form import ALL_FORMS
from models.rules.secrecy import Secrets
from models.rules.white_cells import Form, White, unfitting
from models.statements import ResultRow, transaction

ORIGINAL = "请用原表填写"  # no other cell of this workbook can be mended instead
UNKNOWN = f"不是本系统发出的，或者被改动过，{ORIGINAL}"
OUTDATED = "已作废（期限有变动或已另发新表），请用最新的回复表填写"
GONE = "所指的事项已不存在，或不由部门办理"
MARKED = "该目标标有密级，不得在表中或邮件里填写，请按保密规定送纸质材料（4.7）"


class CodeRefused(ImportRefused):
    """A sheet whose code is not good; `duty` is the one that an outdated code names, else None."""

    def __init__(self, sheet: GivenSheet, message: str, outcome: AnswerOutcome, duty: Any = None) -> None:  # noqa: ANN401
        super().__init__([sheet.complain(sheet.code, f"{CODE}{message}")])
        self.outcome, self.duty = outcome, duty


def duty_of(session: Session, sheet: GivenSheet) -> ResultRow:
    """Return the duty of a sheet, with the office that owes it now. Raises ImportRefused if its code is not good."""
    return _identify(session, sheet)[0]


def judge(session: Session, answer: Answer) -> Judged:
    """Return what an answer says. Raises ImportRefused with all of its faults, and if its code is not good."""
    duty, code, key = _identify(session, answer.sheet)
    reading = _Reading(answer, ALL_FORMS[duty.kind], code, key, secrets_of(session), _year_of(duty))
    lines = lines_of_sheet(session, duty) if reading.form.columns else ()
    marked = frozenset(line.code for line in lines if reading.is_marked(line))
    reading.may_place = not marked
    fields = reading.read_fields(duty)
    values = dict(reading.read_rows(lines)) if reading.form.columns else {}
    if not (values or fields or reading.faults):
        reading.complain(answer.sheet.code, f"没有填写任何{'一行' if reading.form.columns else '内容'}，请填写后再交回")
    if reading.faults:
        raise ImportRefused(reading.faults)
    remarks = (*_said_of(answer.sheet), *reading.remarks)
    return Judged(answer.sheet, reading.form, duty, fields, values, marked, remarks, reading.cells, (*reading.placed,))


def _said_of(sheet: GivenSheet) -> list[str]:
    """Return what was made of signs in the white cells of a sheet: nan is empty, ⽔ is 水."""
    cells = [cell for row in (sheet.fields, *(row.cells for row in sheet.rows)) for cell in row.values()]
    return [f"{cell.address}：{cell.said}。" for cell in cells if cell.said]


def _year_of(duty: ResultRow) -> int:
    """Return the year of a duty's period; 0 for a matter without one."""
    year = str(getattr(duty, "period", ""))[:4]
    return int(year) if year.isdecimal() else 0


def _identify(session: Session, sheet: GivenSheet) -> tuple[Any, AnswerCode, bytes]:
    """Return the duty that a sheet's code names, the code, and the key that made it; read once."""
    state = transaction(session)
    if state.named is None or state.named[0] is not sheet:
        state.named = sheet, _read_named(session, sheet)
    named: tuple[Any, AnswerCode, bytes] = state.named[1]
    return named


def _read_named(session: Session, sheet: GivenSheet) -> tuple[Any, AnswerCode, bytes]:
    keys = keys_of(session)
    codes = [read_code(shown(sheet.code.value), key.secret) for key in keys]
    code = next(filter(None, codes), None)
    if code is None:
        raise CodeRefused(sheet, UNKNOWN, AnswerOutcome.UNKNOWN)
    duty = matter_named(session, code.obligation)
    if duty is None or duty.kind not in ALL_FORMS or duty.agency_owes:
        raise CodeRefused(sheet, GONE, AnswerOutcome.WAITING)
    if codes[0] is None or code.due_version != duty.due_version:
        raise CodeRefused(sheet, OUTDATED, AnswerOutcome.OUTDATED, duty)
    return duty, code, keys[0].secret


@dataclass(slots=True)
class _Reading:
    """The reading of one sheet: what is wrong with it, and what was ignored."""

    answer: Answer
    form: Form
    code: AnswerCode
    key: bytes
    secrets: Secrets
    year: int = 0
    cells: dict[tuple[LineKey, str], GivenCell] = field(default_factory=dict)
    faults: list[Complaint] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    may_place: bool = True

    def complain(self, cell: GivenCell, message: str) -> None:
        """Add a complaint at a cell."""
        self.faults.append(self.answer.sheet.complain(cell, message))

    def is_marked(self, line: ResultRow) -> bool:
        """Return whether the target of a line is marked."""
        return self.secrets.about(f"{line.year}/{line.code}")

    def read_fields(self, duty: ResultRow) -> dict[str, Any]:
        """Return the values of the single cells; 4.7: complain about each that is filled for a marked target."""
        fields = self.answer.sheet.fields
        if not self.secrets.about(duty.subject):
            return self.read(self.form.fields, fields, SINGLE)
        cells = [fields[white.heading] for white in self.form.fields if white.heading in fields]
        for cell in [cell for cell in cells if cell.filled] or [self.answer.sheet.code]:
            self.complain(cell, MARKED)
        return {}

    def read_rows(self, lines: Sequence[Any]) -> Iterator[tuple[LineKey, dict[str, Any]]]:
        """Yield the values of each line that was filled in, by the codes of its target and leaf."""
        for line, row in self._match(lines):
            if self.is_marked(line):
                self._refuse_marked(line, row)
                continue
            self._remark_grey(line, row)
            if self.form.whole or any(_is_filled(row.cells, white) for white in self.form.columns):
                key = line.code, line.leaf
                cells = with_done_in(row.cells, getattr(line, "unit", "") or "")
                yield key, self.read(self.form.columns, cells, key, f"（目标{_name_of(line)}）")

    def _match(self, lines: Sequence[Any]) -> list[tuple[Any, GivenRow]]:
        """Return each owed line with its row; complain about rows that are missing, doubled or not of this sheet."""
        owed = {self.code.row_name(self.key, row_key(line)): line for line in lines}
        found: dict[str, GivenRow] = {}
        for row in self.answer.sheet.rows:
            part = row_part(shown(row.check.value))
            if part in found:
                self.complain(row.check, f"{row.place}与{found[part].place}的核对码相同，{ORIGINAL}")
            elif part in owed:
                found[part] = row
            elif part or row.shown[0] != EXAMPLE:
                self.complain(row.check, f"{row.place}的核对码不是本表的，不能增加行或改动核对码，{ORIGINAL}")
        self._ask_for([line for part, line in owed.items() if part not in found])
        return [(owed[part], row) for part, row in found.items()]

    def _ask_for(self, missing: Sequence[Any]) -> None:
        """Complain about rows that were deleted."""
        if missing and self.form.whole:
            names = self.secrets.hide("、".join(f"{_name_of(line)} {line.name}" for line in missing))
            self.complain(self.answer.sheet.code, f"缺少{len(missing)}行：{names}，{ORIGINAL}")

    def _refuse_marked(self, line: ResultRow, row: GivenRow) -> None:
        """4.7: complain about what stands in a marked target's row, or if the row was sent before it was marked."""
        if _compared(row.check) != build_row(line, self.code, self.key, self.secrets).check:
            self.complain(self.answer.sheet.code, f"{CODE}{OUTDATED}")
            return
        for white in self.form.columns:
            if _is_filled(row.cells, white):
                self.complain(row.cells[white.heading], MARKED)

    def _remark_grey(self, line: ResultRow, row: GivenRow) -> None:
        """Remember that grey cells of a row were changed; they are ignored."""
        if _compared(row.check) != self.code.row_code(self.key, row_key(line), row.shown):
            self.remarks.append(f"{row.place}（目标{_name_of(line)}）的灰色单元格被改动，未采用。")

    def read(
        self, whites: Sequence[White], cells: Mapping[str, GivenCell], key: LineKey, about: str = ""
    ) -> dict[str, Any]:
        """Return the values of the filled white cells by field; complain about wrong ones and required empty ones."""
        values: dict[str, Any] = {}
        self.cells |= {(key, white.name): cells[white.heading] for white in whites if white.heading in cells}
        filled = _filled(cells, whites)
        asked = {white.part for white in whites if white.name in filled} or {""}
        for white in whites:
            cell = cells.get(white.heading)
            if cell is None:
                self.complain(self.answer.sheet.code, f"缺少“{white.title}”，{ORIGINAL}")
            elif white.name in filled:
                values |= self._read_filled(cell, white, key, values)
            elif white.required and white.part in asked:
                self.complain(cell, f"{white.title}{about}不能为空")
        for white, words in unfitting(whites, values):
            self.complain(cells.get(white.heading, self.answer.sheet.code), f"{white.title}{about}{words}")
        for white, words in unlikely_cells(whites, values):
            self.complain(cells[white.heading], f"{white.title}{words}")
        return values

    def _read_filled(self, cell: GivenCell, white: White, key: LineKey, said: Mapping[str, Any]) -> dict[str, Any]:
        """Return the value of a cell by its field; empty for a wrong one, which is complained about."""
        files = self.answer.files
        placed = files_in_place(self.form.key, white, said, files.placed if self.may_place else {})
        try:
            value = read_cell(cell, white, files.with_placed(placed), self.year)
        except ValueError as wrong:
            self.complain(cell, f"{white.title}{wrong}")
            return {}
        if isinstance(value, date) and (words := day_remark(cell.value, value)):
            self.remarks.append(f"{cell.address}：{white.title}{words}。")
        self.placed += [Placed(name, (*each,), key, cell.address) for name, each in placed.items() if each[0] in value]
        return {white.name: value}


def _is_filled(cells: Mapping[str, GivenCell], white: White) -> bool:
    cell = cells.get(white.heading)
    return cell is not None and cell.filled


def _filled(cells: Mapping[str, GivenCell], whites: Sequence[White]) -> set[str]:
    return {white.name for white in whites if _is_filled(cells, white)}


def _name_of(line: ResultRow) -> str:
    """Return the code of a line's target, with that of its leaf: T001指标1-2."""
    return f"{line.code}指标{line.leaf}" if line.leaf else str(line.code)


def _compared(check: GivenCell) -> str:
    """Return a check code without blanks, in capital letters."""
    return "".join(shown(check.value).split()).upper()
