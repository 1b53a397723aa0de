"""An answer sheet has a row for each leaf of a target: what it asks, and what was last reported of it (1-2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.database import begin
from models.ledger.answer.asked_lines import changes_since, lines_by_duty
from models.ledger.answer.content import BY_NUMBER, AnswerBook, answer_book
from models.statements import run
from tests.answers import duty_number, faults, fill_down, give_back, sent
from tests.conftest import PAGE
from tests.mails import file, in_transaction
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


def shown(*numbers: int) -> dict[int, list[tuple[Any, ...]]]:
    with begin() as session:
        duties = run(session, BY_NUMBER, obligations=list(numbers)).all()
        found = lines_by_duty(session, duties)
        return {number: [(row.progress, row.status) for row in found.get(number, ())] for number in numbers}


def test_the_newest_report_of_a_target_counts(march: Acting, sql: Sql) -> None:
    number = duty_number(sql, "monthly_check", "2026-03", "D002")
    assert shown(number) == {number: [(None, None)]}
    for day, act, progress in (("2026-03-20", "submit_report", 20), ("2026-03-24", "amend_report", 35)):
        given = [{"target": "T003", "progress": progress}]
        march.on(day).office("D002").do(act, department="D002", period="2026-03", lines=given)
    assert shown(number) == {number: [(35, None)]}


def test_a_duty_about_one_target_has_what_was_last_reported_of_it(march: Acting, sql: Sql) -> None:
    given = [{"target": "T003", "progress": 35}]
    march.on("2026-03-20").office("D002").do("submit_report", department="D002", period="2026-03", lines=given)
    later = march.on("2026-09-10")
    for code in ("T001", "T003"):
        later.lists(code)
        later.do("set_limit", target=code, limit="2026-10-20")
    first, second = (duty_number(sql, "remediation", "", office) for office in ("D001", "D002"))
    assert shown(first, second) == {first: [], second: [(35, None)]}


@pytest.mark.usefixtures("march")
def test_without_duties_there_are_no_lines() -> None:
    assert shown() == {}


NEW = {"编号": "T010", "年度": "2026", "目标名称": "新建桥梁", "责任部门": "D001", "下达日期": "2026-03-10"}


@pytest.mark.usefixtures("march")
def test_without_changes_there_is_nothing_to_say() -> None:
    assert in_transaction(changes_since, [1]) == []
    assert in_transaction(changes_since, []) == []


def test_a_target_that_was_issued_since_is_named(march: Acting) -> None:
    march.on("2026-03-10").take("targets", NEW)
    assert in_transaction(changes_since, [1]) == ["目标T010“新建桥梁”在发表后下达，不在本表中"]


def test_a_target_that_was_withdrawn_since_is_named(march: Acting) -> None:
    march.do("withdraw_target", target="T002", reason="误导入", evidence=[str(page) for page in PAGE])
    [words] = in_transaction(changes_since, [1])
    assert words.startswith("目标T002“")
    assert words.endswith("已撤回，本表中的这一行不再需要")
