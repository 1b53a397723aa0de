"""Dates of a department that decide, when the year is over, who is appraised for it need a reason (1-2.13, A54)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.score.sheets import score_sheets
from tests.models.ledger.registry.test_sheets import complaints

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

NEVER_THERE = [{"失效日期": "2026-12-30"}, {"生效日期": "2027-01-01"}]


@pytest.fixture
def february(march: Acting, sql: Sql) -> Acting:
    """The year 2026 is over, and nothing is open; today is 15 February 2027."""
    for number in sql.column("SELECT id FROM obligation ORDER BY id"):
        march.do("waive", obligation=number, reason="另行办理")
    return march.on("2027-02-15")


def appraised(acting: Acting) -> list[str]:
    with begin() as session:
        return [each.code for each in score_sheets(session, 2026, acting.day)]


def row(dates: dict[str, str]) -> dict[str, str]:
    return {"编码": "D002", "名称": "第002厅", **dates}


@pytest.mark.parametrize("dates", NEVER_THERE)
def test_no_department_leaves_the_appraisal_of_a_past_year_by_other_dates(
    february: Acting, dates: dict[str, str]
) -> None:
    [words] = complaints(february, "departments", row(dates))
    assert "改动日期后，“第002厅”2026年不再考评，该年度已经结束" in words
    assert appraised(february) == ["D001", "D002"]


def test_none_comes_back_into_it_either(february: Acting) -> None:
    february.take("departments", row({"失效日期": "2026-12-30"}), reason="撤销日期漏录")
    [words] = complaints(february, "departments", row({"失效日期": ""}))
    assert "2026年纳入考评" in words


@pytest.mark.parametrize("dates", NEVER_THERE)
def test_with_a_reason_it_is_on_record(
    february: Acting, sql: Sql, violations: Violations, dates: dict[str, str]
) -> None:
    february.take("departments", row(dates), reason="撤销日期漏录")
    assert appraised(february) == ["D001"]
    detail = "SELECT detail ->> 'reason' FROM transition WHERE record = 'department' AND event = 'changed'"
    assert sql.column(detail) == ["撤销日期漏录"]
    assert violations() == []


def test_an_end_in_the_present_year_needs_none(february: Acting) -> None:
    february.take("departments", row({"失效日期": "2027-06-30"}))
    assert appraised(february) == ["D001", "D002"]


def test_without_targets_of_that_year_dates_are_filled_in_freely(march: Acting, sql: Sql) -> None:
    march.take("departments", row({"生效日期": "2026-01-01"}))
    assert str(sql.value("SELECT valid_from FROM department WHERE code = 'D002'")) == "2026-01-01"
