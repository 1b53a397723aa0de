"""The channels by their URLs, in the notation of Apprise, which also sends to every other service."""

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import unquote

from apprise import Apprise, AppriseAsset, NotifyFormat
from apprise.plugins.base import NotifyBase

from models.rules.errors import Refused
from models.rules.robots import channel_of
from notifications import dingtalk, feishu, wecom
from notifications.channels import CHANNEL_NAMES, READ, Channel, Letter, Outcome, Place, Result
from notifications.mail import open_mail
from notifications.robots import UNSURE, open_robots
from notifications.wecom_app import open_wecom_app

OPENERS: dict[str, Callable[[Place], Channel]] = {
    "mbmail": open_mail,
    **{
        f"mb{each.channel}{s}": open_robots(each)
        for each in (wecom.ROBOTS, dingtalk.ROBOTS, feishu.ROBOTS)
        for s in ("", "s")
    },
    "mbwecomapp": open_wecom_app,
    "mbwecomapps": open_wecom_app,
}
LOGIN_WORDS = ("user", "password", "pass")

_hushed: ContextVar[bool] = ContextVar("hushed", default=False)

# Apprise logs an invalid URL in full and, at DEBUG, request addresses and bodies; urllib3 does too.
for _name in ("apprise", "urllib3.connectionpool", "urllib3.util.retry", "requests_oauthlib.oauth1_session"):
    logging.getLogger(_name).addFilter(lambda _record: not _hushed.get())


@contextmanager
def silence_logs() -> Iterator[None]:
    """Suppress log messages of Apprise and its HTTP libraries in this thread."""
    token = _hushed.set(True)
    try:
        yield
    finally:
        _hushed.reset(token)


def _to_place(parts: dict[str, Any]) -> Place:
    """Returns the parsed URL. Apprise decodes the parameters, but not user, password and path."""
    words = {word: value for word, value in (parts.get("qsd") or {}).items() if word not in LOGIN_WORDS}
    user, password, path = (unquote(parts.get(name) or "") for name in ("user", "password", "fullpath"))
    return Place(parts["schema"], parts.get("host") or "", parts.get("port"), user, password, path.rstrip("/"), words)


def offer_channel(schema: str, opener: Callable[[Place], Channel]) -> None:
    """Register one more kind of channel by the schema of its URLs, for example the simulated one."""
    OPENERS[schema] = opener


def open_channel(url: str) -> Channel:
    """Returns the channel of an Apprise URL.

    Raises Refused if the URL is invalid; the message names its schema, never its content.
    """
    url = url.strip()
    schema = url.partition("://")[0].lower()
    with silence_logs():
        if schema in OPENERS:
            return _open_own(schema, url)
        if (own := channel_of(f"{schema}://")) in CHANNEL_NAMES:
            raise Refused(
                f"{schema}:// 是机器人的地址，请填在收件人处；{CHANNEL_NAMES[own]}渠道的地址应为 mb{own}s://主机/"
            )
        with warnings.catch_warnings():  # loading its plugins, Apprise 1.13 imports imghdr, deprecated in Python 3.11
            warnings.simplefilter("ignore", DeprecationWarning)
            plugin = Apprise.instantiate(url, asset=AppriseAsset(async_mode=False))
    if plugin is None:
        raise Refused("通知渠道地址无法识别，应为Apprise格式，如 mbmail://主机:端口/?from=发件地址、mbwecoms://主机/")
    return AppriseChannel(plugin)


def _open_own(schema: str, url: str) -> Channel:
    """Returns one of our channels. Raises Refused if the URL cannot be parsed."""
    parts = NotifyBase.parse_url(url, verify_host=False)  # the channel itself validates the parts
    if not parts:
        raise Refused(f"通知渠道地址“{schema}://***”无法识别，请检查主机、端口和参数")
    return OPENERS[schema](_to_place(parts))


class AppriseChannel:
    """Any other service of Apprise: sent only if its plugin reads the answer; a failure has no detail."""

    limit = None
    lanes = 1

    def __init__(self, plugin: NotifyBase) -> None:
        self.name: str = plugin.schema
        plugin.optional = False  # with ?optional=yes Apprise reports a failure as success
        self._front = Apprise()
        self._front.add(plugin)
        # smtplib is content if one of several in an envelope is accepted.
        copies = any(getattr(plugin, name, None) for name in ("cc", "bcc"))
        self._is_read = self.name in READ and not copies

    def send(self, letter: Letter) -> Result:
        """Send to the targets of the URL; the letter's address is ignored."""
        with silence_logs():
            accepted = self._front.notify(letter.text, title=letter.subject, body_format=NotifyFormat.TEXT)
        if accepted and self._is_read:
            return Result(Outcome.SENT, "accepted", f"{self.name}服务已接受")
        if accepted:
            return Result(Outcome.DOUBTFUL, "unread", f"{self.name}服务的答复没有说明是否收下，{UNSURE}")
        return Result(Outcome.RETRY, "no-detail", f"{self.name}服务未接受，且没有说明原因")

    def close(self) -> None:
        """Nothing to close: no connection is held between two calls."""
