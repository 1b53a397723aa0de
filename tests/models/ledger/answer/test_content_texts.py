"""回复表 with hostile texts: grey cells are recognised again, what is typed in a white one comes back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.intake.answer import GivenSheet, read_answer
from models.intake.values import control_in, shown, trimmed
from models.ledger.answer.content import AnswerBook, AnswerRow, AnswerSheet
from models.ledger.papers.signature import Signature
from models.rules.answer_code import AnswerCode
from models.rules.answer_form import FORMS
from notifications.documents.answer_sheet import workbook
from tests.answers import fill_in

KEY, CODE = bytes(range(32)), AnswerCode("9f3c27d1a0b4e688", "monthly_check|2026-03|D001||0", 1, "D001")
HOSTILE = (
    *(
        "=SUM(A1)",
        "+1",
        "-1",
        "@x",
        "'引号",
        '"引号"',
        "a\nb",
        "  边上  ",
        "0012",
        "1e5",
        "２０２６",
        "%d",
        "{{x}}",
        "是",
    ),
)
# What a name or a requirement can be: texts without the characters that the intake refuses. openpyxl, which fills the
# sheet in here, saves a text that looks like the code of a character (_x0000_) as that character.
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), min_size=1, max_size=60).filter(
        lambda text: "_x" not in text
    ),
)


def read_back(rows: tuple[AnswerRow, ...], remarks: dict[str, Any]) -> GivenSheet:
    """The sheet with these rows, filled in, saved and read."""
    why, due = "当月最后一日前填报。", date(2026, 3, 31)
    sheet = AnswerSheet(1, CODE.sealed(KEY), FORMS["monthly_check"], "省厅", "三月", "填报", due, why, (), rows)
    with TemporaryDirectory() as folder:
        place = Path(folder) / "表.xlsx"
        place.write_bytes(workbook(AnswerBook("省厅", (sheet,), "", Signature("省目标办", date(2026, 3, 5)))))
        fill_in(place, rows={code: {"进度（%）": 40, "说明": text} for code, text in remarks.items()})
        return read_answer(place)[0][0]


def row_of(code: str, *texts: str) -> AnswerRow:
    cells = (code, *texts, "", "40%", "进行中")
    return AnswerRow(CODE.row_code(KEY, f"2026/{code}/1", cells), cells)


@given(texts, texts, texts)
def test_a_grey_cell_is_recognised_again_with_any_text(name: str, requirement: str, quantity: str) -> None:
    row = row_of("T001", name, requirement, quantity)
    given_row = read_back((row,), {"T001": "按计划"}).rows[-1]
    assert CODE.row_code(KEY, "2026/T001/1", given_row.shown) == row.check == given_row.check.value


@given(texts)
def test_what_is_typed_in_a_white_cell_comes_back_and_a_formula_is_a_fault(remark: str) -> None:
    cell = read_back((row_of("T001", "公路", "建成", "1"),), {"T001": remark}).rows[-1].cells["说明"]
    if cell.fault:
        assert remark.startswith("=") or control_in(remark)
    else:
        assert trimmed(shown(cell.value)) == trimmed(remark)
