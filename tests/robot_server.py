"""The group robots of DingTalk and Feishu on this machine: their paths, signatures, codes and limits."""

import json
import time
from base64 import b64encode
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import digest
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from deployments.loopback.http import LOOPBACK, Listener, ServerReply

WINDOW, HOUR = 60.0, 3600
LARGEST = 20000  # bytes of a body
HOOK = "/open-apis/bot/v2/hook/"


@dataclass(frozen=True, slots=True)
class GroupMessage:
    """One message that a group saw."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Manners:
    """How the robots of a vendor answer: the fields of code and words, and the codes of what they refuse."""

    code: str
    words: str
    unknown: int
    too_often: int
    unsigned: int
    no_keyword: int
    malformed: int
    limits: Mapping[float, int]

    def reply(self, code: int, words: str = "ok") -> ServerReply:
        """Returns an answer: HTTP 200 with a code."""
        return ServerReply(body=json.dumps({self.code: code, self.words: words}))


DINGTALK = Manners("errcode", "errmsg", 300005, 130101, 310000, 310000, 40035, {WINDOW: 20})
FEISHU = Manners("code", "msg", 19001, 11232, 19021, 19024, 9499, {WINDOW: 100, 1.0: 5})


class RobotServer:
    """Accepts and stores messages to known robots, each with its signing secret, or empty without one.

    `now` gives the instant for the check of a signature. `keyword` has to stand in every message.
    """

    def __init__(
        self,
        manners: Manners,
        keys: Mapping[str, str],
        *,
        now: Callable[[], float],
        clock: Callable[[], float] = time.monotonic,
        keyword: str = "",
    ) -> None:
        self.manners, self.keys, self.keyword = manners, keys, keyword
        self.received: list[GroupMessage] = []
        self.requests: list[str] = []
        self.now, self._clock = now, clock
        self._times: defaultdict[str, deque[float]] = defaultdict(deque)
        self._seen: set[str] = set()
        self._script: deque[ServerReply] = deque()
        self._http = Listener(self.receive)
        self.port = self._http.port

    @property
    def url(self) -> str:
        """The address of this server as a setting."""
        return f"mb{'dingtalk' if self.manners is DINGTALK else 'feishu'}://{LOOPBACK}:{self.port}/"

    def answer(self, *replies: ServerReply) -> None:
        """Queue answers; after them the rules apply again."""
        self._script.extend(replies)

    def __enter__(self) -> Self:
        self._http.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.stop()

    def receive(self, address: str, body: bytes) -> ServerReply:
        """Returns the answer to one request: the scripted one, or by the rules of the vendor."""
        parts = urlsplit(address)
        words = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.requests.append(body.decode(errors="replace"))
        message = _read(body)
        is_dingtalk = self.manners is DINGTALK
        key = words.get("access_token", "") if is_dingtalk else parts.path.removeprefix(HOOK)
        sign = words if is_dingtalk else message
        if self._script:
            reply = self._script.popleft()
            if reply.accepts:
                self._store(key, message)
            return reply
        if parts.path != ("/robot/send" if is_dingtalk else f"{HOOK}{key}"):
            return ServerReply(404, "not found")
        return self._judge(key, message, (str(sign.get("timestamp", "")), str(sign.get("sign", ""))), len(body))

    def _judge(self, key: str, message: dict[str, Any], sign: tuple[str, str], size: int) -> ServerReply:
        manners, (title, text) = self.manners, _said(message)
        if key not in self.keys:
            return manners.reply(manners.unknown, "token is not exist")
        if not text or size > LARGEST:
            return manners.reply(manners.malformed, "Bad Request")
        if self.keys[key] and (fault := self._fault_of(self.keys[key], *sign)):
            return manners.reply(manners.unsigned, fault)
        if self.keyword not in f"{title}{text}":
            return manners.reply(manners.no_keyword, "keywords not in content")
        if not self._count(key):
            return manners.reply(manners.too_often, "frequency limited")
        self._store(key, message)
        return manners.reply(0)

    def _fault_of(self, secret: str, timestamp: str, sign: str) -> str:
        if not timestamp.isdecimal():
            return "sign not match"
        if self.manners is DINGTALK:
            seconds, key, text = int(timestamp) / 1000, secret, f"{timestamp}\n{secret}"
        else:
            seconds, key, text = int(timestamp), f"{timestamp}\n{secret}", ""
        if abs(self.now() - seconds) > HOUR:
            return "invalid timestamp"
        expected = b64encode(digest(key.encode(), text.encode(), sha256)).decode()
        return "" if sign == expected else "sign not match"

    def _store(self, key: str, message: dict[str, Any]) -> None:
        """Keep what the group sees; DingTalk shows a message that is sent again only once."""
        if (again := str(message.get("msgUuid", ""))) not in self._seen:
            self.received.append(GroupMessage(key, *_said(message)))
        self._seen |= {again} - {""}

    def _count(self, key: str) -> bool:
        now, times = self._clock(), self._times[key]
        times.append(now)
        while now - times[0] >= WINDOW:
            times.popleft()
        return all(sum(now - each < span for each in times) <= most for span, most in self.manners.limits.items())


def _read(body: bytes) -> dict[str, Any]:
    try:
        message: Any = json.loads(body)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}


def _said(message: dict[str, Any]) -> tuple[str, str]:
    """Returns title and text of a message; both empty if it has another form."""
    try:
        if message.get("msgtype") == "markdown":
            return str(message["markdown"]["title"]), str(message["markdown"]["text"])
        card = message["card"]
        return str(card["header"]["title"]["content"]), str(card["elements"][0]["content"])
    except (KeyError, TypeError, IndexError):
        return "", ""
