"""公众测评结果: other hands, earlier days, corrections of corrections and two at once (1-2.14, 1-8.3, A43)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.complaints import ImportRefused
from models.intake.survey import read_survey_results
from models.ledger.acts import ACTS
from models.ledger.perform import perform
from models.ledger.survey.rates import survey_table
from models.rules.errors import Refused, Unavailable
from models.rules.survey import Dimension
from tests.surveys import commission, edited, filled_survey, give_back

if TYPE_CHECKING:
    from pathlib import Path

    from sqlmodel import Session

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Together, Violations

ALL = """
SELECT (SELECT count(*) FROM survey), (SELECT count(*) FROM survey_item), (SELECT count(*) FROM survey_return),
    (SELECT count(*) FROM survey_cell), (SELECT count(*) FROM exhibit), (SELECT count(*) FROM transition)
"""
RETURNS = "SELECT serial, returned_on::text, reason FROM survey_return ORDER BY id"
FIVE: dict[int, dict[str, Any]] = {1: {"执行能力·不满意人数": 5}}
SIX: dict[int, dict[str, Any]] = {1: {"执行能力·不满意人数": 6}}


def returning(agency: Acting, session: Session, path: Path, reason: str = "") -> Summary:
    """Import a sheet within a transaction of its own."""
    checked = replace(read_survey_results(path), reason=reason)
    day = agency.context().day
    return perform(session, ACTS["return_survey_results"], checked, day, agency.actor)


@pytest.mark.parametrize("who", ["office", "head"])
def test_an_office_and_a_head_return_no_numbers(handed_out: Acting, tmp_path: Path, sql: Sql, who: str) -> None:
    path, before = filled_survey(tmp_path), sql.rows(ALL)
    with pytest.raises(Refused, match="不能执行“收回公众测评结果”"):
        give_back(getattr(handed_out, who)("D001"), path)
    assert sql.rows(ALL) == before


def test_a_refused_sheet_leaves_the_numbers_before_it(handed_out: Acting, tmp_path: Path, sql: Sql) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    before = sql.rows(ALL)
    wrong = filled_survey(tmp_path, rows={3: {"廉洁自律·不满意人数": 81}})
    with pytest.raises(ImportRefused):
        give_back(handed_out, wrong, "更正")
    assert sql.rows(ALL) == before


def test_a_correction_of_a_correction_has_a_serial_and_the_last_counts(
    handed_out: Acting, tmp_path: Path, sql: Sql, violations: Violations
) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    give_back(handed_out.on("2026-12-11"), filled_survey(tmp_path, rows=FIVE), "录入错误")
    give_back(handed_out.on("2026-12-14"), filled_survey(tmp_path, rows=SIX), "复核")
    assert sql.rows(RETURNS) == [
        (1, "2026-12-10", ""),
        (2, "2026-12-11", "录入错误"),
        (3, "2026-12-14", "复核"),
    ]
    with begin() as session:
        first = next(iter(survey_table(session, 2026).departments.values()))
    assert first.numbers[Dimension.EXECUTION]["人大代表"].dissatisfied == 6
    assert violations() == []


def test_going_back_to_the_first_numbers_is_a_correction_too(handed_out: Acting, tmp_path: Path, sql: Sql) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    give_back(handed_out.on("2026-12-11"), filled_survey(tmp_path, rows=FIVE), "录入错误")
    with pytest.raises(Refused, match="已于2026-12-11收回，与这份不同"):
        give_back(handed_out.on("2026-12-14"), filled_survey(tmp_path))
    done = give_back(handed_out.on("2026-12-14"), filled_survey(tmp_path), "更正有误")
    assert done.words == "公众测评表2026-1的结果已收回：共4行，更正1行。"
    assert len(sql.rows(RETURNS)) == 3


def test_the_same_numbers_with_a_reason_are_no_correction(handed_out: Acting, tmp_path: Path, sql: Sql) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    before = sql.rows(RETURNS)
    assert give_back(handed_out.on("2026-12-11"), filled_survey(tmp_path), "更正").counts["changed"] == 0
    assert sql.rows(RETURNS) == before


def test_a_first_return_keeps_no_reason(handed_out: Acting, tmp_path: Path, sql: Sql) -> None:
    assert "更正" not in give_back(handed_out, filled_survey(tmp_path), "误写").words
    assert sql.rows(RETURNS) == [(1, "2026-12-10", "")]


def test_rows_in_another_order_are_the_same_numbers(handed_out: Acting, tmp_path: Path, sql: Sql) -> None:
    def turned(sheet: Any) -> None:
        first = [cell.value for cell in sheet[2]]
        last = [cell.value for cell in sheet[5]]
        for place, (one, other) in enumerate(zip(first, last, strict=True), 1):
            sheet.cell(2, place).value, sheet.cell(5, place).value = other, one

    give_back(handed_out, filled_survey(tmp_path, rows=FIVE))
    done = give_back(handed_out, edited(filled_survey(tmp_path, rows=FIVE), turned))
    assert done.counts == {"rows": 4, "new": 0, "changed": 0, "same": 4}
    assert len(sql.rows(RETURNS)) == 1


@pytest.mark.parametrize("name", ["第001厅 ", " 第 001 厅"])
def test_spaces_in_a_printed_name_are_no_change(handed_out: Acting, tmp_path: Path, sql: Sql, name: str) -> None:
    give_back(handed_out, edited(filled_survey(tmp_path), lambda sheet: sheet.cell(2, 4, name)))
    assert len(sql.rows(RETURNS)) == 1


@pytest.mark.parametrize("key", ["2026-01", "2026-99", "20261", "测评表2026-1"])
def test_another_spelling_of_the_number_of_the_sheet_is_refused(
    handed_out: Acting, tmp_path: Path, sql: Sql, key: str
) -> None:
    def renamed(sheet: Any) -> None:
        for row in range(2, 6):
            sheet.cell(row, 1, key)

    before = sql.rows(ALL)
    with pytest.raises(ImportRefused) as refusal:
        give_back(handed_out, edited(filled_survey(tmp_path), renamed))
    assert {each.cell for each in refusal.value.complaints} <= {"A2", "A3", "A4", "A5"}
    assert sql.rows(ALL) == before


def test_every_wrong_cell_of_a_sheet_is_named_at_once(handed_out: Acting, tmp_path: Path) -> None:
    rows: dict[int, dict[str, Any]] = {
        1: {"执行能力·作答人数": 101},
        2: {"服务态度·不满意人数": "无"},
        4: {"廉洁自律·不满意人数": 90},
    }
    with pytest.raises(ImportRefused) as refusal:
        give_back(handed_out, filled_survey(tmp_path, rows=rows))
    assert {each.cell for each in refusal.value.complaints} == {"G2", "N3", "T5"}


def test_of_two_first_returns_at_once_one_counts(
    handed_out: Acting, tmp_path: Path, sql: Sql, together: Together, violations: Violations
) -> None:
    one, other = filled_survey(tmp_path), filled_survey(tmp_path, rows=FIVE, name="另.xlsx")
    done = together(
        lambda session: returning(handed_out, session, one),
        lambda session: returning(handed_out, session, other),
    )
    assert sum(isinstance(each, Refused) for each in done) == 1
    assert len(sql.rows(RETURNS)) == 1
    assert violations() == []


def test_the_same_sheet_twice_at_once_is_one_return(
    handed_out: Acting, tmp_path: Path, sql: Sql, together: Together
) -> None:
    path = filled_survey(tmp_path)
    done = together(*[lambda session: returning(handed_out, session, path)] * 2)
    assert sorted(each.counts["new"] for each in done) == [0, 4]
    assert len(sql.rows(RETURNS)) == 1


def test_a_second_year_has_its_own_sheet_and_numbers(
    handed_out: Acting, contract: str, tmp_path: Path, violations: Violations
) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    later = handed_out.on("2027-10-15")
    paper: dict[str, Any] = {"year": 2027, "dated": "2027-10-12", "number": "合同2027-8", "evidence": contract}
    done = later.do("hand_out_survey", third_party="民意调查公司", **paper)
    assert done.data["survey"] == "2027-1"
    give_back(later.on("2027-12-10"), filled_survey(tmp_path, "2027-1", FIVE))
    with begin() as session:
        tables = [survey_table(session, year) for year in (2026, 2027)]
    found = [next(iter(each.departments.values())).numbers[Dimension.EXECUTION]["人大代表"] for each in tables]
    assert [each.dissatisfied for each in found] == [4, 5]
    assert violations() == []


def test_changing_a_number_past_the_ledger_is_found(
    handed_out: Acting, tmp_path: Path, sql: Sql, violations: Violations
) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    sql("UPDATE survey_cell SET dissatisfied = 0 WHERE id = (SELECT min(id) FROM survey_cell)")
    assert violations() != []


@pytest.mark.parametrize(
    "statement",
    [
        (
            "INSERT INTO survey_return (survey_id, serial, returned_on, reason) SELECT survey_id, 1, returned_on, ''"
            " FROM survey_return"
        ),
        "UPDATE survey_item SET position = 1",
        "UPDATE survey_item SET respondents = '社会公众'",
        "UPDATE survey SET number = 1",
        "UPDATE survey_cell SET dimension = 'honesty'",
        "UPDATE survey_cell SET dimension = 'probity'",
    ],
)
def test_the_database_keeps_every_row_once(
    handed_out: Acting, contract: str, tmp_path: Path, sql: Sql, statement: str
) -> None:
    give_back(handed_out, filled_survey(tmp_path))
    commission(handed_out, contract, reason="样本不足")
    with pytest.raises(Unavailable):
        sql(statement)
