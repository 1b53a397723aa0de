"""企业微信: its group robots."""

from collections.abc import Mapping
from typing import Any

from models.rules.robots import WECOM, Robot
from notifications.channels import Letter, Result
from notifications.robots import REFUSED, RETRY, TELL_US, Vendor

PATH = "/cgi-bin/webhook/send"
MARKDOWN_LIMIT = 4096
CHECK = "请检查企业微信设置"
ANSWERS = (
    Result(RETRY, "-1", "企业微信系统繁忙（-1），稍后再发"),
    Result(RETRY, "40001", "企业微信凭证无效（40001），稍后再发"),
    Result(RETRY, "40014", "企业微信凭证无效（40014），稍后再发"),
    Result(RETRY, "42001", "企业微信凭证过期（42001），稍后再发"),
    Result(RETRY, "45009", "机器人频率超限（45009），1分钟后再发", retry_after=61, pause_recipient=True),
    Result(REFUSED, "93000", "机器人key无效（93000），请在群里核对机器人地址后更正", pause_recipient=True),
    Result(REFUSED, "40008", f"消息类型不被接受（40008），{TELL_US}"),
    Result(REFUSED, "40058", f"消息内容超长（40058），{TELL_US}"),
    Result(REFUSED, "45002", f"消息内容超长（45002），{TELL_US}"),
    Result(REFUSED, "44004", f"消息内容为空（44004），{TELL_US}"),
    Result(REFUSED, "48001", f"没有调用权限（48001），{CHECK}"),
    Result(REFUSED, "60020", f"本机IP不在企业微信可信名单（60020），{CHECK}"),
    Result(REFUSED, "81013", f"没有有效的接收人（81013），{CHECK}"),
)
MEANINGS = {int(answer.code): answer for answer in ANSWERS}


def _request(robot: Robot, letter: Letter, _now: float) -> tuple[str, Mapping[str, Any]]:
    return f"{PATH}?key={robot.key}", {"msgtype": "markdown", "markdown": {"content": letter.markdown}}


ROBOTS = Vendor(
    channel=WECOM,
    host="qyapi.weixin.qq.com",
    limit=MARKDOWN_LIMIT,
    request=_request,
    code="errcode",
    words="errmsg",
    meaning=lambda code, _: MEANINGS.get(code),
)
