"""`mubiao messages`: sent and failed messages with the reason, and the agency's decisions about them."""

from __future__ import annotations

import re
from hashlib import sha256
from time import time
from typing import TYPE_CHECKING

import pytest

from deployments.loopback.mail import MailServer
from deployments.loopback.wecom import BAD_KEY, HTML, WeComServer, errcode
from deployments.loopback.wecom_app import SEND_PATH
from tests.deployments.tables import read_table
from tests.robot_server import DINGTALK, RobotServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao

MORNING = "2026-03-02T09:00:00+08:00"
NOON = "2026-03-02T12:00:00+08:00"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[MailServer]:
    with MailServer(tmp_path / "mail") as running:
        yield running


@pytest.fixture
def parked(line: Mubiao, anyone: Acting, office: MailServer) -> str:
    """The number of a mail that the server of D001 does not take; D002's was sent."""
    for code in ("D001", "D002"):
        anyone.take("departments", {"编码": code, "名称": f"第{code[1:]}厅", "目标办邮箱": f"{code}@example.org"})
    office.answer("550 5.1.1 no such user", to="D001@example.org", stage="RCPT")
    line.set(MUBIAO_MAIL_URL=office.url, MUBIAO_CLOCK=MORNING)
    line.done("run", "deliver")
    return str(line.json("messages", "--state", "parked")[0]["id"])


def test_a_refused_mail_is_parked_with_its_reason_and_the_other_was_sent(line: Mubiao, parked: str) -> None:
    rows = {row["address"]: row for row in line.json("messages")}
    assert (rows["D002@example.org"]["state"], rows["D001@example.org"]["state"]) == ("sent", "parked")
    assert str(rows["D001@example.org"]["id"]) == parked
    assert "550" in rows["D001@example.org"]["reason"]


def test_people_read_state_tries_and_reason(line: Mubiao, parked: str) -> None:
    text = line.done("messages", "--state", "parked")
    assert text.splitlines()[0].split() == ["编号", "日期", "渠道", "收件", "主题", "附件", "状态", "次数", "原因"]
    assert text.splitlines()[2].startswith(parked)
    assert "parked" not in text


def test_a_retried_message_is_sent_by_the_next_delivery(line: Mubiao, parked: str, office: MailServer) -> None:
    assert (
        line.done("messages", "retry", parked, "--why", "邮箱已开通") == f"消息{parked}已转为待发，发出以后才算告知。\n"
    )
    line.set(MUBIAO_CLOCK=NOON).done("run", "deliver")
    assert {row["state"] for row in line.json("messages")} == {"sent"}
    assert sorted(mail.recipient for mail in office.received) == ["D001@example.org", "D002@example.org"]


def test_a_dropped_message_cannot_be_decided_again(line: Mubiao, parked: str) -> None:
    assert line.done("messages", "drop", parked, "--why", "已电话通知") == f"消息{parked}已放弃。\n"
    assert [row["reason"] for row in line.json("messages", "--state", "dropped")] == ["已电话通知"]
    assert f"没有编号为{parked}的" in line.refused("messages", "retry", parked, "--why", "再试")
    assert line.json("verify")["ok"]


def test_a_decision_can_be_printed_as_json(line: Mubiao, parked: str) -> None:
    assert line.json("messages", "retry", parked, "--why", "再试")["retried"] == 1
    assert line.json("messages", "drop", parked, "--why", "已电话通知")["dropped"] == 1


def test_a_message_that_was_sent_is_not_sent_again(line: Mubiao, parked: str) -> None:
    assert parked
    sent = str(line.json("messages", "--state", "sent")[0]["id"])
    assert f"没有编号为{sent}的" in line.refused("messages", "retry", sent, "--why", "再发")


@pytest.mark.parametrize(
    ("name", "url"),
    [("MUBIAO_MAIL_URL", "mbmail://localhost:25/?from=a@example.org"), ("MUBIAO_WECOM_URL", "mbwecoms://localhost/")],
)
def test_without_messages_it_says_so(line: Mubiao, name: str, url: str) -> None:
    line.set(**{name: url})
    assert line.done("messages") == "没有消息。\n"
    assert line.json("messages", "--limit", "5") == []


