"""Only a department that is there on 31 December has a score of the year (1-2.13, A54)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.database import begin
from models.ledger.score.appraised import (
    appraised_department,
    check_dated,
    check_unapproved,
    check_year,
)
from models.rules.errors import Refused

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


REFORM = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}


@pytest.mark.parametrize(
    ("named", "refusal"),
    [
        ({"department": "D009"}, "部门“D009”不在部门名单中。查看：mubiao departments。"),
        ({"department": "AGENCY"}, "是管理机构，没有考评。"),
        ({"year": 2028}, "2028年尚未开始，没有考评，请核对年度。"),
    ],
)
def test_who_is_not_appraised_is_given_nothing(
    january: Acting, mark: dict[str, Any], sql: Sql, named: dict[str, Any], refusal: str
) -> None:
    assert january.refused("record_second_level", **mark | named).endswith(refusal)
    assert sql.rows("SELECT id FROM second_level") == []


def test_a54_who_ended_before_31_december_is_given_nothing(january: Acting, mark: dict[str, Any]) -> None:
    january.on("2026-11-02").do("merge_department", effective_on="2026-11-02", **REFORM)
    told = january.refused("record_second_level", **mark)
    assert told == "“第001厅”已于2026-11-01终止，没有2026年的考评。"


def test_a54_who_was_merged_after_the_year_is_given_its_result(january: Acting, mark: dict[str, Any]) -> None:
    january.on("2027-01-04").do("merge_department", effective_on="2027-01-04", **REFORM)
    assert january.do("record_second_level", **mark).counts["recorded"] == 1


def test_who_was_founded_after_the_year_is_given_nothing(january: Acting, mark: dict[str, Any]) -> None:
    january.take("departments", {"编码": "D003", "名称": "第三局", "生效日期": "2027-01-05"})
    told = january.refused("record_second_level", **mark | {"department": "D003"})
    assert told == "“第三局”自2027-01-05起设立，没有2026年的考评。"


DAYS = st.dates(date(2025, 1, 1), date(2029, 12, 31))
PAPER = """
INSERT INTO appraisal (jurisdiction_id, year, serial, body, paper_number, paper_date, approved_on, reason,
    department_id, left_out, facts)
SELECT d.jurisdiction_id, 2026, 1, '领导小组', '黔绩领〔2027〕1号', '2027-03-08', '2027-03-08', '',
    CASE WHEN :whole THEN NULL ELSE d.id END, '[]', '{}' FROM department d WHERE d.code = 'D001'
"""


def department_of(acting: Acting, text: str, year: int = 2026) -> str:
    with begin() as session:
        return appraised_department(session, acting.context(), text, year).code


@given(DAYS, st.integers(min_value=2025, max_value=2030))
def test_a_year_is_appraised_from_its_first_day(day: date, year: int) -> None:
    if year <= day.year:
        check_year(year, day)
    else:
        with pytest.raises(Refused, match=f"{year}年尚未开始，没有考评，请核对年度。"):
            check_year(year, day)


@given(DAYS, DAYS)
def test_a_paper_is_not_older_than_the_year_that_it_is_about(dated: date, day: date) -> None:
    if date(2027, 1, 1) <= dated <= day:
        check_dated(dated, 2027, day)
    else:
        with pytest.raises(Refused, match=f"文件日期{dated}"):
            check_dated(dated, 2027, day)


def test_a_paper_of_the_last_day_of_the_year_before_says_why_it_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        check_dated(date(2026, 12, 31), 2027, date(2027, 3, 1))
    assert refusal.value.message == "文件日期2026-12-31早于2027年，不是该年度的考评结果，请核对。"


@pytest.mark.parametrize("name", ["D001", "第001厅", " 第001厅 "])
def test_a_department_is_named_by_code_or_name(march: Acting, name: str) -> None:
    assert department_of(march, name) == "D001"


@pytest.mark.parametrize(
    ("ends", "appraised"), [("2026-12-30", False), ("2026-12-31", True), ("2027-01-03", True), (None, True)]
)
def test_a54_a_department_is_appraised_if_it_is_there_on_31_december(
    march: Acting, sql: Sql, ends: str | None, *, appraised: bool
) -> None:
    sql("UPDATE department SET valid_to = CAST(:ends AS date) WHERE code = 'D001'", ends=ends)
    if appraised:
        assert department_of(march, "D001") == "D001"
    else:
        with pytest.raises(Refused, match=f"“第001厅”已于{ends}终止，没有2026年的考评。"):
            department_of(march, "D001")


@pytest.mark.parametrize(("begins", "appraised"), [("2026-12-31", True), ("2027-01-01", False)])
def test_a54_a_department_that_begins_on_the_last_day_is_appraised(
    march: Acting, sql: Sql, begins: str, *, appraised: bool
) -> None:
    sql("UPDATE department SET valid_from = CAST(:begins AS date) WHERE code = 'D001'", begins=begins)
    if appraised:
        assert department_of(march, "D001") == "D001"
    else:
        with pytest.raises(Refused, match=f"“第001厅”自{begins}起设立，没有2026年的考评。"):
            department_of(march, "D001")


def test_a54_the_same_department_is_appraised_in_one_year_and_not_in_the_next(march: Acting, sql: Sql) -> None:
    sql("UPDATE department SET valid_to = '2027-06-30' WHERE code = 'D001'")
    assert department_of(march, "D001", 2026) == "D001"
    with pytest.raises(Refused, match="没有2027年的考评"):
        department_of(march, "D001", 2027)


def test_an_approved_year_is_closed_and_its_neighbours_are_open(march: Acting, sql: Sql) -> None:
    sql(PAPER, whole=True)
    with begin() as session:
        for year in (2025, 2027):
            check_unapproved(session, march.context(), year)
        with pytest.raises(Refused, match=r"2026年的考评已经审定（黔绩领〔2027〕1号），等次不再变更。"):
            check_unapproved(session, march.context(), 2026)


def test_the_correction_of_one_sheet_is_not_taken_for_the_approval_of_the_year(march: Acting, sql: Sql) -> None:
    sql(PAPER, whole=False)
    with begin() as session:
        check_unapproved(session, march.context(), 2026)
    assert sql.value("SELECT count(*) FROM appraisal") == 1
