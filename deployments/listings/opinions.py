"""`mubiao opinions`: public opinions, their remediation and its publication."""

from datetime import date
from typing import Any

from sqlmodel import Session

from deployments.listings.listing import Column, Filter, Listing
from models.ledger.opinion.register import list_opinions
from models.rules.periods import Period, parse_period
from models.rules.states import OpinionState
from models.rules.verdicts import remark


def _read(_session: Session, text: str) -> Period:
    return parse_period(text)


def _received(row: dict[str, Any], day: str, name: str) -> str:
    return f"{row[day] or ''}{remark(late=row[f'{name}_late'], entered_late=row[f'{name}_entered_late'])}"


def _none(_session: Session, _day: date, *, period: Period | None) -> str:
    return f"{period.label if period else ''}未收到公众意见。"


LISTING = Listing(
    "opinions",
    "公众意见",
    "公众意见及其整改、公布情况。例：mubiao opinions --period 2026Q3",
    list_opinions,
    (
        Column("编号", "opinion", kept=True),
        Column("部门", "department"),
        Column("收到", "received_on"),
        Column("状态", "state", OpinionState),
        Column("整改时限", "limit"),
        Column("反馈", lambda row: _received(row, "fed_back_on", "feedback")),
        Column("应公布", "publication_due"),
        Column("公布", lambda row: _received(row, "published_on", "publication")),
    ),
    none=_none,
    filters=(Filter("period", "收到意见的期间，如2026Q3；默认全部", "期间", read=_read),),
)
