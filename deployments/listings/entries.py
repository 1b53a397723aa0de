"""`mubiao entries`: the entries of the negative list with limit and state."""

from typing import Any

from deployments.listings.listing import OF_DEPARTMENT, OF_YEAR, ONLY_OPEN, Column, Listing
from models.ledger.negative_list.register import list_entries
from models.rules.states import EntryState


def _state(row: dict[str, Any]) -> str:
    day = row["declared_on"]
    declared = f"（{day.month}月{day.day}日已申报）" if day else ""
    ended = f"（{row['ended_by']}）" if row["ended_by"] else ""
    return f"{EntryState(row['state']).label}{declared}{ended}"


def _due(row: dict[str, Any]) -> str:
    due = f"{row['due'] or ''}{'（暂定）' if row['provisional'] else ''}{'（逾期）' if row['overdue'] else ''}"
    return "，".join(filter(None, (due, row["waiver"].partition("（")[0], row["extended"])))


LISTING = Listing(
    "entries",
    "负面清单条目",
    "负面清单条目及其整改。例：mubiao entries --year 2026 --open",
    list_entries,
    (
        Column("目标", lambda row: f"{row['year']}/{row['target']}/{row['occurrence']}", kept=True),
        Column("名称", "name"),
        Column("部门", "department"),
        Column("列入", "listed_on"),
        Column("签收", "receipted_on"),
        Column("状态", _state, wrapped=True),
        Column("轮次", "round"),
        Column("整改时限", "limit"),
        Column("现期限", _due, wrapped=True),
    ),
    none="没有负面清单条目。",
    filters=(OF_YEAR, OF_DEPARTMENT, ONLY_OPEN),
)
