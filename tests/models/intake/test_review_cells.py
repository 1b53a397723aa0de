"""复核表: every column of the returned sheet with good and bad cells, each complaint with its place and words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from models.intake.review import COLUMNS, SHOWN_COLUMNS, ReviewRow, read_reviews
from models.rules.errors import Refused
from models.rules.review import ReviewOutcome

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.complaints import Checked

GOOD = {"季度": "2026Q1", "复核人": "张三", "目标编号": "T001", "核对码": "0123456789ab"}
TITLES = [*(column.name for column in COLUMNS), *SHOWN_COLUMNS]
NEITHER = "不是月份或季度，请写成2026-03或2026Q1"
TEXT = "请把单元格改为文本格式后重新填写"


def read(folder: Path, *rows: dict[str, Any], titles: list[str] = TITLES) -> Checked[ReviewRow]:
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "复核"
    sheet.append(titles)
    for row in rows:
        sheet.append([(GOOD | row).get(title) for title in titles])
    workbook.save(folder / "复核表.xlsx")
    return read_reviews(folder / "复核表.xlsx")


@pytest.mark.parametrize(
    ("column", "value", "place", "words"),
    [
        ("季度", None, "A2", "不能为空"),
        ("季度", "2026-03", "A2", "“2026-03”不是季度，请写成2026Q1"),
        ("季度", date(2026, 1, 1), "A2", "“2026-01”不是季度，请写成2026Q1"),
        ("季度", "2026H1", "A2", f"“2026H1”{NEITHER}"),
        ("季度", 2026, "A2", f"“2026”{NEITHER}"),
        ("季度", "一季度", "A2", f"“一季度”{NEITHER}"),
        ("复核人", "\u3000", "B2", "不能为空"),
        ("复核人", "张_x0007_三", "B2", "含有看不见的控制字符（U+0007），请删除后重新导入"),
        ("目标编号", None, "C2", "不能为空"),
        ("目标编号", date(2026, 3, 1), "C2", f"“2026-03-01”被存成了日期，{TEXT}"),
        ("复核结果", "完成", "D2", "“完成”不在可选范围内，可填：完成属实、未完成、材料不足"),
        ("复核结果", True, "D2", "“TRUE”不在可选范围内，可填：完成属实、未完成、材料不足"),
        ("复核说明", "=B2", "E2", "的公式没有计算结果，请用Excel打开并保存后重新导入"),
        ("复核日期", "2026-04", "F2", "“2026-04”不是有效日期，请写成2026-06-30这样的日期"),
        ("复核日期", 46132, "F2", "“46132”是数字，不是日期，请写成2026-06-30这样的日期"),
        ("核对码", " ", "G2", "不能为空"),
        ("核对码", 1e17, "G2", f"“1e+17”超过15位，Excel已丢失末尾数字，{TEXT}"),
        ("核对码", "#VALUE!", "G2", "“#VALUE!”是Excel错误值，请改正公式后重新导入"),
    ],
)
def test_a_bad_cell_is_named_by_its_letter_and_row(
    tmp_path: Path, column: str, value: object, place: str, words: str
) -> None:
    checked = read(tmp_path, {column: value})
    assert [str(each) for each in checked.complaints] == [f"复核表.xlsx 工作表“复核” {place}：{column}{words}"]
    assert checked.rows == ()


@pytest.mark.parametrize(
    ("column", "value", "field", "read_as"),
    [
        ("季度", "2026年第四季度", "period", "2026Q4"),
        ("季度", "２０２６ｑ２", "period", "2026Q2"),
        ("复核人", " 欧阳·娜娜 ", "reviewer", "欧阳·娜娜"),
        ("目标编号", 1001, "target", "1001"),
        ("复核结果", "lacking", "outcome", ReviewOutcome.LACKING),
        ("复核结果", " 完成属实 ", "outcome", ReviewOutcome.CONFIRMED),
        ("复核说明", 0, "note", "0"),
        ("复核日期", date(2026, 4, 20), "reviewed_on", date(2026, 4, 20)),
        ("核对码", "０１２３４５６７８９ａｂ", "mark", "0123456789ab"),
        ("核对码", 123456789012, "mark", "123456789012"),
    ],
)
def test_a_good_cell_is_normalised(tmp_path: Path, column: str, value: object, field: str, read_as: object) -> None:
    checked = read(tmp_path, {column: value})
    assert checked.complaints == ()
    assert getattr(checked.rows[0].row, field) == read_as


def test_a_fault_in_a_column_that_is_only_shown_does_not_matter(tmp_path: Path) -> None:
    checked = read(tmp_path, {"申报情况": "=1/0", "说明": "#N/A", "上次复核": "_x0007_"})
    assert (checked.complaints, len(checked.rows)) == ((), 1)


@pytest.mark.parametrize("absent", ["季度", "复核人", "目标编号", "核对码"])
def test_a_sheet_without_a_required_column_is_refused_with_the_columns_it_has(tmp_path: Path, absent: str) -> None:
    titles = [title for title in TITLES if title != absent]
    with pytest.raises(Refused, match=f"^未导入：“复核表.xlsx”工作表“复核”缺少列：{absent}；第1行现有：") as refusal:
        read(tmp_path, {}, titles=titles)
    assert str(refusal.value).endswith(f"：{'、'.join(titles)}；请在表头中补齐后重新导入。")


def test_a_target_is_there_once_also_with_another_reviewer(tmp_path: Path) -> None:
    checked = read(tmp_path, {}, {"目标编号": "T002"}, {"目标编号": "Ｔ００１", "复核人": "李四"})
    assert [str(each) for each in checked.complaints] == [
        "复核表.xlsx 工作表“复核” C4：目标编号“Ｔ００１”重复：第2行与第4行，请只保留一行"
    ]
