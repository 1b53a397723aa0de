"""`mubiao results`: who was delivered the results of a year, who received them, what they were used for (1-9)."""

from typing import Any

from sqlmodel import Session

from deployments.listings.listing import LAST_YEAR, Column, Filter, ListedRows, Listing, counted, year_appraised
from models.ledger.results_use.register import list_deliveries
from models.ledger.score.facts import kept_facts
from models.rules.results_use import Receiver, ResultUse
from models.rules.states import ResultDeliveryState


def _recipient(row: dict[str, Any]) -> str:
    return f"{row['recipient']}（{row['basis']}）" if row["basis"] else row["recipient"]


def _standing(row: dict[str, Any]) -> str:
    if row["state"] is None:
        return "未反馈"
    told = f"（{row['told_person']}，{row['told_on']}）" if row["told_on"] and not row["received_on"] else ""
    return f"{ResultDeliveryState(row['state']).label}{told}"


def _received(row: dict[str, Any]) -> str:
    return f"{row['receiver']}，{row['received_on']}" if row["state"] and row["received_on"] else ""


def _uses(row: dict[str, Any]) -> str:
    return "；".join(f"{ResultUse(each['use']).label}：{each['text']}" for each in row["uses"] or ())


def _after(session: Session, found: ListedRows) -> list[str]:
    facts = kept_facts(session, found.given["year"], found.day)
    return [counted(found.rows), f"事实（{facts.words}；逐项：mubiao facts）。"]


LISTING = Listing(
    "results",
    "考评结果的反馈",
    "考评结果的反馈、签收和运用。例：mubiao results --year 2026",
    list_deliveries,
    (
        Column("类别", "kind", Receiver, wrapped=True),
        Column("对象", _recipient, wrapped=True),
        Column("版本", "version", kept=True),
        Column("文号", "paper_number", wrapped=True),
        Column("反馈", "delivered_on", kept=True),
        Column("签收期限", "due", kept=True),
        Column("情况", _standing, wrapped=True),
        Column("签收", _received, wrapped=True),
        Column("结果用于", _uses, wrapped=True),
    ),
    none="{year}年没有已审定的考评结果，也没有反馈。反馈：mubiao act deliver_results --year {year}。",
    after=_after,
    filters=(Filter("year", "默认为正在考评的年度", "年度", between=(2000, LAST_YEAR), default=year_appraised),),
)
