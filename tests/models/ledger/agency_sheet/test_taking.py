"""The taking of a sheet: all rows or none, each once, also at the same time and after a lost connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.intake.complaints import ImportRefused
from models.ledger.acts import Summary
from models.ledger.agency_sheet.taking import MOST_WORDS
from models.rules.errors import Refused, Unavailable
from tests.conftest import counting
from tests.models.ledger.agency_sheet.sheets import as_csv, counts, export, fill, rows_in, take, take_in, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Meanwhile, Sql, Together, Violations

TASKS = "SELECT state FROM urging ORDER BY id"
PEOPLE = "SELECT name, position FROM inspector ORDER BY id"
HEIGHT = "SELECT height FROM chain_head"
MANY = 1000
CROWD = """
INSERT INTO inspector (jurisdiction_id, name, position)
SELECT j.id, '人员' || lpad(n::text, 4, '0'), '' FROM jurisdiction j, generate_series(1, :n) n
WHERE j.go_live IS NOT NULL
"""
OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
def late(march: Acting) -> Acting:
    """Both departments are late with March; their 催办 tasks stand open since 1 April."""
    april = march.on("2026-04-01")
    april.system.do("propose_urgings")
    return april


@pytest.fixture
def known(march: Acting) -> Acting:
    """王文, 李天 and 郑玲 are on the roster."""
    for name in ("王文", "李天", "郑玲"):
        march.do("register_inspector", name=name)
    return march


def names(number: int) -> dict[int, dict[str, Any]]:
    """Return that many rows with new inspectors, for an empty sheet."""
    return {row: {"姓名": f"新人{row}"} for row in range(2, number + 2)}


# All rows or none


def test_a_fault_in_the_last_row_undoes_the_rows_before_it(known: Acting, sql: Sql, tmp_path: Path) -> None:
    before = sql.value(HEIGHT), sql.rows(PEOPLE)
    sheet = fill(export(known, "inspectors", tmp_path), {2: {"职务": "处长"}, 5: {"姓名": "韩丽"}, 6: {"姓名": " "}})
    fill(sheet, {6: {"职务": "没有姓名"}})
    with pytest.raises(ImportRefused, match="“姓名”必填") as refusal:
        take(known, "inspectors", sheet)
    assert [each.cell for each in refusal.value.complaints] == ["B6"]
    assert (sql.value(HEIGHT), sql.rows(PEOPLE)) == before


def test_a_trial_says_the_same_as_the_import_and_keeps_nothing(known: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(known, "inspectors", tmp_path), {2: {"职务": "处长"}, 5: {"姓名": "韩丽"}})
    tried = take(known, "inspectors", sheet, keep=False)
    assert len(sql.rows(PEOPLE)) == 3
    done = take(known, "inspectors", sheet)
    assert (tried.words, tried.counts) == (done.words, done.counts)
    assert len(sql.rows(PEOPLE)) == 4


def test_all_rows_of_a_sheet_are_one_block(known: Acting, sql: Sql, tmp_path: Path, violations: Violations) -> None:
    before = sql.value(HEIGHT)
    assert counts(take(known, "inspectors", fill(template(known, "inspectors", tmp_path), names(20)))) == (20, 0, 0)
    assert sql.value(HEIGHT) == before + 1
    assert violations() == []


def test_a_sheet_that_asks_for_nothing_is_no_block(known: Acting, sql: Sql, tmp_path: Path) -> None:
    before = sql.value(HEIGHT)
    assert counts(take(known, "inspectors", export(known, "inspectors", tmp_path))) == (0, 0, 3)
    assert sql.value(HEIGHT) == before


def test_the_results_of_the_first_rows_are_told_and_the_others_counted(known: Acting, tmp_path: Path) -> None:
    done = take(known, "inspectors", fill(template(known, "inspectors", tmp_path), names(MOST_WORDS + 5)))
    lines = done.words.split("\n")
    assert lines[0] == "核查人员共35行：新增35，更改0，未变0。"
    assert (len(lines), lines[-1]) == (MOST_WORDS + 2, "……")


# At the same time


def test_two_imports_of_a_list_of_tasks_at_once_do_each_row_once(
    late: Acting, sql: Sql, tmp_path: Path, together: Together, violations: Violations
) -> None:
    sheet = fill(export(late, "urgings", tmp_path), {2: {"通话结果": "已接听"}, 3: {"通话结果": "已接听"}})
    results = together(*[lambda session: take_in(session, late, "urgings", sheet)] * 2)
    assert_once(results, 2)
    assert sql.column(TASKS) == ["done", "done"]
    assert sql.value("SELECT count(*) FROM transition WHERE record = 'urging' AND to_state = 'done'") == 2
    assert violations() == []


def test_two_imports_of_new_rows_at_once_add_each_once(
    known: Acting, sql: Sql, tmp_path: Path, together: Together, violations: Violations
) -> None:
    sheet = fill(template(known, "inspectors", tmp_path), names(5))
    results = together(*[lambda session: take_in(session, known, "inspectors", sheet)] * 2)
    assert_once(results, 5)
    assert len(sql.rows(PEOPLE)) == 8
    assert violations() == []


def assert_once(results: list[Any], rows: int) -> None:
    """One import did all rows; the other one found them done, or is asked to try again."""
    done = [each for each in results if isinstance(each, Summary)]
    assert sum(each.counts["new"] for each in done) == rows
    assert all(isinstance(each, Refused | Unavailable) for each in results if each not in done)


def test_two_sheets_that_change_one_row_differently_keep_one_change(
    known: Acting, sql: Sql, tmp_path: Path, together: Together
) -> None:
    sheets = []
    for position in ("处长", "副处长"):
        folder = tmp_path / position
        folder.mkdir()
        sheets.append(fill(export(known, "inspectors", folder), {2: {"职务": position}}))
    one, other = sheets
    results = together(
        lambda session: take_in(session, known, "inspectors", one),
        lambda session: take_in(session, known, "inspectors", other),
    )
    changed = [each for each in results if isinstance(each, Summary)]
    assert sum(each.counts["changed"] for each in changed) == len(changed) >= 1
    assert [position for _, position in sql.rows(PEOPLE) if position] in (["处长"], ["副处长"])


# A lost connection


def test_a_connection_killed_in_the_middle_leaves_nothing_and_the_sheet_goes_in_later(
    known: Acting, sql: Sql, tmp_path: Path, meanwhile: Meanwhile, violations: Violations
) -> None:
    before = sql.value(HEIGHT), sql.rows(PEOPLE)
    sheet = fill(export(known, "inspectors", tmp_path), {2: {"职务": "处长"}, 5: {"姓名": "韩丽"}})
    meanwhile("INSERT INTO inspector", lambda: sql.rows(OTHERS))
    with pytest.raises(Unavailable, match="数据库暂时不可用"):
        take(known, "inspectors", sheet)
    assert (sql.value(HEIGHT), sql.rows(PEOPLE)) == before
    assert counts(take(known, "inspectors", sheet)) == (1, 1, 2)
    assert violations() == []


# A large sheet


def test_a_thousand_rows_that_did_not_change_take_as_many_statements_as_three(
    known: Acting, sql: Sql, tmp_path: Path
) -> None:
    few = statements(known, export(known, "inspectors", tmp_path), (0, 0, 3))
    sql(CROWD, n=MANY)
    assert statements(known, export(known, "inspectors", tmp_path), (0, 0, MANY + 3)) == few


def test_each_new_row_takes_the_same_number_of_statements(known: Acting, tmp_path: Path) -> None:
    sheet = template(known, "inspectors", tmp_path)
    ten = statements(known, fill(sheet, names(10)), (10, 0, 0), keep=False)
    forty = statements(known, fill(sheet, names(40)), (40, 0, 0), keep=False)
    assert (forty - ten) % 30 == 0
    assert (forty - ten) // 30 <= 12


def statements(acting: Acting, sheet: Path, expected: tuple[int, int, int], *, keep: bool = True) -> int:
    """Return how many statements an import takes."""
    with counting() as total:
        assert counts(take(acting, "inspectors", sheet, keep=keep)) == expected
    return total[0]


def test_one_change_in_a_thousand_rows_changes_one_record(known: Acting, sql: Sql, tmp_path: Path) -> None:
    sql(CROWD, n=MANY)
    sheet = export(known, "inspectors", tmp_path)
    number = next(row for row, each in enumerate(rows_in(sheet), 2) if each["姓名"] == "人员0500")
    assert counts(take(known, "inspectors", fill(sheet, {number: {"职务": "处长"}}))) == (0, 1, MANY + 2)
    assert sql.rows("SELECT name, position FROM inspector WHERE position <> ''") == [("人员0500", "处长")]


# Sheets as people write them


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-8"])
def test_a_list_of_tasks_saved_as_text_is_read(late: Acting, sql: Sql, tmp_path: Path, encoding: str) -> None:
    sheet = fill(export(late, "urgings", tmp_path), {2: {"通话结果": "李明接听，周五前报送"}})
    assert counts(take(late, "urgings", as_csv(sheet, encoding))) == (1, 0, 1)
    assert sql.rows("SELECT state, outcome FROM urging WHERE state = 'done'") == [("done", "李明接听，周五前报送")]


@pytest.mark.parametrize("kind", ["urgings", "inspectors"])
def test_an_exported_sheet_saved_as_text_changes_nothing(late: Acting, tmp_path: Path, kind: str) -> None:
    late.do("register_inspector", name="王文", valid_from="2026-01-01")
    sheet = export(late, kind, tmp_path)
    assert counts(take(late, kind, as_csv(sheet))) == (0, 0, len(rows_in(sheet)))


def test_title_rows_above_the_header_are_passed_over(late: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(late, "urgings", tmp_path), {2: {"通话结果": "已接听"}})
    book = load_workbook(sheet)
    book.worksheets[0].insert_rows(1, 2)
    book.worksheets[0]["A1"] = "四月催办名单"
    book.save(sheet)
    assert counts(take(late, "urgings", sheet)) == (1, 0, 1)
    assert sql.column(TASKS) == ["done", "proposed"]


def test_columns_in_another_order_and_a_column_of_ones_own_do_no_harm(late: Acting, sql: Sql, tmp_path: Path) -> None:
    place = tmp_path / "催办.csv"
    place.write_text("通话结果,记录人,任务编号\n已接听,周涛,2\n", encoding="gb18030")
    assert counts(take(late, "urgings", place)) == (1, 0, 0)
    assert sql.column(TASKS) == ["proposed", "done"]


@pytest.mark.parametrize("code", [str.lower, lambda code: code.replace("-", " - "), "{} ".format])
def test_a_check_code_with_blanks_or_small_letters_is_the_same(late: Acting, tmp_path: Path, code: Any) -> None:
    sheet = export(late, "urgings", tmp_path)
    was = rows_in(sheet)[0]["核对码"]
    assert counts(take(late, "urgings", fill(sheet, {2: {"核对码": code(was), "通话结果": "已接听"}}))) == (1, 0, 1)


def test_rows_that_were_sorted_or_deleted_are_still_known(late: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(late, "urgings", tmp_path), {3: {"通话结果": "已接听"}})
    book = load_workbook(sheet)
    book.worksheets[0].delete_rows(2)
    book.save(sheet)
    assert counts(take(late, "urgings", sheet)) == (1, 0, 0)
    assert sql.column(TASKS) == ["proposed", "done"]


def test_a_sheet_of_another_kind_is_refused(late: Acting, sql: Sql, tmp_path: Path) -> None:
    late.do("register_inspector", name="王文")
    sheet = export(late, "inspectors", tmp_path)
    with pytest.raises(Refused, match="任务编号"):
        take(late, "urgings", sheet)
    assert sql.column(TASKS) == ["proposed", "proposed"]


def test_an_office_does_not_import_the_sheets_of_the_agency(late: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(late, "urgings", tmp_path), {2: {"通话结果": "已接听"}})
    with pytest.raises(Refused, match="管理机构"):
        take(late.office("D001"), "urgings", sheet)
    assert sql.column(TASKS) == ["proposed", "proposed"]
