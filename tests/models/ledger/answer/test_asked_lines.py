"""An answer sheet has a row for each leaf of a target: what it asks, and what was last reported of it (1-2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from models.database import begin
from models.ledger.answer.content import AnswerBook, answer_book
from tests.answers import duty_number, faults, fill_down, give_back, sent
from tests.mails import file
from tests.models.ledger.report.leaf_reports import LEAVES, OTHER, line, planted, submit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations


@pytest.fixture
def april(march: Acting) -> Acting:
    return planted(march)


@pytest.fixture
def number(april: Acting, sql: Sql) -> int:
    assert april.day.month == 4
    return duty_number(sql, "monthly_check", "2026-04")


def book_of(acting: Acting, number: int) -> AnswerBook:
    with begin() as session:
        return answer_book(session, [number], acting.day)


def test_each_leaf_has_a_row_with_what_it_asks(april: Acting, number: int) -> None:
    rows = [row.shown for row in book_of(april, number).sheets[0].rows]
    assert rows == [
        ("T001", "目标T001（指标1-1 指标1-1）", "", "不少于100公里", "2026年9月30日", "", ""),
        ("T001", "目标T001（指标1-2 指标1-2）", "竣工验收合格", "", "2026年10月31日", "", ""),
        ("T001", "目标T001（指标2 指标2）", "", "不少于7.50公里", "2026年9月30日", "", ""),
        ("T002", "目标T002", "", "", "年底（默认）", "", ""),
    ]


def test_the_last_report_of_each_leaf_stands_in_the_next_sheet(april: Acting, sql: Sql) -> None:
    submit(april, line("1-1", 40), line("1-2", 100, status="已完成"), line("2", 10), OTHER)
    may = april.on("2026-05-01")
    may.open("monthly_check", "2026-05")
    rows = book_of(may, duty_number(sql, "monthly_check", "2026-05")).sheets[0].rows
    assert [row.shown[5:] for row in rows] == [("40%", ""), ("100%", "已完成"), ("10%", ""), ("60%", "")]
    assert [row.pace for row in rows] == ["黄", "绿", "红", "绿"]


def test_the_leaves_are_taken_from_their_rows(
    april: Acting, number: int, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    form = fill_down(fill_down(sent(april, tmp_path / "表.xlsx", number), "I", 40, 100, 10, 60), "K", 90)
    assert give_back(april, form).words == (
        "“第001厅”2026-04已填报2项。目标T001指标1-1的进度40%与数量不符：完成90公里，要求100公里，应为90%。"
    )
    assert [row[:2] for row in sql.rows(LEAVES, version=1)] == [("1-1", 40), ("1-2", 100), ("2", 10)]
    assert violations() == []


def test_an_empty_or_deleted_row_of_a_leaf_is_named(april: Acting, number: int, tmp_path: Path) -> None:
    form = fill_down(sent(april, tmp_path / "表.xlsx", number), "I", 40, None, 10, 60)
    assert faults(april, form) == [("I7", "进度（%）（目标T001指标1-2）不能为空")]
    book = load_workbook(form)
    book.worksheets[1].delete_rows(7)
    book.save(form)
    assert faults(april, form) == [("B3", "缺少1行：T001指标1-2 目标T001，请用原表填写")]


def test_a_copied_row_of_another_leaf_is_refused(april: Acting, number: int, tmp_path: Path) -> None:
    form = fill_down(sent(april, tmp_path / "表.xlsx", number), "I", 40, 100, 10, 60)
    first = load_workbook(form).worksheets[1]["N6"].value
    fill_down(form, "N", first, first)
    cells = [cell for cell, _ in faults(april, form)]
    assert cells == ["N7", "B3"]


def test_the_rows_of_a_marked_target_take_nothing_and_show_no_leaf(april: Acting, number: int, tmp_path: Path) -> None:
    april.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    rows = book_of(april, number).sheets[0].rows
    assert [(row.marked, row.shown[2:], row.pace) for row in rows[:3]] == [(True, ("",) * 5, "")] * 3
    assert "指标" not in rows[0].shown[1]
    form = fill_down(sent(april, tmp_path / "表.xlsx", number), "I", 40, None, None, 60)
    assert [cell for cell, _ in faults(april, form)] == ["I6"]


def test_a_file_named_in_the_row_of_a_leaf_is_evidence_of_that_leaf(april: Acting, sql: Sql, tmp_path: Path) -> None:
    april.open("self_check", "2026Q1")
    form = sent(april, tmp_path / "自查.xlsx", duty_number(sql, "self_check", "2026Q1"))
    fill_down(fill_down(form, "I", 40, 100, 10, 60, first=8), "M", None, "验收单.pdf", first=8)
    assert give_back(april, form, file(tmp_path, "验收单.pdf")).counts["evidence"] == 1
    assert sql.rows("SELECT indicator, file_name FROM evidence_use") == [("1-2", "验收单.pdf")]
