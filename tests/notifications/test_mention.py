"""Mentions: only the liaisons of the office that owes are called in the group, only while the duty is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.mention import is_member, with_mentions
from notifications.printers import Rendered, inert

if TYPE_CHECKING:
    from deployments.loopback.wecom import WeComServer
    from tests.conftest import Acting, Sql, Violations
    from tests.notifications.conftest import Post

MORNING = "2026-03-05 09:00"
CALLED = "请<@zhangsan>办理：\n"
GROUP = Rendered("主题", "", "", "**目标管理工作1项**")


def liaison(letters: Acting, wecom_id: str, *, name: str = "张三", role: str = "联络员", **dates: str) -> None:
    person = {"部门编码": "D001", "角色": role, "姓名": name, "企业微信号": wecom_id}
    letters.take("contacts", person | dates)


def told(post: Post, robots: WeComServer, moment: str = MORNING) -> str:
    post.at(moment)
    return robots.received[-1].content


def test_the_liaison_of_the_office_that_owes_is_called_in_the_group(
    letters: Acting, post: Post, robots: WeComServer, violations: Violations
) -> None:
    liaison(letters, "zhangsan")
    assert told(post, robots).startswith(f"{CALLED}**")
    assert violations() == []


@pytest.mark.usefixtures("letters")
def test_without_a_wecom_name_there_is_no_mention(post: Post, robots: WeComServer) -> None:
    assert "<@" not in told(post, robots)


def test_the_head_of_the_department_is_not_called(letters: Acting, post: Post, robots: WeComServer) -> None:
    liaison(letters, "tingzhang", role="主要领导")
    assert "<@" not in told(post, robots)


def test_the_liaison_of_another_department_is_not_called(letters: Acting, post: Post, robots: WeComServer) -> None:
    letters.take("contacts", {"部门编码": "D002", "角色": "联络员", "姓名": "李四", "企业微信号": "lisi"})
    assert "<@" not in told(post, robots)


@pytest.mark.parametrize(
    ("dates", "called"),
    [
        ({"生效日期": "2026-01-01"}, True),
        ({"失效日期": "2026-03-05"}, True),
        ({"失效日期": "2026-03-04"}, False),
        ({"生效日期": "2026-03-06"}, False),
    ],
)
def test_only_who_holds_the_role_that_day_is_called(
    letters: Acting, post: Post, robots: WeComServer, dates: dict[str, str], *, called: bool
) -> None:
    liaison(letters, "zhangsan", **dates)
    assert told(post, robots).startswith(CALLED) is called


def test_two_liaisons_are_called_once_each_in_one_line(letters: Acting, post: Post, robots: WeComServer) -> None:
    liaison(letters, "zhangsan")
    liaison(letters, "lisi", name="李四")
    liaison(letters, "lisi", name="李四", role="目标办主任")
    assert told(post, robots).startswith("请<@lisi>、<@zhangsan>办理：\n**")


def test_a_result_has_no_mention(letters: Acting, post: Post, robots: WeComServer, sql: Sql) -> None:
    liaison(letters, "zhangsan")
    post.at(MORNING)
    letters.office("D001").report("D001", "2026-03", "T001", "T002")
    sql("UPDATE notice SET audience = 'office' WHERE kind = 'result'")
    assert "<@" not in told(post, robots, "2026-03-05 10:00")
    assert len(robots.received) == 2


def test_the_agency_is_told_without_a_mention(letters: Acting, post: Post, robots: WeComServer, sql: Sql) -> None:
    letters.take("departments", {"编码": "AGENCY", "名称": "省管理机构", "企业微信机器人": "agency-robot"})
    letters.take("contacts", {"部门编码": "AGENCY", "角色": "联络员", "姓名": "王五", "企业微信号": "wangwu"})
    robots.keys.add("agency-robot")
    letters.system.do("watch_liaisons")
    sql("UPDATE notice SET obligation_id = (SELECT min(id) FROM obligation) WHERE audience = 'agency'")
    post.at(MORNING)
    [agency] = [message.content for message in robots.received if message.key == "agency-robot"]
    assert "<@" not in agency


def test_a_digest_calls_once_although_it_tells_of_several_duties(
    letters: Acting, post: Post, robots: WeComServer
) -> None:
    liaison(letters, "zhangsan")
    letters.system.do("watch_liaisons")
    content = told(post, robots)
    assert content.count("<@") == 1


def test_what_people_wrote_is_still_no_mention(letters: Acting, post: Post, robots: WeComServer) -> None:
    letters.take(
        "departments",
        {
            "编码": "D001",
            "名称": "第<@wangwu>厅",
            "目标办邮箱": "d001@example.org",
            "企业微信机器人": "jiqiren-key-9f31c2d7",
        },
        reason="录入有误",
    )
    liaison(letters, "zhangsan")
    content = told(post, robots)
    assert content.count("<@") == 1
    assert content.startswith(CALLED)


@pytest.mark.parametrize(
    "name", ["zhangsan", "ZhangSan.01", "a", "zhang_san-1", "zhangsan@gz.gov.cn", "0851", "a" * 64]
)
def test_a_name_of_a_member_is_taken(name: str) -> None:
    assert is_member(name)


@pytest.mark.parametrize(
    "name", ["", "all", "ALL", "@all", "zhang san", "张三", "a>b", "<@x", "a|b", "a\nb", "-a", "a" * 65, "a>全体<@all"]
)
def test_a_text_that_would_call_others_is_no_name(name: str) -> None:
    assert not is_member(name)


@given(st.text())
def test_each_name_that_passes_stays_one_mention(name: str) -> None:
    if is_member(name):
        line = with_mentions(GROUP, [name]).markdown.partition("\n")[0]
        assert line == f"请<@{name}>办理："
        assert line.count("<") == line.count(">") == 1


def test_a_mail_has_no_mention() -> None:
    mail = Rendered("主题", "正文", "<p>正文</p>", "")
    assert with_mentions(mail, ["zhangsan"]) is mail


def test_a_mention_in_a_text_is_defused_before_ours_is_added() -> None:
    assert "<@" not in str(inert("请<@wangwu>办理"))
    assert with_mentions(GROUP, []) is GROUP


def test_who_represents_the_liaison_is_called_on_these_days(letters: Acting, post: Post, robots: WeComServer) -> None:
    liaison(letters, "zhangsan")
    names = {"department": "D001", "person": "张三", "representative": "李四", "email": "lisi@example.org"}
    days = {"first_day": "2026-03-05", "last_day": "2026-03-06"}
    letters.do("appoint_representative", **names, **days, wecom_id="lisi")
    assert told(post, robots).startswith("请<@lisi>办理：\n")
