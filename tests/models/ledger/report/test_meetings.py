"""季度分析会 and 半年讲评 recorded (6.1.2, 6.1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import SEEN_THERE

if TYPE_CHECKING:
    from tests.conftest import Acting, Meanwhile, Sql, Violations


VERDICT = """
SELECT o.state, o.counted_on::text, o.late FROM obligation o JOIN department d ON d.id = o.department_id
WHERE d.code = 'D001' AND o.kind = :kind
"""
MEETINGS = "SELECT kind, period, held_on::text, recorded_on::text FROM meeting ORDER BY kind"


@pytest.fixture
def april(march: Acting) -> Acting:
    """The first quarter's meeting is due on 22 April."""
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    return march.on("2026-04-30")


@pytest.fixture
def july(march: Acting) -> Acting:
    """The half-year review and the second quarter's meeting are due on 21 July."""
    march.on("2026-07-01").open("quarterly_meeting", "2026Q2")
    march.on("2026-07-01").open("mid_year_review", "2026H1")
    return march.on("2026-07-20")


@pytest.mark.parametrize(("held_on", "late"), [("2026-04-01", False), ("2026-04-22", False), ("2026-04-23", True)])
def test_a27_the_day_the_meeting_was_held_decides_not_the_day_it_was_recorded(
    april: Acting, sql: Sql, held_on: str, *, late: bool
) -> None:
    assert april.office("D001").meet("D001", "2026Q1", held_on).counts["late"] == late
    assert sql.rows(VERDICT, kind="quarterly_meeting") == [("discharged", held_on, late)]
    assert sql.rows(MEETINGS) == [("quarterly_meeting", "2026Q1", held_on, "2026-04-30")]


def test_the_head_hears_the_result_with_the_minutes_in_it(april: Acting, sql: Sql) -> None:
    april.meet("D001", "2026Q1", "2026-04-10", problems="资金到位慢")
    facts = sql.rows("SELECT audience, payload -> 'facts' FROM notice WHERE kind = 'result'")
    assert facts[0][0] == "head"
    assert "存在问题：资金到位慢" in facts[0][1]


def refused(acting: Acting, period: str, held_on: str) -> str:
    fields = {"attendees": "张三", "completion": "按计划", "problems": "无", "measures": "按月调度"}
    return acting.refused("record_meeting", department="D001", period=period, held_on=held_on, **fields)


def test_a_meeting_in_the_future_is_refused(april: Acting, sql: Sql) -> None:
    text = refused(april, "2026Q1", "2026-05-06")
    assert text == "召开日期2026-05-06在今天（2026-04-30）之后，请在会议召开后登记。"
    assert sql.value("SELECT count(*) FROM meeting") == 0


@pytest.mark.parametrize("held_on", ["2026-03-31", "2025-12-31"])
def test_a_meeting_before_the_quarter_ended_is_refused(april: Acting, held_on: str) -> None:
    assert "不在2026年第一季度结束（2026-03-31）以后" in refused(april, "2026Q1", held_on)


def test_a_meeting_recorded_twice_is_refused(april: Acting, sql: Sql) -> None:
    april.meet("D001", "2026Q1", "2026-04-10")
    assert "已办结，不能重复登记" in refused(april, "2026Q1", "2026-04-11")
    assert sql.value("SELECT count(*) FROM meeting") == 1


def test_a_meeting_of_a_quarter_without_an_obligation_is_refused(april: Acting) -> None:
    assert "没有“2025年第四季度分析会”这一应办事项" in refused(april, "2025Q4", "2026-04-10")


def test_a_meeting_of_a_month_is_refused(april: Acting) -> None:
    assert "“季度分析会”没有期间“2026-03”" in refused(april, "2026-03", "2026-04-10")


def test_another_departments_meeting_is_refused(april: Acting) -> None:
    assert "不能办理“第001厅”的事项" in refused(april.office("D002"), "2026Q1", "2026-04-10")


