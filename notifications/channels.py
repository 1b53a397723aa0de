"""The contract of a channel: a frozen letter goes in, a typed result comes out, nothing is raised."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_address
from socket import gaierror
from ssl import SSLCertVerificationError, SSLError
from typing import Protocol, runtime_checkable
from urllib.parse import quote

from models.rules.errors import Refused

REASON_LIMIT = 500
LONGEST_WAIT = 120
LANES = 4  # connections of one channel at once, when there is that much to send
HIGHEST_PORT = 65535
HOST = re.compile(r"[\w.-]+|\[[0-9A-Fa-f:.]+\]")


class Outcome(StrEnum):
    """What became of one sending."""

    SENT = "sent"
    RETRY = "retry"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"

    @property
    def label(self) -> str:
        """The word the operator reads."""
        return LABELS[self]


LABELS = {
    Outcome.SENT: "已发送",
    Outcome.RETRY: "稍后重发",
    Outcome.REFUSED: "无法送达",
    Outcome.UNREACHABLE: "渠道不通",
}


@dataclass(frozen=True, slots=True)
class Result:
    """What the provider answered, in words the operator understands and without secrets.

    `unreachable` consumes no try; `pause_recipient` holds back all messages of this recipient, until `retry_after`
    seconds have passed or, without them, until somebody corrects the recipient; `doubtful` says that the provider may
    have accepted the letter although no answer came.
    """

    outcome: Outcome
    code: str = ""
    reason: str = ""
    retry_after: int | None = None
    pause_recipient: bool = False
    doubtful: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", self.reason[:REASON_LIMIT])


@dataclass(frozen=True, slots=True)
class Letter:
    """One physical message, already rendered; `at` is its instant and becomes the Date of a mail."""

    address: str
    subject: str
    text: str
    html: str = ""
    markdown: str = ""
    message_id: str = ""
    at: datetime | None = None


@runtime_checkable
class Channel(Protocol):
    """A way out of the machine, used by one thread at a time."""

    @property
    def name(self) -> str:
        """The short name kept with a delivery."""

    @property
    def limit(self) -> int | None:
        """The most bytes of UTF-8 its markdown may have; none when there is no such limit."""

    @property
    def lanes(self) -> int:
        """How many of its kind may be sending at once; none when it never waits and its letters just take turns."""

    def send(self, letter: Letter) -> Result:
        """Send the letter once and say what became of it."""

    def close(self) -> None:
        """Give up the connection; the next sending opens a new one."""


@dataclass(frozen=True, slots=True)
class Place:
    """A channel URL taken apart: `schema://user:password@host:port/path?words`."""

    schema: str
    host: str
    port: int | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    path: str = ""
    words: Mapping[str, str] = field(default_factory=dict, repr=False)

    def said(self, word: str, *, default: bool) -> bool:
        """Whether a word of the URL says yes."""
        return self.words.get(word, "yes" if default else "no").lower() in {"yes", "true", "1", "on"}

    def seconds(self) -> float:
        """The longest wait for one answer (`cto=`), ten seconds unless said otherwise."""
        try:
            wait = float(self.words.get("cto", "10"))
        except ValueError:
            wait = 0.0
        if not 0 < wait <= LONGEST_WAIT:
            raise Refused(f"{self.schema}地址中的cto应为0到{LONGEST_WAIT}之间的秒数")
        return wait

    def endpoint(self, default: int) -> tuple[str, int]:
        """The host and port, refused when they cannot be one."""
        port = default if self.port is None else self.port
        if not HOST.fullmatch(self.host) or not 0 < port <= HIGHEST_PORT:
            raise Refused(f"{self.schema}地址的主机或端口不正确，应为 {self.schema}://主机:端口/")
        return self.host.strip("[]"), port

    def plain_allowed(self) -> bool:
        """Whether the connection may go unencrypted: on this machine, or where `plain=yes` says so."""
        return is_loopback(self.host) or self.said("plain", default=False)


def scrub(text: str, *secrets: str) -> str:
    """Take the secrets, line ends and control characters out of a text, and cut it to the length of a reason."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        for spelling in (secret, quote(secret), quote(secret, safe="")):
            text = text.replace(spelling, "***")
    return one_line(text)[:REASON_LIMIT]


def one_line(text: str) -> str:
    """Replace line ends and control characters by spaces, as a header or a reason needs it."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, judged without a look-up."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def trouble(error: BaseException) -> tuple[str, str]:
    """A code and Chinese words for what kept a connection from working."""
    # The text of the error is left out: it may repeat an address with its key.
    kind = type(error).__name__
    return next((said for family, said in TROUBLES if isinstance(error, family)), (kind, f"网络错误（{kind}）"))


TROUBLES: tuple[tuple[type[BaseException], tuple[str, str]], ...] = (
    (ConnectionRefusedError, ("refused", "对方拒绝连接，请检查地址、端口和服务是否启动")),
    (TimeoutError, ("timeout", "等待对方应答超时")),
    (gaierror, ("name", "主机名无法解析，请检查地址")),
    (SSLCertVerificationError, ("tls", "对方证书未通过验证，可用SSL_CERT_FILE指定本单位的根证书")),
    (SSLError, ("tls", "加密连接失败，请检查端口和加密方式")),
    (ConnectionError, ("lost", "连接中断")),
    (OSError, ("network", "网络不通")),
)
