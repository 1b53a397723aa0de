"""The input of the act that confirms the machine's clock."""

from datetime import date

from pydantic import Field

from models.intake.input import Input


class ClockConfirmed(Input):
    """Today's date, taken from another source than this machine."""

    today: date = Field(title="今天的日期")
