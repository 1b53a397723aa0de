"""The input of a decision who is the second person after a first, by a paper, for some days (1-8.2)."""

from datetime import date, timedelta
from typing import Self

from pydantic import Field, model_validator

from models.intake.draft import Number
from models.intake.input import Input, PersonName, Text

LONGEST_TERM = timedelta(days=30)


class StandInNamed(Input):
    """Who made a thing, who of the agency's roster may check it instead of others, and the paper."""

    first: PersonName = Field(title="经办人")
    person: PersonName = Field(title="另一人")
    number: Number = Field(title="依据文号", max_length=100)
    dated: date = Field(title="文件日期")
    reason: Text = Field(title="原因")
    valid_from: date = Field(title="起始日期")
    valid_to: date = Field(title="终止日期")

    @model_validator(mode="after")
    def _check_days(self) -> Self:
        if not self.valid_from <= self.valid_to < self.valid_from + LONGEST_TERM:
            raise ValueError(f"起始日期（--valid-from）至终止日期（--valid-to）应为1至{LONGEST_TERM.days}天")
        return self
