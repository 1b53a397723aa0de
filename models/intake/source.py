"""来源: how the agency received the data that it enters for an office, and the paper that a person signed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError

from models.intake.faults import complain
from models.intake.input import FilePath, Input
from models.rules.chinese_dates import in_full
from models.rules.errors import Refused
from models.rules.kinds import Known, Means
from models.rules.signed_paper import has_number

Given = TypeVar("Given", bound=Input)
Note = Annotated[str, StringConstraints(strip_whitespace=True)]

# Notes without a name or a number.
SAYS_NOTHING = frozenset(
    {*(means.label for means in Means), "来电", "来文", "来人", "邮件", "微信", "没有", "不详", "同上"}
)


def _parse_means(value: object) -> object:
    return Means.from_label(value) if isinstance(value, str) and value else value


class Source(Input):
    """The means and the informant, and the day of receipt, which decides lateness (A27)."""

    means: Annotated[Means, BeforeValidator(_parse_means)] = Field(title="来源")
    note: Note = Field(default="", title="来源说明", examples=["李明来电"])
    received: date | None = Field(default=None, title="收到日期")

    @property
    def can_be_checked(self) -> bool:
        """Return whether the note gives more than the means: a name, or a document's number."""
        words = "".join(char for char in self.note if char.isalnum())
        return len(words) > 1 and words not in SAYS_NOTHING

    def as_json(self) -> dict[str, str]:
        """Return the source as stored in the ledger, without empty values."""
        data = {"means": self.means.value, "note": self.note, "received": self.received and self.received.isoformat()}
        return {name: value for name, value in data.items() if value}


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """What a person signed by hand: a paper with number and date, or a page that is kept; `page` is its SHA-256.

    Or with `account` the person himself is at the page and has given his password for this act.

    The ledger adds `since`, the day on which the page was first given, and in words what else the paper signed.
    """

    number: str = ""
    dated: date | None = None
    page: str = ""
    since: date | None = None
    also: str = ""
    account: str = ""

    @property
    def words(self) -> str:
        """Return number and date of the paper, or that there is a signed page."""
        return f"{self.number}，{self.dated}" if self.number else "签字页"

    def as_json(self) -> dict[str, str]:
        """Return the paper as stored in the ledger, without empty values."""
        values = {"paper": self.number, "paper_date": self.dated and self.dated.isoformat(), "page": self.page}
        values |= {"also": self.also, "by_hand": self.account}
        return {name: value for name, value in values.items() if value}


class PaperGiven(Input):
    """A signed paper as it is given: its number and date, or a file of the signed page."""

    number: Note = Field(default="", title="签字文件文号", examples=["黔目标核签〔2026〕2号"])
    dated: date | None = Field(default=None, title="签字文件日期")
    page: FilePath | None = Field(default=None, title="签字页")

    def faults(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        if bool(self.number) != bool(self.dated) or not (self.number or self.page):
            yield "签字文件须同时写明文号和日期，或附签字页"
        if self.number and not has_number(self.number):
            yield f"“{self.number}”没有数字，不是文号；没有文号的，请附签字页"


def read_paper(data: Mapping[str, Any]) -> PaperGiven | None:
    """Parse the signed paper; returns None if no field is given. Raises Refused if it is incomplete."""
    return _read(PaperGiven, "签字文件", data)


def read_source(data: Mapping[str, Any]) -> Source | None:
    """Parse the source; returns None if no field is given. Raises Refused if it is incomplete."""
    return _read(Source, "代录来源", data)


def _read(form: type[Given], name: str, data: Mapping[str, Any]) -> Given | None:
    fields = {field: value for field, value in data.items() if value is not None}
    if not fields:
        return None
    try:
        return form.model_validate(fields)
    except ValidationError as error:
        raise Refused(f"{name}有误：{complain(error, form)}") from error


def describe_source(source: Mapping[str, str]) -> str:
    """Format how an entry was received: 电话：李明，2026年3月30日收到; empty if that is not on record."""
    if "means" not in source:
        return ""
    words = "：".join(part for part in (Means(source["means"]).label, source.get("note", "")) if part)
    received = f"，{in_full(source['received'])}收到" if source.get("received") else ""
    return f"{words}{received}"


def describe_author(move: Mapping[str, Any]) -> str:
    """Format the author of an act for a history: who acts, how he is known (A49), and on which source and paper.

    录入人王芳称由省教育厅 李明办理（经办人代录，电话：李明，2026年3月30日收到）, 省教育厅 李明（本人登录）, 流程.
    """
    actor, entered_by, source, known = move["actor"], move["entered_by"], move["source"], Known(move["known"])
    way = "，".join(filter(None, (known.label, describe_source(source))))
    match known:
        case Known.CLAIMED:
            who = f"{f'录入人{entered_by}称由{actor}办理' if entered_by else actor}（{way}）"
        case Known.OPERATOR:
            who = f"{actor}{entered_by}"
        case Known.SYSTEM:
            who = way
        case _:
            who = f"{actor}（{way}）"
    return "，".join([who, *papers_in(source)])


def papers_in(source: Mapping[str, str]) -> list[str]:
    """Return the signed papers in the source of a block: 签字文件黔目标核签〔2026〕2号（2026-09-21）, 签字页1f9c…

    What else they signed follows.
    """
    number, page, also = source.get("paper"), source.get("page"), source.get("also")
    by_hand = source.get("by_hand")
    papers = [f"签字文件{number}（{in_full(source['paper_date'])}）"] if number else []
    return [
        *papers,
        *([f"签字页{page[:12]}"] if page else []),
        *([also] if also else []),
        *([f"{by_hand}，本人以口令确认"] if by_hand else []),
    ]
