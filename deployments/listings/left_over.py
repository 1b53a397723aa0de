"""`mubiao left-over`: what a year left to the next one: a row per department and kind with its targets (1-4)."""

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlmodel import Session

from deployments.listings.listing import OF_DEPARTMENT, Column, Listing, of_year
from models.ledger.target.left_over import left_over
from models.rules.left_over import LeftOver


def _rows(session: Session, _day: date, *, year: int, department: str | None) -> list[dict[str, Any]]:
    return [asdict(each) for each in left_over(session, year) if department in (None, each.department_code)]


def _number(row: dict[str, Any]) -> str:
    return f"{len(row['codes'])}项"


LISTING = Listing(
    "left-over",
    "上年遗留",
    "上年遗留：整改未完成、两次以上列入负面清单、跨年度的目标。例：mubiao left-over --year 2026",
    _rows,
    (
        Column("编码", "department_code", kept=True),
        Column("部门", "department"),
        Column("遗留", "kind", LeftOver),
        Column("数量", _number),
        Column("目标编号", "codes", wrapped=True),
    ),
    none="{year}年没有遗留。",
    filters=(of_year("遗留下来的年度，默认为业务日期的上一年", lambda _session, day: day.year - 1), OF_DEPARTMENT),
)
