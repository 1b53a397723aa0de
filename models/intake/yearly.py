"""The input of what a department is given for a year (1-2.16, 1-2.19, 1-6.1)."""

from pydantic import Field

from models.intake.input import Input, Text

LONGEST = 200  # characters of a number
FIRST, LAST = 2000, 9998  # years


class OfDepartmentYear(Input):
    """An act about a department in a year."""

    department: Text = Field(title="部门")
    year: int = Field(title="年度", ge=FIRST, le=LAST)
