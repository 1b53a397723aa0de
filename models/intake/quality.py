"""What people write in the quality report of a quarter; its figures come from the records (6.2.6)."""

from pydantic import Field

from models.intake.said import Said, Text


class QualityReportCompiled(Said):
    """The sections that need judgement; what is special about completion and running may be left to the figures."""

    period: Text = Field(title="季度")
    problems: Text = Field(title="存在的问题及原因", max_length=20_000)
    plans: Text = Field(title="下步打算", max_length=20_000)
    completion: str = Field(default="", title="目标完成的特点", max_length=20_000)
    running: str = Field(default="", title="目标运行的特点", max_length=20_000)