def test_without_any_channel_it_points_to_the_notices_and_the_settings(line: Mubiao) -> None:
    text = line.done("messages")
    assert text.startswith("没有消息。尚未设置通知渠道")
    assert {"notices", "check", "MUBIAO_MAIL_URL", "MUBIAO_WECOM_URL"} <= set(re.findall(r"[A-Za-z_]+", text))
    assert line.json("messages") == []


@pytest.mark.parametrize("decision", ["retry", "drop"])
def test_an_unknown_number_is_refused(line: Mubiao, decision: str) -> None:
    assert "没有编号为77的" in line.refused("messages", decision, "77", "--why", "x")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--state", "丢了"), "应为以下之一：sending、waiting、sent、doubtful、arrived、parked、dropped"),
        (("retry", "1"), "缺少 --why"),
        (("retry",), "缺少"),
        (("drop", "甲", "--why", "x"), "编号 填写有误，应为整数"),
        (("nosuch",), "可用的命令：attachment、confirm、drop、retry"),
    ],
)
def test_a_wrong_call_is_a_wrong_usage(mubiao: Mubiao, words: tuple[str, ...], why: str) -> None:
    assert why in mubiao.refused("messages", *words, code=2)


def number_with_file(line: Mubiao, address: str = "D002@example.org") -> str:
    """The number of the message to an office that carries its sheet."""
    return next(str(row["id"]) for row in line.json("messages") if row["address"] == address and row["attachments"])


@pytest.mark.usefixtures("parked")
def test_the_file_of_a_message_is_listed_and_written_with_the_bytes_that_were_sent(
    line: Mubiao, office: MailServer, tmp_path: Path
) -> None:
    place, number = tmp_path / "回复表.xlsx", number_with_file(line)
    said = line.json("messages", "attachment", number, "-o", str(place))
    [mail] = [each for each in office.received if each.recipient == "D002@example.org"]
    [part] = mail.message.iter_attachments()
    assert place.read_bytes() == part.get_content()
    assert said == {
        "message": int(number),
        "name": part.get_filename(),
        "file": str(place),
        "sha256": sha256(place.read_bytes()).hexdigest(),
    }
    assert str(part.get_filename()) in [row[5] for row in read_table(line.done("messages"))]


@pytest.mark.usefixtures("parked")
def test_a_file_is_not_overwritten_and_keeps_its_ending(line: Mubiao, tmp_path: Path) -> None:
    place, number = str(tmp_path / "回复表.xlsx"), number_with_file(line)
    assert f"已写入消息{number}的附件" in line.done("messages", "attachment", number, "-o", place)
    assert "已经存在" in line.refused("messages", "attachment", number, "-o", place)
    line.done("messages", "attachment", number, "-o", place, "--force")
    assert "应以 .xlsx 结尾" in line.refused("messages", "attachment", number, "-o", str(tmp_path / "表.docx"))


@pytest.mark.usefixtures("parked")
def test_a_message_without_the_file_that_is_asked_for_says_so(line: Mubiao, sql: Sql, tmp_path: Path) -> None:
    place, number = str(tmp_path / "表.xlsx"), number_with_file(line)
    assert "消息9999没有附件" in line.refused("messages", "attachment", "9999", "-o", place)
    assert "的附件有：" in line.refused("messages", "attachment", number, "--name", "别的.xlsx", "-o", place)
    sql("UPDATE attachment SET content = NULL")
    assert "的内容已不在库中" in line.refused("messages", "attachment", number, "-o", place)


@pytest.mark.usefixtures("parked")
def test_a_file_that_tells_of_a_target_marked_since_is_not_written(
    line: Mubiao, anyone: Acting, tmp_path: Path
) -> None:
    place, number = str(tmp_path / "表.xlsx"), number_with_file(line)
    anyone.on("2026-03-02").do("mark_secret", target="T003", marking="工作秘密", reason="涉及未公开规划")
    assert "含有已标注密级的内容" in line.refused("messages", "attachment", number, "-o", place)


TOKEN, SECRET = "planted-token-71b2", "SECplanted71b3"


