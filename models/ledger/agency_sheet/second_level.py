"""二级考评 in a sheet: every department that is appraised, with its value of the year and the paper (1-6.1, A42)."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from models.intake.agency_sheet import code_column, of_input, shown
from models.intake.second_level import SecondLevelGiven
from models.intake.values import Cell
from models.ledger.agency_sheet.kind import Listed, SheetKind
from models.ledger.agency_sheet.taking import sheet_act
from models.ledger.score.second_level import record_second_level
from models.rules.points import in_words
from models.rules.score.given import read_mark, year_appraised
from models.statements import run

# The departments of two years that have a score at the end of each, with the newest value.
DEPARTMENTS = """
SELECT y.year, d.code, d.name, v.serial, trim_scale(v.value) AS value, v.paper_number AS number, v.paper_date AS dated
FROM unnest(CAST(:years AS int[])) AS y(year)
    JOIN department d ON d.jurisdiction_id = :jurisdiction AND NOT d.is_agency
        AND coalesce(d.valid_from, '-infinity') <= make_date(y.year, 12, 31)
        AND coalesce(d.valid_to, 'infinity') >= make_date(y.year, 12, 31)
    LEFT JOIN LATERAL (SELECT * FROM second_level s WHERE s.department_id = d.id AND s.year = y.year
        ORDER BY s.serial DESC LIMIT 1) v ON true
ORDER BY y.year, d.code COLLATE "C"
"""


def list_second_level(session: Session, jurisdiction: int, day: date) -> Iterator[Listed]:
    """Yield every department of this year and the last with its value; those of the year that is appraised are owed."""
    years = [day.year - 1, day.year]
    for row in run(session, DEPARTMENTS, jurisdiction=jurisdiction, years=years):
        given = {"value": f"{row.value:f}", "number": row.number, "dated": row.dated} if row.serial else {}
        yield Listed(
            key=f"{row.year}/{row.code}",
            name=f"“{row.name}”{row.year}年的二级考评",
            fields={"department": row.code, "year": row.year} | given,
            shown={"部门名称": row.name},
            state=str(row.serial or 0),
            owed=row.year == year_appraised(day),
        )


def _in_one_spelling(cell: Cell) -> str:
    """Return a value as the ledger shows it, so that ８７．５０ is no change of 87.5. Raises ValueError as the act."""
    return in_words(read_mark(cell))


SECOND_LEVEL = SheetKind(
    key="second-level",
    title="二级考评",
    chosen=record_second_level,
    columns=(
        shown("部门名称", 24),
        code_column(of_input(SecondLevelGiven, "department", title="部门编码", key=True, width=11)),
        of_input(SecondLevelGiven, "year", key=True, width=9, example="2026"),
        of_input(SecondLevelGiven, "value", width=14, example="87.5", parse=_in_one_spelling),
        of_input(SecondLevelGiven, "number", width=24, example="黔目标办〔2027〕3号"),
        of_input(SecondLevelGiven, "dated", width=14, example="2027-01-12"),
        of_input(SecondLevelGiven, "evidence", width=20, example="二级考评结果.pdf", fresh=True),
        of_input(SecondLevelGiven, "reason", width=24, fresh=True),
    ),
    rows=list_second_level,
    hints=(
        "6月底以前导出的是上一年度，7月起是当年；部门是年末纳入管理的全部部门。得分为0至100，最多两位小数。",
        "一份文件给出多个部门得分的，各行写同一文号、日期和文件名；文件与表格放在同一文件夹。",
        "已登记的得分要改的，直接改并写明更正原因；原来的得分仍留存。",
    ),
    single=True,
)
import_second_level = sheet_act(SECOND_LEVEL)
