"""The input of 讲规矩守纪律: a fact with what it reduces and its paper, and a record that is withdrawn (1-6.1, A44)."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from models.intake.evidence import Pieces
from models.intake.input import Text
from models.intake.yearly import LONGEST, OfDepartmentYear
from models.rules.discipline import read_reduction


class DisciplineRecorded(OfDepartmentYear):
    """A fact, what it reduces of the award, and the paper that says so with its file."""

    fact: Text = Field(title="事实", max_length=LONGEST * 5)
    reduces: Annotated[Text, AfterValidator(read_reduction)] = Field(title="扣减", max_length=LONGEST)
    number: Text = Field(title="依据文号", max_length=LONGEST)
    dated: date = Field(title="文件日期")
    evidence: Pieces = Field(title="依据文件", min_length=1)


class DisciplineWithdrawn(OfDepartmentYear):
    """Which record of a department is withdrawn, and why."""

    serial: int = Field(title="序号", ge=1, le=9999)
    reason: Text = Field(title="撤回原因")
