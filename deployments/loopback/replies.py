"""The answers of a WeCom server, for robots and apps."""

import json
from dataclasses import dataclass, field

WINDOW = 60.0
MORE = "more info at https://open.work.weixin.qq.com/devtool/query?e="


@dataclass(frozen=True, slots=True)
class ServerReply:
    """One answer; `hang` sends nothing until the server stops, `drop` closes the connection without an answer."""

    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    hang: bool = False
    drop: bool = False
    accepts: bool = False


def errcode(code: int, message: str) -> ServerReply:
    """Returns a robot's answer: HTTP 200 with an error code."""
    return ServerReply(
        body=json.dumps({"errcode": code, "errmsg": message if code == 0 else f"{message}, {MORE}{code}"})
    )


ACCEPTED = errcode(0, "ok")
