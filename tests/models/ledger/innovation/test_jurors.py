"""专家名单: who is on it, and who must not judge a unit (1-2.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

JURORS = "SELECT name, unit, position, registered_on::text, valid_to::text FROM juror WHERE name = '周一'"
ROUNDS = "SELECT count(*) FROM innovation_round"


def test_a_juror_is_registered_once_and_changed(called: Acting, sql: Sql, violations: Violations) -> None:
    fields = {"name": "周　一", "unit": "省社会科学院"}
    assert called.do("register_juror", **fields).words == "已登记评委“周一”（省社会科学院）。"
    assert called.do("register_juror", **fields).counts == {"registered": 0}
    later = called.on("2026-10-20")
    later.do("register_juror", **fields, position="研究员")
    assert sql.rows(JURORS) == [("周一", "省社会科学院", "研究员", "2026-10-12", None)]
    later.do("register_juror", **fields | {"unit": "贵州大学"}, valid_to="2026-12-31")
    assert sql.rows(JURORS) == [("周一", "贵州大学", "研究员", "2026-10-20", "2026-12-31")]
    assert violations() == []


def test_a_juror_of_the_same_name_has_a_number_and_the_answer_asks_to_check(applied: Acting) -> None:
    words = applied.do("register_juror", name="陈一（0213）", unit="贵州大学").words
    assert words == "已登记评委“陈一(0213)”（贵州大学）。有同名的“陈一”，请核对是不同的人。"
    assert "一次只登记一人" in applied.refused("register_juror", name="周一、周二", unit="贵州大学")


@pytest.mark.parametrize("unit", ["第001厅", "第００１厅 规划处", "第002厅信息中心"])
def test_2_16_a_juror_of_a_unit_that_applied_is_refused(
    applied: Acting, expert: dict[str, Any], sql: Sql, unit: str
) -> None:
    applied.on("2026-10-20").do("register_juror", name="陈三", unit=unit)
    told = applied.refused("record_expert_round", **expert)
    assert told.startswith("评委“陈三”是申报单位“第00")
    assert told.endswith("应当回避，不能参加评审。")
    assert sql.value(ROUNDS) == 0


def test_2_16_a_declared_tie_excludes_a_juror_and_is_told_afterwards(
    applied: Acting, expert: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    tie = {"juror": "陈三", "department": "D002", "reason": "曾任该厅顾问"}
    applied.do("declare_juror_tie", **tie)
    assert applied.do("declare_juror_tie", **tie).counts == {"declared": 0}
    told = applied.refused("record_expert_round", **expert)
    assert told == "评委“陈三”与申报单位“第002厅”有回避情形（曾任该厅顾问），不能参加评审。"
    assert sql.value(ROUNDS) == 0
    assert violations() == []


def test_a_tie_declared_after_the_round_names_its_year(applied: Acting, expert: dict[str, Any]) -> None:
    applied.do("record_expert_round", **expert)
    done = applied.do("declare_juror_tie", juror="陈三", department="D002", reason="配偶在该厅任职")
    assert done.words.endswith("其参加过2026年对该单位项目的评审，请由评委会重新评审、更正。")
    other = applied.do("declare_juror_tie", juror="陈三", department="D004", reason="曾任职")
    assert other.words == "已登记“陈三”回避“第004厅”。"


def test_2_16_people_of_the_unit_and_inspectors_with_a_tie_are_refused(applied: Acting, expert: dict[str, Any]) -> None:
    applied.do("register_inspector", name="陈二")
    applied.do("declare_tie", inspector="陈二", department="D001", reason="曾在该厅任职")
    told = applied.refused("record_expert_round", **expert)
    assert told == "评委“陈二”与申报单位“第001厅”有回避情形（曾在该厅任职），不能参加评审。"
    applied.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "陈一厅长"})
    told = applied.refused("record_expert_round", **expert)
    assert "有回避情形" in told


def test_2_16_a_contact_of_the_unit_is_refused(applied: Acting, expert: dict[str, Any]) -> None:
    applied.take("contacts", {"部门编码": "D002", "角色": "联络员", "姓名": "陈一"})
    told = applied.refused("record_expert_round", **expert)
    assert told == "评委“陈一”与申报单位“第002厅”有回避情形（该单位联络员），不能参加评审。"


def test_a_tie_to_a_unit_that_did_not_apply_is_no_obstacle(applied: Acting, expert: dict[str, Any], sql: Sql) -> None:
    applied.do("declare_juror_tie", juror="陈三", department="D004", reason="曾任职")
    applied.do("record_expert_round", **expert)
    assert sql.value(ROUNDS) == 1


def test_no_juror_is_added_to_the_list_after_the_round(applied: Acting, expert: dict[str, Any]) -> None:
    votes = [each | {"juror": "陈四"} if each["juror"] == "陈三" else each for each in expert["votes"]]
    told = applied.refused("record_expert_round", **expert | {"votes": votes})
    assert told == "专家名单中没有“陈四”，请核对姓名，或先登记（register_juror）。"
    later = applied.on("2026-11-06")
    later.do("register_juror", name="陈四", unit="贵州大学")
    told = later.refused("record_expert_round", **expert | {"votes": votes})
    assert told == "评委“陈四”2026-11-06才登记，评审当日（2026-11-05）不在专家名单中。"


def test_a_juror_who_left_the_list_is_refused(applied: Acting, expert: dict[str, Any]) -> None:
    applied.do("register_juror", name="陈三", unit="省社会科学院", valid_to="2026-11-04")
    told = applied.refused("record_expert_round", **expert)
    assert told == "评委“陈三”已于2026-11-04退出专家名单，不能参加2026-11-05的评审。"


def test_a_jury_below_the_quorum_or_without_one_is_refused(applied: Acting, expert: dict[str, Any], sql: Sql) -> None:
    two = [each for each in expert["votes"] if each["juror"] != "陈三"]
    told = applied.refused("record_expert_round", **expert | {"votes": two})
    assert told == "评委2人，少于规定的最少3人，评审不能算数。"
    sql("DELETE FROM policy WHERE key = 'innovation_quorum'")
    told = applied.refused("record_expert_round", **expert)
    assert told == "评审的最少人数未设定，请先设定：mubiao act set_policy --key innovation_quorum。"
