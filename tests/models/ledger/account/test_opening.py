"""Opening, slips, receipts and the end of an account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.intake.source import SignedPaper
from models.ledger.account.people import person_of
from models.ledger.acts import Role
from models.rules.errors import Refused
from tests.models.ledger.account.conftest import HEAD, MING, digest
from tests.page_clerks import at_page

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

WHY = {"person": MING, "reason": "疑被他人使用"}
TOLD = "SELECT audience, payload ->> 'what' FROM notice WHERE kind = 'account_slip' ORDER BY id, audience"


def test_an_account_has_a_slip_and_its_office_and_head_are_told_without_the_code(opened: Acting, sql: Sql) -> None:
    assert sql.rows("SELECT serial, person, opened_on::text, ended_on FROM account") == [
        (1, "李明", str(opened.day), None)
    ]
    assert sql.rows("SELECT number, code_digest, last_day - made_on, used_on FROM slip") == [(1, digest("A"), 14, None)]
    assert sorted(sql.rows(TOLD)) == [("head", "已制作开通单"), ("office", "已制作开通单")]


def test_a_person_has_one_account_and_an_account_one_person(opened: Acting) -> None:
    assert opened.refused("open_account", people=[MING], code_digest=digest("B")).startswith("“D002/李明”已有账号")
    both = opened.refused("open_account", people=["D002/李明", HEAD], code_digest=digest("B"))
    assert both == "一个账号只属于一人，这里有李明、王强。"


def test_who_is_no_contact_today_has_no_account(staffed: Acting) -> None:
    text = "“赵六”不是“第002厅”现在的联系人，请先登记。查看：mubiao contacts --department D002。"
    assert staffed.refused("open_account", people=["D002/赵六"], code_digest=digest("A")) == text
    assert staffed.refused("open_account", people=["D002"], code_digest=digest("A")).startswith("“”不是")


def test_who_is_registered_under_the_name_of_an_account_is_named_or_refused(opened: Acting) -> None:
    head = {"部门编码": "D002", "角色": "分管省领导", "姓名": "李明"}
    words = opened.take("contacts", head)
    assert "“第002厅”的“李明”有网页账号；以分管省领导的身份登录、签字，须为这次任职重新开单" in words.words
    opened.take("contacts", head | {"角色": "目标办主任", "手机": "13885120213"})
    with pytest.raises(Refused, match="“李明”登记有不同的手机号：是两人的"):
        opened.take("contacts", head | {"角色": "主要领导", "手机": "13999990000"})


def test_a_liaison_with_the_name_of_an_account_is_named_or_refused_when_an_office_appoints_one(staffed: Acting) -> None:
    staffed.take("contacts", {"部门编码": "D002", "角色": "主要领导", "姓名": "王强", "手机": "13885120213"})
    staffed.do("open_account", people=[HEAD], code_digest=digest("A"))
    office, new = staffed.office("D002"), {"department": "D002", "name": "王强", "email": "wang2@example.org"}
    assert office.refused("appoint_liaison", mobile="13999990000", **new).startswith(
        "“第002厅”的“王强”登记有不同的手机号：是两人的"
    )
    assert "有网页账号，现在也是联络员；是两人的，请在姓名后写工号" in office.do("appoint_liaison", **new).words


def test_a_name_that_may_be_of_two_people_has_no_new_slip(opened: Acting, sql: Sql) -> None:
    opened.take("contacts", {"部门编码": "D002", "角色": "主要领导", "姓名": "李明"})
    sql("UPDATE contact SET mobile = CASE role WHEN 'head' THEN '13885120213' ELSE '13999990000' END"
        " WHERE name = '李明'")  # fmt: skip
    assert "是两人的" in opened.refused("make_slip", person=MING, code_digest=digest("B"))
    assert sql.column("SELECT number FROM slip") == [1]


def test_a_leader_of_several_departments_has_one_account(staffed: Acting, sql: Sql) -> None:
    for code in ("D001", "D002"):
        staffed.take("contacts", {"部门编码": code, "角色": "分管省领导", "姓名": "孙平", "邮箱": ""})
    done = staffed.do("open_account", people=["D001/孙平", "D002/孙平"], code_digest=digest("A"))
    assert done.data["sign_in"] == ["第001厅/孙平", "第002厅/孙平"]
    assert sql.value("SELECT count(*) FROM account_place") == 2


def test_a_representative_of_the_office_has_an_account_and_of_the_head_none(staffed: Acting) -> None:
    days = {"first_day": str(staffed.day), "last_day": "2026-03-20", "email": "w@example.org"}
    staffed.do("appoint_representative", department="D002", person="李明", representative="王芳", **days)
    assert staffed.do("open_account", people=["D002/王芳"], code_digest=digest("A")).counts == {"slips": 1}
    staffed.do("appoint_representative", department="D002", person="王强", representative="周涛", **days)
    assert "周涛" in staffed.refused("open_account", people=["D002/周涛"], code_digest=digest("B"))


def test_a_new_slip_voids_the_one_before_and_ends_the_sessions(opened: Acting, sql: Sql) -> None:
    sql("INSERT INTO page_session (account_id, token_digest, form_token, browser, known, begun_at, seen_at)"
        " SELECT id, 'd', 'f', '', false, now(), now() FROM account")  # fmt: skip
    opened.do("make_slip", person=MING, code_digest=digest("B"))
    assert sql.column("SELECT number FROM slip ORDER BY number") == [1, 2]
    assert sql.value("SELECT count(*) FROM page_session WHERE ended_at IS NULL") == 0
    assert opened.refused("make_slip", person=HEAD, code_digest=digest("C")).startswith("“D002/王强”没有账号")


def test_the_receipt_of_a_slip_is_recorded_three_working_days_after_it_was_used(opened: Acting, sql: Sql) -> None:
    assert opened.refused("confirm_slip", person=MING).endswith("登录以后再登记回执。")
    opened.office("D002").do("first_sign_in", code_digest=digest("A"), password_hash="h")  # noqa: S106 - no password
    early = opened.on("2026-03-09")
    assert "首次登录（2026-03-05）后第3个工作日（2026-03-10）起" in early.refused("confirm_slip", person=MING)
    later = opened.on("2026-03-10")
    assert later.do("confirm_slip", person=MING).counts == {"confirmed": 1}
    assert later.do("confirm_slip", person=MING).counts == {"confirmed": 0}
    assert sql.column("SELECT confirmed_on::text FROM slip") == ["2026-03-10"]


def test_a_page_that_is_older_than_the_sign_in_is_no_receipt(opened: Acting) -> None:
    opened.office("D002").do("first_sign_in", code_digest=digest("A"), password_hash="h")  # noqa: S106 - no password
    later, older = opened.on("2026-03-10"), SignedPaper(number="〔2020〕1号", dated=date(2020, 1, 1))
    text = replace(later, actor=replace(later.actor, paper=older), signs=False).refused("confirm_slip", person=MING)
    assert text.startswith("签字文件日期2020-01-01早于首次登录日期（2026-03-05）")


def test_an_ended_account_is_none_and_the_person_may_have_another(opened: Acting, sql: Sql) -> None:
    opened.do("end_account", person=MING, reason="调离")
    assert sql.rows("SELECT ended_on::text, ended_why FROM account") == [(str(opened.day), "调离")]
    assert opened.refused("end_account", person=MING, reason="调离").startswith("“D002/李明”没有账号")
    assert opened.do("open_account", people=[MING], code_digest=digest("B")).data["serial"] == 2


def test_the_agency_is_told_of_its_own_accounts(staffed: Acting, sql: Sql) -> None:
    code = sql.value("SELECT code FROM department WHERE is_agency")
    staffed.take("contacts", {"部门编码": code, "角色": "联络员", "姓名": "王文", "邮箱": "w@example.org"})
    staffed.do("open_account", people=[f"{code}/王文"], code_digest=digest("A"))
    assert sql.rows(TOLD) == [("agency", "已制作开通单")]


def test_the_agency_names_a_reader_until_a_day_with_a_reason(staffed: Acting, sql: Sql) -> None:
    code = sql.value("SELECT code FROM department WHERE is_agency")
    given = {"code_digest": digest("R"), "reads_until": "2026-06-30", "reads_why": "审计"}
    assert "由管理机构指定" in staffed.refused("open_account", people=[MING], **given)
    assert "由管理机构指定" in staffed.refused("open_account", people=[f"{code}/ "], **given)
    assert "请只写姓名" in staffed.refused("open_account", people=[f"{code}/<b>"], **given)
    assert "该日已过" in staffed.refused(
        "open_account", people=[f"{code}/郑平"], **{**given, "reads_until": "2026-01-31"}
    )
    assert "须同时写明" in staffed.refused("open_account", people=[f"{code}/郑平"], **{**given, "reads_why": ""})
    staffed.do("open_account", people=[f"{code}/郑平"], **given)
    assert sql.rows("SELECT person, reads_until::text, reads_why FROM account") == [("郑平", "2026-06-30", "审计")]


def test_two_people_of_one_name_have_no_account_until_their_names_tell_them_apart(staffed: Acting) -> None:
    person = {"部门编码": "D001", "姓名": "李明", "邮箱": "ming@example.org"}
    staffed.take("contacts", person | {"角色": "联络员", "手机": "13985123456"})
    staffed.take("contacts", person | {"角色": "主要领导", "手机": "139 8512 3456"})
    staffed.do("open_account", people=["D001/李明"], code_digest="a" * 64)
    staffed.do("end_account", person="D001/李明", reason="同名")
    staffed.take("contacts", person | {"角色": "目标办主任", "手机": "13885120213"})
    told = staffed.refused("open_account", people=["D001/李明"], code_digest="b" * 64)
    assert told.startswith("“第001厅”的“李明”登记有不同的手机号：是两人的，请在联系人的姓名后写工号或电话后四位")


def test_whose_account_one_clerk_ends_is_told(opened: Acting, sql: Sql) -> None:
    at_page(opened, paper=None).do("end_account", person=MING, reason="调离")
    told = "SELECT audience FROM notice WHERE kind = 'account_slip' AND payload ->> 'what' = '已停用' ORDER BY id"
    assert sql.column(told) == ["office", "head"]


def test_a_stop_ends_by_itself_after_the_next_working_day(opened: Acting) -> None:
    assert "暂停登录至2026-03-06，次日自动恢复" in opened.do("stop_account", **WHY).words
    with begin() as session:
        stopped = [person_of(session, 1, date(2026, 3, day)) for day in (5, 6)]
        assert stopped == [None, None]
        assert person_of(session, 1, date(2026, 3, 7))


def test_owner_and_head_of_the_agency_are_told(opened: Acting, sql: Sql) -> None:
    opened.do("stop_account", **WHY)
    told = "SELECT kind, audience, payload ->> 'what' FROM notice WHERE payload ->> 'what' LIKE '%暂停%' ORDER BY id"
    what = "暂停登录至2026年3月6日，次日自动恢复"
    assert sql.rows(told) == [
        ("account_slip", "office", what),
        ("account_slip", "head", what),
        ("signer_changed", "agency", f"账号{what}"),
    ]


def test_one_who_stops_a_head_again_and_again_is_refused_at_the_page_only(staffed: Acting) -> None:
    staffed.do("open_account", people=[HEAD], code_digest=digest("H"))
    clerk, of_head = at_page(staffed), WHY | {"person": HEAD}
    clerk.do("stop_account", **of_head)
    assert clerk.do("stop_account", **of_head).counts == {"stopped": 0}
    assert "30天内暂停过" in clerk.on("2026-03-09").refused("stop_account", **of_head)
    assert staffed.on("2026-03-09").do("stop_account", **of_head).counts == {"stopped": 1}


def test_the_account_of_a_head_to_come_is_ended_by_two_and_its_slip_signs_for_his_term(
    opened: Acting,
) -> None:
    opened.take("contacts", {"部门编码": "D002", "角色": "主要领导", "姓名": "李明", "生效日期": "2026-03-09"})
    assert at_page(opened).do("end_account", person=MING, reason="调离").counts == {"ended": 0, "waiting": 1}
    opened.do("make_slip", person=MING, code_digest=digest("B"))
    opened.do("first_sign_in", code_digest=digest("B"), password_hash="h")  # noqa: S106 - no password
    with begin() as session:
        people = [person_of(session, 1, date(2026, 3, day)) for day in (5, 9)]
    assert [[x.role for x in each.capacities] for each in people if each] == [[Role.OFFICE], [Role.HEAD, Role.OFFICE]]


def test_the_account_of_a_liaison_is_stopped_again_by_one_clerk(opened: Acting) -> None:
    clerk = at_page(opened)
    clerk.do("stop_account", **WHY)
    assert clerk.on("2026-03-09").do("stop_account", **WHY).counts == {"stopped": 1}
