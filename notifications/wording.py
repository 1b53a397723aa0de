"""The words of the notices: how a date, a name, a period or a list is written; the filters of their files."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from models.rules.chain import WHOLE, grouped, shortened
from models.rules.cycles import MONTHLY_CHECK, YEAR_END_REVERIFICATION
from models.rules.negative_list import describe_waiver
from models.rules.periods import parse_period
from models.rules.reminders import month_close
from models.rules.verdicts import remark
from models.rules.workdays import weekday_name
from notifications.channels import one_line

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


WHOLE_TITLE = 1000
NAME_LIMIT = 40  # characters of a target's name in a list
ENDINGS = ("。", "！", "？", "；", "…", ".", "!", "?", ";")
LAST_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?=。?$)")


def _to_date(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def short_day(value: date | str, makeup: bool = False) -> str:  # noqa: FBT001, FBT002 - a template filter
    """4月22日（周三）, or 10月10日（周六，调休上班）."""
    day = _to_date(value)
    return f"{day.month}月{day.day}日（{weekday_name(day)}{'，调休上班' if makeup else ''}）"


def full_day(value: date | str, makeup: bool = False) -> str:  # noqa: FBT001, FBT002 - a template filter
    """2026年4月22日（周三）."""
    return f"{_to_date(value).year}年{short_day(value, makeup)}"


def near_day(value: date | str, reference: date, makeup: bool = False) -> str:  # noqa: FBT001, FBT002 - a template filter
    """Returns the short form if the date is in the year of `reference`, else the full form."""
    return short_day(value, makeup) if _to_date(value).year == reference.year else full_day(value, makeup)


def bare_day(value: date | str, reference: date) -> str:
    """Returns the same without the weekday, for use inside brackets: 4月22日."""
    return near_day(value, reference).partition("（")[0]


def judged(payload: Mapping[str, Any]) -> str:
    """Returns 逾期 and 补录 of what a notice tells in brackets; without an entry later than its day, no 补录."""
    return remark(late=payload["late"], entered_late=payload.get("entered_late"))


def brief(text: str, limit: int) -> str:
    """Returns one line of at most `limit` characters; if it is cut inside “…”, the closing mark stays.

    Inside 「…」 and 《…》 it is not cut: the quotation is left out, unless the line begins with it.
    """
    line = re.sub(r"\s+", " ", one_line(text))
    if len(line) <= limit:
        return line
    if (start := _quotation(line, limit - 1)) > 0:
        return line[:start] + CUT
    kept = line[: limit - len("…”")]
    inside = line.endswith("”") and kept.count("“") > kept.count("”")
    return f"{kept}…”" if inside else line[: limit - 1] + "…"


def _quotation(line: str, end: int) -> int:
    """Returns where the outermost 「…」 or 《…》 begins that a cut before `end` would cut; -1 if none."""
    opened: list[int] = []
    for place, sign in enumerate(line[:end]):
        if sign in "「《":
            opened.append(place)
        elif sign in "」》" and opened:
            opened.pop()
    return opened[0] if opened else -1


def sentence(text: str) -> str:
    """Returns the text with a full stop, unless it already ends a sentence or is empty."""
    text = text.strip()
    return text if not text or text.endswith(ENDINGS) else f"{text}。"


def nested(text: str) -> str:
    """Returns a text as it stands inside “…”: its own quotation marks are 「…」."""
    return text.replace("“", "「").replace("”", "」")


def fact(text: str) -> str:
    """Returns a result as a sentence; if it ends with an ISO date, that is written in full."""
    return sentence(LAST_DATE.sub(lambda match: _format_iso(match[0]), text.strip()))


def _format_iso(iso: str) -> str:
    """Returns the full date of an ISO date, or the text unchanged if it is not a valid date."""
    try:
        return full_day(iso)
    except ValueError:
        return iso


def target_name(title: str) -> str:
    """Returns the target's name from a duty's title: 整改“农村供水保障” gives 农村供水保障."""
    name = title.partition("“")[2].rpartition("”")[0]
    return name or title


def naming(names: Sequence[str], count: int) -> str:
    """Returns the names of a duty's first targets in one sentence, with the number of all if there are more."""
    if not names:
        return ""
    return f"{'、'.join(brief(name, NAME_LIMIT) for name in names)}{f'等{count}项' if count > len(names) else ''}。"


def numbered(lines: Iterable[str], limit: int = 0, before: str = "") -> str:
    """Returns a numbered list, one line each; with a limit, each has at most that many characters."""
    return "\n".join(f"{before}{n}. {brief(line, limit) if limit else line}" for n, line in enumerate(lines, 1))


def listed(lines: Sequence[str], limit: int = 0, shown: int | None = None, unit: str = "项", before: str = "") -> str:
    """Returns the list of a robot's message, below what stands before it: its first lines, and how many are left."""
    left_out = "" if shown is None else rest(lines, shown, unit)
    return "\n".join(["", numbered(lines[:shown], limit, before), left_out, ""])


def by_number(counts: Mapping[str, int], limit: int = 0) -> list[str]:
    """Returns each name with its number, the largest first: 省教育厅：3项; the limit is one of names."""
    return [
        f"{brief(name, limit) if limit else name}：{count}项"
        for name, count in sorted(counts.items(), key=lambda each: -each[1])
    ]


def rest(items: Sequence[object], shown: int, unit: str = "项") -> str:
    """Returns how many items a list leaves out; empty if all are shown."""
    return f"另有{len(items) - shown}{unit}未列出。" if len(items) > shown else ""


def closing_day(period: str) -> date:
    """A31: returns the last day on which a month's report is accepted."""
    return month_close(MONTHLY_CHECK.period(period).end)


def verified_by(period: str) -> date:
    """3.3: returns the last day of a year's re-verification."""
    return YEAR_END_REVERIFICATION.anchor.of(parse_period(period))


NAMED_ALIKE = (
    judged,
    brief,
    sentence,
    nested,
    fact,
    naming,
    numbered,
    listed,
    by_number,
    rest,
    closing_day,
    verified_by,
    shortened,
)
FILTERS: Mapping[str, Callable[..., object]] = {
    **{each.__name__: each for each in NAMED_ALIKE},
    "day": full_day,
    "short_day": short_day,
    "near": near_day,
    "bare": bare_day,
    "period": lambda text: parse_period(text).label,
    "short_title": lambda title, limit: short_title(brief(title, WHOLE_TITLE), limit),
    "waiver": describe_waiver,
    "target": target_name,
    "grouped": lambda code: grouped(code[:WHOLE]),
}
