"""The three printers of a notice: the text of a mail, its HTML, and the line of a robot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from jinja2 import Environment, FunctionLoader, StrictUndefined

from notifications.channels import one_line
from notifications.notice_files import load_template

BODY = ("<!-- 正文始 -->", "<!-- 正文止 -->")
HTML = Environment(
    loader=FunctionLoader(load_template),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What a notice says: its subject, and for a mail its head and rows of label and words, for a robot one short text.

    `address` is the salutation of a mail; empty if it goes to the agency.
    """

    subject: str
    address: str = ""
    head: str = ""
    rows: Sequence[tuple[str, str]] = ()
    short: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """The rendered texts of one message, for all channels."""

    subject: str
    text: str
    html: str
    markdown: str


def printed(notice: NoticeText) -> Rendered:
    """Returns the notice as text, as HTML and for a robot; empty where it says nothing."""
    return Rendered(notice.subject, as_text(notice), as_html(notice), as_markdown(notice))


def as_text(notice: NoticeText) -> str:
    """Returns the text of a mail, one line a row: 要做什么：…, 1. … or a sentence."""
    if not notice.head:
        return ""
    return _drop_blank_lines("\n".join([notice.address, notice.head, *(_line(*row) for row in notice.rows)]))


def _line(label: str, words: str) -> str:
    return f"{label} {words}" if label.endswith(".") else f"{label}：{words}" if label else words


def as_html(notice: NoticeText, items: Sequence[Rendered] = ()) -> str:
    """Returns a mail as HTML: its first sentence bold, its rows in a table, then the bodies of other mails."""
    if not notice.head:
        return ""
    first, stop, rest = notice.head.partition("。")
    page = HTML.get_template("_parts/mail.html.j2")
    return _drop_blank_lines(
        page.render(notice=notice, first=first + stop, rest=rest, items=[body(item.html) for item in items])
    )


def as_markdown(notice: NoticeText) -> str:
    """Returns the text for a robot, in which nothing mentions a person or becomes a link."""
    return inert(_drop_blank_lines(notice.short))


def inert(text: str) -> str:
    """Returns text in which nothing mentions a person or becomes a link in a robot message."""
    return text.replace("<@", "<\u200b@").replace("](", "]\u200b(")


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


def printed_digest(notice: NoticeText, items: Sequence[Rendered]) -> Rendered:
    """Returns a digest: its list, then in a mail each notice without its addressee."""
    text = as_text(notice) and "".join(
        [as_text(notice), *(f"\n\n（{n}）{unaddressed(item.text)}" for n, item in enumerate(items, 1))]
    )
    return Rendered(notice.subject, text, as_html(notice, items), as_markdown(notice))


def addressee(audience: str, department: str, person: str) -> str:
    """Returns the salutation of a mail; empty if it goes to the agency."""
    department, person = one_line(department), one_line(person)
    if audience == "liaison":
        return f"{person}：" if department in person else f"{department}联络员{person}："
    roles: Mapping[str, str] = {"office": "目标办", "head": "主要领导"}
    return f"{department}{roles[audience]}：" if audience in roles else ""


def common_address(items: Sequence[Rendered]) -> str:
    """Returns the salutation that several mails share; empty if they have none or differ."""
    [first, *other] = {item.text.partition("\n")[0] for item in items}
    return first if first.endswith("：") and not other else ""


def unaddressed(text: str) -> str:
    """Returns a mail's text without its salutation, for use in a digest."""
    first, _, rest = text.partition("\n")
    return rest if first.endswith("：") and rest else text


def body(html: str) -> str:
    """Returns the content between the markers of a mail's frame."""
    # Text entered by people is escaped and cannot hold these markers.
    return html.partition(BODY[0])[2].partition(BODY[1])[0]


def _drop_blank_lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())
