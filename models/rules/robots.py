"""Addresses of group robots: parsed by their form only; no request is sent."""

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

KEY = re.compile(r"[A-Za-z0-9_-]{1,128}")
SERVICE = re.compile(r"[a-z][a-z0-9+.-]*://\S+")
WEB = ("http", "https")
MASK = "******"  # what stands in lists and exports in place of a secret; read back it means unchanged
MASK_LEAST = 3
WECOM, DINGTALK, FEISHU = "wecom", "dingtalk", "feishu"
GROUPS = {WECOM: "企业微信群", DINGTALK: "钉钉群", FEISHU: "飞书群"}
OTHER, OTHER_SERVICE = "apprise", "其他服务"
# The forms of an address that leads to one of our channels: Apprise's own, or the webhook as its vendor gives it.
FORMS = {
    DINGTALK: "^dingtalk://|^https?://[^?#]*/robot/send[?]",
    FEISHU: "^feishu://|^https?://[^?#]*/open-apis/bot/v2/hook/",
    WECOM: "^wecombot://|^https?://|^(?!.*://)",
}
HOOK = "/open-apis/bot/v2/hook/"


@dataclass(frozen=True, slots=True)
class Robot:
    """A group's robot by its key, and its signing secret if it has one.

    Host and port are None unless a full webhook address was given.
    """

    key: str = field(repr=False)
    host: str | None = None
    port: int | None = None
    secret: str = field(default="", repr=False)
    channel: str = WECOM


def channel_of(address: str) -> str:
    """Return the channel of a robot's address; `OTHER` is any other service."""
    return next((name for name, form in FORMS.items() if re.search(form, address)), OTHER)


def channel_sql(address: str) -> str:
    """Return SQL giving the same of a column."""
    cases = " ".join(f"WHEN {address} ~ '{form}' THEN '{name}'" for name, form in FORMS.items())
    return f"CASE {cases} ELSE '{OTHER}' END"


def read_robot(address: str) -> Robot | None:
    """Parse a bare key, an address in Apprise's form or a full webhook address of a robot of our channels.

    Returns None if the text has the form of none.
    """
    found = _of_address(address) if "://" in address else Robot(address)
    return found if found and KEY.fullmatch(found.key) else None


def _of_address(address: str) -> Robot | None:
    if (channel := channel_of(address)) == OTHER:
        return None
    try:
        parts = urlsplit(address)
        return _of_web(parts, channel) if parts.scheme in WEB else _of_apprise(parts, channel)
    except ValueError:
        return None


def _of_web(parts: SplitResult, channel: str) -> Robot:
    words = parse_qs(parts.query)
    keys = words.get("key" if channel == WECOM else "access_token", [])
    if channel == FEISHU:
        keys = [parts.path.partition(HOOK)[2].rstrip("/")]
    key = keys[0] if len(keys) == 1 else ""
    return Robot(key, parts.hostname or "", parts.port, words.get("secret", [""])[0], channel)


def _of_apprise(parts: SplitResult, channel: str) -> Robot:
    """Return the robot of `dingtalk://secret@token/…`; `hostname` would be in small letters."""
    user, _, host = parts.netloc.rpartition("@")
    return Robot(unquote(host), None, None, unquote(user), channel)


def is_mask(text: str) -> bool:
    """Return whether this is the mask of a secret, also with more or fewer asterisks than it was written with."""
    return len(text) >= MASK_LEAST and set(text) == {"*"}


def is_robot_address(address: str) -> bool:
    """Return whether this can be a robot's address: one of our channels, or another service's Apprise URL."""
    if "://" in address and channel_of(address) == OTHER:
        return SERVICE.fullmatch(address) is not None
    robot = read_robot(address)
    return robot is not None and robot.host != ""
