"""总体评价: the departments that a mid-term or year-end inspection covers; each takes its evaluation (3.3, 6.2.1)."""

from typing import Any

from models.intake.agency_sheet import of_input
from models.intake.inspection import DepartmentEvaluated
from models.ledger.agency_sheet.kind import Listed, SheetRows, grey, keys, white
from models.ledger.agency_sheet.taking import ImportedSheet
from models.ledger.inspection.evaluation import evaluate_department
from models.rules.inspection import EVALUATES
from models.rules.states import InspectionState

# The departments of each issued inspection of these kinds, or all of them if its plan names none, with the newest
# evaluation, how many findings were signed and how many of them failed.
DEPARTMENTS = """
SELECT concat_ws('-', i.year, i.number) AS inspection, i.state, d.code, d.name, e.serial, e.overall, e.made_good,
    f.signed, f.failed
FROM inspection i JOIN department d ON d.jurisdiction_id = i.jurisdiction_id AND NOT d.is_agency
    LEFT JOIN LATERAL (SELECT * FROM evaluation v WHERE v.inspection_id = i.id AND v.department_id = d.id
        ORDER BY v.serial DESC LIMIT 1) e ON true
    CROSS JOIN LATERAL (SELECT count(*) AS signed, count(*) FILTER (WHERE y.conclusion = 'fails') AS failed
        FROM finding y WHERE y.inspection_id = i.id AND y.department_id = d.id AND y.state <> 'recorded') f
WHERE i.jurisdiction_id = :jurisdiction AND i.kind = ANY(:kinds) AND i.issued_on IS NOT NULL
    AND (i.departments = '[]' OR jsonb_exists(i.departments, d.code) OR e.serial IS NOT NULL)
    AND coalesce(d.valid_from, i.issued_on) <= coalesce(i.ended_on, :day)
    AND (d.valid_to IS NULL OR d.valid_to >= i.issued_on)
ORDER BY i.year, i.number, d.code COLLATE "C"
"""


def _listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    """Return the row of a department of such an inspection; those of one under way are owed."""
    return Listed(
        key=f"{row.inspection}/{row.code}",
        name=f"核查{row.inspection}对“{row.name}”的总体评价",
        fields=row._asdict() | {"department": row.code},
        state=f"{row.state}/{row.serial or 0}",
        owed=row.state == InspectionState.ISSUED,
    )


EVALUATIONS = ImportedSheet(
    key="evaluations",
    title="总体评价",
    chosen=evaluate_department,
    columns=(
        of_input(DepartmentEvaluated, "inspection", key=True, width=9),
        *grey(name=("部门名称", 20)),
        *keys(DepartmentEvaluated, department=10),
        *grey(signed=("已签字结果", 11), failed=("未完成", 8)),
        *white(DepartmentEvaluated, overall=60, made_good=44),
    ),
    rows=SheetRows(DEPARTMENTS, _listed, {"kinds": [kind.value for kind in EVALUATES]}),
    hints=("半年和年度核查对各部门的总体评价。部门有负面清单条目的，写明补欠情况。",),
    tasks=True,
    single=True,
)
