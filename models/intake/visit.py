"""The input of 每季核查: a visit to the site of a target (7.3)."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from models.intake.evidence import Pieces
from models.intake.input import OfTarget, Text
from models.intake.reform import Codes
from models.intake.values import choice
from models.rules.visit import VisitResult


class FieldVisited(OfTarget):
    """The visitors, the day and the place, the result signed by their leader, the difficulties and the help given.

    `inspection` is the plan of the quarter; without it, the newest one that is issued for the quarter of the day.
    `reason` says why a visit is recorded that was made before the go-live date.
    """

    visited_on: date | None = Field(default=None, title="核查日期", examples=["2026-08-19"])
    visitors: Codes = Field(title="核查人员", min_length=1, examples=["王文、李天"])
    leader: Text = Field(title="负责人签字", examples=["王文"])
    place: str = Field(default="", title="地点", max_length=200)
    result: Annotated[VisitResult, BeforeValidator(choice(VisitResult))] = Field(title="核查结果", examples=["有困难"])
    problems: Text = Field(title="困难和问题（没有的也请写明）", max_length=20_000, examples=["用地批复未下达"])
    assistance: Text = Field(title="协助整改情况（没有的也请写明）", max_length=20_000, examples=["已协调自然资源部门"])
    evidence: Pieces = Field(default=(), title="印证材料", examples=["现场1.jpg"])
    inspection: str = Field(default="", title="核查方案编号", examples=["2026-3"])
    reason: str = Field(default="", title="登记启用前核查的原因", max_length=500)


class FieldVisitCorrected(OfTarget):
    """What was typed wrongly of a recorded visit: only the fields that are given change."""

    visited_on: date = Field(title="核查日期")
    number: int | None = Field(default=None, ge=1, title="本季第几次")
    visitors: Codes = Field(default=(), title="核查人员")
    leader: Text | None = Field(default=None, title="负责人签字")
    place: str | None = Field(default=None, title="地点", max_length=200)
    problems: Text | None = Field(default=None, title="困难和问题", max_length=20_000)
    assistance: Text | None = Field(default=None, title="协助整改情况", max_length=20_000)
    reason: Text = Field(title="更正原因", max_length=500)
