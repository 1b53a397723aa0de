"""Score sheets are drafted whole, after the cut-off, and every department is asked to check its own (1-8.2, A53)."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import MubiaoError
from models.rules.score.canonical import digest_of
from tests.conftest import counting
from tests.models.ledger.appraisal.year import (
    APPROVAL,
    BASIS,
    by,
    drafted,
    number_of,
    objects,
    refused_whole,
    rows_of,
    states,
)
from tests.models.ledger.draft.lists import PAPER

if TYPE_CHECKING:
    from tests.conftest import Acting, Make, Sql, Together, Violations


SHEETS = """
SELECT d.code, s.version, s.state, s.total FROM score_sheet s
JOIN department d ON d.id = s.department_id ORDER BY d.code, s.version
"""
TOLD = """
SELECT d.code, n.audience FROM notice n JOIN department d ON d.id = n.department_id
WHERE n.kind = 'opened_appraisal_objection' ORDER BY d.code, n.audience
"""
DUTIES = """
SELECT o.state, x.due::text FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind = 'appraisal_objection' ORDER BY o.id
"""
SECOND: dict[str, Any] = {"year": 2026, "number": "黔目标办〔2027〕9号", "dated": "2027-02-20", "evidence": str(PAPER)}


def mark(acting: Acting, value: str, code: str = "D001") -> None:
    """The value of the second level is corrected."""
    by(acting, "王文").do("record_second_level", department=code, value=value, reason="误录", **SECOND)


def test_every_department_has_its_sheet_its_duty_and_two_notices(
    rated: Acting, sql: Sql, violations: Violations
) -> None:
    done = drafted(rated)
    assert done.words == "已拟定2026年2个部门的得分表，2027-03-05前可提出异议。"
    assert sql.rows(SHEETS) == [("D001", 1, "drafted", Decimal("94.1")), ("D002", 1, "drafted", Decimal("96.1"))]
    assert sql.rows(TOLD) == [(code, who) for code in ("D001", "D002") for who in ("head", "office")]
    assert sql.rows(DUTIES) == [("open", "2027-03-05")] * 2
    assert violations() == []


def test_class_place_and_grade_are_left_to_the_ranking(draft: Acting, sql: Sql) -> None:
    assert draft.day.year == 2027
    assert sql.rows("SELECT unit_class, place, grade FROM score_sheet") == [(None, None, None)] * 2


def test_a_sheet_is_kept_as_its_canonical_text_with_its_digest(draft: Acting, sql: Sql) -> None:
    assert draft.day.year == 2027
    content, digest = sql.rows("SELECT content, digest FROM score_sheet ORDER BY id")[0]
    assert digest == digest_of(content)
    sheet = json.loads(content)
    assert (sheet["department"], sheet["cut_off"], sheet["total"]) == ("D001", "2027-02-26", "94.1")
    [entry] = sheet["lines"][0]["entries"]
    assert entry == {"entry": "2026/T001/1", "points": "-2", "limit": None, "taken": "2"}


def test_each_department_is_told_its_own_sheet_only(draft: Acting, sql: Sql) -> None:
    assert draft.day.year == 2027
    told = dict(
        sql.rows(
            "SELECT d.code, n.payload FROM notice n JOIN department d ON d.id = n.department_id"
            " WHERE n.kind = 'opened_appraisal_objection' AND n.audience = 'office'"
        )
    )
    assert told["D001"]["lines"][0] == ["职能绩效目标", "满分50.00分，得48.00分；条目2026/T001/1扣2.00分"]
    assert told["D002"]["lines"][0] == ["职能绩效目标", "满分50.00分，得50.00分"]
    assert told["D002"]["lines"][-1] == ["合计", "96.10分"]


def test_the_number_of_statements_does_not_grow_with_that_of_departments(
    rated: Acting, departments: Make, sql: Sql
) -> None:
    with counting() as few:
        drafted(rated)
    sql("UPDATE score_sheet SET state = 'superseded'")
    departments(30)
    sql("UPDATE department SET valid_from = NULL")
    sql("INSERT INTO second_level (department_id, year, serial, value, paper_number, paper_date, reason, recorded_on)"
        " SELECT id, 2026, 1, 80, '9号', '2027-01-12', '', '2027-01-12'"
        " FROM department d WHERE NOT is_agency"
        " AND NOT EXISTS (SELECT FROM second_level s WHERE s.department_id = d.id)")  # fmt: skip
    sql("INSERT INTO innovation (department_id, year, serial, prize, project, paper_number, paper_date, reason,"
        " recorded_on) SELECT id, 2026, 1, 'absent', '', '9号', '2027-01-12', '', '2027-01-12' FROM department d"
        " WHERE NOT is_agency AND NOT EXISTS (SELECT FROM innovation s WHERE s.department_id = d.id)")  # fmt: skip
    sql("INSERT INTO score_exception (jurisdiction_id, year, serial, kind, departments, reason, body_id, paper_number,"
        " paper_date, recorded_on) SELECT 2, 2026, 99, 'inspection', jsonb_agg(code), '', (SELECT min(id) FROM body),"
        " '9号', '2027-01-12', '2027-01-12' FROM department WHERE NOT is_agency")  # fmt: skip
    sql("UPDATE sealed_rating SET marks = (SELECT jsonb_object_agg(code, '90') FROM department WHERE NOT is_agency)")
    with counting() as many:
        assert drafted(rated).counts["drafted"] == 32
    assert many[0] <= few[0] + 4  # the versions before are read and moved


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2027-01-10", "2026年的得分表2027-01-11起才能拟定：年终检查1月10日截止，今天是2027-01-10。"),
        ("2027-02-26", "考评截止日2027-02-26未过（今天是2027-02-26），不能拟定得分表。"),
    ],
)
def test_before_its_days_nothing_is_drafted(rated: Acting, sql: Sql, day: str, words: str) -> None:
    assert rated.on(day).refused("draft_appraisal", year=2026, due="2027-03-05") == words
    assert states(sql) == []


def test_without_a_cut_off_day_nothing_is_drafted(rated: Acting, sql: Sql) -> None:
    sql("DELETE FROM policy WHERE key = 'appraisal_cut_off'")
    assert rated.refused("draft_appraisal", year=2026, due="2027-03-05").startswith("2026年的考评截止日未设定")


def test_while_a_sheet_lacks_something_it_is_named_and_none_is_kept(rated: Acting, sql: Sql) -> None:
    rated.do("set_policy", key="innovation_absent", value="未设定", basis=BASIS, valid_from="2026-12-31")
    words = rated.refused("draft_appraisal", year=2026, due="2027-03-05")
    assert words.startswith("不能拟定：得分还有缺项的有2个部门：第001厅缺1项（")
    assert [line.partition("：")[0] for line in words.splitlines()[1:]] == ["管理机构", "查看"]
    assert words.endswith("（第001厅、第002厅）\n查看：mubiao scores --year 2026。")
    assert states(sql) == []


def test_a_target_neither_complete_nor_listed_keeps_everything_from_being_drafted(rated: Acting, targets: Make) -> None:
    targets("D002", 1)
    assert "第002厅缺1项（1个目标年终检查没有申报完成" in rated.refused("draft_appraisal", year=2026, due="2027-03-05")


def test_the_day_for_objections_is_given_or_set(rated: Acting) -> None:
    assert rated.refused("draft_appraisal", year=2026) == (
        "请写明提出异议的截止日（--due），或者设定考评异议的时限（objection_days）。"
    )
    rated.do("set_policy", key="objection_days", value="5", basis=BASIS, valid_from="2027-03-01")
    assert "部门须有不少于5个工作日，最早2027-03-08" in rated.refused("draft_appraisal", year=2026, due="2027-03-05")
    assert "2027-03-08前可提出异议" in rated.do("draft_appraisal", year=2026).words


@pytest.mark.parametrize("due", ["2027-03-01", "2027-02-01"])
def test_a_day_that_has_come_is_none_for_objections(rated: Acting, due: str) -> None:
    assert "太早：须晚于今天，最早2027-03-02" in rated.refused("draft_appraisal", year=2026, due=due)


def test_a_rest_day_is_none_for_objections(rated: Acting) -> None:
    assert rated.refused("draft_appraisal", year=2026, due="2027-03-06").endswith("不是工作日，请另定一日。")


def test_the_same_again_changes_nothing(draft: Acting, sql: Sql) -> None:
    words = draft.on("2027-03-02").do("draft_appraisal", year=2026, due="2027-03-09").words
    assert words == "2026年2个部门的得分表此前已拟定，台账没有变化，未作改动。"
    assert states(sql) == [("D001", 1, "drafted"), ("D002", 1, "drafted")]


def test_what_changed_is_a_new_version_and_the_former_one_stays(
    draft: Acting, sql: Sql, violations: Violations
) -> None:
    mark(draft.on("2027-03-02"), "70")
    done = draft.on("2027-03-02").do("draft_appraisal", year=2026, due="2027-03-09")
    assert done.words == "已拟定2026年1个部门的得分表（其中1个部门为新的版本），2027-03-09前可提出异议。"
    assert states(sql) == [("D001", 1, "superseded"), ("D001", 2, "drafted"), ("D002", 1, "drafted")]
    assert sql.rows(DUTIES) == [("void", "2027-03-05"), ("open", "2027-03-05"), ("open", "2027-03-09")]
    assert violations() == []


def test_an_answered_sheet_that_changed_is_checked_again_and_its_answer_stays_on_record(
    draft: Acting, sql: Sql
) -> None:
    objects(draft, sql)
    mark(draft.on("2027-03-04"), "70")
    draft.on("2027-03-04").do("draft_appraisal", year=2026, due="2027-03-11")
    assert states(sql)[:2] == [("D001", 1, "superseded"), ("D001", 2, "drafted")]
    assert sql.rows(DUTIES)[0] == ("discharged", "2027-03-05")


def test_a_sheet_with_an_objection_is_not_redrafted_before_it_is_answered(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, functional="已补欠")
    mark(draft.on("2027-03-04"), "70")
    assert draft.on("2027-03-04").refused("draft_appraisal", year=2026, due="2027-03-11") == (
        "台账已有变化、但不能重新拟定的有1个部门：第001厅（异议待答复）。"
    )
    assert states(sql)[0] == ("D001", 1, "objected")


@pytest.mark.parametrize("key", ["appraisal_cut_off", "leader_least", "party_item_weights", "grade_quotas"])
def test_a_setting_of_the_year_is_settled_once_its_sheets_are_drafted(draft: Acting, key: str) -> None:
    value = {"appraisal_cut_off": "3月20日", "leader_least": "4", "grade_quotas": "一等奖30%、其余二等奖"}
    given = value.get(key, "思想建设9、组织建设8、党风廉政建设8、队伍建设8、同步小康驻村8")
    setting = {"key": key, "value": given, "basis": BASIS}
    words = draft.refused("set_policy", **setting, valid_from="2026-12-31")
    assert words.startswith("2026年的得分表已按12月31日的设定拟定")
    assert draft.do("set_policy", **setting, valid_from="2027-01-01").counts["set"] == 1


def test_an_office_cannot_draft(rated: Acting) -> None:
    assert "不能" in rated.office("D001").refused("draft_appraisal", year=2026, due="2027-03-05")


def test_the_duty_has_a_number_for_each_version(draft: Acting, sql: Sql) -> None:
    first = number_of(sql)
    mark(draft.on("2027-03-02"), "70")
    draft.on("2027-03-02").do("draft_appraisal", year=2026, due="2027-03-09")
    assert number_of(sql) > first


ACT = "draft_appraisal"
DRAFT: dict[str, Any] = {"year": 2026, "due": "2027-03-05"}


def test_a_year_whose_departments_ended_is_not_drafted(rated: Acting, sql: Sql) -> None:
    sql("UPDATE department SET valid_to = '2026-06-30' WHERE NOT is_agency")
    assert refused_whole(rated, sql, ACT, **DRAFT) == "2026年没有纳入考评的部门。"


@pytest.mark.parametrize(("year", "words"), [(2026, "2026年没有目标，没有得分合计"), (2025, "2025年在启用")])
def test_a_year_without_targets_or_from_before_go_live_is_not_drafted(
    acting: Acting, sql: Sql, year: int, words: str
) -> None:
    acting.do("set_policy", key="appraisal_cut_off", value="2月26日", basis=BASIS, valid_from="2025-01-01")
    assert words in refused_whole(acting.on("2027-03-01"), sql, ACT, **DRAFT | {"year": year})


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"year": 2027}, "2027年的得分表2028-01-11起才能拟定"),
        ({"year": 26}, "年度"),
        ({"due": "2027-02-26"}, "太早：须晚于今天，最早2027-03-02"),
        ({"due": "2027-03-07"}, "不是工作日"),
        ({"due": "下周五"}, "异议截止日"),
    ],
)
def test_a_draft_that_is_refused_changes_nothing(rated: Acting, sql: Sql, more: dict[str, Any], words: str) -> None:
    assert words in refused_whole(rated, sql, ACT, **DRAFT | more)


@pytest.mark.parametrize("actor", ["office", "head", "system"])
def test_only_the_agency_drafts(rated: Acting, sql: Sql, actor: str) -> None:
    acting = rated.system if actor == "system" else getattr(rated, actor)("D001")
    assert "不能" in refused_whole(acting, sql, ACT, **DRAFT)


def test_one_sheet_that_lacks_something_keeps_the_others_from_being_drafted(rated: Acting, sql: Sql) -> None:
    sql("DELETE FROM second_level WHERE department_id = (SELECT id FROM department WHERE code = 'D002')")
    words = refused_whole(rated, sql, ACT, **DRAFT)
    assert words.startswith("不能拟定：得分还有缺项的有1个部门：第002厅缺1项（")
    assert "二级考评" in words


def test_a_new_draft_is_refused_whole_for_one_objection(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, team="漏计")
    for code in ("D001", "D002"):
        mark(draft.on("2027-03-04"), "70", code)
    words = refused_whole(draft.on("2027-03-04"), sql, ACT, **DRAFT | {"due": "2027-03-11"})
    assert words == "台账已有变化、但不能重新拟定的有1个部门：第001厅（异议待答复）。"


def test_an_objection_to_a_sheet_that_did_not_change_holds_up_no_other(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, team="漏计")
    mark(draft.on("2027-03-04"), "70", "D002")
    draft.on("2027-03-04").do(ACT, **DRAFT | {"due": "2027-03-11"})
    assert states(sql) == [("D001", 1, "objected"), ("D002", 1, "superseded"), ("D002", 2, "drafted")]


def test_the_same_draft_again_writes_nothing_at_all(draft: Acting, sql: Sql) -> None:
    before = rows_of(sql)
    assert drafted(draft).counts == {"drafted": 0}
    assert rows_of(sql) == before


def test_two_drafts_at_once_make_one_version(
    rated: Acting, sql: Sql, together: Together, violations: Violations
) -> None:
    done = together(*[lambda session: rated.within(session, ACT, **DRAFT)] * 2)
    assert {each.message for each in done if isinstance(each, MubiaoError)} <= {"与另一操作冲突，请重试。"}
    assert drafted(rated).counts == {"drafted": 0}
    assert states(sql) == [("D001", 1, "drafted"), ("D002", 1, "drafted")]
    assert violations() == []


def test_a_department_that_was_founded_after_the_year_has_no_sheet(rated: Acting, sql: Sql) -> None:
    rated.take("departments", {"编码": "D003", "名称": "第003厅", "生效日期": "2027-01-05"})
    assert drafted(rated).counts["drafted"] == 2
    assert {code for code, _, _ in states(sql)} == {"D001", "D002"}


def test_the_notice_of_a_merged_department_goes_to_its_successor(rated: Acting, sql: Sql) -> None:
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2027〕1号"}
    rated.on("2027-02-26").do("merge_department", effective_on="2027-02-26", **reform)
    drafted(rated)
    told = "SELECT d.code, n.subject, n.payload #>> '{lines,-1,1}' FROM notice n JOIN department d"
    told += " ON d.id = n.department_id WHERE n.kind = 'opened_appraisal_objection' AND n.audience = 'office'"
    found = sorted(sql.rows(told))
    assert [(code, total) for code, _, total in found] == [("D002", "94.10分"), ("D002", "96.10分")]
    assert len({subject for _, subject, _ in found}) == 2


def test_a_later_entry_that_is_listed_after_the_cut_off_makes_no_new_version(draft: Acting, sql: Sql) -> None:
    draft.on("2027-03-02").lists("T003", year=2026)
    assert drafted(draft).counts == {"drafted": 0}
    assert states(sql) == [("D001", 1, "drafted"), ("D002", 1, "drafted")]


def test_the_sheets_of_a_second_year_leave_the_approved_ones(draft: Acting, sql: Sql) -> None:
    objects(draft, sql)
    draft.on("2027-03-08").do("approve_appraisal", year=2026, **APPROVAL)
    sql("UPDATE target SET year = 2027 WHERE code = 'T003'")
    words = refused_whole(draft.on("2028-03-01"), sql, ACT, year=2027, due="2028-03-10")
    assert words.startswith("不能拟定：得分还有缺项的有2个部门：第001厅缺")
    assert states(sql) == [("D001", 1, "frozen"), ("D002", 1, "frozen")]


def test_a_third_version_supersedes_the_second_and_voids_its_duty(
    draft: Acting, sql: Sql, violations: Violations
) -> None:
    for value, due in (("70", "2027-03-09"), ("60", "2027-03-10")):
        mark(draft, value)
        drafted(draft, due=due)
    assert states(sql)[:3] == [("D001", 1, "superseded"), ("D001", 2, "superseded"), ("D001", 3, "drafted")]
    duties = sql.column(
        "SELECT o.state FROM score_sheet s JOIN obligation o ON o.id = s.obligation_id"
        " JOIN department d ON d.id = s.department_id WHERE d.code = 'D001' ORDER BY s.version"
    )
    assert duties == ["void", "void", "open"]
    assert violations() == []
