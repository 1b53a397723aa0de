"""A WeCom robot server on this machine: it speaks the robot protocol, error codes and rate limit included."""

import json
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

LOOPBACK = "127.0.0.1"
PATH = "/cgi-bin/webhook/send"
WINDOW = 60.0
LIMITS = {"text": 2048, "markdown": 4096, "markdown_v2": 4096}
MORE = "more info at https://open.work.weixin.qq.com/devtool/query?e="


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; `hang` says nothing until the server stops, `drop` closes the connection without a word."""

    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    hang: bool = False
    drop: bool = False
    accepts: bool = False


@dataclass(frozen=True, slots=True)
class RobotMessage:
    """One accepted message of a robot."""

    key: str
    kind: str
    content: str


def errcode(code: int, words: str) -> Reply:
    """The robot's own answer: HTTP 200 whatever happened."""
    return Reply(body=json.dumps({"errcode": code, "errmsg": words if code == 0 else f"{words}, {MORE}{code}"}))


ACCEPTED = errcode(0, "ok")
BUSY = errcode(-1, "system error")
TOO_OFTEN = errcode(45009, "api freq out of limit")
BAD_KEY = errcode(93000, "invalid webhook url")
HTML = Reply(body="<html><body>请登录网络</body></html>", headers={"Content-Type": "text/html; charset=utf-8"})
EMPTY = Reply()
TRUNCATED = Reply(body='{"errcode":0,"errm')
ERROR = Reply(500, "Internal Server Error")
HANG = Reply(hang=True)
DROP = Reply(drop=True)
DROP_ACCEPTED = Reply(drop=True, accepts=True)


class WeComServer:
    """Accepts the messages of known robots and keeps them; `per_minute=None` turns the rate limit off."""

    def __init__(
        self,
        keys: Iterable[str],
        *,
        port: int = 0,
        per_minute: int | None = 20,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.keys = set(keys)
        self.received: list[RobotMessage] = []
        self.closing = Event()
        self._per_minute, self._clock = per_minute, clock
        self._taken: defaultdict[str, deque[float]] = defaultdict(deque)
        self._script: defaultdict[str, deque[Reply]] = defaultdict(deque)
        self._lock = Lock()
        self._http = _Http((LOOPBACK, port), type("Conversation", (_Conversation,), {"robots": self}))
        self._thread = Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self.port: int = self._http.server_address[1]

    @property
    def url(self) -> str:
        """The Apprise URL of this server."""
        return f"mbwecom://{LOOPBACK}:{self.port}/"

    def webhook(self, key: str) -> str:
        """The full address of a robot, as people paste it."""
        return f"http://{LOOPBACK}:{self.port}{PATH}?key={key}"

    def answer(self, *replies: Reply, key: str = "") -> None:
        """Queue answers for a robot, or for whichever comes next; after them the rules hold again."""
        self._script[key].extend(replies)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.closing.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def receive(self, address: str, body: bytes) -> Reply:
        """Judge one request as told, or by the rules of the robots."""
        parts = urlsplit(address)
        key = parse_qs(parts.query).get("key", [""])[0]
        with self._lock:
            script = self._script[key] or self._script[""]
            kind, content = _read(body)
            reply = script.popleft() if script else self._judge(parts.path, key, kind, content)
            if reply is ACCEPTED or reply.accepts:
                self.received.append(RobotMessage(key, kind, content))
        return reply

    def _judge(self, path: str, key: str, kind: str, content: str) -> Reply:
        if path != PATH:
            return Reply(404, "not found")
        if key not in self.keys:
            return BAD_KEY
        if kind not in LIMITS:
            return errcode(40008, "invalid message type")
        if not content:
            return errcode(44004, f"empty content, {kind}.content")
        if len(content.encode()) > LIMITS[kind]:
            return errcode(40058, f"{kind}.content exceed max length {LIMITS[kind]}")
        return ACCEPTED if self._take(key) else TOO_OFTEN

    def _take(self, key: str) -> bool:
        now, taken = self._clock(), self._taken[key]
        while taken and now - taken[0] >= WINDOW:
            taken.popleft()
        if self._per_minute is not None and len(taken) >= self._per_minute:
            return False
        taken.append(now)
        return True


def _read(body: bytes) -> tuple[str, str]:
    try:
        said: Any = json.loads(body)
        kind = str(said["msgtype"])
        return kind, str(said.get(kind, {}).get("content", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return "", ""


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # HTTPServer's own would look up the name of this host
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]


class _Conversation(BaseHTTPRequestHandler):
    robots: WeComServer
    timeout = 10  # a client that never finishes its request holds its thread no longer

    def do_POST(self) -> None:
        """Answer one message."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        reply = self.robots.receive(self.path, body)
        if reply.hang:
            self.robots.closing.wait()
        if not (reply.hang or reply.drop):
            self._write(reply)

    def _write(self, reply: Reply) -> None:
        content = reply.body.encode()
        self.send_response(reply.status)
        for name, value in ({"Content-Type": "application/json; charset=utf-8"} | reply.headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the address holds the key."""
