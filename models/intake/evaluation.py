"""The input of 总体评价: an inspection's evaluation of a department as a whole (3.3, 6.2.1)."""

from pydantic import Field

from models.intake.input import Text
from models.intake.inspection import OfInspection


class DepartmentEvaluated(OfInspection):
    """The evaluation of a department, and of the negative-list entries it made good."""

    department: Text = Field(title="部门")
    overall: Text = Field(title="总体评价", max_length=20_000)
    made_good: str = Field(default="", title="负面清单补欠情况", max_length=20_000)
