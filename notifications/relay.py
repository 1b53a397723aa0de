"""The SMTP relay: parse its URL, connect to it, and translate its errors into words."""

import re
import smtplib
import ssl
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from models.rules.errors import Refused
from notifications.channels import Place, explain_failure, trusted
from notifications.time_limit import time_limit

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
MAILBOX = re.compile(rf"{ATOM}(\.{ATOM})*@{LABEL}(\.{LABEL})*")
# smtplib raises ValueError if a server's answer is invalid.
BROKEN = (OSError, smtplib.SMTPException, ValueError)


# Encryption of the connection to the relay.
Mode = StrEnum("Mode", "STARTTLS SSL INSECURE")


PORTS = {Mode.STARTTLS: 587, Mode.SSL: 465, Mode.INSECURE: 25}


@dataclass(frozen=True, slots=True)
class Relay:
    """The SMTP server: host, port, sender, login and encryption."""

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
        """The sender's domain, also used in the greeting: no DNS lookup of this machine's name."""
        return self.sender.rpartition("@")[2]


def read_relay(url: Place) -> Relay:
    """Parse `mbmail://user:pass@host:port/?from=&name=&mode=starttls

    ssl

    insecure&plain=&verify=&cto=`.

    Raises Refused if a value is invalid.
    """
    mode, sender = _parse_mode(url), url.words.get("from", url.user)
    if not MAILBOX.fullmatch(sender):
        raise Refused("邮件设置缺少发件地址，请在地址中加上 from=发件邮箱")
    if not (url.user + url.password).isascii():
        raise Refused("邮件设置的用户名和密码只能含英文字母、数字和符号")
    host, port = url.endpoint(PORTS[mode])
    name, verify = url.words.get("name", ""), url.is_yes("verify", default=True)
    return Relay(host, port, sender, name, mode, url.user, url.password, url.seconds(), verify)


def _parse_mode(url: Place) -> Mode:
    """Returns the encryption mode. Raises Refused if it is unknown, or insecure and not to this machine."""
    word = url.words.get("mode", Mode.STARTTLS).lower()
    if word not in set(Mode):
        raise Refused("邮件设置的加密方式mode只能是 starttls、ssl 或 insecure")
    if word == Mode.INSECURE and not url.plain_allowed():
        raise Refused("不加密的邮件连接只允许用于本机；确需使用，请在地址中加上 plain=yes")
    return Mode(word)


def trust(relay: Relay) -> ssl.SSLContext | None:
    """Returns the certificates to trust: this machine's or those of SSL_CERT_FILE; None if unencrypted."""
    return None if relay.mode is Mode.INSECURE else trusted(verify=relay.verify)


class _Dialogue(smtplib.SMTP):
    """A conversation in which each answer has one limit in time."""

    def getreply(self) -> tuple[int, bytes]:
        """Returns the next answer. Raises SMTPServerDisconnected in the context of a TimeoutError after the limit."""
        try:
            with time_limit(float(self.timeout), lambda: self.sock):
                return super().getreply()
        except TimeoutError:
            self.close()
            raise smtplib.SMTPServerDisconnected("timeout")  # noqa: B904 - its context is read by `cause`


class _SecureDialogue(_Dialogue, smtplib.SMTP_SSL):
    """The same over TLS from the beginning."""


def connect(relay: Relay, context: ssl.SSLContext | None) -> smtplib.SMTP:
    """Connect to the relay, encrypt and log in as configured. Returns the open connection."""
    with ExitStack() as undo:
        opener = partial(_SecureDialogue, context=context) if relay.mode is Mode.SSL else _Dialogue
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
    """Returns a code and Chinese words for an error of the relay."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "login", f"登录失败（{error.smtp_code}），请检查用户名和密码"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "unsupported", "服务器不支持所设的加密或登录方式"
    if isinstance(error, smtplib.SMTPResponseException):
        return str(error.smtp_code), f"服务器答复{error.smtp_code}"
    if isinstance(error, smtplib.SMTPServerDisconnected):  # smtplib wraps a timeout in it
        return explain_failure(error.__context__ if isinstance(error.__context__, TimeoutError) else ConnectionError())
    return explain_failure(error)
