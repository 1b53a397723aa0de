"""委托: who represents a person of a department, from a day to a day, and what is refused (6.1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import FieldRefused
from tests.databases import story

if TYPE_CHECKING:
    from sqlmodel import Session

    from tests.conftest import Acting, Sql, Together, Violations

MAILBOX = "daili@example.org"
PEOPLE = (
    {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "邮箱": "liming@example.org", "失效日期": "2026-06-30"},
    {"部门编码": "D001", "角色": "主要领导", "姓名": "赵 强", "邮箱": "zhaoqiang@example.org"},
    {"部门编码": "D001", "角色": "分管省领导", "姓名": "钱进"},
    {"部门编码": "D002", "角色": "联络员", "姓名": "孙丽", "邮箱": "sunli@example.org"},
    {"部门编码": "D002", "角色": "目标办主任", "姓名": "周涛", "邮箱": "shared@example.org"},
)
KEPT = """
SELECT number, person, representative, email, first_day::text, last_day::text, withdrawn_on::text, reason
FROM representation ORDER BY id
"""
TOLD = """
SELECT audience, occasion, payload ->> 'person', payload ->> 'representative', payload ->> 'withdrawn' FROM notice
WHERE kind = 'represented' ORDER BY id, audience
"""


@pytest.fixture
@story
def offices(march: Acting) -> Acting:
    """D001 with liaison, head and leader; D002 with a liaison, a director and a mailbox; today is 5 March."""
    march.take("departments", {"编码": "D002", "名称": "第002厅", "目标办邮箱": "d002@example.org"})
    march.take("contacts", *PEOPLE)
    return march


def given(**more: Any) -> dict[str, Any]:
    days = {"first_day": "2026-03-10", "last_day": "2026-03-20"}
    return {"department": "D001", "person": "李明", "representative": "王芳", "email": MAILBOX, **days, **more}


def appoint(acting: Acting, **more: Any) -> int:
    return acting.do("appoint_representative", **given(**more)).counts["appointed"]


def refused(acting: Acting, **more: Any) -> str:
    return acting.refused("appoint_representative", **given(**more))


def test_a_liaison_is_represented_and_office_and_head_are_told(
    offices: Acting, sql: Sql, violations: Violations
) -> None:
    done = offices.office("D001").do("appoint_representative", **given(mobile="13800000000", wecom_id="wf"))
    assert done.words == "“第001厅”的“李明”2026-03-10至2026-03-20由“王芳”代收通知、代为回复。"
    assert (done.counts, done.data) == ({"appointed": 1, "notices": 2}, {"number": 1})
    assert sql.rows(KEPT) == [(1, "李明", "王芳", MAILBOX, "2026-03-10", "2026-03-20", None, "")]
    assert sql.rows(TOLD) == [("office", "appointed", "李明", "王芳", ""), ("head", "appointed", "李明", "王芳", "")]
    assert violations() == []


def test_the_agency_enters_it_by_the_same_rules(offices: Acting) -> None:
    assert appoint(offices, first_day="2026-03-05", last_day="2026-03-05") == 1
    assert "不能追溯" in refused(offices, first_day="2026-03-04")


def test_the_same_again_changes_nothing(offices: Acting, sql: Sql) -> None:
    assert [appoint(offices), appoint(offices)] == [1, 0]
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'represented'") == 2


def test_names_are_those_of_the_register(offices: Acting, sql: Sql) -> None:
    appoint(offices, person="赵强", representative="李 明")
    assert sql.rows(KEPT)[0][1:3] == ("赵强", "李明")


def test_a_representative_is_represented_in_turn_during_these_days_only(offices: Acting) -> None:
    appoint(offices)
    third = {"person": "王芳", "representative": "丁一", "email": "ding@example.org"}
    assert "“王芳”不是“第001厅”的联络员" in refused(offices, **third, first_day="2026-03-21", last_day="2026-03-25")
    assert appoint(offices, **third, first_day="2026-03-20", last_day="2026-03-25") == 1
    appoint(offices, person="丁一", representative="丁二", email="er@example.org")
    words = refused(offices, person="丁二", representative="丁三", email="san@example.org")
    assert words == "委托最多转3次：李明→王芳→丁一→丁二→丁三（2026-03-20），请直接委托最后的受托人。"
    assert "委托不能循环" in refused(offices, person="丁二", representative="李明")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"first_day": "2026-03-04"}, "委托的起始日期2026-03-04已过，不能追溯，最早从2026-03-05起。"),
        ({"last_day": "2026-03-09"}, "委托的结束日期2026-03-09早于起始日期2026-03-10，请核对。"),
        (
            {"representative": "李明"},
            "“李明”不能委托给自己，请写明另一位受托人；同名的另一人，姓名后写工号或电话后四位，",
        ),
        (
            {"representative": "李　明"},
            "“李明”不能委托给自己，请写明另一位受托人；同名的另一人，姓名后写工号或电话后四位，",
        ),
        ({"representative": "王芳、丁一"}, "姓名“王芳、丁一”含有“、”，一次只登记一人，只写姓名。"),
        (
            {"person": "王五"},
            "“王五”不是“第001厅”的联络员、目标办主任或主要领导，这期间的联系人有李明、赵强，请核对姓名。",
        ),
        ({"person": "钱进"}, "“钱进”不是“第001厅”的联络员、目标办主任或主要领导"),
        ({"first_day": "2026-07-01", "last_day": "2026-07-02"}, "“李明”不是“第001厅”的联络员"),
        ({"email": "SunLi@example.org"}, "邮箱SunLi@example.org是“第002厅”的，受托人须是“第001厅”的人，请核对。"),
        ({"email": "d002@example.org"}, "邮箱d002@example.org是“第002厅”的"),
        ({"email": "王芳"}, "“登记委托”未执行："),
        ({"email": ""}, "“登记委托”未执行："),
        ({"department": "AGENCY"}, "管理机构的通知发到其邮箱，不需要委托。"),
        ({"department": "D009"}, "部门“D009”不在部门名单中"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(offices: Acting, sql: Sql, more: dict[str, Any], why: str) -> None:
    assert refused(offices, **more).startswith(why)
    assert sql.rows(KEPT) == []


def test_a_department_without_contacts_has_no_person_to_represent(march: Acting) -> None:
    words = refused(march)
    assert words == "“李明”不是“第001厅”的联络员、目标办主任或主要领导，请核对姓名。"


def test_not_beyond_the_end_of_the_department(offices: Acting) -> None:
    offices.take("departments", {"编码": "D004", "名称": "第004厅", "失效日期": "2026-03-15"})
    offices.take("contacts", {"部门编码": "D004", "角色": "联络员", "姓名": "李明"})
    assert appoint(offices, department="D004", last_day="2026-03-15") == 1
    assert refused(offices, department="D004") == "“第004厅”于2026-03-15终止，委托不能晚于这一天。"


def test_a_mailbox_that_a_department_shares_may_stay_where_it_is(offices: Acting) -> None:
    offices.take("contacts", {"部门编码": "D001", "角色": "目标办主任", "姓名": "周涛", "邮箱": "shared@example.org"})
    assert appoint(offices, representative="周涛", email="shared@example.org") == 1


def test_the_representative_of_another_department_is_not_of_this_one(offices: Acting) -> None:
    appoint(offices)
    words = refused(offices, department="D002", person="孙丽")
    assert words == f"邮箱{MAILBOX}是“第001厅”的，受托人须是“第002厅”的人，请核对。"
    offices.do("withdraw_representative", department="D001", person="李明", reason="误登")
    assert appoint(offices, department="D002", person="孙丽") == 1


def test_another_office_does_not_represent(offices: Acting) -> None:
    assert "不能办理" in refused(offices.office("D002"))
    withdrawal = {"department": "D001", "person": "李明", "reason": "误登"}
    assert "不能办理" in offices.office("D002").refused("withdraw_representative", **withdrawal)


def test_one_who_is_back_is_told_again_from_today(offices: Acting, sql: Sql, violations: Violations) -> None:
    appoint(offices)
    back = offices.on("2026-03-12")
    done = back.do("withdraw_representative", department="D001", person="李 明", reason="提前返回")
    assert done.words == "“李明”对“王芳”的委托自2026-03-12起撤销，通知仍发给“李明”。"
    assert done.counts == {"withdrawn": 1, "notices": 2}
    assert sql.rows(KEPT)[0][-2:] == ("2026-03-12", "提前返回")
    assert sql.rows(TOLD)[2:] == [
        ("office", "withdrawn", "李明", "王芳", "2026年3月12日"),
        ("head", "withdrawn", "李明", "王芳", "2026年3月12日"),
    ]
    assert appoint(back, representative="丁一", email="ding@example.org", first_day="2026-03-12") == 1
    assert violations() == []


def test_one_that_is_withdrawn_before_it_begins_never_held(offices: Acting, sql: Sql) -> None:
    appoint(offices)
    offices.do("withdraw_representative", department="D001", person="李明", reason="姓名有误")
    assert appoint(offices) == 1
    assert [row[0] for row in sql.rows(KEPT)] == [1, 2]


def test_of_several_the_first_day_says_which_is_withdrawn(offices: Acting, sql: Sql) -> None:
    appoint(offices)
    appoint(offices, first_day="2026-04-01", last_day="2026-04-03")
    words = offices.refused("withdraw_representative", department="D001", person="李明", reason="误登")
    assert "“李明”委托“王芳”2026-03-10至2026-03-20；“李明”委托“王芳”2026-04-01至2026-04-03" in words
    april = {"department": "D001", "person": "李明", "first_day": "2026-04-01"}
    offices.do("withdraw_representative", **april, reason="误登")
    assert [row[-2] for row in sql.rows(KEPT)] == [None, "2026-03-05"]


def test_what_is_over_or_was_never_entered_is_not_withdrawn(offices: Acting) -> None:
    nothing = "“第001厅”没有尚未结束的委托，不需要撤销。"
    withdrawal = {"department": "D001", "person": "李明", "reason": "误登"}
    assert offices.refused("withdraw_representative", **withdrawal) == nothing
    appoint(offices)
    assert "与登记的不符" in offices.refused("withdraw_representative", **{**withdrawal, "person": "赵强"})
    assert offices.on("2026-03-21").refused("withdraw_representative", **withdrawal) == nothing


def test_two_at_once_for_one_person_leave_one(offices: Acting, together: Together, sql: Sql) -> None:
    def one(name: str) -> Any:
        def work(session: Session) -> Any:
            email = f"{name}@example.org"
            return offices.within(session, "appoint_representative", **given(representative=name, email=email))

        return work

    results = together(*map(one, ("aa", "bb", "cc")))
    assert sum(isinstance(result, Exception) for result in results) == 2
    assert sql.value("SELECT count(*) FROM representation") == 1


BACK = {"department": "D001", "person": "丁二", "reason": "本人已返岗"}


@pytest.mark.parametrize(
    ("act", "data", "field"),
    [
        ("appoint_representative", {"email": "d002@example.org"}, "email"),
        ("appoint_representative", {"person": "王芳", "representative": "丁三"}, "person"),
        ("withdraw_representative", BACK, "person"),
    ],
)
def test_a_refusal_names_the_field_of_the_input(offices: Acting, act: str, data: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldRefused) as refusal:
        offices.do(act, **(data if data is BACK else given(**data)))
    assert refusal.value.name == field
