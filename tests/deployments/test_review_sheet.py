"""复核表: its content, and its return after it is filled in (7.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao

GIVEN = ("--period", "2026Q1", "--reviewer", "张三")


@pytest.fixture
def place(line: Mubiao, anyone: Acting, tmp_path: Path) -> Path:
    """张三's work list of 2026Q1, where D001 declared its targets half done and D002 nothing."""
    for name in ("张三", "李四"):
        anyone.on("2026-04-01").do("register_inspector", name=name)
    anyone.on("2026-04-01").open("self_check", "2026Q1")
    anyone.on("2026-04-08").report("D001", "2026Q1", "T001", "T002", name="file_self_check")
    anyone.on("2026-04-16").open("online_review", "2026Q1")
    anyone.on("2026-04-16").do("assign_reviews", period="2026Q1", reviewers="张三")
    line.done("reviews", *GIVEN, "--xlsx", str(tmp_path / "复核表.xlsx"))
    return tmp_path / "复核表.xlsx"


def fill(place: Path, **cells: str) -> None:
    book = load_workbook(place)
    for cell, value in cells.items():
        book.worksheets[0][cell] = value
    book.save(place)


def test_it_is_printed_across_landscape_pages_with_the_titles_and_the_target_on_each(place: Path) -> None:
    sheet = load_workbook(place).worksheets[0]
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$D")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 2)


def rows(place: Path) -> list[dict[str, Any]]:
    titles, *lines = load_workbook(place).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(map(str, titles), each, strict=True)) for each in lines]


def test_the_work_list_shows_the_declaration_and_an_empty_conclusion(place: Path) -> None:
    found = rows(place)
    assert [(row["目标编号"], row["申报情况"], row["印证材料"]) for row in found] == [
        ("T001", "50%", "0份"),
        ("T002", "50%", "0份"),
        ("T003", "未报", "0份"),
    ]
    assert {(row["季度"], row["复核人"], row["复核结果"], row["复核说明"]) for row in found} == {
        ("2026Q1", "张三", None, None)
    }
    (allowed,) = load_workbook(place).worksheets[0].data_validations.dataValidation
    assert (allowed.formula1, str(allowed.sqref)) == ('"完成属实,未完成,材料不足"', "L2:L4")


def test_it_comes_back_filled_in_and_a_second_time_changes_nothing(line: Mubiao, place: Path, sql: Sql) -> None:
    fill(place, L2="完成属实", L3="未完成", M3="仅86公里", L4="材料不足", M4="未报自查", N2="2026-04-17")
    answer = line("import", "reviews", str(place), "--on", "2026-04-20")
    assert answer.err == ""
    assert answer.out.startswith("2026年第一季度在线复核：登记3项（完成属实1项、未完成1项、材料不足1项）")
    assert line.json("import", "reviews", str(place), "--on", "2026-04-21")["same"] == 3
    assert sql.column("SELECT note FROM review ORDER BY id") == ["", "仅86公里", "未报自查"]


def test_without_its_marks_it_is_asked_about_once_and_taken(line: Mubiao, place: Path, sql: Sql) -> None:
    fill(place, L2="完成属实")
    book = load_workbook(place)
    page: Any = book.worksheets[0]
    page.delete_cols(next(cell.column for cell in page[1] if cell.value == "核对码"))
    book.save(place)
    told = line.refused("import", "reviews", str(place), "--on", "2026-04-20")
    assert "（现申报50%）”：复核结果填为“完成属实”。核对无误的，导入时加 --match-rows" in told
    assert sql.value("SELECT count(*) FROM review") == 0
    assert line.json("import", "reviews", str(place), "--match-rows", "--on", "2026-04-20")["new"] == 1


def test_conclusions_are_in_the_next_work_list(line: Mubiao, place: Path, anyone: Acting) -> None:
    fill(place, L2="完成属实", L3="完成属实")
    line.done("import", "reviews", str(place), "--on", "2026-04-20")
    anyone.on("2026-04-21").report("D001", "2026Q1", "T001", "T002", name="file_self_check", progress=60)
    anyone.on("2026-04-21").do(
        "record_online_review",
        period="2026Q1",
        reviewer="张三",
        lines=[{"target": "T002", "outcome": "完成属实", "note": "=属实"}],
    )
    line.done("reviews", *GIVEN, "--xlsx", str(place), "--force")
    concluded = [(row["复核结果"], row["复核说明"], row["复核日期"]) for row in rows(place)]
    assert concluded == [(None, None, None), ("完成属实", "=属实", "2026-04-21"), (None, None, None)]


def test_a_work_list_that_was_filled_in_is_not_overwritten(line: Mubiao, place: Path) -> None:
    assert "已经存在，没有改动" in line.refused("reviews", *GIVEN, "--xlsx", str(place))


def test_a_wrong_cell_is_named_with_file_and_sheet(line: Mubiao, place: Path) -> None:
    fill(place, L2="差不多")
    text = line.refused("import", "reviews", str(place), "--on", "2026-04-20")
    assert "复核表.xlsx 工作表“在线复核” L2：复核结果“差不多”不在可选范围内" in text
