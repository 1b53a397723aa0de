"""The complaints about a file, at the right place."""

from dataclasses import replace

import pytest
from pydantic import Field, ValidationError

from models.intake.complaints import (
    Complaint,
    Content,
    Heading,
    ImportRefused,
    Located,
    ReadColumn,
    Row,
    RowsOrigin,
    SheetRow,
    build_row,
)
from models.intake.values import Code, MaybeDay

LEAD = "责任部门"
SHEET = RowsOrigin(
    "目标表.xlsx", "目标", 30, {LEAD: Heading(LEAD, 8, "H"), "密钥": Heading("密钥", 9, "I", secret=True)}
)
CSV = replace(SHEET, file="目标表.csv", sheet="")


class Pair(SheetRow):
    lead: Code = Field(validation_alias=LEAD)
    secret: MaybeDay = Field(default=None, validation_alias="密钥")


def row(lead: str | None = "省教育局", number: int = 12, origin: RowsOrigin = SHEET) -> Row:
    return Row(origin, number, {LEAD: lead, "密钥": None})


def test_a_complaint_of_a_workbook_names_file_sheet_cell_and_column() -> None:
    result = str(row().complain(LEAD, "“省教育局”不在部门名单中"))
    assert result == "目标表.xlsx 工作表“目标” H12：责任部门“省教育局”不在部门名单中"


def test_a_complaint_of_a_csv_names_file_line_and_column() -> None:
    complaint = row(number=3, origin=CSV).complain(LEAD, "不能为空")
    assert str(complaint) == "目标表.csv 第3行“责任部门”列：责任部门不能为空"
    assert (complaint.sheet, complaint.cell, complaint.value) == ("", "第3行“责任部门”列", "省教育局")


def test_a_complaint_about_a_column_that_the_file_lacks_names_the_row() -> None:
    assert row().complain("完成时限", "不能为空").cell == "第12行"


def test_a_secret_is_never_shown() -> None:
    complaint = Row(SHEET, 2, {"密钥": "key=abc"}).complain("密钥", "不能使用")
    assert (complaint.value, "abc" in str(complaint)) == ("***", False)


def test_a_very_long_cell_is_shortened() -> None:
    complaint = row("省" * 30_000).complain(LEAD, f"“{'省' * 30_000}”不在部门名单中")
    assert len(str(complaint)) < 250
    assert str(complaint).endswith("不在部门名单中")


def test_a_refused_import_lists_every_complaint_on_a_line() -> None:
    complaints = [row(number=number).complain(LEAD, "不能为空") for number in (2, 3)]
    lines = ImportRefused(complaints).message.split("\n")
    assert lines == ["未导入：共发现2处问题，未作任何改动。", *map(str, complaints)]


def test_a_refused_import_stores_its_complaints() -> None:
    assert ImportRefused([row().complain(LEAD, "不能为空")]).complaints[0].cell == "H12"


@pytest.mark.parametrize("field", ["lead", "secret"])
def test_a_row_cannot_be_changed(field: str) -> None:
    with pytest.raises(ValidationError):
        setattr(Pair(lead="A"), field, None)


def test_a_row_holds_no_unknown_column() -> None:
    with pytest.raises(ValidationError):
        Pair.model_validate({LEAD: "A", "其他": 1})


def test_a_row_without_any_cell_is_no_row() -> None:
    assert build_row(SHEET, 2, [Content()] * 9, [ReadColumn(LEAD, required=True)]) is None


def test_a_row_shorter_than_its_headings_has_empty_cells() -> None:
    built = build_row(
        SHEET, 2, [Content("A")] * 8, [ReadColumn(LEAD), ReadColumn("密钥", required=True), ReadColumn("说明")]
    )
    assert built is not None
    assert (built.cells, built.faults) == ({LEAD: "A", "密钥": None, "说明": None}, {"密钥": "不能为空"})


def test_cells_beyond_the_headings_are_complained_about() -> None:
    built = build_row(replace(CSV, width=8), 4, [Content("A")] * 10, [ReadColumn(LEAD)])
    assert built is not None
    assert str(built.complaints()[0]) == "目标表.csv 第4行：比表头多出2格，内容中的逗号请连同整格用英文引号括起"


def test_places_compare_by_value() -> None:
    assert Located(Pair(lead="A"), row()) == Located(Pair(lead="A"), row())
    assert Complaint("a", "A1", "", "b", "c") == Complaint("a", "A1", "", "b", "c")
