"""The input of a decision on a tie: the grade of each of the tied, why, and the paper that says so (1-2.19, A45)."""

from datetime import date

from pydantic import Field

from models.intake.evidence import Pieces
from models.intake.input import Input, Text
from models.intake.yearly import FIRST, LAST, LONGEST


class TiedGrade(Input):
    """A department and the grade that a paper gives it."""

    department: Text = Field(title="部门")
    grade: Text = Field(title="等次")


class TieDecided(Input):
    """The grades of all tied departments, with reason and paper."""

    year: int = Field(title="年度", ge=FIRST, le=LAST)
    grades: tuple[TiedGrade, ...] = Field(title="各部门的等次", min_length=2)
    reason: Text = Field(title="理由")
    number: Text = Field(title="依据文号", max_length=LONGEST)
    dated: date = Field(title="文件日期")
    evidence: Pieces = Field(title="依据文件", min_length=1)
