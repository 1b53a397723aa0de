"""A returned work list: each row is validated (7.2)."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from models.intake.review import quarter, read_reviews
from models.rules.review import ReviewOutcome

if TYPE_CHECKING:
    from pathlib import Path

ROW = {"季度": "2026Q1", "复核人": "张三", "目标编号": "T001", "核对码": "0123456789ab"}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "复核表.csv"


def write(place: Path, *rows: dict[str, str]) -> Path:
    with place.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*ROW, "复核结果", "复核说明", "复核日期"])
        writer.writeheader()
        writer.writerows(rows)
    return place


def test_a_row_has_a_conclusion(place: Path) -> None:
    more = {"复核结果": "未完成", "复核说明": " 未开工 ", "复核日期": "2026年4月20日"}
    (located,) = read_reviews(write(place, ROW | more)).rows
    row = located.row
    assert (row.period, row.reviewer, row.target, row.mark) == ("2026Q1", "张三", "T001", "0123456789ab")
    assert (row.outcome, row.note, str(row.reviewed_on)) == (ReviewOutcome.UNDONE, "未开工", "2026-04-20")


def test_a_row_without_a_conclusion_is_left_open(place: Path) -> None:
    (located,) = read_reviews(write(place, ROW)).rows
    assert (located.row.outcome, located.row.note, located.row.reviewed_on) == (None, "", None)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (
            {"复核结果": "基本完成"},
            "复核结果“基本完成”不在可选范围内，可填：完成属实、未完成、材料不足",
        ),
        ({"复核人": ""}, "复核人不能为空"),
        ({"核对码": ""}, "核对码不能为空"),
        ({"季度": "2026-03"}, "季度“2026-03”不是季度，请写成2026Q1"),
        ({"季度": "春天"}, "季度“春天”不是月份或季度，请写成2026-03或2026Q1"),
        ({"复核日期": "昨天"}, "复核日期“昨天”不是有效日期，请写成2026-06-30这样的日期"),
    ],
)
def test_a_wrong_cell_is_named(place: Path, change: dict[str, str], complaint: str) -> None:
    checked = read_reviews(write(place, ROW | change))
    assert [each.message for each in checked.complaints] == [complaint]
    assert checked.rows == ()


def test_a_repeated_target_is_refused(place: Path) -> None:
    checked = read_reviews(write(place, ROW, ROW))
    assert [each.message for each in checked.complaints] == ["目标编号“T001”重复：第2行与第3行，请只保留一行"]


def test_only_unknown_columns_are_reported(place: Path) -> None:
    more = {"部门": "第001厅", "申报情况": "50%", "备注": "已看"}
    place.write_text("\n".join(",".join(part) for part in ((ROW | more), (ROW | more).values())), encoding="utf-8")
    assert read_reviews(place).ignored == ("备注",)


def test_a_quarter_is_read_as_people_write_it() -> None:
    assert quarter("2026年第一季度") == quarter("2026q1") == "2026Q1"
