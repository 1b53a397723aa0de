"""What an answer sheet says, judged against the duty that its code names; every fault is named with its cell."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import Session

from models.intake.addresses import email, mobile
from models.intake.answer import NOT_SENT, Answer, GivenCell, GivenRow, GivenSheet
from models.intake.complaints import Complaint, ImportRefused
from models.intake.media import read_medium
from models.intake.values import day, folded, name, percent, shown, text
from models.ledger.answer.content import build_row, row_key
from models.ledger.answer.matters import matter_named
from models.ledger.answer_keys import keys_of
from models.ledger.secrets import secrets_of
from models.rules.answer_code import AnswerCode, read_code, row_part
from models.rules.answer_form import CODE, EXAMPLE, Cell, Form, White
from models.rules.errors import Refused
from models.rules.kinds import AnswerOutcome
from models.rules.matter_form import ALL_FORMS
from models.rules.secrecy import Secrets
from models.statements import run

# What the sheet of a duty was made of, without the grey texts: those are compared by the check code of their row.
LINES = """
SELECT t.year, t.code, t.name, l.target_version AS version FROM report_line l JOIN target t ON t.id = l.target_id
WHERE l.obligation_id = :obligation AND l.version = 0 ORDER BY t.code COLLATE "C"
"""
SEPARATORS = re.compile(r"[、,，;；\n]+")
UNKNOWN = "不是本系统发出的，或者被改动过，请用原表填写"
OUTDATED = "已作废（期限有变动或已另发新表），请用最新的回复表填写"
GONE = "所指的事项已不存在，或不由部门办理"
MARKED = "该目标标有密级，不得在表中或邮件里填写，请按保密规定送纸质材料（4.7）"


class CodeRefused(ImportRefused):
    """A sheet whose code is not good; `duty` is the one that an outdated code names, else None."""

    def __init__(self, sheet: GivenSheet, message: str, outcome: AnswerOutcome, duty: Any = None) -> None:  # noqa: ANN401
        super().__init__([sheet.complain(sheet.code, f"{CODE}{message}")])
        self.outcome, self.duty = outcome, duty


@dataclass(frozen=True, slots=True)
class Judged:
    """A sound answer: its duty, the values of its fields, those of its lines by target code, and remarks.

    `marked` are the codes of marked targets, which are answered on paper (4.7).
    """

    duty: Any
    fields: Mapping[str, Any]
    lines: Mapping[str, Mapping[str, Any]]
    marked: frozenset[str]
    remarks: tuple[str, ...]


def duty_of(session: Session, sheet: GivenSheet) -> Any:  # noqa: ANN401 - a result row
    """Return the duty of a sheet, with the office that owes it now. Raises ImportRefused if its code is not good."""
    return _identify(session, sheet)[0]


def judge(session: Session, answer: Answer) -> Judged:
    """Return what an answer says. Raises ImportRefused with all of its faults, and if its code is not good."""
    duty, code, key = _identify(session, answer.sheet)
    reading = _Reading(answer, ALL_FORMS[duty.kind], code, key, secrets_of(session))
    lines = run(session, LINES, obligation=duty.lines_of).all() if reading.form.columns else ()
    fields = reading.read_fields(duty)
    values = dict(reading.read_rows(lines)) if reading.form.columns else {}
    marked = frozenset(line.code for line in lines if reading.is_marked(line))
    if not (values or fields or reading.faults):
        reading.complain(answer.sheet.code, f"没有填写任何{'一行' if reading.form.columns else '内容'}，请填写后再交回")
    if reading.faults:
        raise ImportRefused(reading.faults)
    return Judged(duty, fields, values, marked, tuple(reading.remarks))


def _identify(session: Session, sheet: GivenSheet) -> tuple[Any, AnswerCode, bytes]:
    """Return the duty that a sheet's code names, the code, and the key that made it."""
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
    faults: list[Complaint] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def complain(self, cell: GivenCell, message: str) -> None:
        """Add a complaint at a cell."""
        self.faults.append(self.answer.sheet.complain(cell, message))

    def is_marked(self, line: Any) -> bool:  # noqa: ANN401 - a result row
        """Return whether the target of a line is marked."""
        return self.secrets.about(f"{line.year}/{line.code}")

    def read_fields(self, duty: Any) -> dict[str, Any]:  # noqa: ANN401 - a result row
        """Return the values of the single cells; 4.7: complain about each that is filled for a marked target."""
        fields = self.answer.sheet.fields
        if not self.secrets.about(duty.subject):
            return self.read(self.form.fields, fields)
        cells = [fields[white.heading] for white in self.form.fields if white.heading in fields]
        for cell in [cell for cell in cells if cell.filled] or [self.answer.sheet.code]:
            self.complain(cell, MARKED)
        return {}

    def read_rows(self, lines: Sequence[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the values of each line that was filled in, by its target's code."""
        for line, row in self._match(lines):
            if self.is_marked(line):
                self._refuse_marked(line, row)
                continue
            self._remark_grey(line, row)
            if self.form.whole or any(_is_filled(row.cells, white) for white in self.form.columns):
                yield line.code, self.read(self.form.columns, row.cells, f"（目标{line.code}）")

    def _match(self, lines: Sequence[Any]) -> list[tuple[Any, GivenRow]]:
        """Return each owed line with its row; complain about rows that are missing, doubled or not of this sheet."""
        owed = {self.code.row_name(self.key, row_key(line)): line for line in lines}
        found: dict[str, GivenRow] = {}
        for row in self.answer.sheet.rows:
            part = row_part(shown(row.check.value))
            if part in found:
                self.complain(row.check, f"第{row.number}行与第{found[part].number}行的核对码相同")
            elif part in owed:
                found[part] = row
            elif part or row.shown[0] != EXAMPLE:
                self.complain(row.check, f"第{row.number}行的核对码不是本表的，不能增加行或改动核对码")
        self._ask_for([line for part, line in owed.items() if part not in found])
        return [(owed[part], row) for part, row in found.items()]

    def _ask_for(self, missing: Sequence[Any]) -> None:
        """Complain about rows that were deleted."""
        if missing and self.form.whole:
            names = self.secrets.hide("、".join(f"{line.code} {line.name}" for line in missing))
            self.complain(self.answer.sheet.code, f"缺少{len(missing)}行：{names}，请用原表填写")

    def _refuse_marked(self, line: Any, row: GivenRow) -> None:  # noqa: ANN401 - a result row
        """4.7: complain about what stands in a marked target's row, or if the row was sent before it was marked."""
        if _compared(row.check) != build_row(line, self.code, self.key, self.secrets).check:
            self.complain(self.answer.sheet.code, f"{CODE}{OUTDATED}")
            return
        for white in self.form.columns:
            if _is_filled(row.cells, white):
                self.complain(row.cells[white.heading], MARKED)

    def _remark_grey(self, line: Any, row: GivenRow) -> None:  # noqa: ANN401 - a result row
        """Remember that grey cells of a row were changed; they are ignored."""
        if _compared(row.check) != self.code.row_code(self.key, row_key(line), row.shown):
            self.remarks.append(f"第{row.number}行（目标{line.code}）的灰色单元格被改动，未采用。")

    def read(self, whites: Sequence[White], cells: Mapping[str, GivenCell], about: str = "") -> dict[str, Any]:
        """Return the values of the filled white cells by field; complain about wrong ones and required empty ones.

        Sheets that an earlier version sent have no cells of the parts that may be left empty: these are not missed.
        """
        values: dict[str, Any] = {}
        asked = {white.part for white in whites if _is_filled(cells, white)} or {""}
        for white in whites:
            cell = cells.get(white.heading)
            if cell is None:
                self._miss(white, asked)
            elif cell.filled:
                try:
                    values[white.name] = self._read_cell(cell, white)
                except ValueError as wrong:
                    self.complain(cell, f"{white.title}{wrong}")
            elif white.required and white.part in asked:
                self.complain(cell, f"{white.title}{about}不能为空")
        return values

    def _miss(self, white: White, asked: set[str]) -> None:
        if not white.part or (white.required and white.part in asked):
            self.complain(self.answer.sheet.code, f"缺少“{white.title}”，请用原表填写")

    def _read_cell(self, cell: GivenCell, white: White) -> Any:  # noqa: ANN401 - as the field takes it
        if cell.fault:
            raise ValueError(cell.fault)
        if white.cell in (Cell.FILES, Cell.MEDIA):
            return self._find_files(cell, white)
        if white.cell is Cell.CHOICE and folded(cell.value) not in white.choices:
            raise ValueError(f"“{folded(cell.value)}”不在可选范围内，可填：{'、'.join(white.choices)}")
        return PARSERS[white.cell](cell.value)

    def _find_files(self, cell: GivenCell, white: White) -> tuple[Path, ...]:
        """Return the files that a cell names; raises ValueError for one that did not come, and for a bad picture."""
        names = dict.fromkeys(each.strip() for each in SEPARATORS.split(text(cell.value)) if each.strip())
        files = tuple(map(self.answer.files.find, names))
        if white.required and not files:
            raise ValueError("没有文件名")
        if white.most and len(files) > white.most:
            raise ValueError(f"有{len(files)}个文件，最多{white.most}个")
        (_check_media if white.cell is Cell.MEDIA else _check_filled)(files)
        return files


def _is_filled(cells: Mapping[str, GivenCell], white: White) -> bool:
    cell = cells.get(white.heading)
    return cell is not None and cell.filled


def _check_filled(files: Sequence[Path]) -> None:
    """Raise ValueError, with its name as it was sent, for the first file in which there is nothing."""
    if empty := [file.name for file in files if not file.stat().st_size]:
        raise ValueError(f"“{empty[0]}”是空文件，视同{NOT_SENT}，请重新发来")


def _check_media(files: Sequence[Path]) -> None:
    """Raise ValueError with the sentence of the first file that is no sound picture or video (7.5)."""
    for file in files:
        try:
            read_medium(file)
        except Refused as refusal:
            raise ValueError(refusal.message.replace(str(file), file.name).removesuffix("。")) from refusal


def _compared(check: GivenCell) -> str:
    """Return a check code without blanks, in capital letters."""
    return "".join(shown(check.value).split()).upper()


PARSERS: Mapping[Cell, Callable[[Any], Any]] = {
    Cell.DAY: day,
    Cell.PERCENT: percent,
    Cell.CHOICE: folded,
    Cell.TEXT: text,
    Cell.LINE: name,
    Cell.EMAIL: email,
    Cell.MOBILE: mobile,
}
