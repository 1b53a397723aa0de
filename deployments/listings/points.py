"""`mubiao points`: each department's points of the negative list in a year (1-2.23)."""

from datetime import date
from typing import Any

from sqlmodel import Session

from deployments.listings.listing import OF_YEAR_OF_DAY, Column, Listing
from models.ledger.negative_list.points import score_departments
from models.rules.points import UNSET, in_words


def _rows(session: Session, _day: date, *, year: int) -> list[dict[str, Any]]:
    return [
        {
            "code": each.code,
            "department": each.department,
            "entries": each.entries,
            "points": None if each.points is None else in_words(each.points),
        }
        for each in score_departments(session, year)
    ]


LISTING = Listing(
    "points",
    "负面清单记分",
    "各部门一年的负面清单记分。例：mubiao points --year 2026",
    _rows,
    (
        Column("编码", "code", kept=True),
        Column("部门", "department"),
        Column("条目", "entries"),
        Column("记分", "points", empty=UNSET),
    ),
    none="没有部门。导入：mubiao import departments。",
    filters=(OF_YEAR_OF_DAY,),
)
