"""The WeCom group robot: a message counts as sent only if HTTP 200 comes with the integer errcode 0."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ssl import SSLContext
from typing import Any
from urllib.parse import quote

from models.rules.errors import Refused
from models.rules.robots import read_robot
from notifications.channels import LANES, Letter, Outcome, Place, Result, explain_failure, scrub, trusted
from notifications.time_limit import time_limit

OFFICIAL = "qyapi.weixin.qq.com"
PATH = "/cgi-bin/webhook/send"
MARKDOWN_LIMIT = 4096
ANSWER_LIMIT = 8192

RETRY, REFUSED = Outcome.RETRY, Outcome.REFUSED
REDIRECTS = range(300, 400)
SUSPECTS = "网络可能需要登录认证，或企业微信主机设置有误"
TELL_US = "请联系系统维护人员"
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


@dataclass(frozen=True, slots=True)
class Site:
    """The server of the robots: the official host, or that of a private deployment."""

    host: str = OFFICIAL
    port: int = 443
    secure: bool = True
    prefix: str = ""
    timeout: float = 10.0
    verify: bool = True


@dataclass(frozen=True, slots=True)
class WecomAnswer:
    """What the server answered; it may still be a failure, or no answer of WeCom."""

    status: int
    body: bytes
    retry_after: str


class WecomLine:
    """Requests to one server, each over a new connection."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def ask(self, path: str, message: Mapping[str, Any] | None = None) -> WecomAnswer | Result:
        """Post a message, or get the path without one. Returns the answer, or the failure if none arrived."""
        connection = self._new_connection()
        try:
            connection.connect()
        except (OSError, ValueError) as error:  # a host that is not valid IDNA raises ValueError
            code, words = explain_failure(error)
            return Result(Outcome.UNREACHABLE, code, f"企业微信{self.site.host}:{self.site.port}不通：{words}")
        try:
            link = connection.sock  # a response takes it away from the connection
            with time_limit(self.site.timeout, lambda: link):
                return _exchange(connection, f"{self.site.prefix}{path}", message)
        except (OSError, ValueError, HTTPException) as error:
            code, words = explain_failure(error)
            return Result(RETRY, code, f"消息已发出但没有完整答复，不能确定是否送达：{words}", doubtful=True)
        finally:
            connection.close()

    def _new_connection(self) -> HTTPConnection:
        # http.client follows no redirect, uses no proxy from the environment and, unlike requests, never logs the key.
        site = self.site
        if site.secure:
            return HTTPSConnection(site.host, site.port, timeout=site.timeout, context=self._tls)
        return HTTPConnection(site.host, site.port, timeout=site.timeout)

    @cached_property
    def _tls(self) -> SSLContext:
        return trusted(verify=self.site.verify)


def _exchange(connection: HTTPConnection, path: str, message: Mapping[str, Any] | None) -> WecomAnswer:
    if message is None:
        connection.request("GET", path)
    else:
        body = json.dumps(message, ensure_ascii=False).encode()
        connection.request("POST", path, body, {"Content-Type": "application/json; charset=utf-8"})
    answer = connection.getresponse()
    return WecomAnswer(answer.status, answer.read(ANSWER_LIMIT + 1), answer.getheader("Retry-After", ""))


class WeComRobotChannel:
    """Posts markdown to group robots; the address of a letter is the robot's key or its full webhook address."""

    name = "wecom"
    limit = MARKDOWN_LIMIT
    lanes = LANES

    def __init__(self, site: Site) -> None:
        self._site = site
        self._line = WecomLine(site)

    def send(self, letter: Letter) -> Result:
        """Post one message and return the result of the answer."""
        key = read_key(letter.address, self._site)
        if key is None:
            return Result(REFUSED, "address", "机器人地址不正确，应为机器人key，或主机与系统设置一致的完整地址")
        content = letter.markdown.encode("utf-8", "replace")
        if len(content) > MARKDOWN_LIMIT:
            return Result(
                REFUSED, "too-long", f"消息内容{len(content)}字节，超过上限{MARKDOWN_LIMIT}字节，请联系系统维护人员"
            )
        return self._post(key, content.decode())

    def close(self) -> None:
        """Nothing to close: a robot accepts at most twenty messages a minute."""

    def _post(self, key: str, content: str) -> Result:
        body = {"msgtype": "markdown", "markdown": {"content": content}}
        answer = self._line.ask(f"{PATH}?key={key}", body)
        return answer if isinstance(answer, Result) else judge(answer.status, answer.body, answer.retry_after, key)


