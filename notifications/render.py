"""Renders notices: reads the file of a kind with its context, and one digest of several notices."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from models.rules.negative_list import FEEDBACK
from models.rules.robots import GROUPS
from notifications.notice_files import load_template, rows_of, without_marks
from notifications.printers import NoticeText, Rendered, addressee, common_address, printed, printed_digest
from notifications.receipt_words import what_to_do
from notifications.wording import FILTERS, brief

SUBJECT_LIMIT = 60
OVERVIEW_LIMIT = 3500  # bytes of the list in a digest: the limit of a robot's message is 4,096
BRIEF = {*GROUPS, "wecom_app"}  # the channels that print only the short text
PARTS = ("adjustment", "agency_day", "appeal", "due", "negative_list", "reform", "uploads_missing")


def render(kind: str, context: Mapping[str, Any], channel: str = "") -> Rendered:
    """Render one notice of a kind, for one channel or, by default, for all.

    Raises UndefinedError if the context lacks a name that its file uses.
    """
    address = addressee(context["audience"], context["department"], context["person"])
    return printed(read_notice(kind, context, channel, address=address))


def render_digest(
    items: Sequence[Rendered], *, today: date, earliest: date | None, earliest_left: int | None, channel: str = ""
) -> Rendered:
    """Returns one message for several notices; a single notice is returned unchanged."""
    if len(items) == 1:
        return items[0]
    context = {"items": items, "today": today, "earliest": earliest, "earliest_left": earliest_left}
    return printed_digest(read_notice("digest", context, channel, address=common_address(items)), items)


def read_notice(kind: str, context: Mapping[str, Any], channel: str = "", *, address: str = "") -> NoticeText:
    """Returns what a notice of a kind says in its context; what the channel does not print is empty."""
    mail, robot = channel not in BRIEF, not channel or channel in BRIEF

    def said(section: str, *, printed: bool = True) -> str:
        return ENVIRONMENT.get_template(f"{kind}/{section}").render(context).strip() if printed else ""

    subject = brief(said("subject"), SUBJECT_LIMIT)
    rows = rows_of(said("rows", printed=mail))
    return NoticeText(subject, address, said("head", printed=mail), rows, said("short", printed=robot))


def fitting(items: Sequence[Rendered]) -> list[Rendered]:
    """Returns the first items whose subjects fit into one robot message."""
    shown, room = [], OVERVIEW_LIMIT
    for item in items:
        room -= len(item.subject.encode()) + len("100. \n")
        if room < 0:
            break
        shown.append(item)
    return shown


def counted(items: Sequence[Rendered]) -> str:
    """Returns what a digest holds: 目标管理工作3项, 2份回执, or both."""
    receipts = sum(item.subject.startswith("【回执】") for item in items)
    work = [f"目标管理工作{len(items) - receipts}项"] if len(items) > receipts else []
    return "、".join([*work, f"{receipts}份回执"] if receipts else work)


ENVIRONMENT = Environment(
    loader=FunctionLoader(load_template),
    autoescape=False,  # noqa: S701 - the printers escape
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
    finalize=without_marks,
)
ENVIRONMENT.filters.update(FILTERS, fitting=fitting, counted=counted, what_to_do=what_to_do)
ENVIRONMENT.globals |= {name: ENVIRONMENT.get_template(f"_parts/{name}.j2").module for name in PARTS}
ENVIRONMENT.globals["feedback"] = FEEDBACK.due  # a rule, whose words hold its number of days
