"""What is said of the year's 现场复核通知."""

from datetime import date

from pydantic import Field

from models.intake.said import Said, Text


class YearEndNoticeGiven(Said):
    """The notice that calls for the year-end check: its number, what it requires, perhaps an earlier date (A29)."""

    year: int = Field(title="年度")
    number: Text = Field(title="文号")
    requirements: Text = Field(title="复核要求")
    due: date | None = Field(default=None, title="完成期限")
