"""What a department is given for a year: the columns that every such table begins with (1-2.16, 1-2.19, 1-6.1)."""

from sqlmodel import Field, SQLModel

KEY_OF_YEAR = ("department_id", "year", "serial")


class GivenForYear(SQLModel):
    """The `serial`th record of a department for a year."""

    id: int | None = Field(default=None, primary_key=True)
    department_id: int = Field(foreign_key="department.id")
    year: int
    serial: int
