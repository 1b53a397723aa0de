"""飞书: its group robots; the body is signed, with a time in seconds."""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from models.rules.robots import FEISHU, HOOK, Robot
from notifications.channels import Letter, Result
from notifications.dingtalk import KEYWORD, LIMIT, WRONG
from notifications.robots import REFUSED, RETRY, TELL_US, Vendor

BAD_REQUEST, OFTEN = "9499", "11232"
CODES = (
    *(
        Result(RETRY, code, f"机器人频率超限（{code}），1分钟后再发", retry_after=61, pause_recipient=True)
        for code in (BAD_REQUEST, OFTEN)
    ),
    Result(REFUSED, "19001", f"机器人地址无效（19001），{WRONG}", pause_recipient=True),
    Result(
        REFUSED,
        "19021",
        "机器人的签名校验密钥不正确，或本机时钟相差超过1小时（19021），密钥请写在地址后：?secret=……",
        pause_recipient=True,
    ),
    Result(REFUSED, "19022", "本机IP不在机器人的IP白名单内（19022）", pause_recipient=True),
    Result(REFUSED, "19024", f"机器人要求的关键词应为“{KEYWORD}”（19024）", pause_recipient=True),
    Result(REFUSED, "200621", f"飞书不接受消息的格式（200621），{TELL_US}"),
    Result(REFUSED, BAD_REQUEST, f"飞书不接受消息的格式或长度（{BAD_REQUEST}），{TELL_US}"),
)
FREQUENT = CODES[0]  # one code for two faults, told apart by its words
MEANINGS = {int(answer.code): answer for answer in CODES}


def signature(secret: str, timestamp: int) -> str:
    """Returns the HMAC-SHA256 of nothing with `timestamp + LF + secret` as its key; the timestamp in seconds."""
    return b64encode(hmac.digest(f"{timestamp}\n{secret}".encode(), b"", sha256)).decode()


def _request(robot: Robot, letter: Letter, now: float) -> tuple[str, Mapping[str, Any]]:
    text = letter.markdown.replace("<", "＜")  # a text of people cannot call anyone
    card = {
        "header": {"title": {"tag": "plain_text", "content": KEYWORD}},
        "elements": [{"tag": "markdown", "content": text}],
    }
    body: dict[str, Any] = {"msg_type": "interactive", "card": card}
    if robot.secret:
        body["timestamp"], body["sign"] = str(int(now)), signature(robot.secret, int(now))
    return f"{HOOK}{robot.key}", body


def _meaning(code: int, words: str) -> Result | None:
    often = str(code) == BAD_REQUEST and ("frequency" in words or "too many" in words)
    return FREQUENT if often else MEANINGS.get(code)


ROBOTS = Vendor(
    channel=FEISHU,
    host="open.feishu.cn",
    limit=LIMIT,
    request=_request,
    code="code",
    words="msg",
    meaning=_meaning,
)
