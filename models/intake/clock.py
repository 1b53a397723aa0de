"""What the agency says when it vouches for the machine's clock."""

from datetime import date

from pydantic import Field

from models.intake.said import Said


class ClockConfirmed(Said):
    """Which day it is, read somewhere else than on this machine."""

    today: date = Field(title="今天的日期")
