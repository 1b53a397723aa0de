"""The input of 不定等次: a department without a grade in a year, why, and the paper that says so (1-2.19)."""

from datetime import date
from typing import Annotated

from pydantic import Field

from models.intake.evidence import Pieces
from models.intake.input import Text, accept_label
from models.intake.reform import Basis
from models.intake.yearly import LONGEST, OfDepartmentYear
from models.rules.score.grade import UngradedReason


class UngradedGiven(OfDepartmentYear):
    """A department of a year, whether it does not take part or was excluded, why, and the paper with its file."""

    kind: Annotated[UngradedReason, accept_label(UngradedReason)] = Field(title="类型")
    reason: Text = Field(title="原因")
    basis: Basis = Field(title="依据")
    number: Text = Field(title="依据文号", max_length=LONGEST)
    dated: date = Field(title="文件日期")
    evidence: Pieces = Field(title="依据文件", min_length=1)


class UngradedWithdrawn(OfDepartmentYear):
    """A department that is graded after all, with the reason."""

    reason: Text = Field(title="撤回原因")
