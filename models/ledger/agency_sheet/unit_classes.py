"""单位类别 in a sheet: every department that is appraised, with its class of the year and the paper (1-2.19, A45)."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from models.intake.agency_sheet import code_column, of_input, shown
from models.intake.unit_class import UnitClassGiven
from models.ledger.agency_sheet.kind import Listed, SheetKind
from models.ledger.agency_sheet.taking import sheet_act
from models.ledger.score.unit_classes import classify_unit
from models.rules.score.given import year_appraised
from models.statements import run

# The departments of two years that have a score at the end of each, with the class that holds.
DEPARTMENTS = """
SELECT y.year, d.code, d.name, c.year AS since, c.serial, c.name AS unit_class, c.paper_number AS number,
    c.paper_date AS dated
FROM unnest(CAST(:years AS int[])) AS y(year)
    JOIN department d ON d.jurisdiction_id = :jurisdiction AND NOT d.is_agency
        AND coalesce(d.valid_from, '-infinity') <= make_date(y.year, 12, 31)
        AND coalesce(d.valid_to, 'infinity') >= make_date(y.year, 12, 31)
    LEFT JOIN LATERAL (SELECT * FROM unit_class s WHERE s.department_id = d.id AND s.year <= y.year
        ORDER BY s.year DESC, s.serial DESC LIMIT 1) c ON true
ORDER BY y.year, d.code COLLATE "C"
"""


def list_unit_classes(session: Session, jurisdiction: int, day: date) -> Iterator[Listed]:
    """Yield every department of this year and the last with its class; those of the year that is appraised are owed."""
    years = [day.year - 1, day.year]
    for row in run(session, DEPARTMENTS, jurisdiction=jurisdiction, years=years):
        given = {"unit_class": row.unit_class, "number": row.number, "dated": row.dated} if row.serial else {}
        yield Listed(
            key=f"{row.year}/{row.code}",
            name=f"“{row.name}”{row.year}年的单位类别",
            fields={"department": row.code, "year": row.year} | given,
            shown={"部门名称": row.name},
            state=f"{row.since}/{row.serial}" if row.serial else "0",
            owed=row.year == year_appraised(day),
        )


UNIT_CLASSES_SHEET = SheetKind(
    key="unit-classes",
    title="单位类别",
    chosen=classify_unit,
    columns=(
        shown("部门名称", 24),
        code_column(of_input(UnitClassGiven, "department", title="部门编码", key=True, width=11)),
        of_input(UnitClassGiven, "year", key=True, width=9, example="2026"),
        of_input(UnitClassGiven, "unit_class", width=14, example="甲类"),
        of_input(UnitClassGiven, "number", width=24, example="黔目标办〔2026〕6号"),
        of_input(UnitClassGiven, "dated", width=14, example="2026-03-02"),
        of_input(UnitClassGiven, "evidence", width=20, example="单位分类.pdf", fresh=True),
        of_input(UnitClassGiven, "reason", width=24, fresh=True),
    ),
    rows=list_unit_classes,
    hints=(
        "6月底以前导出的是上一年度，7月起是当年；部门是年末纳入管理的全部部门。类别按机构设定（unit_classes）。",
        "登记的类别自该年度起有效，以后年度不必再填；文件与表格放在同一文件夹。",
        "已登记的类别要改的，直接改并写明更正原因；原来的仍留存。",
    ),
    single=True,
)
import_unit_classes = sheet_act(UNIT_CLASSES_SHEET)
