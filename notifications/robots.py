"""Group robots: a message counts as sent only if HTTP 200 comes with the code 0 in the answer of its vendor."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ssl import SSLContext
from time import time
from typing import Any, NamedTuple
from urllib.parse import quote

from models.rules.errors import Refused
from models.rules.robots import Robot, read_robot
from notifications.channels import (
    CHANNEL_NAMES,
    LANES,
    Letter,
    Outcome,
    Place,
    Result,
    explain_failure,
    scrub,
    trusted,
)
from notifications.time_limit import time_limit

ANSWER_LIMIT = 8192
HALF = b"?"  # stands for an answer that broke off
INTEGER = re.compile(r"0|-?[1-9][0-9]{0,8}")
RETRY, REFUSED, DOUBTFUL = Outcome.RETRY, Outcome.REFUSED, Outcome.DOUBTFUL
ACCEPTS, REDIRECTS = range(200, 300), range(300, 400)
TELL_US = "请联系系统维护人员"
BLOCKED = 300  # seconds for which DingTalk takes nothing from this address after too many calls
ADDRESS = "机器人地址不正确，应为机器人key，或主机与系统设置一致的完整地址"
UNSURE = "不能确定是否送达"


@dataclass(frozen=True, slots=True)
class Vendor:
    """What differs between the robots of vendors.

    `host` is its own server. `limit` is the number of bytes of a text. `request`
    gives the path of a robot and the body of a letter, signed at an instant. `code` and `words` name the fields of an
    answer, and `meaning` says what its codes mean. `counts_in_texts`: a number may be a text, "0".
    """

    channel: str
    host: str
    limit: int
    request: Callable[[Robot, Letter, float], tuple[str, Mapping[str, Any]]]
    code: str
    words: str
    meaning: Callable[[int, str], Result | None]
    counts_in_texts: bool = False

    @property
    def title(self) -> str:
        """Its Chinese name."""
        return CHANNEL_NAMES[self.channel]


@dataclass(frozen=True, slots=True)
class Site:
    """The server of the robots: that of the vendor, or one of a private deployment."""

    host: str
    port: int = 443
    secure: bool = True
    prefix: str = ""
    timeout: float = 10.0
    verify: bool = True


class VendorAnswer(NamedTuple):
    """What the server answered; it may still be a failure, or no answer of the vendor."""

    status: int
    body: bytes
    retry_after: str = ""


class VendorLine:
    """Requests to one server of a vendor, each over a new connection."""

    def __init__(self, vendor: str, site: Site) -> None:
        self.site, self._vendor = site, vendor

    def ask(self, path: str, message: Mapping[str, Any] | None = None) -> VendorAnswer | Result:
        """Post a message, or get the path without one. Returns the answer, or the failure if none arrived."""
        connection = self._connect()
        if isinstance(connection, Result):
            return connection
        answer, content = None, b""
        try:
            link = connection.sock  # a response takes it away from the connection
            with time_limit(self.site.timeout, lambda: link):
                answer = _ask(connection, f"{self.site.prefix}{path}", message)
                content = answer.read(ANSWER_LIMIT + 1)
        except (OSError, ValueError, HTTPException) as error:
            if answer is None or isinstance(error, TimeoutError):
                code, words = explain_failure(error)
                return Result(RETRY, code, f"消息已发出但没有完整答复，{UNSURE}：{words}", may_repeat=True)
            content = HALF
        finally:
            connection.close()
        if answer.length:  # some of it did not come: what came may look like all of it
            content = content[:1]
        return VendorAnswer(answer.status, content, answer.getheader("Retry-After", ""))

    def _connect(self) -> HTTPConnection | Result:
        """Returns a new connection, or the failure."""
        connection = self._new_connection()
        try:
            connection.connect()
        except (OSError, ValueError) as error:  # a host that is not valid IDNA raises ValueError
            code, words = explain_failure(error)
            return Result(Outcome.UNREACHABLE, code, f"{self._vendor}{self.site.host}:{self.site.port}不通：{words}")
        return connection

    def _new_connection(self) -> HTTPConnection:
        # http.client follows no redirect, uses no proxy from the environment and, unlike requests, never logs the key.
        site = self.site
        if site.secure:
            return HTTPSConnection(site.host, site.port, timeout=site.timeout, context=self._tls)
        return HTTPConnection(site.host, site.port, timeout=site.timeout)

    @cached_property
    def _tls(self) -> SSLContext:
        return trusted(verify=self.site.verify)


def _ask(connection: HTTPConnection, path: str, message: Mapping[str, Any] | None) -> HTTPResponse:
    if message is None:
        connection.request("GET", path)
    else:
        body = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
        connection.request("POST", path, body, {"Content-Type": "application/json; charset=utf-8"})
    return connection.getresponse()


class RobotChannel:
    """Posts to the group robots of one vendor; the address of a letter is that of a robot."""

    lanes = LANES

    def __init__(self, vendor: Vendor, site: Site, clock: Callable[[], float] = time) -> None:
        # The vendor compares the instant of a signature with its own clock: it is no business date.
        self._clock = clock
        self.name, self.limit = vendor.channel, vendor.limit
        self._vendor, self._line = vendor, VendorLine(vendor.title, site)

    def send(self, letter: Letter) -> Result:
        """Post one message and return the result of the answer."""
        robot = robot_of(letter.address, self._vendor, self._line.site)
        if robot is None:
            return Result(REFUSED, "address", ADDRESS)
        if (size := len(letter.markdown.encode("utf-8", "replace"))) > self.limit:
            return Result(REFUSED, "too-long", f"消息内容{size}字节，超过上限{self.limit}字节，{TELL_US}")
        answer = self._line.ask(*self._vendor.request(robot, letter, self._clock()))
        return answer if isinstance(answer, Result) else judge(self._vendor, answer, robot.key, robot.secret)

    def close(self) -> None:
        """Nothing to close: each request has its own connection."""


def robot_of(address: str, vendor: Vendor, site: Site) -> Robot | None:
    """Returns the robot of an address; None if it is of another vendor, or leads to another server than the one set."""
    robot = read_robot(address)
    if robot is None or robot.channel != vendor.channel:
        return None
    here = robot.host is None or (robot.host == site.host.lower() and robot.port in {None, site.port})
    return robot if here else None


def judge(vendor: Vendor, answer: VendorAnswer, *secrets: str) -> Result:
    """Returns the result for an answer; one that cannot be read never counts as sent.

    The secrets are removed from its words.
    """
    status, body, retry_after = answer
    found = parse(body)
    code, words = _code_in(found, vendor), str(found.get(vendor.words, ""))
    if code and status < HTTPStatus.INTERNAL_SERVER_ERROR and (known := vendor.meaning(code, words.lower())):
        return known
    if found.get("punish") == "deny":
        why = f"{vendor.title}暂不接收本机的请求（punish deny），5分钟后再发"
        return Result(RETRY, "denied", why, retry_after=BLOCKED)
    if code is None and status in ACCEPTS:
        return _judge_unread(vendor.title, body)
    if status != HTTPStatus.OK:
        return _judge_status(vendor.title, status, code, retry_after)
    if code == 0:
        return Result(Outcome.SENT, "0", f"{vendor.title}已接受")
    return Result(RETRY, str(code), f"{vendor.title}返回{code}：{scrub(words, *secrets)}")


def parse(body: bytes) -> dict[str, Any]:
    """Returns the object of an answer; empty if it has another form, or says one thing twice."""
    try:
        answer: Any = json.loads(body, object_pairs_hook=_said_once) if len(body) <= ANSWER_LIMIT else None
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(answer := dict(pairs)) < len(pairs):  # of two codes neither is believed
        raise ValueError
    return answer


def _code_in(answer: Mapping[str, Any], vendor: Vendor) -> int | None:
    code = answer.get(vendor.code)
    if vendor.counts_in_texts and isinstance(code, str) and INTEGER.fullmatch(code):
        return int(code)
    return code if type(code) is int else None  # never True or 0.0


def _judge_status(title: str, status: int, code: int | None, retry_after: str) -> Result:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        wait = min(int(retry_after), 3600) if retry_after.isdecimal() else 60
        return Result(RETRY, "http-429", f"{title}请求过于频繁（HTTP 429），稍后再发", retry_after=wait)
    if status in REDIRECTS:
        return Result(RETRY, f"http-{status}", f"请求被转到别处（HTTP {status}），{_suspects(title)}")
    # A gateway that lost the answer, or a success under another status, may hide an accepted message.
    may_repeat = status in {502, 504} or code == 0
    return Result(RETRY, f"http-{status}", f"{title}服务器异常（HTTP {status}），稍后再发", may_repeat=may_repeat)


def _judge_unread(title: str, body: bytes) -> Result:
    if body.lstrip()[:1] == b"<":
        return Result(DOUBTFUL, "html", f"收到的是网页而不是{title}的答复，{UNSURE}；{_suspects(title)}")
    if not body.strip():
        return Result(DOUBTFUL, "empty", f"{title}的答复为空，{UNSURE}")
    return Result(DOUBTFUL, "garbled", f"{title}的答复不完整或无法识别，{UNSURE}")


def _suspects(title: str) -> str:
    return f"网络可能需要登录认证，或{title}主机设置有误"


def open_robots(vendor: Vendor) -> Callable[[Place], RobotChannel]:
    """Returns what opens the channel of `mbwecoms://host:port/?verify=&cto=`, or of `mbwecom://` without encryption.

    Without a host it uses the vendor's. It raises Refused if unencrypted to another machine.
    """
    return lambda place: RobotChannel(vendor, site_of(place, vendor, f"mb{vendor.channel}s://"))


def site_of(place: Place, vendor: Vendor, encrypted: str) -> Site:
    """Returns the server of a URL; without a host it is the vendor's.

    Raises Refused, naming the encrypted form, if unencrypted to another machine.
    """
    verify, seconds = place.is_yes("verify", default=True), place.seconds()
    if not place.host:
        return Site(vendor.host, timeout=seconds, verify=verify)
    secure = place.schema.endswith("s")
    if not secure and not place.plain_allowed():
        raise Refused(
            f"不加密的{vendor.title}连接只允许用于本机，请改用 {encrypted}；确需使用，请在地址中加上 plain=yes"
        )
    host, port = place.endpoint(443 if secure else 80)
    return Site(host, port, secure, quote(place.path.rstrip("/")), seconds, verify)
