"""The addresses of alerts: one or two mail addresses or channel URLs, and the channel for each."""

import re
from urllib.parse import parse_qs, urlsplit

from models.rules.errors import Refused
from models.rules.robots import WEB, read_robot
from notifications.relay import MAILBOX

MOST = 2
NO_RELAY = "告警的地址是邮箱，须设置邮件服务器 MUBIAO_MAIL_URL，或改写为渠道地址 mbmail://…&to=邮箱"
NO_ADDRESS = "告警的渠道地址没有写明收件人，请在地址中加上 to=邮箱、机器人key或成员账号"


def read_addresses(text: str) -> list[str]:
    """Returns the addresses of the setting. Raises ValueError unless they are one or two of the right form."""
    commas = "" if "://" in text else ",，"  # which stand in a URL too
    found = [each for each in re.split(rf"[\s;；{commas}]+|[,，](?=[\w+.-]+://)", text) if each]
    if not 0 < len(found) <= MOST or not all("://" in each or MAILBOX.fullmatch(each) for each in found):
        raise ValueError("应为一个或两个地址（邮箱，或渠道地址如 mbwecoms://…），用空格分开")
    return found


def route_of(address: str, mail_url: str) -> tuple[str, str]:
    """Returns the URL of the channel and the address of its letters; that of a service of Apprise stands in its URL.

    A mailbox is reached by the relay. Raises Refused if the address says not enough.
    """
    if "://" not in address:
        if not mail_url:
            raise Refused(NO_RELAY)
        return mail_url, address
    parts = urlsplit(address)
    if robot := read_robot(address):  # by the webhook of its vendor, or in Apprise's form
        secure = "s" * (parts.scheme != "http")
        return f"mb{robot.channel}{secure}://{parts.netloc if parts.scheme in WEB else ''}/", address
    to = parse_qs(parts.query).get("to", [""])[0]
    if parts.scheme.startswith("mb") and not to:
        raise Refused(NO_ADDRESS)
    return address, to
