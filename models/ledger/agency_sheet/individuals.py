"""个人等次 in a sheet: the numbers of every department that is appraised, and no names (1-2.19, A45)."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from models.intake.agency_sheet import code_column, of_input, shown
from models.intake.individuals import IndividualsGiven
from models.ledger.agency_sheet.kind import Listed, SheetKind
from models.ledger.agency_sheet.taking import sheet_act
from models.ledger.score.individuals import record_individuals
from models.rules.score.given import year_appraised
from models.statements import run

# The departments of two years that have a score at the end of each, with their newest numbers.
DEPARTMENTS = """
SELECT y.year, d.code, d.name, i.serial, i.people, i.excellent, i.reached, i.not_reached
FROM unnest(CAST(:years AS int[])) AS y(year)
    JOIN department d ON d.jurisdiction_id = :jurisdiction AND NOT d.is_agency
        AND coalesce(d.valid_from, '-infinity') <= make_date(y.year, 12, 31)
        AND coalesce(d.valid_to, 'infinity') >= make_date(y.year, 12, 31)
    LEFT JOIN LATERAL (SELECT * FROM individuals s WHERE s.department_id = d.id AND s.year = y.year
        ORDER BY s.serial DESC LIMIT 1) i ON true
ORDER BY y.year, d.code COLLATE "C"
"""
FIELDS = ("people", "excellent", "reached", "not_reached")


def list_individuals(session: Session, jurisdiction: int, day: date) -> Iterator[Listed]:
    """Yield every department of this year and the last; those of the year that is appraised are owed."""
    years = [day.year - 1, day.year]
    for row in run(session, DEPARTMENTS, jurisdiction=jurisdiction, years=years):
        given = {name: getattr(row, name) for name in FIELDS} if row.serial else {}
        yield Listed(
            key=f"{row.year}/{row.code}",
            name=f"“{row.name}”{row.year}年的个人等次人数",
            fields={"department": row.code, "year": row.year} | given,
            shown={"部门名称": row.name},
            state=str(row.serial or 0),
            owed=row.year == year_appraised(day),
        )


INDIVIDUALS_SHEET = SheetKind(
    key="individuals",
    title="个人等次人数",
    chosen=record_individuals,
    columns=(
        shown("部门名称", 24),
        code_column(of_input(IndividualsGiven, "department", title="部门编码", key=True, width=11)),
        of_input(IndividualsGiven, "year", key=True, width=9, example="2026"),
        of_input(IndividualsGiven, "people", width=11, example="86"),
        of_input(IndividualsGiven, "excellent", width=11, example="17"),
        of_input(IndividualsGiven, "reached", width=11, example="69"),
        of_input(IndividualsGiven, "not_reached", width=13, example="0"),
        of_input(IndividualsGiven, "reason", width=16, fresh=True),
    ),
    rows=list_individuals,
    hints=(
        "只填人数，不填姓名。各等次人数合计等于参评人数；优秀人数不得超过单位等次的比例（individual_ratios）。",
        "单位等次未定的不能登记。已登记的要改，直接改并选填更正原因；原来的仍留存。",
    ),
    single=True,
)
import_individuals = sheet_act(INDIVIDUALS_SHEET)
