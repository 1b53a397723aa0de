"""The written sections of a quarter's quality report; its figures are computed from the records (6.2.6)."""

from pydantic import Field

from models.intake.input import Input, Text


class QualityReportCompiled(Input):
    """The sections that need judgement; the remarks on completion and running are optional."""

    period: Text = Field(title="季度")
    problems: Text = Field(title="存在的问题及原因", max_length=20_000)
    plans: Text = Field(title="下步打算", max_length=20_000)
    completion: str = Field(default="", title="目标完成的特点", max_length=20_000)
    running: str = Field(default="", title="目标运行的特点", max_length=20_000)
