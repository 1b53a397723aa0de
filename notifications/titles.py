"""Titles of duties in subjects and robot messages: cut so that different duties stay different."""

import re

CUT = "…"
LEAST = 7  # characters that stay of the name of a department or a target
DEPARTMENT = re.compile(r"^([^“：]{2,}：)(.+)$")
QUOTED = re.compile(r"^([^“]*“)(.+)(”[^”]*)$")


def short_title(title: str, limit: int) -> str:
    """Return a title of at most `limit` characters: 省住房…建设厅：整改“新建城市公共…”（第2轮）.

    The department before the colon is cut in its middle, then the name of the target at its end; the name of the duty
    stays. What is still too long keeps its beginning.
    """
    if found := DEPARTMENT.match(title):
        title = _cut_middle(found[1].rstrip("："), limit - len(found[2]) - 1) + "：" + found[2]
    if len(title) > limit and (found := QUOTED.match(title)):
        title = found[1] + _cut_end(found[2], limit - len(found[1]) - len(found[3])) + found[3]
    return title if len(title) <= limit else title[: limit - 1] + CUT


def _cut_middle(name: str, room: int) -> str:
    room = max(room, LEAST)
    if len(name) <= room:
        return name
    head = (room - 1) // 2
    return f"{name[:head]}{CUT}{name[head + 1 - room :]}"


def _cut_end(name: str, room: int) -> str:
    room = max(room, LEAST)
    return name if len(name) <= room else f"{name[: room - 1]}{CUT}"
