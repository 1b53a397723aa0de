"""回复表 judged: only white cells count, every fault has its cell, and a code is good for one duty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.rules.answer_form import CODE
from models.rules.errors import Refused
from tests.answers import Cells, code_in, duty_number, faults, fill_in, give_back, sent

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql

PROGRESS, STATUS = "进度（%）", "状态"
GOOD: dict[str, Cells] = {"T001": {PROGRESS: 40}, "T002": {PROGRESS: 100, STATUS: "已完成"}}


@pytest.fixture
def sheet(march: Acting, sql: Sql, tmp_path: Path) -> Path:
    """The sheet of D001 for March, filled in well."""
    return fill_in(sent(march, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03")), rows=GOOD)


def change(place: Path, cell: str, value: Any) -> Path:
    book = load_workbook(place)
    book.worksheets[1][cell] = value
    book.save(place)
    return place


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({PROGRESS: 150}, ("H6", "进度（%）“150”应在0到100之间，请填数字或百分数")),
        ({PROGRESS: "一半"}, ("H6", "进度（%）“一半”应在0到100之间，请填数字或百分数")),
        ({PROGRESS: None}, ("H6", "进度（%）（目标T001）不能为空")),
        ({STATUS: "快了"}, ("I6", "状态“快了”不在可选范围内，可填：已完成、进行中、未开展、受阻")),
    ],
)
def test_a_wrong_cell_is_named(march: Acting, sheet: Path, cells: Cells, fault: tuple[str, str]) -> None:
    assert faults(march, fill_in(sheet, rows={"T001": cells})) == [fault]


def test_all_wrong_cells_are_named_at_once_and_nothing_is_taken(march: Acting, sheet: Path, sql: Sql) -> None:
    fill_in(sheet, rows={"T001": {PROGRESS: -1}, "T002": {PROGRESS: "x", STATUS: "y"}})
    assert [cell for cell, _ in faults(march, sheet)] == ["H6", "H7", "I7"]
    assert sql.value("SELECT count(*) FROM report") == 0


def test_a_changed_grey_cell_is_ignored_and_named(march: Acting, sheet: Path, sql: Sql) -> None:
    words = give_back(march, change(sheet, "C6", "改小的要求")).words
    assert words == "“第001厅”2026-03已填报2项。第6行（目标T001）的灰色单元格被改动，未采用。"
    assert sql.value("SELECT requirement FROM target WHERE code = 'T001'") != "改小的要求"


def test_a_deleted_row_is_missing(march: Acting, sheet: Path) -> None:
    book = load_workbook(sheet)
    book.worksheets[1].delete_rows(7)
    book.save(sheet)
    assert faults(march, sheet) == [("B3", "缺少1行：T002 目标T002，请用原表填写")]


def test_a_row_added_without_code_or_with_a_copied_one_is_refused(march: Acting, sheet: Path) -> None:
    copied = load_workbook(sheet).worksheets[1]["K6"].value
    change(change(sheet, "A8", "T099"), "H8", 10)
    change(change(sheet, "K9", copied), "H9", 10)
    assert faults(march, sheet) == [
        ("K8", "第8行的核对码不是本表的，不能增加行或改动核对码"),
        ("K9", "第9行与第6行的核对码相同"),
    ]


def test_a_row_of_another_sheet_is_refused(march: Acting, sheet: Path, sql: Sql, tmp_path: Path) -> None:
    other = sent(march, tmp_path / "另一表.xlsx", duty_number(sql, "monthly_check", "2026-03", "D002"))
    change(sheet, "K6", load_workbook(other).worksheets[1]["K6"].value)
    assert [cell for cell, _ in faults(march, sheet)] == ["K6", "B3"]


def test_columns_in_another_order_are_read_by_their_titles(march: Acting, sheet: Path, sql: Sql) -> None:
    page: Any = (book := load_workbook(sheet)).worksheets[1]
    for row in page.iter_rows(min_row=4):
        row[7].value, row[9].value = row[9].value, row[7].value
    book.save(sheet)
    give_back(march, sheet)
    assert sql.column("SELECT progress::int FROM report_line WHERE version = 1 ORDER BY target_id") == [40, 100]


def test_a_removed_column_is_asked_for(march: Acting, sheet: Path) -> None:
    assert faults(march, change(sheet, "I4", "备注"))[0] == ("B3", "缺少“状态”，请用原表填写")


@pytest.mark.parametrize("code", ["", "随便写的", "A" * 64])
def test_a_code_that_is_not_ours_is_refused(march: Acting, sheet: Path, code: str) -> None:
    assert faults(march, change(sheet, "B3", code)) == [
        ("B3", f"{CODE}不是本系统发出的，或者被改动过，请用原表填写"),
    ]


def test_a_changed_character_of_the_code_is_refused(march: Acting, sheet: Path) -> None:
    code = code_in(sheet)
    changed = ("B" if code[0] == "A" else "A") + code[1:]
    assert "不是本系统发出的" in faults(march, change(sheet, "B3", changed))[0][1]


def test_a_sheet_of_an_older_due_version_is_outdated(march: Acting, sheet: Path) -> None:
    give_back(march, sheet)
    march.do("return_report", department="D001", period="2026-03", reason="数据有误")
    assert faults(march, fill_in(sheet, rows={"T001": {PROGRESS: 41}})) == [
        ("B3", "回复码已作废（期限有变动或已另发新表），请用最新的回复表填写")
    ]


def test_a_renewed_key_makes_every_sheet_outdated(march: Acting, sheet: Path) -> None:
    march.do("renew_answer_key", reason="经办人离岗")
    assert faults(march, sheet) == [("B3", "回复码已作废（期限有变动或已另发新表），请用最新的回复表填写")]


def test_another_office_cannot_answer_with_it(march: Acting, sheet: Path) -> None:
    with pytest.raises(Refused, match="您只能办理本部门的事项"):
        give_back(march, sheet, office="D002")


def test_an_empty_sheet_names_every_cell_that_is_empty(march: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = sent(march, tmp_path / "空表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    assert faults(march, sheet) == [
        ("H6", "进度（%）（目标T001）不能为空"),
        ("H7", "进度（%）（目标T002）不能为空"),
    ]


def test_a_year_end_sheet_can_be_given_in_parts_but_not_empty(december: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = sent(december, tmp_path / "年终.xlsx", duty_number(sql, "year_end_check", "2026"))
    assert faults(december, sheet) == [("B5", "没有填写任何一行，请填写后再交回")]
    assert give_back(december, fill_in(sheet, rows={"T001": {PROGRESS: 90}})).counts["answers"] == 1


def test_a_sheet_sent_before_a_target_was_marked_is_outdated(march: Acting, sheet: Path) -> None:
    march.do("mark_secret", target="T001", marking="工作秘密", reason="涉及工作秘密")
    assert faults(march, sheet) == [("B3", "回复码已作废（期限有变动或已另发新表），请用最新的回复表填写")]


def test_a_marked_target_takes_nothing(march: Acting, sql: Sql, tmp_path: Path) -> None:
    march.do("mark_secret", target="T001", marking="工作秘密", reason="涉及工作秘密")
    sheet = sent(march, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    assert faults(march, fill_in(sheet, rows=GOOD)) == [
        ("H6", "该目标标有密级，不得在表中或邮件里填写，请按保密规定送纸质材料（4.7）")
    ]
