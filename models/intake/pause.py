"""The input of the acts that pause and resume a cycle."""

from datetime import date

from pydantic import Field

from models.intake.input import Input, Text


class CycleHeld(Input):
    """A cycle, from which day (today by default), and why: the same input pauses it and resumes it."""

    cycle: Text = Field(title="周期")
    reason: Text = Field(title="原因")
    since: date | None = Field(default=None, alias="from", title="起始日期")