@pytest.fixture
def doubtful(line: Mubiao, anyone: Acting) -> Iterator[str]:
    """The number of a message to the robot of D002 that a login page answered at half past eight."""
    hook = f"dingtalk://{SECRET}@{TOKEN}/"
    anyone.take("departments", {"编码": "D002", "名称": "第002厅", "企业微信机器人": hook})
    anyone.take("contacts", {"部门编码": "D002", "角色": "联络员", "姓名": "李明", "手机": "13800000001"})
    anyone.on("2026-04-01").system.do("remind")
    with RobotServer(DINGTALK, {TOKEN: SECRET}, now=time) as server:
        server.answer(*[HTML] * 3)
        line.set(MUBIAO_DINGTALK_URL=server.url, MUBIAO_CLOCK="2026-04-01T08:30:00+08:00")
        said = line("run", "deliver").out
        assert "送达不明1封" in said
        yield str(line.json("messages", "--state", "doubtful")[0]["id"])


def test_a_doubtful_message_is_phoned_about_and_confirmed(line: Mubiao, doubtful: str) -> None:
    line.set(MUBIAO_CLOCK="2026-04-01T09:00:00+08:00")
    [row] = read_table(line.done("messages", "--state", "doubtful"))
    assert (row[0], row[2], row[6]) == (doubtful, "钉钉", "送达不明")
    for words in (("today", "--json"), ("notices", "--untold")):
        assert "13800000001" in line.done(*words)
    shown = "".join(line.done(*words) for words in (("notices",), ("messages",), ("why", "2")))
    assert "送达不明" in shown
    assert TOKEN not in shown + "".join(line.done(*words, "--json") for words in (("notices",), ("messages",)))
    assert "已确认送达" in line.done("messages", "confirm", doubtful, "--why", "李明电话确认已看到")
    assert line.json("messages", "--state", "arrived")[0]["reason"] == "李明电话确认已看到，王芳"
    assert "送达不明的消息" not in line.done("today", "--json")
    assert "没有编号为" in line.refused("messages", "retry", doubtful, "--why", "再发")


# Planted keys: of a robot, another service and the app; in no list, answer or log.

KEY = "planted-robot-key-71b0"
PASSWORD = "planted-password-71b1"  # noqa: S105 - planted, to be looked for
LISTS = (
    ("departments",),
    ("departments", "--all"),
    ("contacts",),
    ("messages",),
    ("messages", "--state", "parked"),
    ("notices",),
    ("owed",),
    ("check", "--settings"),
)


@pytest.fixture
def told(line: Mubiao, anyone: Acting) -> str:
    """What a delivery answered in which the robot, the service and the app all failed."""
    service = f"mailto://user:{PASSWORD}@127.0.0.1:1/?to=a@example.org"
    anyone.take("departments", {"编码": "D001", "名称": "第001厅", "企业微信机器人": KEY})
    anyone.take("departments", {"编码": "D002", "名称": "第002厅", "企业微信机器人": service})
    anyone.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "张三", "企业微信号": "zhangsan"})
    anyone.on("2026-04-01").system.do("remind")
    with WeComServer({KEY}) as server:
        server.answer(BAD_KEY, errcode(301, f"unknown {KEY}"), key=KEY)
        server.answer(errcode(48001, f"no right {server.app.secret}"), key=SEND_PATH)
        line.set(MUBIAO_WECOM_URL=server.url, MUBIAO_WECOM_APP_URL=server.app.url(server.port))
        line.set(MUBIAO_CLOCK="2026-04-01T09:00:00+08:00")
        answer = line("run", "deliver")
        assert server.app.tokens
    return answer.out + answer.err


def test_no_list_answer_or_log_shows_a_planted_key(line: Mubiao, told: str) -> None:
    shown = [told]
    for words in LISTS:
        for form in ((), ("--json",)):
            answer = line(*words, *form)
            shown.append(answer.out + answer.err)
    assert line.json("messages", "--state", "parked")
    for secret in (KEY, PASSWORD, "loopback-secret"):
        assert secret not in "".join(shown), secret


def test_a_masked_sheet_is_refused_without_showing_other_keys(line: Mubiao, tmp_path: Path) -> None:
    sheet = tmp_path / "部门.csv"
    sheet.write_text(f"编码,名称,企业微信机器人\nD001,第001厅,{KEY}\nD002,第002厅,******\n", encoding="utf-8")
    answer = line("import", "departments", str(sheet))
    assert answer.code
    assert "是掩码" in answer.out + answer.err
    assert KEY not in answer.out + answer.err
