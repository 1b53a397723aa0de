"""Renders notices: the four templates of each kind, and one digest of several notices."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from models.rules.chain import WHOLE, grouped, shortened
from models.rules.cycles import MONTHLY_CHECK, YEAR_END_REVERIFICATION
from models.rules.negative_list import describe_waiver
from models.rules.periods import parse_period
from models.rules.reminders import UrgingMethod, month_close
from models.rules.verdicts import remark
from models.rules.workdays import weekday_name
from notifications.channels import one_line
from notifications.titles import short_title

FILES = ("subject.txt.j2", "mail.txt.j2", "mail.html.j2", "wecom.md.j2")
UNUSED_BY_ROBOT, UNUSED_BY_MAIL = FILES[1:3], FILES[3:]
SUBJECT_LIMIT = 60
WHOLE_TITLE = 1000
NAME_LIMIT = 40  # characters of a target's name in a list
OVERVIEW_LIMIT = 3500  # bytes of the list in a digest: the limit of a robot's message is 4,096
BODY = ("<!-- 正文始 -->", "<!-- 正文止 -->")
ENDINGS = ("。", "！", "？", "；", "…", ".", "!", "?", ";")
LAST_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?=。?$)")


@dataclass(frozen=True, slots=True)
class Rendered:
    """The rendered texts of one message, for all channels."""

    subject: str
    text: str
    html: str
    markdown: str


def render(kind: str, context: Mapping[str, Any], channel: str = "") -> Rendered:
    """Render one notice of a kind, for one channel or, by default, for all.

    Raises UndefinedError if the context lacks a name that a template uses.
    """
    subject, text, html, markdown = (_render_for(channel, kind, name, context) for name in FILES)
    return Rendered(_clip_subject(subject), *map(_drop_blank_lines, (text, html, markdown)))


def _render_for(channel: str, kind: str, name: str, context: Mapping[str, Any]) -> str:
    """Returns one of the four renderings; empty if the channel does not use it."""
    unused = UNUSED_BY_ROBOT if channel.startswith("wecom") else UNUSED_BY_MAIL if channel else ()
    return "" if name in unused else _render_template(f"{kind}/{name}", context)


def render_digest(
    items: Sequence[Rendered], *, today: date, earliest: date | None, earliest_left: int | None, channel: str = ""
) -> Rendered:
    """Returns one message for several notices; a single notice is returned unchanged."""
    if len(items) == 1:
        return items[0]
    context = {"items": items, "today": today, "earliest": earliest, "earliest_left": earliest_left}
    subject, text, html, markdown = (_render_for(channel, "digest", name, context) for name in FILES)
    return Rendered(_clip_subject(subject), text, _drop_blank_lines(html), markdown)


def with_head(message: Rendered, head: str) -> Rendered:
    """Returns a message to the agency with the head of the ledger: whoever rewrites the ledger cannot recall it."""
    return with_note(message, f"台账末块 {head}，请存查。")


def with_note(message: Rendered, note: str) -> Rendered:
    """Returns a message with one more paragraph at its end, which may hold what people wrote."""
    return Rendered(
        message.subject,
        message.text and f"{message.text}\n\n{note}",
        message.html.replace(BODY[1], f"<p>{escape(note)}</p>{BODY[1]}", 1),
        message.markdown and f"{message.markdown}\n{inert(note)}",
    )


def _render_template(template: str, context: Mapping[str, Any]) -> str:
    environment = MARKDOWN if template.endswith(".md.j2") else ENVIRONMENT
    return environment.get_template(template).render(context).strip()


def _drop_blank_lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())


def _clip_subject(subject: str) -> str:
    return brief(subject, SUBJECT_LIMIT)


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
    """Returns 逾期 and 补录 of what a notice tells in brackets; notices of before say nothing of the entry."""
    return remark(late=payload["late"], entered_late=payload.get("entered_late"))


def brief(text: str, limit: int) -> str:
    """Returns one line of at most `limit` characters; if it is cut inside “…”, the closing mark stays."""
    line = re.sub(r"\s+", " ", one_line(text))
    if len(line) <= limit:
        return line
    kept = line[: limit - len("…”")]
    inside = line.endswith("”") and kept.count("“") > kept.count("”")
    return f"{kept}…”" if inside else line[: limit - 1] + "…"


def sentence(text: str) -> str:
    """Returns the text with a full stop, unless it already ends a sentence."""
    text = text.strip()
    return text if text.endswith(ENDINGS) else f"{text}。"


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


def addressee(audience: str, department: str, person: str) -> str:
    """Returns the salutation of a mail; empty if it goes to the agency."""
    department, person = one_line(department), one_line(person)
    if audience == "liaison":
        return f"{person}：" if department in person else f"{department}联络员{person}："
    roles = {"office": "目标办", "head": "主要领导"}
    return f"{department}{roles[audience]}：" if audience in roles else ""


def unaddressed(text: str) -> str:
    """Returns a mail's text without its salutation, for use in a digest."""
    first, _, rest = text.partition("\n")
    return rest if first.endswith("：") and rest else text


def body(html: str) -> str:
    """Returns the content between the markers of a mail's frame."""
    # Text entered by people is escaped and cannot hold these markers.
    return html.partition(BODY[0])[2].partition(BODY[1])[0]


def fitting(items: Sequence[Rendered]) -> list[Rendered]:
    """Returns the first items whose subjects fit into one robot message."""
    shown, room = [], OVERVIEW_LIMIT
    for item in items:
        room -= len(item.subject.encode()) + len("100. \n")
        if room < 0:
            break
        shown.append(item)
    return shown


def naming(duty: Mapping[str, Any]) -> str:
    """Returns the names of the first targets of a duty in one sentence, with the number of all if there are more."""
    names = "、".join(brief(name, NAME_LIMIT) for name in duty["targets"])
    return f"{names}{f'等{count}项' if (count := duty['lines']) > len(duty['targets']) else ''}。"


def closing_day(period: str) -> date:
    """A31: returns the last day on which a month's report is accepted."""
    return month_close(MONTHLY_CHECK.period(period).end)


def verified_by(period: str) -> date:
    """3.3: returns the last day of a year's re-verification."""
    return YEAR_END_REVERIFICATION.anchor.of(parse_period(period))


def inert(value: object) -> object:
    """Returns text in which nothing mentions a person or becomes a link in a robot message."""
    if not isinstance(value, str):
        return value
    return value.replace("<@", "<\u200b@").replace("](", "]\u200b(")


ENVIRONMENT = Environment(
    loader=PackageLoader("notifications"),
    autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
ENVIRONMENT.filters |= {
    "judged": judged,
    "day": full_day,
    "short_day": short_day,
    "near": near_day,
    "bare": bare_day,
    "period": lambda text: parse_period(text).label,
    "brief": brief,
    "short_title": lambda title, limit: short_title(brief(title, WHOLE_TITLE), limit),
    "sentence": sentence,
    "waiver": describe_waiver,
    "fact": fact,
    "target": target_name,
    "addressee": addressee,
    "unaddressed": unaddressed,
    "body": body,
    "fitting": fitting,
    "naming": naming,
    "method": lambda key: UrgingMethod.from_label(key).label,
    "closing_day": closing_day,
    "verified_by": verified_by,
    "shortened": shortened,
    "grouped": lambda code: grouped(code[:WHOLE]),
}
MARKDOWN = ENVIRONMENT.overlay(finalize=inert)
