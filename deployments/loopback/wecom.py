"""A WeCom server on this machine: the protocols of robots and apps, with their error codes and limits."""

import json
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from deployments.loopback.http import LOOPBACK, Listener, ServerReply
from deployments.loopback.wecom_app import ACCEPTED, PATHS, WINDOW, AppDesk, errcode

__all__ = ["ACCEPTED", "ServerReply", "WeComServer", "errcode"]

PATH = "/cgi-bin/webhook/send"
LIMITS = {"text": 2048, "markdown": 4096, "markdown_v2": 4096}


@dataclass(frozen=True, slots=True)
class RobotMessage:
    """One accepted message to a robot."""

    key: str
    kind: str
    content: str


BUSY = errcode(-1, "system error")
TOO_OFTEN = errcode(45009, "api freq out of limit")
BAD_KEY = errcode(93000, "invalid webhook url")
HTML = ServerReply(body="<html><body>请登录网络</body></html>", headers={"Content-Type": "text/html; charset=utf-8"})
EMPTY_REPLY = ServerReply()
TRUNCATED = ServerReply(body='{"errcode":0,"errm')
ERROR = ServerReply(500, "Internal Server Error")
HANG = ServerReply(hang=True)
DROP = ServerReply(drop=True)
DROP_ACCEPTED = ServerReply(drop=True, accepts=True)


class WeComServer:
    """Accepts and stores messages to known robots; `per_minute=None` disables the rate limit."""

    def __init__(
        self,
        keys: Iterable[str],
        *,
        port: int = 0,
        per_minute: int | None = 20,
        clock: Callable[[], float] = time.monotonic,
        app: AppDesk | None = None,
    ) -> None:
        self.app = app or AppDesk()
        self.keys = set(keys)
        self.received: list[RobotMessage] = []
        self._per_minute, self._clock = per_minute, clock
        self._times: defaultdict[str, deque[float]] = defaultdict(deque)
        self._script: defaultdict[str, deque[ServerReply]] = defaultdict(deque)
        self._lock = Lock()
        self._listener = Listener(self.receive, port)
        self._http, self.port = self._listener.http, self._listener.port

    @property
    def url(self) -> str:
        """The Apprise URL of this server."""
        return f"mbwecom://{LOOPBACK}:{self.port}/"

    def webhook(self, key: str) -> str:
        """Returns the full webhook address of a robot."""
        return f"http://{LOOPBACK}:{self.port}{PATH}?key={key}"

    def answer(self, *replies: ServerReply, key: str = "") -> None:
        """Queue answers for a robot, a path of the app, or for any robot if `key` is empty.

        After them the rules apply again.
        """
        self._script[key].extend(replies)

    def __enter__(self) -> Self:
        self._listener.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.stop()

    def receive(self, address: str, body: bytes) -> ServerReply:
        """Returns the answer to one request: the scripted one, or by the rules of the robots."""
        parts = urlsplit(address)
        key = parse_qs(parts.query).get("key", [""])[0]
        if parts.path in PATHS:
            with self._lock:
                scripted = self._script[parts.path]
                return scripted.popleft() if scripted else self.app.judge(address, body, self._clock)
        with self._lock:
            script = self._script[key] or self._script[""]
            kind, content = _parse_message(body)
            reply = script.popleft() if script else self._judge(parts.path, key, kind, content)
            if reply is ACCEPTED or reply.accepts:
                self.received.append(RobotMessage(key, kind, content))
        return reply

    def _judge(self, path: str, key: str, kind: str, content: str) -> ServerReply:
        if path != PATH:
            return ServerReply(404, "not found")
        if key not in self.keys:
            return BAD_KEY
        if kind not in LIMITS:
            return errcode(40008, "invalid message type")
        if not content:
            return errcode(44004, f"empty content, {kind}.content")
        if len(content.encode()) > LIMITS[kind]:
            return errcode(40058, f"{kind}.content exceed max length {LIMITS[kind]}")
        return ACCEPTED if self._count_message(key) else TOO_OFTEN

    def _count_message(self, key: str) -> bool:
        """Count one message of a robot. Returns False if its rate limit is reached."""
        now, times = self._clock(), self._times[key]
        while times and now - times[0] >= WINDOW:
            times.popleft()
        if self._per_minute is not None and len(times) >= self._per_minute:
            return False
        times.append(now)
        return True


def _parse_message(body: bytes) -> tuple[str, str]:
    """Returns kind and content of a message; both empty if it cannot be parsed."""
    try:
        message: Any = json.loads(body)
        kind = str(message["msgtype"])
        return kind, str(message.get(kind, {}).get("content", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return "", ""
