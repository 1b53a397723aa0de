"""The place of a cell: its key, the cell above it, its group."""

import re
from collections.abc import Iterator, Mapping
from itertools import count

from deployments.host.options import place_of_page
from models.cells import REMOVED, HostCell
from models.rules.errors import Refused

KEY_FORM = re.compile(r"[a-z0-9][a-z0-9-]{0,28}[a-z0-9]")
KEY_RULE = "2至30个小写字母、数字和连字符，首尾不是连字符，如 gz-zunyi"
RESERVED = "prefect"  # `host settings prefect` shows the environment of Prefect's processes
LONGEST_KEY = 24  # of the key that stays in that of the former cell
MOST, USUAL_GROUP = 50, "main"  # cells in a group; the group of a cell for which none is named


def former_keys(key: str) -> Iterator[str]:
    """Yields the keys that a cell may have after a restore under its own one."""
    return (f"{key[:LONGEST_KEY]}-old{number}" for number in count(1))


def check_page(cells: Mapping[str, HostCell], key: str, url: str) -> None:
    """Raises Refused if another cell has its page at this address; an empty address is none."""
    taken = [each.key for each in cells.values() if each.key != key and each.state != REMOVED]
    taken = [each for each in taken if url and _page_of(cells[each]) == place_of_page(url)]
    if taken:
        raise Refused(f"网页地址“{url}”已是单元“{taken[0]}”的，请另写一个 page_url。")


def _page_of(cell: HostCell) -> tuple[str, str] | None:
    url = str(cell.settings.get("page_url") or "")
    return place_of_page(url) if url else None


def check_place(cells: Mapping[str, HostCell], key: str, parent: str | None, group: str) -> None:
    """Raises Refused if the key is reserved, the parent not there or below the cell itself, or the group full."""
    if key == RESERVED:
        raise Refused(f"编号“{key}”另有用处，请换一个。")
    above = parent
    while above is not None:
        if above == key:
            raise Refused(f"“{parent}”不能作“{key}”的上级：它就是“{key}”，或在其下。")
        if above not in cells or (above == parent and cells[above].state == REMOVED):
            raise Refused(f"没有上级单元“{parent}”。查看：mubiao host list。")
        above = cells[above].parent
    members = [each for each in cells.values() if each.group == group and each.state != REMOVED and each.key != key]
    if len(members) >= MOST:
        raise Refused(f"组“{group}”已有{MOST}个单元，请用 --group 另写一个组。")
