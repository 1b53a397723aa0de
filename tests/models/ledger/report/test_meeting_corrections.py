"""What was typed wrongly of a meeting is set right on record; the first version stays in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import SEEN_THERE

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

THIS = {"department": "D001", "period": "2026Q1", "reason": "录错"}
MINUTES: dict[str, Any] = {"evidence": [str(SEEN_THERE)]}
VERDICT = "SELECT state, counted_on::text, late FROM obligation WHERE kind = 'quarterly_meeting' AND period = '2026Q1'"
VERDICT += " AND department_id = (SELECT id FROM department WHERE code = 'D001')"
HISTORY = "SELECT detail -> 'was', detail ->> 'reason' FROM transition WHERE event = 'corrected' AND record = :record"
TOLD = "SELECT occasion, payload ->> 'facts' FROM notice WHERE kind = 'result' ORDER BY id"


@pytest.fixture
def held(march: Acting) -> Acting:
    """The meeting of D001 was held in time, on 10 April, and recorded on 24 April; today is 30 April."""
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    march.on("2026-04-24").meet("D001", "2026Q1", "2026-04-10", problems="资金到位慢")
    return march.on("2026-04-30")


def test_the_office_corrects_its_minutes_and_the_head_is_told_again(
    held: Acting, sql: Sql, violations: Violations
) -> None:
    done = held.office("D001").do("correct_meeting", **THIS, problems="用地未落实")
    assert done.words == "已更正“第001厅”2026年第一季度会议的登记。"
    assert sql.rows(HISTORY, record="meeting") == [({"problems": "资金到位慢"}, "录错")]
    assert sql.rows(VERDICT) == [("discharged", "2026-04-10", False)]
    first, second = sql.rows(TOLD)
    assert (first[0], second[0]) == ("1", "2")
    assert "存在问题：用地未落实" in second[1]
    assert violations() == []


def test_what_is_the_same_changes_nothing(held: Acting, sql: Sql) -> None:
    done = held.do("correct_meeting", **THIS, problems="资金到位慢")
    assert done.words == "与已登记的内容相同，未作改动。"
    assert sql.rows(HISTORY, record="meeting") == []


def test_a_correction_says_what_it_corrects(held: Acting) -> None:
    assert held.refused("correct_meeting", **THIS) == "没有写明要更正的内容。"


@pytest.mark.parametrize(
    ("held_on", "recorded", "late"),
    [("2026-04-23", "2026-04-10", True), ("2026-04-22", "2026-04-10", False)],
)
def test_a27_another_day_decides_whether_it_was_late(
    held: Acting, sql: Sql, violations: Violations, held_on: str, recorded: str, *, late: bool
) -> None:
    done = held.do("correct_meeting", **THIS, **MINUTES, held_on=held_on)
    assert done.counts == {"corrected": 1, "evidence": 1, "late": int(late), "notices": 1}
    assert done.words.endswith("，按更正后的召开日期逾期。") is late
    assert sql.rows(VERDICT) == [("discharged", held_on, late)]
    assert sql.rows(HISTORY, record="meeting") == [({"held_on": recorded}, "录错")]
    assert sql.rows(HISTORY, record="obligation") == [(recorded, "录错")]
    assert violations() == []


@pytest.mark.parametrize(
    ("held_on", "refusal"),
    [
        ("2026-04-25", "召开日期2026-04-25在登记日期（2026-04-24）之后，会议在召开以后才登记，请核对。"),
        ("2026-03-31", "召开日期2026-03-31不在2026年第一季度结束（2026-03-31）以后，应在期末之后召开。"),
    ],
)
def test_a_day_that_cannot_be_is_refused(held: Acting, sql: Sql, held_on: str, refusal: str) -> None:
    assert held.refused("correct_meeting", **THIS, **MINUTES, held_on=held_on) == refusal
    assert sql.rows(VERDICT) == [("discharged", "2026-04-10", False)]


def test_the_day_is_corrected_by_the_agency_only_and_with_evidence(held: Acting) -> None:
    office = held.office("D001")
    assert office.refused("correct_meeting", **THIS, **MINUTES, held_on="2026-04-09") == (
        "召开日期决定是否逾期，由管理机构更正，并附会议记录（--evidence）。"
    )
    assert held.refused("correct_meeting", **THIS, held_on="2026-04-09") == (
        "更正召开日期，须附会议记录、签到表等印证材料（--evidence）。"
    )
    assert office.do("correct_meeting", **THIS, held_on="2026-04-10", problems="无").counts["corrected"] == 1


def test_only_a_recorded_meeting_is_corrected(held: Acting) -> None:
    assert held.refused("correct_meeting", **THIS | {"department": "D002"}, problems="无") == (
        "“第002厅”2026年第一季度的会议还没有登记。"
    )
    assert held.refused("correct_meeting", **THIS | {"period": "2026-03"}, problems="无") == (
        "“2026年3月”不是季度或半年，没有可更正的会议。"
    )


def test_a_half_year_review_is_corrected_by_its_half(march: Acting, sql: Sql) -> None:
    march.on("2026-07-01").open("mid_year_review", "2026H1")
    fields = {
        "attendees": "张三",
        "completion": "过半",
        "problems": "无",
        "coordination": "集中开工",
        "measures": "调度",
    }
    july = march.on("2026-07-10")
    july.do("record_review", department="D001", period="2026H1", held_on="2026-07-09", **fields)
    july.do("correct_meeting", department="D001", period="2026H1", reason="录错", coordination="8月集中开工")
    assert sql.column("SELECT coordination FROM meeting") == ["8月集中开工"]
