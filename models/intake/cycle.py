"""The input of `open_cycle`: which cycle, which period."""

from collections.abc import Iterator
from datetime import date

from pydantic import Field

from models.intake.input import Input, Text, YesNo


class CycleToOpen(Input):
    """A cycle and the period to open."""

    cycle: Text = Field(title="周期")
    period: Text = Field(title="期间")
    before_go_live: YesNo = Field(default=False, title="启用前已开始")
    reason: str = Field(default="", title="原因")

    def faults(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        if self.before_go_live != bool(self.reason.strip()):
            yield "开启启用前已开始的期间时写明原因；其他情形不写"


class PeriodLeftOut(Input):
    """A period that began before the go-live date and is not to be opened, and why."""

    cycle: Text = Field(title="周期")
    period: Text = Field(title="期间")
    reason: Text = Field(title="原因")


class CycleHeld(Input):
    """A cycle, from which day (today by default), and why: the same input pauses it and resumes it."""

    cycle: Text = Field(title="周期")
    reason: Text = Field(title="原因")
    since: date | None = Field(default=None, alias="from", title="起始日期")
