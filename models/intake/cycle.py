"""The input of `open_cycle`: which cycle, which period."""

from pydantic import Field

from models.intake.input import Input, Text


class CycleToOpen(Input):
    """A cycle and the period to open."""

    cycle: Text = Field(title="周期")
    period: Text = Field(title="期间")
