"""What was typed wrongly of a visit is set right on record; its day stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

VISIT = {"target": "T001", "visited_on": "2026-09-09", "problems": "用地未批", "assistance": "已协调"}
THIS = {"target": "T001", "visited_on": "2026-09-09", "reason": "录错"}
HISTORY = "SELECT detail -> 'was', detail ->> 'reason' FROM transition WHERE event = 'corrected'"


@pytest.fixture
def visited(roster: Acting, sql: Sql) -> Acting:
    """王文 and 李天 visited T001 on 9 September; today is 10 September."""
    sql("UPDATE target SET key_project = true WHERE code = 'T001'")
    roster.do("record_field_visit", **VISIT, visitors="王文、李天", place="第3标段")
    return roster


def test_place_and_text_are_corrected_and_the_office_is_told_again(visited: Acting, sql: Sql) -> None:
    done = visited.do("correct_field_visit", **THIS, place="第4标段", assistance="已约定限期办理")
    assert (done.words, done.counts) == (
        "已更正“目标T001”2026-09-09现场核查的登记。",
        {"corrected": 1, "notices": 1},
    )
    assert sql.rows("SELECT place, help, problems FROM field_visit") == [("第4标段", "已约定限期办理", "用地未批")]
    assert sql.rows(HISTORY) == [({"place": "第3标段", "help": "已协调"}, "录错")]
    helps = sql.column("SELECT payload ->> 'help' FROM notice WHERE kind = 'field_visited' ORDER BY id")
    assert helps == ["已协调", "已约定限期办理"]


def test_the_visitors_are_two_without_a_tie_after_the_correction_too(visited: Acting, sql: Sql) -> None:
    assert visited.refused("correct_field_visit", **THIS, visitors="王文") == "现场核查不少于2人（4.3），只写了1人。"
    visited.do("declare_tie", inspector="郑玲", department="D001", reason="曾在该部门任职")
    assert visited.refused("correct_field_visit", **THIS, visitors="王文、郑玲").startswith("“郑玲”与“第001厅”有回避")
    visited.do("correct_field_visit", **THIS, visitors="王文、韩丽")
    assert sql.column("SELECT visitors FROM field_visit") == [["王文", "韩丽"]]


def test_what_is_the_same_changes_nothing(visited: Acting, sql: Sql) -> None:
    assert visited.do("correct_field_visit", **THIS, place="第3标段").counts == {"corrected": 0, "notices": 0}
    assert visited.refused("correct_field_visit", **THIS) == "没有写明要更正的内容。"
    assert sql.rows(HISTORY) == []


def test_a_visit_is_found_by_its_day_and_if_there_are_several_by_its_number(
    visited: Acting, sql: Sql, violations: Violations
) -> None:
    assert visited.refused("correct_field_visit", **THIS | {"visited_on": "2026-09-08"}, place="甲") == (
        "目标T001没有登记2026-09-08的现场核查，请核对日期和序号。"
    )
    visited.do("record_field_visit", **VISIT, visitors="郑玲、韩丽", place="第5标段")
    assert visited.refused("correct_field_visit", **THIS, place="甲") == (
        "目标T001在2026-09-09登记了2次现场核查，请写明是本季第几次（--number）：1、2。"
    )
    visited.do("correct_field_visit", **THIS, place="第6标段", number=2)
    assert sql.column("SELECT place FROM field_visit ORDER BY serial") == ["第3标段", "第6标段"]
    assert [words for words in violations() if words.startswith("现场核查")] == []
