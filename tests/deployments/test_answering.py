"""What `check` says about answers by mail: key, domain, inbox and telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from deployments.answering import check_answering
from models.database import begin
from tasks.settings import Settings

if TYPE_CHECKING:
    from deployments.health import CheckResult
    from tests.conftest import Acting, Sql

PHONE = {"部门编码": "AGENCY", "角色": "联络员", "姓名": "王芳", "手机": "13800000009"}
RELAY = SecretStr("mbmail://127.0.0.1:25/?from=mubiao@example.org&mode=insecure")


def checked(acting: Acting, **chosen: Any) -> dict[str, CheckResult]:
    with begin() as session:
        found = check_answering(session, Settings(mail_url=RELAY, **chosen), acting.day)
        return {result.item: result for result in found}


@pytest.mark.parametrize("domain", ["mubiao.invalid", "localhost", "mail.localhost", "gz", "mail.example"])
def test_mails_need_a_real_domain(march: Acting, domain: str) -> None:
    result = checked(march, mail_domain=domain)["邮件域名"]
    assert not result.ok
    assert "MUBIAO_MAIL_DOMAIN" in result.advice


@pytest.mark.parametrize("domain", ["mbb.guizhou.gov.cn", "MBB.GUIZHOU.GOV.CN."])
def test_a_real_domain_is_none_to_change(march: Acting, domain: str) -> None:
    assert tuple(checked(march, mail_domain=domain)["邮件域名"]) == ("邮件域名", True, "")


def test_the_domain_that_is_set_if_none_is_chosen_is_no_real_one(march: Acting) -> None:
    assert not checked(march)["邮件域名"].ok


def test_an_older_installation_is_told_how_to_make_its_first_key(march: Acting, sql: Sql) -> None:
    assert "回复表" not in checked(march)
    sql("DELETE FROM sealed_answer_key")
    sql("DELETE FROM answer_key")
    result = checked(march)["回复表"]
    assert not result.ok
    assert "mubiao act renew_answer_key --reason 首次生成" in result.advice


def test_it_is_said_where_answers_go(march: Acting) -> None:
    assert checked(march)["收件邮箱"].advice == "退信和回复发往邮件服务器设置的发件地址"
    assert checked(march, inbox_address="huifu@gz.gov.cn")["收件邮箱"].advice == "退信和回复发往huifu@gz.gov.cn"


def test_mails_need_a_person_to_phone(march: Acting) -> None:
    assert "mubiao import contacts" in checked(march)["联系电话"].advice
    march.take("contacts", PHONE)
    assert tuple(checked(march)["联系电话"]) == ("联系电话", True, "王芳，13800000009")


def test_without_a_mail_server_nothing_is_said_of_mails(march: Acting) -> None:
    with begin() as session:
        assert list(check_answering(session, Settings(), march.day)) == []
