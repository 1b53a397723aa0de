"""`mubiao discipline`: the facts of 讲规矩守纪律 of each department in a year, also withdrawn ones (1-6.1, A44)."""

from datetime import date
from typing import Any

from sqlmodel import Session

from deployments.listings.listing import OF_DEPARTMENT, OF_YEAR_APPRAISED, Column, Listing
from models.ledger.score.discipline import discipline_records
from models.ledger.secrets import concealed
from models.rules.states import DisciplineState


def _rows(session: Session, _day: date, *, year: int, department: str | None) -> list[dict[str, Any]]:
    found = concealed(session, discipline_records(session, year))
    return [row for row in found if department in (None, row["code"])]


def _state(row: dict[str, Any]) -> str:
    words = DisciplineState(row["state"]).label
    return f"{words}（{row['withdrawn_on']}，{row['reason']}）" if row["withdrawn_on"] else words


LISTING = Listing(
    "discipline",
    "讲规矩守纪律",
    "讲规矩守纪律：只扣奖不扣分的事实和依据。例：mubiao discipline --year 2026",
    _rows,
    (
        Column("编码", "code", kept=True),
        Column("部门", "department"),
        Column("序号", "serial"),
        Column("事实", "fact", wrapped=True),
        Column("扣减（只扣奖）", "reduces", wrapped=True),
        Column("依据", lambda row: f"{row['paper_number']}，{row['paper_date']}", wrapped=True),
        Column("状态", _state, wrapped=True),
    ),
    none="没有登记。",
    filters=(OF_YEAR_APPRAISED, OF_DEPARTMENT),
)
