"""钉钉: its group robots; the address is signed, with a time in milliseconds."""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from models.rules.robots import DINGTALK, Robot
from notifications.channels import Letter, Result, one_line
from notifications.robots import REFUSED, RETRY, TELL_US, Vendor

PATH = "/robot/send"
LIMIT = 6000  # bytes of a text: a body has at most 20,000, in which a short line may be three times as long
KEYWORD = "目标绩效管理"  # in every message: what a robot may ask for as its keyword
OFTEN = "机器人频率超限（{}），10分钟后再发"
WRONG = "请在群里核对机器人地址后更正"
CODES = (
    Result(RETRY, "-1", "钉钉系统繁忙（-1），稍后再发"),
    *(Result(RETRY, code, OFTEN.format(code), retry_after=600, pause_recipient=True) for code in ("130101", "410100")),
    *(
        Result(REFUSED, code, f"{why}（{code}），{WRONG}", pause_recipient=True)
        for why, codes in {
            "机器人地址无效": ("300001", "300005", "400101", "400106"),
            "群已解散": ("400013",),
            "机器人已停用": ("400102",),
        }.items()
        for code in codes
    ),
    *(
        Result(REFUSED, code, f"钉钉不接受消息的内容（{code}），{TELL_US}")
        for code in ("400105", "430101", "430102", "430103", "430104", "40035", "43002", "43004")
    ),
)
MEANINGS = {int(answer.code): answer for answer in CODES}
SECURITY = 310000  # one code for four settings of a robot, told apart by the words of the answer
REASONS = {
    "keyword": f"机器人要求的关键词应为“{KEYWORD}”",
    "timestamp": "本机时钟与钉钉相差超过1小时",
    "sign": "机器人的加签密钥不正确，请写在地址后：&secret=SEC……",
    "whitelist": "本机IP不在机器人的IP地址段内",
    "": "不符合机器人的安全设置",
}


def signature(secret: str, timestamp: int) -> str:
    """Returns the HMAC-SHA256 of `timestamp + LF + secret` with the secret as its key; the timestamp in ms."""
    return b64encode(hmac.digest(secret.encode(), f"{timestamp}\n{secret}".encode(), sha256)).decode()


def _request(robot: Robot, letter: Letter, now: float) -> tuple[str, Mapping[str, Any]]:
    path = f"{PATH}?access_token={robot.key}"
    if robot.secret:
        timestamp = int(now * 1000)
        path += f"&timestamp={timestamp}&sign={quote(signature(robot.secret, timestamp), safe='')}"
    text = letter.markdown.replace("\n", "  \n")  # two blanks end a line
    body = {"msgtype": "markdown", "markdown": {"title": one_line(f"{KEYWORD} {letter.subject}"), "text": text}}
    # A message that is sent again after a time-out is no second one.
    return path, body | {"msgUuid": sha256(letter.message_id.encode()).hexdigest()[:32]} if letter.message_id else body


def _meaning(code: int, words: str) -> Result | None:
    if code != SECURITY:
        return MEANINGS.get(code)
    why = next(reason for word, reason in REASONS.items() if word in words)
    return Result(REFUSED, str(code), f"{why}（{code}）", pause_recipient=True)


ROBOTS = Vendor(
    channel=DINGTALK,
    host="oapi.dingtalk.com",
    limit=LIMIT,
    request=_request,
    code="errcode",
    words="errmsg",
    meaning=_meaning,
    counts_in_texts=True,
)
