"""专家名单: who is on it, and who must not judge a unit (1-2.16)."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import Refused
from models.rules.personal_names import NAMESAKE
from tests.models.ledger.innovation.conftest import JURY

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Together, Violations
    from tests.models.ledger.innovation.conftest import Stored


JURORS = "SELECT name, unit, position, registered_on::text, valid_to::text FROM juror WHERE name = '周一'"
ROUNDS = "SELECT count(*) FROM innovation_round"
CHECK = "，是同一人的应当回避（declare_juror_tie），请核对。"


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
    changed = applied.do("register_juror", name="陈一", unit="贵州大学").words
    assert changed == f"已更新评委“陈一”（贵州大学）。{NAMESAKE}"
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


def test_2_16_an_inspector_of_the_same_name_with_a_tie_is_told(applied: Acting, expert: dict[str, Any]) -> None:
    applied.do("register_inspector", name="陈二")
    applied.do("declare_tie", inspector="陈二", department="D001", reason="曾在该厅任职")
    told = applied.do("record_expert_round", **expert).words
    assert told.endswith(f"。评委“陈二”与申报单位“第001厅”有回避情形的人（曾在该厅任职）同名{CHECK}")


def test_2_16_a_tie_that_is_declared_after_the_remark_keeps_the_juror_from_the_corrected_round(
    applied: Acting, expert: dict[str, Any], violations: Violations
) -> None:
    applied.take("contacts", {"部门编码": "D002", "角色": "联络员", "姓名": "陈一"})
    assert "第002厅”的联络员同名" in applied.do("record_expert_round", **expert).words
    words = applied.do("declare_juror_tie", juror="陈一", department="D002", reason="该厅联络员").words
    assert words.endswith("请由评委会重新评审、更正。")
    told = applied.refused("record_expert_round", **expert | {"number": "评2", "reason": "更正"})
    assert told == "评委“陈一”与申报单位“第002厅”有回避情形（该厅联络员），不能参加评审。"
    assert violations() == []


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


TIE = {"juror": "陈三", "department": "D002", "reason": "曾任该厅顾问"}


def act(agency: Acting, name: str, fields: dict[str, Any], session: Session) -> Summary:
    return agency.within(session, name, **fields)


def unit_of(acting: Acting, unit: str) -> None:
    """陈三 was registered as one of this unit before the round."""
    acting.on("2026-10-20").do("register_juror", name="陈三", unit=unit)


@pytest.mark.parametrize("name", ["register_juror", "declare_juror_tie"])
def test_an_office_keeps_no_list_of_experts(applied: Acting, stored: Stored, name: str) -> None:
    fields = TIE if name == "declare_juror_tie" else {"name": "周一", "unit": "贵州大学"}
    before = stored()
    for actor in (applied.office("D001"), applied.head("D001")):
        with pytest.raises(Refused):
            actor.do(name, **fields)
    assert stored() == before


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("\u200b", "姓名不能为空。"),
        ("周一、周二", "姓名“周一、周二”含有“、”，一次只登记一人，只写姓名。"),
        ("贵州大学/周一", "姓名“贵州大学/周一”含有“/”，一次只登记一人，只写姓名。"),
        ("⻢一", "姓名“⻢一”中的“⻢”是部首符号，不是汉字，请改用同样的汉字录入。"),
    ],
)
def test_a_name_of_several_or_none_is_refused(applied: Acting, stored: Stored, name: str, told: str) -> None:
    before = stored()
    assert applied.refused("register_juror", name=name, unit="贵州大学") == told
    assert stored() == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"juror": "陈四"}, "专家名单中没有“陈四”，请核对姓名，或先登记（register_juror）。"),
        ({"juror": "陈三教授"}, "专家名单中没有“陈三教授”，请核对姓名，或先登记（register_juror）。"),
        ({"department": "D099"}, "部门“D099”不在部门名单中"),
    ],
)
def test_a_tie_of_an_unknown_juror_or_unit_is_refused(
    applied: Acting, stored: Stored, change: dict[str, str], told: str
) -> None:
    before = stored()
    assert applied.refused("declare_juror_tie", **TIE | change).startswith(told)
    assert stored() == before


def test_a_tie_is_found_under_another_spelling_of_juror_and_unit(applied: Acting, sql: Sql) -> None:
    applied.do("declare_juror_tie", **TIE)
    again = applied.do("declare_juror_tie", **TIE | {"juror": "陈　三", "department": "第００2厅", "reason": "别的"})
    assert again.words == "“陈三”回避“第002厅”此前已登记，未作改动。"
    assert sql.rows("SELECT reason, declared_on::text FROM juror_tie") == [("曾任该厅顾问", "2026-11-05")]


@pytest.mark.parametrize(
    ("name", "fields", "count"),
    [("declare_juror_tie", TIE, "declared"), ("register_juror", {"name": "周一", "unit": "贵州大学"}, "registered")],
)
def test_the_same_at_once_is_recorded_once(
    applied: Acting, together: Together, violations: Violations, name: str, fields: dict[str, str], count: str
) -> None:
    done = together(*[partial(act, applied, name, fields)] * 2)
    assert sorted(each.counts[count] for each in done) == [0, 1]
    assert violations() == []


def test_two_spellings_at_once_are_one_juror(applied: Acting, together: Together, sql: Sql) -> None:
    named = [{"name": name, "unit": "贵州大学"} for name in ("周一", "周　一")]
    done = together(*(partial(act, applied, "register_juror", fields) for fields in named))
    assert sorted(each.counts["registered"] for each in done) == [0, 1]
    assert sql.value("SELECT count(*) FROM juror WHERE name LIKE '周一%'") == 1


@pytest.mark.parametrize("role", ["联络员", "目标办主任", "主要领导"])
@pytest.mark.parametrize("name", ["陈一", "陈　一"])
def test_2_16_a_person_of_the_unit_with_the_name_of_a_juror_is_told_in_any_role_and_spelling(
    applied: Acting, expert: dict[str, Any], sql: Sql, role: str, name: str
) -> None:
    applied.take("contacts", {"部门编码": "D002", "角色": role, "姓名": name})
    told = applied.do("record_expert_round", **expert).words
    assert told.endswith(f"。评委“陈一”与申报单位“第002厅”的{role}同名{CHECK}")
    assert sql.value(ROUNDS) == 1


def test_2_16_a_person_who_left_the_unit_is_told_too(applied: Acting, expert: dict[str, Any]) -> None:
    applied.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "陈二", "失效日期": "2026-03-31"})
    told = applied.do("record_expert_round", **expert).words
    assert told.endswith(f"。评委“陈二”与申报单位“第001厅”的联络员同名{CHECK}")


def test_2_16_a_juror_with_a_number_is_another_than_the_person_of_the_unit(
    applied: Acting, expert: dict[str, Any]
) -> None:
    applied.take("contacts", {"部门编码": "D002", "角色": "联络员", "姓名": "陈一（0213）"})
    assert "同名" not in applied.do("record_expert_round", **expert).words


def test_2_16_a_juror_with_a_tie_who_is_registered_again_under_a_number_is_told(
    applied: Acting, expert: dict[str, Any]
) -> None:
    applied.do("declare_juror_tie", juror="陈一", department="D001", reason="曾任职")
    applied.do("register_juror", name="陈一（0213）", unit="贵州大学")
    again = json.loads(json.dumps(expert, ensure_ascii=False, default=str).replace("陈一", "陈一（0213）"))
    told = applied.do("record_expert_round", **again).words
    assert told.endswith(f"。评委“陈一(0213)”与申报单位“第001厅”有回避情形的人（曾任职）同名{CHECK}")


def test_2_16_who_stands_in_for_the_head_of_a_unit_is_told(applied: Acting, expert: dict[str, Any]) -> None:
    applied.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "李厅长"})
    days = {"first_day": "2026-11-06", "last_day": "2026-11-30"}
    stand_in = {"department": "D001", "person": "李厅长", "representative": "陈二"}
    applied.do("appoint_representative", **stand_in, email="chen@example.org", **days)
    told = applied.do("record_expert_round", **expert).words
    assert told.endswith(f"。评委“陈二”与申报单位“第001厅”的受托人同名{CHECK}")


def test_people_and_ties_of_units_without_a_project_are_no_obstacle(
    applied: Acting, expert: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    applied.take("contacts", {"部门编码": "D004", "角色": "联络员", "姓名": "陈一"})
    applied.do("register_inspector", name="陈二")
    applied.do("declare_tie", inspector="陈二", department="D003", reason="曾任职")
    applied.do("declare_juror_tie", juror="陈三", department="D003", reason="曾任职")
    unit_of(applied, "第004厅信息中心")
    assert "同名" not in applied.do("record_expert_round", **expert).words
    assert sql.value(ROUNDS) == 1
    assert violations() == []


def test_other_people_of_the_unit_are_no_obstacle(applied: Acting, expert: dict[str, Any], sql: Sql) -> None:
    applied.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "赵六"})
    applied.do("register_inspector", name="郑玲")
    applied.do("declare_tie", inspector="郑玲", department="D001", reason="曾任职")
    applied.do("record_expert_round", **expert)
    assert sql.value(ROUNDS) == 1


def test_2_16_a_withdrawn_project_is_no_obstacle_to_people_of_its_unit(
    called: Acting, project: dict[str, Any], expert: dict[str, Any], applied: Acting, sql: Sql
) -> None:
    called.office("D004").do("apply_innovation", **project | {"department": "D004"})
    called.office("D004").do("withdraw_innovation", project="2026-4", reason="换一项")
    unit_of(applied, "第004厅")
    applied.do("record_expert_round", **expert)
    assert sql.value(ROUNDS) == 1


def test_2_16_the_short_name_of_a_unit_excludes_its_people(applied: Acting, expert: dict[str, Any]) -> None:
    applied.take("departments", {"编码": "D001", "名称": "第001厅", "简称": "交通厅", "管理类别": "直接管理"})
    unit_of(applied, "省交通厅公路局")
    told = applied.refused("record_expert_round", **expert)
    assert told == "评委“陈三”是申报单位“第001厅”的人（省交通厅公路局），应当回避，不能参加评审。"


def test_2_16_the_former_name_of_a_unit_excludes_its_people(applied: Acting, expert: dict[str, Any]) -> None:
    basis = {"effective_on": "2026-11-01", "basis": "黔编〔2026〕9号"}
    applied.on("2026-11-01").do("rename_department", department="D001", name="新一局", **basis)
    unit_of(applied, "第001厅")
    told = applied.refused("record_expert_round", **expert)
    assert told == "评委“陈三”是申报单位“新一局”的人（第001厅），应当回避，不能参加评审。"


def test_2_16_people_of_a_unit_that_was_merged_into_one_that_applied_are_refused(
    applied: Acting, expert: dict[str, Any], stored: Stored
) -> None:
    basis = {"effective_on": "2026-11-01", "basis": "黔编〔2026〕9号"}
    applied.on("2026-11-01").do("merge_department", department="D004", successor="D001", **basis)
    applied.do("declare_juror_tie", juror="陈二", department="D004", reason="曾任职")
    before = stored()
    told = applied.refused("record_expert_round", **expert)
    assert told == "评委“陈二”与申报单位“第004厅”有回避情形（曾任职），不能参加评审。"
    assert stored() == before


@pytest.mark.parametrize(("valid_to", "told"), [("2026-11-05", ""), ("2026-11-04", "已于2026-11-04退出专家名单")])
def test_a_juror_judges_on_his_last_day_and_not_after_it(
    applied: Acting, expert: dict[str, Any], sql: Sql, valid_to: str, told: str
) -> None:
    applied.do("register_juror", name="陈三", unit="省社会科学院", valid_to=valid_to)
    if told:
        assert told in applied.refused("record_expert_round", **expert)
    else:
        applied.do("record_expert_round", **expert)
    assert sql.value(ROUNDS) == (0 if told else 1)


def test_a_juror_who_changed_his_unit_does_not_judge_rounds_of_before(applied: Acting, expert: dict[str, Any]) -> None:
    later = applied.on("2026-11-06")
    later.do("register_juror", name="陈三", unit="贵州大学")
    told = later.refused("record_expert_round", **expert)
    assert told == "评委“陈三”2026-11-06才登记，评审当日（2026-11-05）不在专家名单中。"


def test_a_change_of_title_keeps_the_day_of_registration(applied: Acting, expert: dict[str, Any], sql: Sql) -> None:
    later = applied.on("2026-11-06")
    later.do("register_juror", name="陈三", unit="省社会科学院", position="研究员")
    assert sql.column("SELECT registered_on::text FROM juror WHERE name = '陈三'") == ["2026-10-12"]
    later.do("record_expert_round", **expert)


def test_what_is_not_given_again_stays(applied: Acting, sql: Sql) -> None:
    fields = {"name": "陈三", "unit": "省社会科学院"}
    applied.do("register_juror", **fields, position="研究员", valid_to="2027-12-31")
    assert applied.do("register_juror", **fields).counts == {"registered": 0}
    row = "SELECT position, valid_to::text FROM juror WHERE name = '陈三'"
    assert sql.rows(row) == [("研究员", "2027-12-31")]


def test_a_tie_names_every_year_in_which_the_juror_judged_the_unit(
    applied: Acting, expert: dict[str, Any], sql: Sql
) -> None:
    applied.do("record_expert_round", **expert)
    sql('UPDATE innovation_round SET jurors = \'["陈一", "陈二"]\'')
    done = applied.do("declare_juror_tie", **TIE)
    assert done.words == "已登记“陈三”回避“第002厅”。"
    for name in JURY[:2]:
        told = applied.do("declare_juror_tie", **TIE | {"juror": name}).words
        assert "其参加过2026年对该单位项目的评审，请由评委会重新评审、更正。" in told