def judge(status: int, body: bytes, retry_after: str = "", key: str = "", *secrets: str) -> Result:
    """Returns the result for an answer of WeCom; an answer that cannot be parsed never counts as sent.

    The key and other secrets are removed from its words.
    """
    errcode, errmsg = _parse_answer(body)
    if status != HTTPStatus.OK:
        return _judge_status(status, errcode, retry_after)
    if errcode is None:
        return _judge_unparsed(body)
    if errcode == 0:
        return Result(Outcome.SENT, "0", "企业微信已接受")
    unknown = Result(RETRY, str(errcode), f"企业微信返回{errcode}：{scrub(errmsg, key, *secrets)}")
    return MEANINGS.get(errcode, unknown)


def _parse_answer(body: bytes) -> tuple[int | None, str]:
    """Returns errcode and errmsg; None and empty if the answer is not a valid one."""
    try:
        answer: Any = json.loads(body) if len(body) <= ANSWER_LIMIT else ""
    except (ValueError, RecursionError):
        return None, ""
    errcode = answer.get("errcode") if isinstance(answer, dict) else None
    if type(errcode) is not int:  # a robot never answers True, "0" or 0.0
        return None, ""
    return errcode, str(answer.get("errmsg", ""))


def _judge_status(status: int, errcode: int | None, retry_after: str) -> Result:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        wait = min(int(retry_after), 3600) if retry_after.isdecimal() else 60
        return Result(RETRY, "http-429", "企业微信请求过于频繁（HTTP 429），稍后再发", retry_after=wait)
    if status in REDIRECTS:
        return Result(RETRY, f"http-{status}", f"请求被转到别处（HTTP {status}），{SUSPECTS}")
    # A gateway that lost the answer, or a success in an unknown form, may hide an accepted message.
    doubtful = status in {502, 504} or errcode == 0
    return Result(RETRY, f"http-{status}", f"企业微信服务器异常（HTTP {status}），稍后再发", doubtful=doubtful)


def _judge_unparsed(body: bytes) -> Result:
    if body.lstrip()[:1] == b"<":
        return Result(RETRY, "html", f"收到的是网页而不是企业微信的答复，{SUSPECTS}")
    if not body.strip():
        return Result(RETRY, "empty", "企业微信的答复为空，不能确定是否送达", doubtful=True)
    return Result(RETRY, "garbled", "企业微信的答复不完整或无法识别，不能确定是否送达", doubtful=True)


def read_key(address: str, site: Site) -> str | None:
    """Returns the robot's key from a key or a full webhook address; None if it belongs to another host."""
    robot = read_robot(address)
    if robot is None:
        return None
    here = robot.host is None or (robot.host == site.host.lower() and robot.port in {None, site.port})
    return robot.key if here else None


def open_wecom(place: Place) -> WeComRobotChannel:
    """Returns the channel of `mbwecoms://host:port/?verify=&cto=`, or of `mbwecom://` without encryption.

    Without a host it uses the official one. Raises Refused if unencrypted to another machine.
    """
    return WeComRobotChannel(site_of(place, "mbwecoms://"))


def site_of(place: Place, encrypted: str) -> Site:
    """Returns the server of a URL; without a host it is the official one.

    Raises Refused, naming the encrypted form, if unencrypted to another machine.
    """
    verify, seconds = place.is_yes("verify", default=True), place.seconds()
    if not place.host:
        return Site(timeout=seconds, verify=verify)
    secure = place.schema.endswith("s")
    if not secure and not place.plain_allowed():
        raise Refused(f"不加密的企业微信连接只允许用于本机，请改用 {encrypted}；确需使用，请在地址中加上 plain=yes")
    host, port = place.endpoint(443 if secure else 80)
    return Site(host, port, secure, quote(place.path.rstrip("/")), seconds, verify)
