"""The input of 季度分析会 and 半年讲评: date, attendees and content (6.1.2, 6.1.3)."""

from datetime import date

from pydantic import Field

from models.intake.evidence import Pieces
from models.intake.input import OfDepartment, PeriodText, Text, YesNo


class MeetingHeld(OfDepartment):
    """The minutes of a quarterly analysis meeting."""

    period: PeriodText = Field(title="季度")
    held_on: date = Field(title="召开日期")
    attendees: Text = Field(title="参加人员")
    completion: Text = Field(title="各项目标完成情况")
    problems: Text = Field(title="存在问题")
    measures: Text = Field(title="改进措施")


class ReviewHeld(OfDepartment):
    """The half-year review: its four parts, and whether it also counts as the second quarter's meeting (A6)."""

    period: PeriodText = Field(title="半年")
    held_on: date = Field(title="召开日期")
    attendees: Text = Field(title="参加人员")
    completion: Text = Field(title="半年目标完成情况讲评")
    problems: Text = Field(title="存在问题")
    coordination: Text = Field(title="统筹进度安排")
    measures: Text = Field(title="改进措施和方案")
    also_meeting: YesNo = Field(default=False, title="同时作为第二季度分析会")


class MeetingCorrected(OfDepartment):
    """What was typed wrongly of a recorded meeting: only the fields that are given change."""

    period: PeriodText = Field(title="季度或半年")
    held_on: date | None = Field(default=None, title="召开日期")
    attendees: Text | None = Field(default=None, title="参加人员")
    completion: Text | None = Field(default=None, title="完成情况")
    problems: Text | None = Field(default=None, title="存在问题")
    coordination: Text | None = Field(default=None, title="统筹进度安排")
    measures: Text | None = Field(default=None, title="改进措施和方案")
    reason: Text = Field(title="更正原因", max_length=500)
    evidence: Pieces = Field(default=(), title="印证材料")
