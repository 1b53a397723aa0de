"""The app protocol of WeCom on this machine: tokens, messages to members, error codes, and what is dropped silently."""

import json
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from deployments.loopback.http import ServerReply

WINDOW = 60.0
MORE = "more info at https://open.work.weixin.qq.com/devtool/query?e="


def errcode(code: int, message: str) -> ServerReply:
    """Returns a robot's answer: HTTP 200 with an error code."""
    return ServerReply(
        body=json.dumps({"errcode": code, "errmsg": message if code == 0 else f"{message}, {MORE}{code}"})
    )


ACCEPTED = errcode(0, "ok")

TOKEN_PATH = "/cgi-bin/gettoken"  # noqa: S105 - a path
SEND_PATH = "/cgi-bin/message/send"
PATHS = (TOKEN_PATH, SEND_PATH)
LIMITS = {"text": 2048, "markdown": 2048}
PER_MINUTE = 30  # of a member: WeCom drops more without an error
INVALID_USER = "invaliduser"


@dataclass(frozen=True, slots=True)
class AppMessage:
    """One message that a member sees."""

    member: str
    kind: str
    content: str


@dataclass(slots=True)
class AppDesk:
    """The app of one company: who may see it, the tokens it gave out, and what reached its members."""

    corp: str = "ww0123456789abcdef"
    secret: str = "loopback-secret"  # noqa: S105 - of this machine only
    agent: int = 1000002
    members: set[str] = field(default_factory=set)
    received: list[AppMessage] = field(default_factory=list)
    dropped: list[AppMessage] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    valid: set[str] = field(default_factory=set)
    _times: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _seen: dict[AppMessage, float] = field(default_factory=dict)

    def url(self, port: int) -> str:
        """The Apprise URL of this app on a server of this machine."""
        return f"mbwecomapp://{self.corp}:{self.secret}@{self.agent}/?host=127.0.0.1:{port}"

    def expire(self) -> None:
        """Make all tokens outdated, as WeCom does after two hours or whenever it likes."""
        self.valid.clear()

    def judge(self, address: str, body: bytes, clock: Callable[[], float]) -> ServerReply:
        """Returns the answer to one request by the rules of WeCom."""
        parts = urlsplit(address)
        words = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == TOKEN_PATH:
            return self._give_token(words)
        if words.get("access_token", "") not in self.valid:
            known = words.get("access_token", "") in self.tokens
            return errcode(42001, "access_token expired") if known else errcode(40014, "invalid access_token")
        return self._take(_read(body), clock())

    def _give_token(self, words: dict[str, str]) -> ServerReply:
        if words.get("corpid") != self.corp:
            return errcode(40013, "invalid corpid")
        if words.get("corpsecret") != self.secret:
            return errcode(40001, "invalid credential")
        self.tokens.append(f"token-{len(self.tokens) + 1}")
        self.valid.add(self.tokens[-1])
        answer = {"errcode": 0, "errmsg": "ok", "access_token": self.tokens[-1], "expires_in": 7200}
        return ServerReply(body=json.dumps(answer))

    def _take(self, message: dict[str, Any], now: float) -> ServerReply:
        kind = str(message.get("msgtype", ""))
        content = str(message.get(kind, {}).get("content", "")) if kind in LIMITS else ""
        if refusal := self._refuse(message, kind, content):
            return refusal
        named = str(message.get("touser", "")).split("|")
        unknown = [name for name in named if name not in self.members]
        if unknown == named:
            return errcode(81013, "user & party & tag all invalid")
        repeats = message.get("duplicate_check_interval", 0) if message.get("enable_duplicate_check") else 0
        self._deliver((AppMessage(name, kind, content) for name in named if name not in unknown), now, repeats)
        if unknown:
            return ServerReply(body=json.dumps({"errcode": 0, "errmsg": "ok", INVALID_USER: "|".join(unknown)}))
        return ACCEPTED

    def _refuse(self, message: dict[str, Any], kind: str, content: str) -> ServerReply | None:
        if message.get("agentid") != self.agent:
            return errcode(301002, "not allow operate another agent with this accesstoken")
        if kind not in LIMITS:
            return errcode(40008, "invalid message type")
        if not content:
            return errcode(44004, f"empty content, {kind}.content")
        return errcode(45002, "content size out of limit") if len(content.encode()) > LIMITS[kind] else None

    def _deliver(self, messages: Iterable[AppMessage], now: float, repeats: float) -> None:
        """Give each member the message, unless it repeats one or the member has had too many this minute."""
        for message in messages:
            times = self._times[message.member]
            while times and now - times[0] >= WINDOW:
                times.popleft()
            again = message in self._seen and now - self._seen[message] < repeats
            if again or len(times) >= PER_MINUTE:
                self.dropped.append(message)
                continue
            times.append(now)
            self._seen[message] = now
            self.received.append(message)


def _read(body: bytes) -> dict[str, Any]:
    try:
        message: Any = json.loads(body)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}
