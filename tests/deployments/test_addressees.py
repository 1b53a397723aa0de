"""`check` names who cannot be told: departments without mailbox, liaison or head, and an agency without its row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from deployments.addressees import check_addressees, check_answering
from models.database import begin
from tasks.settings import Settings
from tests.databases import story

if TYPE_CHECKING:
    from deployments.health import CheckResult
    from tests.conftest import Acting, Sql


ITEMS = ["收件地址", "目标办邮箱", "联络员", "主要领导", "管理机构"]
CODES = ("D001", "D002")
BY_CODE = "department_id = (SELECT id FROM department WHERE code = '{}')"


def checked(acting: Acting) -> dict[str, CheckResult]:
    with begin() as session:
        return {result.item: result for result in check_addressees(session, acting.day)}


def failed(acting: Acting) -> list[str]:
    return [item for item, result in checked(acting).items() if not result.ok]


def person(code: str, role: str, **more: str) -> dict[str, str]:
    return {"部门编码": code, "角色": role, "姓名": f"{code}{role}", "邮箱": f"{code.lower()}@gz.gov.cn", **more}


@pytest.fixture
@story
def complete(march: Acting, sql: Sql) -> Acting:
    """Every department has a mailbox, a liaison and a head; the agency has a mailbox and a telephone."""
    sql.sealed("UPDATE office SET email = 'x@gz.gov.cn', wecom_robot = ''")
    march.take("contacts", *(person(code, role) for code in CODES for role in ("联络员", "主要领导")))
    march.take("contacts", person("AGENCY", "联络员", 手机="13800000009"))
    return march


def test_a_department_that_can_be_told_is_not_named(complete: Acting) -> None:
    assert [tuple(result) for result in checked(complete).values()] == [(item, True, "") for item in ITEMS]


def test_an_agency_without_a_telephone_is_told_how_to_register_one(complete: Acting, sql: Sql) -> None:
    sql("UPDATE contact SET mobile = ''")
    result = checked(complete)["管理机构"]
    assert result.ok
    assert result.advice.startswith("收得到通知；只是没有登记管理机构的联系电话")
    assert result.advice.endswith("填部门编码 AGENCY 的联络员和手机，再导入：mubiao import contacts 文件")


def test_a_department_without_a_mailbox_is_named_even_if_its_robot_is_told(complete: Acting, sql: Sql) -> None:
    sql.sealed(f"UPDATE office SET email = '', wecom_robot = 'key' WHERE {BY_CODE.format('D001')}")  # noqa: S608
    assert failed(complete) == ["目标办邮箱"]
    assert checked(complete)["目标办邮箱"].advice == (
        "1个部门没有目标办邮箱，邮件和回复表送不到：第001厅。请补填后导入：mubiao import departments 文件"
    )


@pytest.mark.parametrize(("role", "item"), [("liaison", "联络员"), ("head", "主要领导")])
def test_a_department_without_a_person_in_a_role_is_named(complete: Acting, sql: Sql, role: str, item: str) -> None:
    sql(f"DELETE FROM contact WHERE role = '{role}' AND {BY_CODE.format('D002')}")  # noqa: S608 - constants only
    assert failed(complete) == [item]
    advice = checked(complete)[item].advice
    assert "1个部门" in advice
    assert advice.endswith("：第002厅。请登记后导入：mubiao import contacts 文件")


def test_a_head_without_an_address_is_named(complete: Acting, sql: Sql) -> None:
    sql(f"UPDATE contact SET email = '' WHERE role = 'head' AND {BY_CODE.format('D002')}")  # noqa: S608
    assert failed(complete) == ["主要领导"]
    assert checked(complete)["主要领导"].advice == (
        "1个部门的主要领导没有邮箱和企业微信号，须由其知悉的事项要打电话告知：第002厅。"
        "请登记后导入：mubiao import contacts 文件"
    )


@pytest.mark.parametrize(("role", "item"), [("liaison", "联络员"), ("head", "主要领导")])
def test_a_person_counts_on_the_days_in_the_role(complete: Acting, sql: Sql, role: str, item: str) -> None:
    sql(f"UPDATE contact SET valid_from = '2026-03-09', valid_to = '2026-03-20' WHERE role = '{role}'")  # noqa: S608
    named = {day: item in failed(complete.on(day)) for day in ("2026-03-08", "2026-03-09", "2026-03-20", "2026-03-21")}
    assert list(named.values()) == [True, False, False, True]


def test_before_go_live_the_first_day_counts(complete: Acting, sql: Sql) -> None:
    sql("UPDATE jurisdiction SET go_live = '2026-06-01' WHERE id = (SELECT max(id) FROM jurisdiction)")
    sql("UPDATE contact SET valid_from = '2026-06-01'")
    sql("UPDATE department SET valid_from = '2026-06-01' WHERE code = 'D001'")
    assert failed(complete) == []
    sql("DELETE FROM contact WHERE role = 'head'")
    assert checked(complete)["主要领导"].advice.startswith("2个部门没有登记主要领导")


def test_a_department_that_has_ended_is_not_named(complete: Acting, sql: Sql) -> None:
    sql(f"DELETE FROM contact WHERE {BY_CODE.format('D001')}")  # noqa: S608 - constants only
    sql("UPDATE department SET valid_to = '2026-03-31' WHERE code = 'D001'")
    assert failed(complete.on("2026-03-31")) == ["联络员", "主要领导"]
    assert failed(complete.on("2026-04-01")) == []


@pytest.mark.parametrize("change", ["UPDATE office SET email = ''", "DELETE FROM office"])
def test_an_agency_without_its_row_is_named_and_asked_for_no_people(complete: Acting, sql: Sql, change: str) -> None:
    sql.sealed(f"{change} WHERE department_id = (SELECT id FROM department WHERE is_agency)")  # noqa: S608
    result = checked(complete)["管理机构"]
    assert not result.ok
    assert result.advice.startswith("部门表中没有编码为 AGENCY 的一行，或该行没有邮箱和企业微信机器人")
    assert failed(complete) == ["管理机构"]
    sql.sealed(
        "INSERT INTO office (department_id, email, wecom_robot) SELECT id, '', 'key' FROM department "
        "WHERE is_agency ON CONFLICT (department_id) DO UPDATE SET wecom_robot = 'key'"
    )
    assert failed(complete) == []


def test_a_long_list_ends_after_ten(complete: Acting) -> None:
    rows = [{"编码": f"E{n:03}", "名称": f"第{n:03}局", "目标办邮箱": "x@gz.gov.cn"} for n in range(1, 13)]
    complete.take("departments", *rows)
    advice = checked(complete)["主要领导"].advice
    assert advice.startswith("12个部门没有登记主要领导")
    assert "第010局等。" in advice
    assert "第011局" not in advice


def test_a_registry_without_departments_is_not_called_sound(acting: Acting) -> None:
    found = checked(acting)
    missing = (False, "还没有部门，请导入：mubiao import departments 文件")
    assert [tuple(found[item])[1:] for item in ("目标办邮箱", "联络员", "主要领导")] == [missing] * 3


PHONE = {"部门编码": "AGENCY", "角色": "联络员", "姓名": "王芳", "手机": "13800000009"}
RELAY = SecretStr("mbmail://127.0.0.1:25/?from=mubiao@example.org&mode=insecure")


def checked_of_answering(acting: Acting, **chosen: Any) -> dict[str, CheckResult]:
    with begin() as session:
        found = check_answering(session, Settings(mail_url=RELAY, **chosen), acting.day)
        return {result.item: result for result in found}


@pytest.mark.parametrize("domain", ["mubiao.invalid", "localhost", "mail.localhost", "gz", "mail.example"])
def test_mails_need_a_real_domain(march: Acting, domain: str) -> None:
    result = checked_of_answering(march, mail_domain=domain)["邮件域名"]
    assert not result.ok
    assert "MUBIAO_MAIL_DOMAIN" in result.advice


@pytest.mark.parametrize("domain", ["mbb.guizhou.gov.cn", "MBB.GUIZHOU.GOV.CN."])
def test_a_real_domain_is_none_to_change(march: Acting, domain: str) -> None:
    assert tuple(checked_of_answering(march, mail_domain=domain)["邮件域名"]) == ("邮件域名", True, "")


def test_the_domain_that_is_set_if_none_is_chosen_is_no_real_one(march: Acting) -> None:
    assert not checked_of_answering(march)["邮件域名"].ok


def test_an_older_installation_is_told_how_to_make_its_first_key(march: Acting, sql: Sql) -> None:
    assert "回复表" not in checked_of_answering(march)
    sql("DELETE FROM sealed_answer_key")
    sql("DELETE FROM answer_key")
    result = checked_of_answering(march)["回复表"]
    assert not result.ok
    assert "mubiao act renew_answer_key --reason 首次生成" in result.advice


def test_it_is_said_where_answers_go(march: Acting) -> None:
    assert checked_of_answering(march)["收件邮箱"].advice == "退信和回复发往邮件服务器设置的发件地址"
    assert (
        checked_of_answering(march, inbox_address="huifu@gz.gov.cn")["收件邮箱"].advice
        == "退信和回复发往huifu@gz.gov.cn"
    )


def test_mails_need_a_person_to_phone(march: Acting) -> None:
    assert "mubiao import contacts" in checked_of_answering(march)["联系电话"].advice
    march.take("contacts", PHONE)
    assert tuple(checked_of_answering(march)["联系电话"]) == ("联系电话", True, "王芳，13800000009")


def test_without_a_mail_server_nothing_is_said_of_mails(march: Acting) -> None:
    with begin() as session:
        assert list(check_answering(session, Settings(), march.day)) == []
