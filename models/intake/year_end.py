"""What is said of the year's 现场复核通知."""

from datetime import date

from pydantic import Field, model_validator

from models.intake.said import PeriodText, Said, Text, YesNo


class YearEndNoticeGiven(Said):
    """The notice that calls for the year-end check: its number, what it requires, perhaps an earlier date (A29)."""

    year: int = Field(title="年度")
    number: Text = Field(title="文号")
    requirements: Text = Field(title="复核要求")
    due: date | None = Field(default=None, title="完成期限")


class ReverificationFound(Said):
    """What the agency found when it compared a department's filing with what was owed."""

    department: Text = Field(title="部门")
    period: PeriodText = Field(title="年度")
    complete: YesNo = Field(title="是否完备")
    missing: str = Field(default="", title="缺少的目标与印证材料")
    uninspected: str = Field(default="", title="未现场核查的原因")

    @model_validator(mode="after")
    def _says_what_is_missing(self) -> "ReverificationFound":
        if self.complete == bool(self.missing.strip()):
            raise ValueError("完备时不填缺项，不完备时须写明缺少哪些目标与印证材料")
        return self
