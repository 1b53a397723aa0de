"""Addresses of group robots: parsed by their form only; no request is sent."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

KEY = re.compile(r"[A-Za-z0-9_-]{1,128}")
SERVICE = re.compile(r"[a-z][a-z0-9+.-]*://\S+")
WEB = ("http", "https")
MASK = "******"  # what stands in lists and exports in place of a secret; read back it means unchanged
MASK_LEAST = 3
DEAF = ("wecombot",)  # its plugin ignores the robot's response: a failure would count as sent


@dataclass(frozen=True, slots=True)
class Robot:
    """A WeCom robot by its key; host and port are None unless a full webhook address was given."""

    key: str
    host: str | None = None
    port: int | None = None


def read_robot(address: str) -> Robot | None:
    """Parse a bare key or a full webhook address. Returns None if the text has the form of neither."""
    if "://" not in address:
        return Robot(address) if KEY.fullmatch(address) else None
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    keys = parse_qs(parts.query).get("key", [])
    return Robot(keys[0], host, port) if len(keys) == 1 and KEY.fullmatch(keys[0]) else None


def is_mask(text: str) -> bool:
    """Return whether this is the mask of a secret, also with more or fewer asterisks than it was written with."""
    return len(text) >= MASK_LEAST and set(text) == {"*"}


def is_robot_address(address: str) -> bool:
    """Return whether this can be a robot's address: its key, its webhook address, or another service's Apprise URL."""
    scheme = address.partition("://")[0] if "://" in address else WEB[0]
    if scheme in WEB:
        robot = read_robot(address)
        return robot is not None and robot.host != ""
    return scheme not in DEAF and SERVICE.fullmatch(address) is not None
