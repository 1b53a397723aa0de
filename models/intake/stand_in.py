"""The input of a decision who is the second person after a first, by a paper, for some days (1-8.2)."""

from collections.abc import Iterator
from datetime import date, timedelta

from pydantic import Field

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

    def faults(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        if not self.valid_from <= self.valid_to < self.valid_from + LONGEST_TERM:
            yield f"起始日期（--valid-from）至终止日期（--valid-to）应为1至{LONGEST_TERM.days}天"
