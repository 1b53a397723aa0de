"""不定等次 in a sheet: every department that is appraised; those with a type are appraised without a grade (1-2.19)."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from models.intake.agency_sheet import code_column, of_input, shown
from models.intake.ungraded import UngradedGiven
from models.ledger.agency_sheet.kind import Listed, SheetKind
from models.ledger.agency_sheet.taking import sheet_act
from models.ledger.score.ungraded import appraise_without_grade
from models.rules.score.given import year_appraised
from models.rules.score.grade import Ungraded
from models.statements import run

# The departments of two years that have a score at the end of each, with what is recorded of them.
DEPARTMENTS = """
SELECT y.year, d.code, d.name, u.serial, u.kind, u.reason, u.basis, u.paper_number AS number, u.paper_date AS dated
FROM unnest(CAST(:years AS int[])) AS y(year)
    JOIN department d ON d.jurisdiction_id = :jurisdiction AND NOT d.is_agency
        AND coalesce(d.valid_from, '-infinity') <= make_date(y.year, 12, 31)
        AND coalesce(d.valid_to, 'infinity') >= make_date(y.year, 12, 31)
    LEFT JOIN ungraded u ON u.department_id = d.id AND u.year = y.year AND u.state = 'recorded'
ORDER BY y.year, d.code COLLATE "C"
"""
FIELDS = ("reason", "basis", "number", "dated")


def list_ungraded(session: Session, jurisdiction: int, day: date) -> Iterator[Listed]:
    """Yield every department of this year and the last; those of the year that is appraised are owed."""
    years = [day.year - 1, day.year]
    for row in run(session, DEPARTMENTS, jurisdiction=jurisdiction, years=years):
        given = {"kind": Ungraded(row.kind), **{name: getattr(row, name) for name in FIELDS}} if row.serial else {}
        yield Listed(
            key=f"{row.year}/{row.code}",
            name=f"“{row.name}”{row.year}年的不定等次",
            fields={"department": row.code, "year": row.year} | given,
            shown={"部门名称": row.name},
            state=str(row.serial or 0),
            owed=row.year == year_appraised(day),
        )


UNGRADED_SHEET = SheetKind(
    key="ungraded",
    title="不定等次",
    chosen=appraise_without_grade,
    columns=(
        shown("部门名称", 24),
        code_column(of_input(UngradedGiven, "department", title="部门编码", key=True, width=11)),
        of_input(UngradedGiven, "year", key=True, width=9, example="2026"),
        of_input(UngradedGiven, "kind", width=10),
        of_input(UngradedGiven, "reason", width=24, example="年内新设，不满半年"),
        of_input(UngradedGiven, "basis", width=24, example="考评办法第十二条"),
        of_input(UngradedGiven, "number", width=24, example="黔目标办〔2027〕4号"),
        of_input(UngradedGiven, "dated", width=14, example="2027-01-12"),
        of_input(UngradedGiven, "evidence", width=20, example="不定等次.pdf", fresh=True),
    ),
    rows=list_ungraded,
    hints=(
        "只填不定等次的部门，参加等次评定的不填。类型：不参加（不具备条件），取消（被取消资格）。",
        "已登记的要改，先用 mubiao act withdraw_without_grade 撤回，再登记。",
    ),
    single=True,
)
import_ungraded = sheet_act(UNGRADED_SHEET)
