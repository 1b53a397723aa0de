"""The mailbox to which answers come: its mails that were not yet taken, one by one; taken ones are flagged, not moved.

`open_inbox(url, disk)` gives an `Inbox`: `waiting()` lists, `fetch()` reads, `flag()` marks as taken.
"""

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from models.rules.errors import Refused
from notifications.channels import Place, is_loopback
from notifications.inbox.connection import Server
from notifications.inbox.imap import ImapInbox
from notifications.inbox.maildir import Maildir
from notifications.inbox.waiting import Fetched, Inbox, Unreadable, Waiting

__all__ = ["Fetched", "Inbox", "Unreadable", "Waiting", "open_inbox"]


FORMS = "imaps://用户名:密码@主机/INBOX、imap://用户名:密码@主机/INBOX（STARTTLS）或 maildir:///路径"
PORTS = {"imaps": 993, "imap": 143}
WORDS = frozenset({"verify", "cto"})


def open_inbox(url: str, disk: Path) -> Inbox:
    """Return the mailbox of a URL, connected when it is entered; `disk` is the folder whose free room counts.

    Raises Refused, without the password, if the URL is invalid.
    """
    place = _parse(url)
    if place.schema == "maildir":
        return Maildir(Path(place.path), disk)
    host, port = place.endpoint(PORTS[place.schema])
    plain = place.schema == "imap" and is_loopback(host)
    folder = place.path.strip("/") or "INBOX"
    verify = place.is_yes("verify", default=True)
    server = Server(
        host, port, place.user, place.password, folder, place.seconds(), place.schema == "imaps", plain, verify=verify
    )
    return ImapInbox(server, disk)


def _parse(url: str) -> Place:
    """Return the parts of the URL, decoded."""
    try:
        parts = urlsplit(url.strip())
        port, words = parts.port, dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError as error:
        raise Refused(f"收件箱地址（MUBIAO_INBOX_URL）有误，应为 {FORMS}；密码中的特殊字符写成%加编码。") from error
    user, password, path = (unquote(part or "") for part in (parts.username, parts.password, parts.path))
    local = parts.scheme == "maildir"
    wrong = parts.netloc or not path.startswith("/") if local else not (parts.hostname and user and password)
    if parts.scheme not in {*PORTS, "maildir"} or wrong:
        raise Refused(f"收件箱地址（MUBIAO_INBOX_URL）有误，应为 {FORMS}。")
    if unknown := sorted(words.keys() - WORDS):
        raise Refused(f"收件箱地址（MUBIAO_INBOX_URL）中没有“{unknown[0]}”这个选项，可用：verify、cto。")
    host = parts.hostname or ""
    return Place(parts.scheme, f"[{host}]" if ":" in host else host, port, user, password, path, words)
