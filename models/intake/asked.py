"""The input of 本级不设: what is not set up at this level, and that this is taken back (A75)."""

from datetime import date
from typing import Annotated

from pydantic import Field

from models.intake.draft import Number
from models.intake.evidence import Pieces
from models.intake.input import Input, Text, accept_label
from models.rules.asked import AskedKind

LONGEST = 200  # characters of a number


class AnswerWithdrawn(Input):
    """What is asked for again, and why."""

    what: Annotated[AskedKind, accept_label(AskedKind)] = Field(title="事项")
    reason: Text = Field(title="原因")


class NotSetUp(AnswerWithdrawn):
    """What this level does not set up, why, and the paper that says so."""

    number: Number = Field(title="依据文号", max_length=LONGEST)
    dated: date = Field(title="文件日期")
    evidence: Pieces = Field(title="依据文件", min_length=1)
