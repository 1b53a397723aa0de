"""The rows of a yearly noun in a sheet: every department that is appraised, with what it was given (1-2.19, 1-6.1)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from models.intake.agency_sheet import SheetColumn, code_column, of_input, shown
from models.intake.yearly import OfDepartmentYear
from models.ledger.agency_sheet.kind import Listed
from models.ledger.score.yearly import Yearly
from models.rules.points import in_words
from models.rules.score.given import year_appraised
from models.statements import run

# The departments that have a score at the end of a year.
DEPARTMENTS = """
SELECT d.code, d.name FROM department d
WHERE d.jurisdiction_id = :jurisdiction AND NOT d.is_agency
    AND coalesce(d.valid_from, '-infinity') <= make_date(:year, 12, 31)
    AND coalesce(d.valid_to, 'infinity') >= make_date(:year, 12, 31)
ORDER BY d.code COLLATE "C"
"""
NAME = "部门名称"


def of_department(form: type[OfDepartmentYear]) -> tuple[SheetColumn, ...]:
    """Return the first columns: name and code of the department, and the year."""
    code = code_column(of_input(form, "department", title="部门编码", key=True, width=11))
    return shown(NAME, 24), code, of_input(form, "year", key=True, width=9, example="2026")


def list_given(noun: Yearly[Any], session: Session, jurisdiction: int, day: date) -> Iterator[Listed]:
    """Yield every department of this year and the last; those of the year that is appraised are owed."""
    for year in (day.year - 1, day.year):
        given = noun.of_year(session, jurisdiction, year)
        for row in run(session, DEPARTMENTS, jurisdiction=jurisdiction, year=year):
            last = given[row.code][0] if row.code in given else None
            yield Listed(
                key=f"{year}/{row.code}",
                name=f"“{row.name}”{year}年的{noun.title}",
                fields={"department": row.code, "year": year} | (_fields(noun, last) if last else {}),
                shown={NAME: row.name},
                state=f"{last.year}/{last.serial}" if last else "",
                owed=year == year_appraised(day),
            )


def _fields(noun: Yearly[Any], row: Any) -> dict[str, Any]:  # noqa: ANN401 - a record of the noun
    """Return the fields of a record; a number in one spelling, so that 87.50 is no change of 87.5."""
    fields = noun.fields_of(row)
    return {name: in_words(each) if isinstance(each, Decimal) else each for name, each in fields.items()}
