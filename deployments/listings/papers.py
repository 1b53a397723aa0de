"""`mubiao papers`: the numbers of the agency's papers, and the gaps in their order."""

from typing import Any

from sqlmodel import Session

from deployments.listings.listing import Column, Filter, Listing, of_year
from models.ledger.jurisdiction import home
from models.ledger.paper_numbers import list_numbers, used_numbers
from models.rules.paper_number import gaps_of

YEAR = of_year("文号的年份，默认全部")


def _gaps(session: Session, *, year: int | None) -> list[str]:
    return [str(each) for each in gaps_of(used_numbers(session, home(session))) if year in (None, each.year)]


def _state(row: dict[str, Any]) -> str:
    return "：".join(filter(None, ["已作废", row["reason"]])) if row["void"] else ""


ONLY_GAPS = Filter("gaps", "只列空缺的文号：小于已用的最大号而没有用的")
GAPS = Listing(
    "papers", "空缺的文号", ONLY_GAPS.about, _gaps, (Column("文号", str),), "没有空缺的文号。", (YEAR,), dated=False
)
LISTING = Listing(
    "papers",
    "公文的文号",
    "公文的文号，--gaps 列空缺的文号。例：mubiao papers --year 2026",
    lambda session, year: list_numbers(session, home(session), year),
    (
        Column("文号", "number", kept=True),
        Column("文种", "kind"),
        Column("对象", "subject"),
        Column("成文日期", "dated"),
        Column("状态", _state),
    ),
    none="没有已编号的公文。编号：mubiao act issue_paper。",
    filters=(YEAR,),
    dated=False,
    instead=((ONLY_GAPS, GAPS),),
)
