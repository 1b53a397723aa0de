"""The relay that takes our mail: read out of a URL, connected to, and its troubles put into words."""

import re
import smtplib
import ssl
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from models.rules.errors import Refused
from notifications.channels import Place, trouble

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
MAILBOX = re.compile(rf"{ATOM}(\.{ATOM})*@{LABEL}(\.{LABEL})*")
# A server that answers nonsense makes smtplib fail with a ValueError.
BROKEN = (OSError, smtplib.SMTPException, ValueError)


class Mode(StrEnum):
    """How the connection to the relay is protected."""

    STARTTLS = "starttls"
    SSL = "ssl"
    INSECURE = "insecure"


PORTS = {Mode.STARTTLS: 587, Mode.SSL: 465, Mode.INSECURE: 25}


@dataclass(frozen=True, slots=True)
class Relay:
    """Where mail is handed over, as whom, and how the connection is protected."""

    host: str
    port: int
    sender: str
    name: str = ""
    mode: Mode = Mode.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 10.0
    verify: bool = True

    @property
    def domain(self) -> str:
        """The sender's domain, which is also how we greet the server: no look-up of our own name."""
        return self.sender.rpartition("@")[2]


def read_relay(place: Place) -> Relay:
    """`mbmail://user:pass@host:port/?from=&name=&mode=starttls|ssl|insecure&plain=&verify=&cto=`; refuses nonsense."""
    mode, sender = _mode(place), place.words.get("from", place.user)
    if not MAILBOX.fullmatch(sender):
        raise Refused("邮件设置缺少发件地址，请在地址中加上 from=发件邮箱")
    if not (place.user + place.password).isascii():
        raise Refused("邮件设置的用户名和密码只能含英文字母、数字和符号")
    host, port = place.endpoint(PORTS[mode])
    name, verify = place.words.get("name", ""), place.said("verify", default=True)
    return Relay(host, port, sender, name, mode, place.user, place.password, place.seconds(), verify)


def _mode(place: Place) -> Mode:
    word = place.words.get("mode", Mode.STARTTLS).lower()
    if word not in set(Mode):
        raise Refused("邮件设置的加密方式mode只能是 starttls、ssl 或 insecure")
    if word == Mode.INSECURE and not place.plain_allowed():
        raise Refused("不加密的邮件连接只允许用于本机；确需使用，请在地址中加上 plain=yes")
    return Mode(word)


def trust(relay: Relay) -> ssl.SSLContext | None:
    """Whom to believe: the certificates of this machine or of SSL_CERT_FILE; none when nothing is encrypted."""
    if relay.mode is Mode.INSECURE:
        return None
    context = ssl.create_default_context()
    if not relay.verify:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def connect(relay: Relay, context: ssl.SSLContext | None) -> smtplib.SMTP:
    """Greet the relay, encrypt and log in as it was set."""
    with ExitStack() as undo:
        opener = partial(smtplib.SMTP_SSL, context=context) if relay.mode is Mode.SSL else smtplib.SMTP
        smtp: smtplib.SMTP = opener(relay.host, relay.port, relay.domain, timeout=relay.timeout)
        undo.callback(smtp.close)
        if relay.mode is Mode.STARTTLS:
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        if relay.user:
            smtp.login(relay.user, relay.password)
        undo.pop_all()
    return smtp


def cause(error: Exception) -> tuple[str, str]:
    """A code and Chinese words for what kept the relay from answering."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "login", f"登录失败（{error.smtp_code}），请检查用户名和密码"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "unsupported", "服务器不支持所设的加密或登录方式"
    if isinstance(error, smtplib.SMTPResponseException):
        return str(error.smtp_code), f"服务器答复{error.smtp_code}"
    if isinstance(error, smtplib.SMTPServerDisconnected):  # it hides a timeout behind it
        return trouble(error.__context__ if isinstance(error.__context__, TimeoutError) else ConnectionError())
    return trouble(error)
