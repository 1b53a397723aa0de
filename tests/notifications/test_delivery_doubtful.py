"""送达不明: a message that may or may not have come is never “sent”, and lasts until a person decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.commands.history import format_notice
from deployments.listings.notices import LISTING
from deployments.loopback.wecom import HTML, ServerReply
from models.database import begin
from models.ledger.duty.agency_work import scene_of, sections_of
from models.ledger.duty.register import explain_obligation
from models.ledger.jurisdiction import home
from models.ledger.messages import count_waiting, list_messages, list_notices
from models.ledger.notice_ends import untold_notices
from models.ledger.secrets import secrets_of
from tests.notifications.conftest import instant
from tests.robot_server import DINGTALK, RobotServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Acting, Sql, Violations
    from tests.notifications.conftest import Post

EARLY, NINE = "2026-03-05 08:30", "2026-03-05 09:00"
ROBOT = "https://oapi.example.gov.cn/robot/send?access_token=geheim"
STATES = "SELECT m.state FROM message m JOIN recipient r ON r.id = m.recipient_id WHERE r.channel = 'dingtalk'"


@pytest.fixture
def group(letters: Acting, post: Post) -> Iterator[RobotServer]:
    """D002 has a robot of DingTalk alone, behind a login page, and a liaison with a telephone."""
    letters.take(
        "departments", {"编码": "D002", "名称": "第002厅", "目标办邮箱": "", "企业微信机器人": "dingtalk://geheim"}
    )
    letters.take("contacts", {"部门编码": "D002", "角色": "联络员", "姓名": "李明", "手机": "13800000001"})
    with RobotServer(DINGTALK, {"geheim": ""}, now=lambda: 0.0) as server:
        post.urls["dingtalk"] = server.url
        yield server


@pytest.fixture
def doubtful(group: RobotServer, post: Post, sql: Sql) -> int:
    """The number of the message that met the login page at half past eight."""
    group.answer(HTML)
    assert post.at(EARLY).words == "通知投递：发出2封，送达不明1封。"
    return int(sql.value("SELECT id FROM message WHERE state = 'doubtful'"))


def lines(moment: str = NINE) -> dict[str, tuple[str, ...]]:
    at = instant(moment)
    with begin() as session:
        scene = scene_of(session, home(session), at.date(), at)
        return {each.title: each.lines for each in sections_of(session, scene, secrets_of(session))}


def shown(moment: str = NINE) -> list[list[str]]:
    with begin() as session:
        return LISTING.cells(list_notices(session, 9, instant(moment)))


def ends(moment: str = NINE) -> list[str]:
    return [row[5] for row in shown(moment) if row[4] == "第002厅"]


def test_an_office_behind_a_login_page_stands_in_the_days_work_with_its_telephone_by_nine(doubtful: int) -> None:
    told = lines()
    [line] = told["送达不明的消息"]
    assert line.startswith(f"消息{doubtful}：第002厅，钉钉群，联络员李明 13800000001（收到的是网页而不是钉钉的答复，")
    [line] = told["待电话通知"]
    assert "第002厅" in line
    assert "联络员李明 13800000001（送达不明：" in line
    with begin() as session:
        assert count_waiting(session) == (0, 0, 0, 1)
        [row] = untold_notices(session, instant(NINE).date(), instant(NINE))
    assert row["mobile"] == "13800000001"


def test_nowhere_is_a_doubtful_message_called_sent(doubtful: int) -> None:
    with begin() as session:
        [message] = [row for row in list_messages(session, "doubtful", 9) if row["id"] == doubtful]
        told = [row for row in list_notices(session, 9, instant(NINE)) if row["department"] == "第002厅"]
        history = explain_obligation(session, 2, instant(NINE).date())["notices"]
    assert message["sent_at"] is None
    assert [row["ending"] for row in told] == ["untold"]
    assert ends()[0].startswith("待电话通知（送达不明：")
    said = [*map(format_notice, history), repr(told), repr([row for row in shown() if row[4] == "第002厅"])]
    assert not [words for words in said if any(each in words for each in ("已发送", "发出", "sent'", " sent"))]
    assert "送达不明：收到的是网页" in said[0]


def test_it_is_not_sent_again_by_itself(doubtful: int, post: Post, sql: Sql, group: RobotServer) -> None:
    for moment in ("2026-03-05 09:10", "2026-03-05 14:00", "2026-03-06 09:00"):
        post.at(moment)
    assert (sql.value(STATES), len(group.received)) == ("doubtful", 0)
    assert doubtful


def test_reminders_lateness_and_the_telephone_come_as_always(doubtful: int, letters: Acting, sql: Sql) -> None:
    assert doubtful
    letters.on("2026-03-26").system.do("remind")
    assert sql.value(
        "SELECT count(*) FROM notice n JOIN obligation o ON o.id = n.obligation_id WHERE n.kind = 'reminder'"
    )
    late = letters.on("2026-04-02").system
    assert late.do("propose_urgings").counts["proposed"] == 2
    assert sql.column("SELECT DISTINCT method FROM urging") == ["phone"]


def test_what_a_person_found_out_is_final_and_counts_from_then(
    doubtful: int, letters: Acting, sql: Sql, violations: Violations
) -> None:
    said = letters.on("2026-03-09").do("confirm_message", message=doubtful, why="李明电话确认已看到")
    assert said.words == f"消息{doubtful}已确认送达。"
    assert (sql.value(STATES), lines("2026-03-09 09:00").get("送达不明的消息")) == ("arrived", None)
    assert ends("2026-03-09 09:00") == ["已确认送达（李明电话确认已看到，管理机构经办人）"]
    for act in ("confirm_message", "retry_message", "drop_message"):
        assert "没有编号为" in letters.refused(act, message=doubtful, why="再说一次")
    assert violations() == []


def test_what_was_told_by_phone_stays_so_when_its_message_is_found_to_have_come(
    doubtful: int, letters: Acting, sql: Sql, violations: Violations
) -> None:
    also = """INSERT INTO delivery (notice_id, recipient_id, person, message_id)
        SELECT min(n.id), max(m.recipient_id), '', max(m.id) FROM notice n, message m WHERE m.state = 'doubtful'"""
    sql.sealed(also)
    [row] = [each for each in shown() if each[4] == "第002厅"]
    told = {"told_on": "2026-03-05", "person": "李明", "told_by": "王芳"}
    letters.on("2026-03-05").do("told_by_phone", notices=row[0], **told)
    letters.do("confirm_message", message=doubtful, why="李明电话确认已看到")
    assert ends() == ["已电话告知（李明，2026-03-05，王芳）"]
    assert violations() == []


def test_only_a_doubtful_message_is_found_to_have_come(doubtful: int, letters: Acting, sql: Sql) -> None:
    sent = sql.value("SELECT min(id) FROM message WHERE state = 'sent'")
    text = letters.refused("confirm_message", message=sent, why="已看到")
    assert text == f"没有编号为{sent}的送达不明的消息。查看：mubiao messages --state doubtful。"
    assert "“部门目标办”不能执行" in letters.office("D002").refused("confirm_message", message=doubtful, why="已看到")


def test_sent_again_by_a_person_it_may_be_there_twice(
    doubtful: int, letters: Acting, post: Post, sql: Sql, group: RobotServer, violations: Violations
) -> None:
    letters.on("2026-03-05").do("retry_message", message=doubtful, why="网络已登录")
    assert post.at("2026-03-05 10:00").counts["sent"] == 1
    assert (sql.value(STATES), len(group.received)) == ("sent", 1)
    assert sql.value("SELECT maybe_duplicate FROM message WHERE id = :id", id=doubtful)
    assert violations() == []


@pytest.mark.parametrize(("answer", "state"), [(HTML, "doubtful"), (DINGTALK.reply(40035), "parked")])
def test_a_reminder_on_the_day_of_an_opening_that_did_not_come_for_certain_is_sent(
    letters: Acting, post: Post, sql: Sql, group: RobotServer, violations: Violations, answer: ServerReply, state: str
) -> None:
    letters.report("D002", "2026-03", "T003")
    first_day = letters.on("2026-04-29")
    first_day.open("monthly_check", "2026-04")  # T-3 was the day before
    group.answer(answer)
    post.at("2026-04-29 08:40")
    assert sql.column(STATES) == [state]
    first_day.system.do("remind")
    post.at("2026-04-29 09:00")
    reminders = "SELECT d.code, n.cancelled FROM notice n JOIN department d ON d.id = n.department_id"
    assert sql.rows(f"{reminders} WHERE n.kind = 'reminder' AND d.code = 'D002'") == [("D002", None)]
    assert sorted(sql.column(STATES)) == [state, "sent"]
    assert violations() == []


def test_told_by_phone_it_is_settled(doubtful: int, letters: Acting, sql: Sql, violations: Violations) -> None:
    [row] = [each for each in shown() if each[4] == "第002厅"]
    told = {"told_on": "2026-03-05", "person": "李明", "told_by": "王芳"}
    letters.on("2026-03-05").do("told_by_phone", notices=row[0], **told)
    assert (sql.value(STATES), lines().get("送达不明的消息"), lines().get("待电话通知")) == ("dropped", None, None)
    assert ends() == ["已电话告知（李明，2026-03-05，王芳）"]
    assert "没有编号为" in letters.refused("retry_message", message=doubtful, why="再发")
    assert violations() == []


def test_a_new_address_gets_what_is_doubtful(doubtful: int, letters: Acting, post: Post, sql: Sql) -> None:
    letters.take("departments", {"编码": "D002", "名称": "第002厅", "目标办邮箱": "new@example.org"})
    assert post.at("2026-03-05 10:00").counts["sent"] == 1
    assert (sql.value(STATES), lines().get("待电话通知")) == ("doubtful", None)
    assert doubtful


def test_the_addresses_that_people_copy_lead_to_the_channels(letters: Acting, post: Post, sql: Sql) -> None:
    for address in (
        ROBOT, "dingtalk://SEC77@geheim/13800000001", "feishu://geheim", "lark://geheim", "wecombot://geheim",
        "https://open.feishu.cn/open-apis/bot/v2/hook/geheim", "json://h.cn/geheim", "geheim",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=geheim",
    ):  # fmt: skip
        letters.take("departments", {"编码": "D002", "名称": "第002厅", "企业微信机器人": address})
        post.address("2026-03-05")
    found = sql.rows("SELECT channel, address FROM recipient WHERE address LIKE '%geheim%'")
    assert {address: channel for channel, address in found} == {
        ROBOT: "dingtalk",
        "dingtalk://SEC77@geheim/13800000001": "dingtalk",
        "feishu://geheim": "feishu",
        "lark://geheim": "apprise",
        "wecombot://geheim": "wecom",
        "https://open.feishu.cn/open-apis/bot/v2/hook/geheim": "feishu",
        "json://h.cn/geheim": "apprise",
        "geheim": "wecom",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=geheim": "wecom",
    }
