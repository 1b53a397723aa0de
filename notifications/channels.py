"""The contract of a channel: it takes a frozen letter and returns a typed result. It never raises."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from socket import gaierror
from ssl import CERT_NONE, SSLCertVerificationError, SSLContext, SSLError, create_default_context
from typing import Protocol, runtime_checkable
from urllib.parse import quote

from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.rules.robots import DINGTALK, FEISHU

CHANNEL_NAMES = {"mail": "邮件", "wecom": "企业微信", "wecom_app": "企业微信应用", "dingtalk": "钉钉", "feishu": "飞书"}
USUAL = {DINGTALK: "mbdingtalks://", FEISHU: "mbfeishus://"}  # without a setting: the servers of the vendors
# Plugins of Apprise whose answers were tried and are read: only 250 of a mail server is success. A “sent” of every
# other one is doubtful: it reads the status of HTTP alone, and a refusal or a login page comes with 200.
READ = ("mailto", "mailtos")
REASON_LIMIT = 500
LONGEST_WAIT = 120
LANES = 4  # parallel connections per channel, when enough letters are due
HIGHEST_PORT = 65535
YES, NO = frozenset({"yes", "true", "1", "on"}), frozenset({"no", "false", "0", "off"})
HOST = re.compile(r"[\w.-]+|\[[0-9A-Fa-f:.]+\]")


class Outcome(Labelled):
    """Outcome of one attempt to send."""

    SENT = "sent", "已发送"
    DOUBTFUL = "doubtful", "送达不明"
    RETRY = "retry", "稍后重发"
    REFUSED = "refused", "无法送达"
    UNREACHABLE = "unreachable", "渠道不通"


@dataclass(frozen=True, slots=True)
class Result:
    """The provider's answer in words for the operator, without secrets.

    `doubtful` is an answer that does not say whether the letter came: a person decides. `unreachable` does not count as
    a try. `pause_recipient` holds back all messages to this recipient until
    `retry_after` seconds have passed or, without a number of seconds, until the recipient is corrected. `may_repeat`
    means that the provider may have accepted the letter although no answer arrived.
    """

    outcome: Outcome
    code: str = ""
    reason: str = ""
    retry_after: int | None = None
    pause_recipient: bool = False
    may_repeat: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", self.reason[:REASON_LIMIT])


@dataclass(frozen=True, slots=True)
class File:
    """An attached file."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """One rendered message to one address; `at` is its instant and becomes the Date header of a mail.

    Only a mail carries the files. Its answers, and what cannot be delivered, go to `reply_to`; to its sender if empty.
    """

    address: str
    subject: str
    text: str
    html: str = ""
    markdown: str = ""
    message_id: str = ""
    at: datetime | None = None
    files: tuple[File, ...] = ()
    reply_to: str = ""


@runtime_checkable
class Channel(Protocol):
    """A delivery channel, used by one thread at a time."""

    @property
    def name(self) -> str:
        """The short name stored with a delivery."""

    @property
    def limit(self) -> int | None:
        """Maximum bytes of UTF-8 in its markdown; None if there is no limit."""

    @property
    def lanes(self) -> int:
        """Maximum number of parallel connections; 0 if it never waits, so that its letters are sent one by one."""

    def send(self, letter: Letter) -> Result:
        """Send the letter once and return the result."""

    def close(self) -> None:
        """Close the connection; the next call of `send` opens a new one."""


@dataclass(frozen=True, slots=True)
class Place:
    """A parsed channel URL: `schema://user:password@host:port/path?words`."""

    schema: str
    host: str
    port: int | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    path: str = ""
    words: Mapping[str, str] = field(default_factory=dict, repr=False)

    def is_yes(self, word: str, *, default: bool) -> bool:
        """Returns whether a query parameter of the URL means yes. Raises Refused if it means neither yes nor no."""
        answer = self.words.get(word, "yes" if default else "no").lower()
        if answer not in YES | NO:
            raise Refused(f"{self.schema}地址中的{word}应为yes或no")
        return answer in YES

    def seconds(self) -> float:
        """Returns the timeout for one answer (`cto=`), by default ten seconds.

        Raises Refused if the value is not a number between 0 and 120.
        """
        try:
            wait = float(self.words.get("cto", "10"))
        except ValueError:
            wait = 0.0
        if not 0 < wait <= LONGEST_WAIT:
            raise Refused(f"{self.schema}地址中的cto应为0到{LONGEST_WAIT}之间的秒数")
        return wait

    def endpoint(self, default: int) -> tuple[str, int]:
        """Returns host and port. Raises Refused if either is invalid."""
        port = default if self.port is None else self.port
        if not HOST.fullmatch(self.host) or not 0 < port <= HIGHEST_PORT:
            raise Refused(f"{self.schema}地址的主机或端口不正确，应为 {self.schema}://主机:端口/")
        return self.host.strip("[]"), port

    def plain_allowed(self) -> bool:
        """Returns whether the connection may be unencrypted: to this machine, or if `plain=yes` is set."""
        return is_loopback(self.host) or self.is_yes("plain", default=False)


def scrub(text: str, *secrets: str) -> str:
    """Replace secrets, line ends and control characters in a text, and cut it to the maximum length of a reason."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        for spelling in (secret, quote(secret), quote(secret, safe="")):
            text = text.replace(spelling, "***")
    return one_line(text)[:REASON_LIMIT]


def one_line(text: str) -> str:
    """Replace line ends and control characters by spaces, for use in a header or a reason."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()


def is_loopback(host: str) -> bool:
    """Returns whether a host is this machine, without a DNS lookup."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def trusted(*, verify: bool) -> SSLContext:
    """Returns the certificates to trust: this machine's or those of SSL_CERT_FILE; all without `verify`."""
    context = create_default_context()
    if not verify:
        context.check_hostname, context.verify_mode = False, CERT_NONE
    return context


def explain_failure(error: BaseException) -> tuple[str, str]:
    """Returns a code and Chinese words for a connection error."""
    # The error's own text is dropped: it may repeat an address with its key.
    kind = type(error).__name__
    return next((words for family, words in TROUBLES if isinstance(error, family)), (kind, f"网络错误（{kind}）"))


TROUBLES: tuple[tuple[type[BaseException], tuple[str, str]], ...] = (
    (ConnectionRefusedError, ("refused", "对方拒绝连接，请检查地址、端口和服务是否启动")),
    (TimeoutError, ("timeout", "等待对方应答超时")),
    (gaierror, ("name", "主机名无法解析，请检查地址")),
    (SSLCertVerificationError, ("tls", "对方证书未通过验证，可用SSL_CERT_FILE指定本单位的根证书")),
    (SSLError, ("tls", "加密连接失败，请检查端口和加密方式")),
    (ConnectionError, ("lost", "连接中断")),
    (OSError, ("network", "网络不通")),
)
