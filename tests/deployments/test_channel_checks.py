"""`check` tries the channels to which addresses of departments lead, and names the services that are not believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import SecretStr

from deployments.channel_checks import check_channel, check_robots, check_waiting
from deployments.loopback.robots import DINGTALK, RobotServer
from models.database import begin
from tasks.settings import Settings

if TYPE_CHECKING:
    from tests.conftest import Acting


def robots(acting: Acting, *addresses: str) -> None:
    for number, address in enumerate(addresses, 1):
        acting.take("departments", {"编码": f"D00{number}", "名称": f"第00{number}厅", "企业微信机器人": address})


def checked(settings: Settings) -> list[tuple[str, bool, str]]:
    with begin() as session:
        return [(each.item, each.ok, each.advice) for each in check_robots(session, settings)]


def test_the_channel_of_each_robot_in_use_is_tried(march: Acting) -> None:
    robots(march, "dingtalk://geheim", "geheim-key")
    with RobotServer(DINGTALK, {}, now=lambda: 0.0) as server:
        chosen = Settings(dingtalk_url=SecretStr(server.url))
        assert checked(chosen) == [("钉钉", True, "")]
        assert server.requests == []
    [(item, ok, advice)] = checked(chosen)
    assert (item, ok) == ("钉钉", False)
    assert "不通：对方拒绝连接" in advice


def test_a_service_whose_answer_cannot_be_read_is_named(march: Acting) -> None:
    robots(march, "json://u:geheim@h.cn/", "mailto://u:geheim@h.cn/")
    [json, mail] = checked(Settings())
    assert json[:2] == ("其他服务：json", False)
    assert json[2].startswith("1个部门使用，其答复不能说明是否收下，发出的都记为送达不明")
    assert mail == ("其他服务：mailto", True, "")


def test_doubtful_messages_are_counted() -> None:
    found = check_waiting(1, 2, 0, 3)
    assert not found.ok
    assert found.advice == "通知1条未投递，消息2条待发；送达不明3条，请看 mubiao messages --state doubtful"


def test_a_channel_of_wecom_is_greeted() -> None:
    found = check_channel("企业微信", SecretStr("mbwecom://127.0.0.1:1/"))
    assert (found.ok, found.advice) == (False, "企业微信127.0.0.1:1不通：对方拒绝连接，请检查地址、端口和服务是否启动")
