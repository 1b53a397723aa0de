"""What is said to hold a cycle back, and to let it go on."""

from datetime import date

from pydantic import Field

from models.intake.said import Said, Text


class CycleHeld(Said):
    """A cycle, from which day (empty: today), and why: said alike to pause it and to resume it."""

    cycle: Text = Field(title="周期")
    reason: Text = Field(title="原因")
    since: date | None = Field(default=None, alias="from", title="起始日期")
