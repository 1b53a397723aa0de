"""The settings of a cell in the registry: which there are, which are secret, and how they are read."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from models.file_store.address import read_address
from models.rules.errors import Refused
from notifications.channels import CHANNEL_NAMES
from notifications.inbox import open_inbox
from notifications.services import open_channel
from tasks.cell import checked_settings, host_settings
from tasks.settings import Settings, is_secret

# Settings of the machine, and those that the host itself gives to a cell.
NOT_OF_A_CELL = frozenset(
    (
        *("home", "port", "clock", "operator", "cell", "board", "retention_days"),
        *("page_listen", "page_certificate", "page_key", "page_proxies", "alert_to", "backup_days"),
        *("database_url", "owner_url", "app_role", "read_role"),
    )
)
OPTIONS = tuple(name for name in Settings.model_fields if name not in NOT_OF_A_CELL)
CHANNELS = tuple(f"{name}_url" for name in CHANNEL_NAMES)
HIDDEN = "******"
LONGEST_ANSWER = 15  # seconds: the cells of a group wait for one whose server does not answer
TIMEOUT = re.compile(r"[?&]cto=(\d+)")


class Options(NamedTuple):
    """Settings of a cell, the secret ones apart."""

    plain: dict[str, Any]
    secret: dict[str, Any]


def read_options(values: Mapping[str, Any]) -> Options:
    """Returns the settings. Raises Refused if one is unknown, not of a cell, or invalid; no value is repeated."""
    if unknown := sorted(values.keys() - set(OPTIONS)):
        raise Refused(f"单元没有设置“{'、'.join(unknown)}”。可以设：{'、'.join(OPTIONS)}。")
    if invalid := [name for name, value in values.items() if not isinstance(value, str | int)]:
        raise Refused(f"设置“{'、'.join(invalid)}”应为文字或数字。")
    _check_addresses(values)
    checked_settings(home=Path("/"), **values)
    apart: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    for name, value in values.items():
        apart[is_secret(name)][name] = value
    return Options(*apart)


def _check_addresses(values: Mapping[str, Any]) -> None:
    """Raises Refused for an address that no cell can have; it is not repeated."""
    if inbox := str(values.get("inbox_url", "")):
        open_inbox(inbox, Path())
        if inbox.startswith("maildir:"):
            raise Refused("单元的收件邮箱应为 imaps:// 或 imap://，各台机器都收得到；不能用 maildir://。")
    for channel in filter(None, map(values.get, CHANNELS)):
        open_channel(str(channel)).close()
    if url := values.get("evidence_url"):
        read_address(str(url))
    if (url := values.get("page_url")) and not is_page(str(url)):
        raise Refused("设置“page_url”有误，应为网页的地址，如 https://mb.example.gov.cn/gz。")
    if slow := [name for name, value in values.items() if _longest_answer(value) > LONGEST_ANSWER]:
        raise Refused(f"设置“{'、'.join(slow)}”的cto应不超过{LONGEST_ANSWER}秒：对方不应答时，同组的单元都在等。")


def is_page(url: str) -> bool:
    """Returns whether this is the address of a page: a scheme, a host name and perhaps a path."""
    try:
        parts = urlsplit(url)
        named = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        return bool(named) and not (parts.query or parts.fragment or "@" in parts.netloc or re.search(r"\s", url))
    except ValueError:
        return False


def place_of_page(url: str) -> tuple[str, str]:
    """Returns by what a request for a page is known: its host name and its path."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.path.rstrip("/")


def _longest_answer(value: object) -> int:
    """Returns the time limit of an answer that an address names, in seconds; zero if it names none."""
    return max(map(int, TIMEOUT.findall(str(value))), default=0)


def read_options_file(file: Path | None) -> Options:
    """Returns the settings of a file like settings.toml. Raises Refused if it is not readable."""
    try:
        return read_options(tomllib.loads(file.read_text(encoding="utf-8")) if file else {})
    except (OSError, ValueError) as error:
        raise Refused(f'读不了设置文件“{file}”：应为UTF-8编码，每行一项，如 mail_domain = "gz.gov.cn"。') from error


def with_host_places(options: Options, key: str) -> Options:
    """Returns the settings with the places that the host gives to a cell, unless they name others."""
    here = host_settings()
    bucket = here.evidence_url.get_secret_value() if here.evidence_url else ""
    return with_places(options, key, bucket=bucket, pages=here.pages_url)


def with_places(options: Options, key: str, *, bucket: str, pages: str) -> Options:
    """Returns the settings with the cell's prefix in the host's bucket and its page, unless they name others."""
    made = Options(options.plain, options.secret)
    if pages and not is_page(pages):
        raise Refused("MUBIAO_HOST_PAGES_URL 有误，应为网页的地址，如 https://mb.example.gov.cn。")
    if pages and "page_url" not in options.plain:
        made = made._replace(plain=options.plain | {"page_url": f"{pages.rstrip('/')}/{key}"})
    if bucket and "evidence_url" not in options.secret:
        parts = urlsplit(bucket)
        url = urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{key}"))
        read_address(url)
        made = made._replace(secret=options.secret | {"evidence_url": url})
    return made


def read_pairs(pairs: Iterable[str]) -> dict[str, str]:
    """Returns `name=value` words by name; an empty value takes the setting back. Raises Refused without a sign `=`."""
    parted = [pair.partition("=") for pair in pairs]
    if wrong := [number for number, (name, sign, _) in enumerate(parted, 1) if not (name and sign)]:
        raise Refused(f"第{wrong[0]}项应写成 名称=取值。")  # not quoted: it may be a password
    return {name.strip().replace("-", "_"): value for name, _, value in parted}
