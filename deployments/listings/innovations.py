"""`mubiao innovations`: the projects of 创新项目评选 with their state and what made it so (1-2.16)."""

from datetime import date
from typing import Any

from sqlmodel import Session

from deployments.listings.listing import OF_DEPARTMENT, Column, Listing, of_year, year_of_day
from models.ledger.innovation.register import call_in_words, list_projects, state_in_words


def _rows(session: Session, day: date, *, year: int, department: str | None) -> list[dict[str, Any]]:
    return [row for row in list_projects(session, year, day) if department in (None, row["code"])]


def _none(session: Session, day: date, *, year: int, department: str | None) -> str:
    called = call_in_words(session, year)
    if called and not (department and list_projects(session, year, day)):
        return f"{called}，还没有收取申报。收取：mubiao act apply_innovation。"
    return f"{year}年没有申报的创新项目。申报通知：mubiao act call_innovation。"


LISTING = Listing(
    "innovations",
    "创新项目",
    "创新项目：一年的申报、初评、现场评审和等次，各由什么产生。例：mubiao innovations --year 2026",
    _rows,
    (
        Column("编号", "project", kept=True),
        Column("部门", "department"),
        Column("创新项目", "name", wrapped=True),
        Column("状态", state_in_words),
        Column("经过", lambda row: "；".join(row["why"]), wrapped=True),
    ),
    none=_none,
    filters=(of_year("评选的年度，默认为业务日期所在年度", year_of_day), OF_DEPARTMENT),
)
