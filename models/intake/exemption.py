"""The input of 免予考评: a target with the paper of the body that decides it, or that it is taken back (A37)."""

from datetime import date

from pydantic import Field

from models.intake.draft import Number
from models.intake.evidence import Pieces
from models.intake.input import Input, Text
from models.intake.yearly import FIRST, LAST, LONGEST


class TargetExempted(Input):
    """A target with the reason, the body that decided, and its paper with the file."""

    target: Text = Field(title="目标编号")
    year: int = Field(title="年度", ge=FIRST, le=LAST)
    reason: Text = Field(title="免予考评的原因")
    decided_by: Text = Field(title="决定单位")
    number: Number = Field(title="依据文号", max_length=LONGEST)
    dated: date = Field(title="文件日期")
    evidence: Pieces = Field(title="依据文件", min_length=1)


class ExemptionWithdrawn(Input):
    """A target is no longer exempt, with the reason."""

    target: Text = Field(title="目标编号")
    year: int = Field(title="年度", ge=FIRST, le=LAST)
    reason: Text = Field(title="撤销原因")
