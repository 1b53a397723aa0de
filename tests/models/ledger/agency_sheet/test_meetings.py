"""Meetings in a sheet: what an office reported by telephone or letter, entered for it with a source per row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.intake.complaints import ImportRefused
from models.ledger.agency_sheet.content import agency_sheet
from models.ledger.agency_sheet.kinds import SHEETS
from models.ledger.duty.register import explain_obligation
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, rows_in, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

MINUTES = {"参加人员": "班子成员", "各项目标完成情况": "过半", "存在问题": "资金", "改进措施": "按月调度"}


@pytest.fixture
def april(march: Acting) -> Acting:
    """The meetings of the first quarter are owed; today is 20 April."""
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    return march.on("2026-04-20")


def test_each_owed_meeting_is_a_row(april: Acting, tmp_path: Path) -> None:
    rows = rows_in(export(april, "meetings", tmp_path))
    assert [(row["部门名称"], row["部门编码"], row["季度"]) for row in rows] == [
        ("第001厅", "D001", "2026Q1"),
        ("第002厅", "D002", "2026Q1"),
    ]


def test_each_row_has_its_own_office_and_source_in_the_history(
    april: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    sheet = fill(
        export(april, "meetings", tmp_path),
        {
            2: {**MINUTES, "召开日期": "2026-04-10", "来源": "电话", "来源说明": "李明", "收到日期": "2026-04-13"},
            3: {**MINUTES, "召开日期": "2026年4月15日", "来源": "纸质"},
        },
    )
    assert counts(take(april, "meetings", sheet)) == (2, 0, 0)
    assert sql.column("SELECT held_on::text FROM meeting ORDER BY department_id") == ["2026-04-10", "2026-04-15"]
    with begin() as session:
        first, second = (
            explain_obligation(session, number, april.day)["history"][-1]
            for number in sql.column(
                "SELECT id FROM obligation WHERE kind = 'quarterly_meeting' ORDER BY department_id"
            )
        )
    assert (first["actor"], first["role"], first["known"]) == ("第001厅目标办", "office", "claimed")
    assert first["source"] == {"means": "phone", "note": "李明", "received": "2026-04-13"}
    assert (second["actor"], second["source"]["means"]) == ("第002厅目标办", "paper")
    assert violations() == []


def test_the_sheet_taken_again_changes_nothing(april: Acting, tmp_path: Path) -> None:
    sheet = fill(export(april, "meetings", tmp_path), {2: {**MINUTES, "召开日期": "2026-04-10", "来源": "电话"}})
    take(april, "meetings", sheet)
    assert counts(take(april, "meetings", sheet)) == (0, 0, 2)


def test_what_is_missing_in_a_row_is_named_at_its_cells(april: Acting, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="“存在问题”必填") as refusal:
        take(april, "meetings", fill(export(april, "meetings", tmp_path), {3: {"召开日期": "2026-04-10"}}))
    assert [each.cell for each in refusal.value.complaints] == ["G3", "H3", "I3", "J3"]


def test_a_day_of_receipt_in_the_future_is_refused(april: Acting, tmp_path: Path) -> None:
    late = {**MINUTES, "召开日期": "2026-04-10", "来源": "电话", "收到日期": "2026-04-21"}
    with pytest.raises(ImportRefused, match="收到日期2026-04-21在今天"):
        take(april, "meetings", fill(export(april, "meetings", tmp_path), {2: late}))


def test_a_day_of_receipt_without_a_source_is_refused(april: Acting, tmp_path: Path) -> None:
    late = {**MINUTES, "召开日期": "2026-04-10", "收到日期": "2026-04-13"}
    with pytest.raises(ImportRefused, match="代录来源有误：“来源”必填"):
        take(april, "meetings", fill(export(april, "meetings", tmp_path), {2: late}))


def test_a_review_may_count_as_the_meeting_too(april: Acting, sql: Sql, tmp_path: Path) -> None:
    july = april.on("2026-07-01")
    july.open("mid_year_review", "2026H1")
    july.open("quarterly_meeting", "2026Q2")
    parts = {"参加人员": "全体", "半年目标完成情况讲评": "过半", "存在问题": "资金", "统筹进度安排": "按月"}
    parts |= {"改进措施和方案": "调度", "召开日期": "2026-07-06", "同时作为第二季度分析会": "√"}
    later = july.on("2026-07-10")
    take(later, "mid-year-reviews", fill(export(later, "mid-year-reviews", tmp_path), {2: parts}))
    assert sql.column("SELECT period FROM meeting ORDER BY period") == ["2026H1", "2026Q2"]


def test_a_source_that_is_none_is_refused_with_the_possible_ones(april: Acting, tmp_path: Path) -> None:
    odd = {**MINUTES, "召开日期": "2026-04-10", "来源": "托梦", "收到日期": "2026-04-10"}
    with pytest.raises(ImportRefused, match="“托梦”不在可选范围内，可填："):
        take(april, "meetings", fill(export(april, "meetings", tmp_path), {2: odd}))


def test_the_title_of_a_sheet_is_that_of_its_kind(april: Acting) -> None:
    with begin() as session:
        sheet = agency_sheet(session, SHEETS["meetings"][0], april.day)
    assert sheet.title == SHEETS["meetings"][0].title