def test_two_who_record_at_once_leave_one_meeting(april: Acting, meanwhile: Meanwhile, sql: Sql) -> None:
    meanwhile("INSERT INTO meeting", lambda: april.meet("D001", "2026Q1", "2026-04-10"))
    fields = {"attendees": "张三", "completion": "按计划", "problems": "无", "measures": "按月调度"}
    held = {"department": "D001", "period": "2026Q1", "held_on": "2026-04-11"}
    assert april.unavailable("record_meeting", **held, **fields) == "另一操作刚刚写入了同一记录，请重试。"
    assert sql.rows(MEETINGS)[0][2] == "2026-04-10"


@pytest.mark.parametrize("part", ["completion", "problems", "coordination", "measures"])
def test_a_review_without_one_of_its_four_parts_is_refused(july: Acting, part: str) -> None:
    parts = {"completion": "按计划", "problems": "无", "coordination": "补齐", "measures": "按月调度"} | {part: " "}
    held = {"department": "D001", "period": "2026H1", "held_on": "2026-07-15", "attendees": "张三"}
    assert "不能为空" in july.refused("record_review", **held, **parts)


@pytest.mark.parametrize("part", ["completion", "problems", "coordination", "measures"])
def test_what_a_review_says_in_each_of_its_four_parts_is_kept(july: Acting, sql: Sql, part: str) -> None:
    july.review("D001", "2026-07-15", **{part: "逐项研究"})
    assert sql.column(f"SELECT {part} FROM meeting") == ["逐项研究"]  # noqa: S608 - the parts above


def test_a6_a_review_discharges_only_the_review_unless_it_is_also_the_meeting(july: Acting, sql: Sql) -> None:
    july.review("D001", "2026-07-15")
    assert sql.rows(VERDICT, kind="mid_year_review") == [("discharged", "2026-07-15", False)]
    assert sql.rows(VERDICT, kind="quarterly_meeting") == [("open", None, None)]


def test_a6_one_meeting_discharges_both_if_requested(july: Acting, sql: Sql) -> None:
    assert "同时登记为第二季度分析会" in july.review("D001", "2026-07-15", also_meeting=True).words
    for kind in ("mid_year_review", "quarterly_meeting"):
        assert sql.rows(VERDICT, kind=kind) == [("discharged", "2026-07-15", False)]
    assert [row[:2] for row in sql.rows(MEETINGS)] == [("mid_year_review", "2026H1"), ("quarterly_meeting", "2026Q2")]


def test_a6_a_review_cannot_count_as_a_recorded_meeting_and_nothing_is_stored(july: Acting, sql: Sql) -> None:
    july.meet("D001", "2026Q2", "2026-07-10")
    parts = {
        "completion": "按计划",
        "problems": "无",
        "coordination": "补齐",
        "measures": "按月调度",
        "attendees": "张三",
    }
    held = {"department": "D001", "period": "2026H1", "held_on": "2026-07-15", "also_meeting": True}
    assert "不能重复登记" in july.refused("record_review", **held, **parts)
    assert sql.rows(VERDICT, kind="mid_year_review") == [("open", None, None)]


def test_a_review_before_the_half_year_ended_is_refused(july: Acting) -> None:
    parts = {
        "completion": "按计划",
        "problems": "无",
        "coordination": "补齐",
        "measures": "按月调度",
        "attendees": "张三",
    }
    text = july.refused("record_review", department="D001", period="2026H1", held_on="2026-06-30", **parts)
    assert "不在2026年上半年结束" in text


THIS = {"department": "D001", "period": "2026Q1", "reason": "录错"}
MINUTES: dict[str, Any] = {"evidence": [str(SEEN_THERE)]}
VERDICT_OF_MEETING_CORRECTIONS = (
    "SELECT state, counted_on::text, late FROM obligation WHERE kind = 'quarterly_meeting' AND period = '2026Q1'"
)
VERDICT_OF_MEETING_CORRECTIONS += " AND department_id = (SELECT id FROM department WHERE code = 'D001')"
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
    assert sql.rows(VERDICT_OF_MEETING_CORRECTIONS) == [("discharged", "2026-04-10", False)]
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
    assert sql.rows(VERDICT_OF_MEETING_CORRECTIONS) == [("discharged", held_on, late)]
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
    assert sql.rows(VERDICT_OF_MEETING_CORRECTIONS) == [("discharged", "2026-04-10", False)]


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
