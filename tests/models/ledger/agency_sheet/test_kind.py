"""Export → import changes nothing with hostile texts: formulas, zeros, breaks, widths, lengths."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.database import begin
from models.intake.agency_sheet import is_unchanged, read_filled
from models.ledger.agency_sheet.content import AgencySheet, agency_sheet
from models.ledger.agency_sheet.kind import Listed, written
from models.ledger.agency_sheet.kinds import SHEETS
from models.ledger.papers.signature import Signature
from models.rules.secrecy import Secrets
from models.rules.sheet_check import CHECK
from notifications.documents.agency_sheet import workbook
from tests.models.ledger.agency_sheet.sheets import counts, export, take

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from models.ledger.agency_sheet.kind import SheetKind, Written
    from tests.conftest import Acting, Sql
from models.intake.agency_sheet import Takes
from models.intake.inspection import FindingRecorded
from models.intake.yearly import SecondLevelGiven
from models.ledger.agency_sheet.kind import fresh, grey, keys, white

HOSTILE = [
    "=1+1", '="0101"', '="a""b"', "+1", "-1", "@SUM(A1)", "0101", "00", "1E5", "2026-03-05", "2026年3月5日",
    "3-4", "1/2", "合计", "注：见附件", "备注:", "第一行\n第二行", "行\r\n行", "制表\t符", '引"号', "“引号”",
    "'撇号", "全角１２３ＡＢＣ，", "ａ＝１", "עברית", "العربية", "a\u202eb", "a\u2066b\u2069", "\u200b零宽\u200b",
    "\ufeff开头", " 前后空格 ", "\u3000全角空格\u3000", "_x0041_", "_x005F_x0041_", "&amp;<b>", "TRUE", "#N/A",
    "#REF!", "95%", "1,000", "😀" * 3, "\x07响铃", "末尾\n", "是", "否", "…", "x" * 32_767, "长" * 32_767,
    "😀" * 16_384, "长" * 40_000, "\n", "a\x0bb", "\u2028", "ÄÖ\u0301",
    "NaN", "None", "⽔⺠",
]  # fmt: skip
ODD = st.text(alphabet='=+-@"\n\t\r _x0041\u202e０', max_size=20)
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60), ODD)
PRINTABLE = TEXTS.map(lambda text: text.replace("\0", "").encode("utf-8", "ignore").decode())


def read_back(kind: SheetKind, rows: list[Listed], folder: Path) -> tuple[list[Written], Any]:
    """Write rows as a workbook and read it; returns both."""
    made = [written(kind, each, Secrets()) for each in rows]
    signature = Signature("省直目标办", date(2026, 3, 5))
    path = folder / "表.xlsx"
    path.write_bytes(workbook(AgencySheet(kind, tuple(made), signature)))
    return made, read_filled(path, kind.layout)


def texts_of(kind: SheetKind, text: str, other: str) -> Mapping[str, Any]:
    """Return values of all fields that hold any text."""
    free = [column for column in kind.read if not column.choices and column.takes.value in {"text", "code", "names"}]
    return {column.field: (text, other)[place % 2] for place, column in enumerate(free)}


@pytest.mark.exhaustive(8, thirds=True)
@pytest.mark.parametrize("name", SHEETS)
@settings(
    max_examples=settings().max_examples // 10,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(texts=st.lists(st.tuples(PRINTABLE, PRINTABLE), min_size=1, max_size=4))
def test_every_cell_of_every_kind_is_read_as_it_was_written(
    name: str, texts: list[tuple[str, str]], tmp_path: Path
) -> None:
    kind, _ = SHEETS[name]
    rows = [
        Listed(key=str(number), name="甲", fields=texts_of(kind, *pair), shown=dict.fromkeys(_shown(kind), pair[0]))
        for number, pair in enumerate(texts)
    ]
    made, sheet = read_back(kind, rows, tmp_path)
    assert len(sheet.rows) == len(made)
    for row, was in zip(sheet.rows, made, strict=True):
        assert row.cells[CHECK] == was.check
        changed = [each.title for each in kind.read if not is_unchanged(row, each.title, was.cells[each.title])]
        assert changed == []


def _shown(kind: SheetKind) -> list[str]:
    return [column.of for column in kind.columns if column.of]


@pytest.mark.exhaustive(4)
@pytest.mark.parametrize("text", HOSTILE)
def test_a_roster_with_hostile_texts_imports_without_a_change(
    march: Acting, sql: Sql, tmp_path: Path, text: str
) -> None:
    march.do(
        "register_third_party", name="公司", credit_code="91520100MA6DL0000X", qualification="甲", independence="乙"
    )
    march.do("register_inspector", name="王文")
    sql("UPDATE third_party SET name = :text, qualification = :text, independence = :text", text=text)
    sql("UPDATE inspector SET position = :text", text=text)
    for kind in ("third-parties", "inspectors"):
        done = take(march, kind, export(march, kind, tmp_path))
        assert counts(done) == (0, 0, 1)
        assert done.words.count("\n") == 0
    with begin() as session:
        assert len(agency_sheet(session, SHEETS["inspectors"][0], march.day).rows) == 1


def test_a_row_of_columns_names_fields_and_widths_and_an_example_is_said_by_the_field() -> None:
    (value, number) = white(SecondLevelGiven, value=14, number=24)
    assert (value.field, value.width, value.example, value.key, value.fresh) == ("value", 14, "87.5", False, False)
    assert (number.title, number.width) == ("依据文号", 24)
    assert [(each.field, each.fresh) for each in fresh(SecondLevelGiven, reason=24)] == [("reason", True)]
    shown_only = grey(name=("目标名称", 26), due=("期限", 14, Takes.DAY))
    assert [(each.title, each.width, each.takes, each.field, each.of) for each in shown_only] == [
        ("目标名称", 26, Takes.TEXT, "", "name"),
        ("期限", 14, Takes.DAY, "", "due"),
    ]


def test_a_column_that_names_a_department_or_a_target_is_one_of_codes() -> None:
    department, year = keys(SecondLevelGiven, department=11, year=9)
    assert (department.title, department.takes, department.key) == ("部门编码", Takes.CODE, True)
    assert (year.title, year.takes, year.key) == ("年度", Takes.NUMBER, True)
    assert keys(FindingRecorded, target=13)[0].takes is Takes.CODE
