"""The input of the acts about the year's 现场复核通知 and 年终复核."""

from collections.abc import Iterator
from datetime import date

from pydantic import Field

from models.intake.input import Input, OfDepartment, PeriodText, Text, YesNo


class YearEndNoticeGiven(Input):
    """The notice of the year-end check: its number, its requirements, an earlier date if it sets one (A29)."""

    year: int = Field(title="年度")
    number: Text = Field(title="文号")
    requirements: Text = Field(title="复核要求")
    due: date | None = Field(default=None, title="完成期限")


class ReverificationFound(OfDepartment):
    """The agency's result of comparing a department's filing with its obligations."""

    period: PeriodText = Field(title="年度")
    complete: YesNo = Field(title="是否完备")
    missing: str = Field(default="", title="缺少的目标与印证材料")
    beyond: str = Field(default="", title="比对以外缺项的理由")
    uninspected: str = Field(default="", title="未现场核查的原因")

    def faults(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        if self.complete == bool(self.missing.strip()):
            yield "完备时不填缺项，不完备时须写明缺少的目标与印证材料"
        if self.complete and self.beyond.strip():
            yield "完备时不填比对以外缺项的理由"
