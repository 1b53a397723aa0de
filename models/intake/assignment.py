"""The input of the acts of 交办事项: recorded, completed, cancelled (1-5.3 f)."""

from datetime import date
from typing import Annotated

from pydantic import Field

from models.intake.evidence import Pieces
from models.intake.input import Input, Text, accept_label
from models.rules.assignment import Giver

LONGEST = 200  # characters of a number


class AssignmentReceived(Input):
    """What was assigned, who assigned it, with which paper, and until when if the paper says so."""

    giver: Annotated[Giver, accept_label(Giver)] = Field(title="交办单位")
    content: Text = Field(title="交办内容")
    number: Text = Field(title="交办文号", max_length=LONGEST)
    dated: date = Field(title="交办文件日期")
    received_on: date | None = Field(default=None, title="收到日期")
    limit: date | None = Field(default=None, title="办理时限")
    evidence: Pieces = Field(title="交办文件", min_length=1)


class OfAssignment(Input):
    """An act about the assignment with this number."""

    assignment: Text = Field(title="交办事项编号")


class AssignmentDone(OfAssignment):
    """How and when it was done, with files if there are any."""

    result: Text = Field(title="办理结果")
    done_on: date | None = Field(default=None, title="办结日期")
    evidence: Pieces = Field(default=(), title="印证材料")


class AssignmentCancelled(OfAssignment):
    """Why it is not done: taken back by who assigned it, or recorded by mistake."""

    reason: Text = Field(title="原因")
