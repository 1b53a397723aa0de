"""Dates of a department that decide, when the year is over, who is appraised for it need a reason (1-2.13, A54)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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


CUT_OFF: dict[str, Any] = {"key": "appraisal_cut_off", "value": "2月10日", "basis": "黔目标办〔2026〕5号"}
MERGER = {"department": "D002", "successor": "D001", "basis": "黔机编〔2026〕12号"}
MOVED: dict[str, Any] = {**MERGER, "targets": ["T003"], "year": 2026}
TOO_LATE = (
    "2026年的考评截止日2027-02-10已过，哪些部门、条目计入考评已经确定，生效日期2026-12-30不能在2026年以内；"
    "请写2027年1月1日以后的日期，原定日期写入依据。"
)


@pytest.fixture
def cut_off(march: Acting, february: Acting) -> Acting:
    """The cut-off day of 2026 was 10 February 2027."""
    march.do("set_policy", **CUT_OFF, valid_from="2026-01-01")
    return february


@pytest.mark.parametrize(("act", "given"), [("merge_department", MERGER), ("transfer_targets", MOVED)])
def test_after_the_cut_off_day_no_reform_of_the_year_moves_entries_and_sheets(
    cut_off: Acting, sql: Sql, act: str, given: dict[str, Any]
) -> None:
    before = sql.rows("SELECT record, record_key, event FROM transition ORDER BY id")
    assert cut_off.refused(act, **given, effective_on="2026-12-30") == TOO_LATE
    assert sql.rows("SELECT record, record_key, event FROM transition ORDER BY id") == before
    done = cut_off.do(act, **given, effective_on="2027-01-04")
    assert done.counts["merged" if act == "merge_department" else "transferred"] == 1


def test_after_the_cut_off_day_a_reason_does_not_help_either(cut_off: Acting) -> None:
    for dates in NEVER_THERE:
        [words] = complaints(cut_off, "departments", row(dates), reason="撤销日期漏录")
        assert words.endswith("2026年不再考评，该年度的考评截止日2027-02-10已过，不再变更")
    assert appraised(cut_off) == ["D001", "D002"]


def test_after_the_cut_off_day_no_merger_of_the_year_is_withdrawn(march: Acting, sql: Sql, policy: str) -> None:
    march.do("set_policy", **CUT_OFF, valid_from="2026-01-01")
    march.on("2026-12-28").do("merge_department", **MERGER, effective_on="2026-12-28")
    late = march.on("2027-02-15")
    words = late.refused("withdraw_merger", department="D002", reason="误登", evidence=policy)
    assert words.startswith("2026年的考评截止日2027-02-10已过")
    assert sql.value("SELECT kind FROM reform") == "merge"
