"""质量分析报告 of a quarter, with its figures frozen (6.2.6)."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.records.record import OfJurisdiction, Record, structure


class QualityReport(OfJurisdiction, table=True):
    """《目标完成质量分析报告》: numbered, its figures frozen with the rows they count, never updated (6.2.6)."""

    noun: ClassVar = Record("质量分析报告", ("period",))
    further: ClassVar = (UniqueConstraint("jurisdiction_id", "number"),)

    period: str
    number: int
    list_id: int = Field(foreign_key="negative_list.id")
    compiled_on: date
    completion: str = ""
    running: str = ""
    problems: str
    plans: str
    figures: list[dict[str, Any]] = structure(default_factory=list)
