"""绩效指标: the sheet of the trees below targets and drafts."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.intake.indicator import IndicatorRow, read_indicators
from models.rules.target.amount import Direction

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.complaints import Checked

FULL = {
    "年度": "2026年", "目标编号": "T001", "指标编号": "1-1", "上级指标": "1", "指标名称": "新建农村\n公路",
    "数量": "1,200.50", "单位": "公里", "方向": "不少于", "标准": "验收合格", "完成时限": "2026-09-30",
}  # fmt: skip


def read(folder: Path, *changes: dict[str, Any]) -> Checked[IndicatorRow]:
    path = folder / "指标.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(FULL))
        writer.writeheader()
        writer.writerows(FULL | change for change in changes)
    return read_indicators(path)


def test_every_column_of_an_indicator_is_read(tmp_path: Path) -> None:
    [located] = read(tmp_path, {}).rows
    assert located.row == IndicatorRow(
        year=2026,
        target="T001",
        code="1-1",
        parent="1",
        words="新建农村公路",
        quantity=Decimal("1200.50"),
        unit="公里",
        direction=Direction.NOT_LESS,
        standard="验收合格",
        deadline=date(2026, 9, 30),
    )


def test_only_year_target_code_and_name_are_required(tmp_path: Path) -> None:
    named = ("年度", "目标编号", "指标编号", "指标名称")
    [located] = read(tmp_path, {title: "" for title in FULL if title not in named}).rows
    assert located.row == IndicatorRow(year=2026, target="T001", code="1-1", words="新建农村公路")
    emptied = read(tmp_path, dict.fromkeys(named, "") | {"数量": "1"})
    assert [each.message for each in emptied.complaints] == [f"{title}不能为空" for title in named]


@pytest.mark.parametrize(
    ("title", "value", "words"),
    [
        ("数量", "很多", "数量“很多”不是数，请只填数字，把单位填在“单位”列"),
        ("方向", "大于", "方向“大于”不在可选范围内，可填：不少于、不多于、等于"),
        ("完成时限", "年底", "完成时限“年底”不是有效日期，请写成2026-06-30这样的日期"),
    ],
)
def test_an_unreadable_cell_is_named(tmp_path: Path, title: str, value: str, words: str) -> None:
    assert [each.message for each in read(tmp_path, {title: value}).complaints] == [words]


def test_a_code_stands_once_below_its_target(tmp_path: Path) -> None:
    other, next_year = {"目标编号": "T002"}, {"年度": "2027"}
    assert read(tmp_path, {}, other, next_year).complaints == ()
    [twice] = read(tmp_path, {}, {}).complaints
    assert twice.message == "指标编号“1-1”重复：第2行与第4行，请只保留一行"
    [zeros] = read(tmp_path, {}, {"指标编号": "01-1"}).complaints
    assert "只差前导零" in zeros.message


def test_a_row_without_a_readable_target_has_one_complaint(tmp_path: Path) -> None:
    [wrong] = read(tmp_path, {"年度": "去年"}).complaints
    assert wrong.message.startswith("年度“去年”不是")
