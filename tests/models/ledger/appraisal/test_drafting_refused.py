"""A draft is whole or refused: no department, a year too early, two at once, a department that came later (A53)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import MubiaoError
from tests.models.ledger.appraisal.test_drafting import mark
from tests.models.ledger.appraisal.year import APPROVAL, BASIS, drafted, objects, refused_whole, rows_of, states

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations

ACT = "draft_appraisal"
DRAFT: dict[str, Any] = {"year": 2026, "due": "2027-03-05"}


def test_a_year_without_departments_is_not_drafted(acting: Acting, sql: Sql) -> None:
    acting.do("set_policy", key="appraisal_cut_off", value="2月26日", basis=BASIS, valid_from="2026-01-01")
    assert refused_whole(acting.on("2027-03-01"), sql, ACT, **DRAFT) == "2026年没有纳入考评的部门。"


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
