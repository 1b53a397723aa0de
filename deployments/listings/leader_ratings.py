"""`mubiao leader-ratings`: who rated, who entered and who read the ratings of a year, and no rating (1-2.15, 4.7)."""

from datetime import date
from typing import Any

from sqlmodel import Session

from deployments.listings.listing import OF_YEAR_APPRAISED, Column, Filter, Listing
from models.ledger.score.leaders import list_leader_sheets, ratings_of_ended
from models.rules.states import LeaderSheetState


def _rows(session: Session, _day: date, *, year: int) -> list[dict[str, Any]]:
    return list_leader_sheets(session, year)


def _rows_of_ended(session: Session, _day: date, *, year: int) -> list[dict[str, Any]]:
    return ratings_of_ended(session, year)


def _read(row: dict[str, Any]) -> str:
    return f"{row['confirmed_on']} {row['confirmed_by']}" if row["confirmed_on"] else ""


def _withdrawn(row: dict[str, Any]) -> str:
    return f"{row['withdrawn_on']} {row['reason']}" if row["withdrawn_on"] else ""


OF_ENDED = Listing(
    "leader-ratings",
    "终止部门所得的评价",
    "年内终止的部门所得的评价，只供查看，不计分",
    _rows_of_ended,
    (
        Column("编码", "code", kept=True),
        Column("部门", "department"),
        Column("终止", "ended_on"),
        Column("评价", "words"),
    ),
    none="没有这样的部门。",
    filters=(OF_YEAR_APPRAISED,),
)
LISTING = Listing(
    "leader-ratings",
    "省领导评价",
    "省领导评价的录入、核对情况，不列各人的评价。例：mubiao leader-ratings --year 2026",
    _rows,
    (
        Column("省领导", "leader", kept=True),
        Column("评价日期", "rated_on"),
        Column("部门数", "rated"),
        Column("状态", "state", LeaderSheetState),
        Column("录入", lambda row: f"{row['entered_on']} {row['entered_by']}"),
        Column("核对", _read),
        Column("撤回", _withdrawn),
    ),
    none="还没有省领导的评价。录入：mubiao import leader-ratings。",
    filters=(OF_YEAR_APPRAISED,),
    instead=((Filter("ended", "改列年内终止的部门所得的评价，只供查看，不计分"), OF_ENDED),),
)
