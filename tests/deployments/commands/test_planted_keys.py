"""A robot's key, the password of another service and the secret of the app: in no list, answer or log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.loopback.wecom import BAD_KEY, WeComServer, errcode
from deployments.loopback.wecom_app import SEND_PATH

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao

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
        line.set(MUBIAO_WECOM_URL=server.url, MUBIAO_WECOM_APP_URL=server.app_url)
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
