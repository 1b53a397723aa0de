"""每季核查: the key projects to be visited in a quarter; the visitors fill in what they saw (7.3)."""

from typing import Any

from models.intake.agency_sheet import Takes, of_input
from models.intake.visit import FieldVisited
from models.ledger.agency_sheet.kind import Listed, SheetRows, grey, keys, white
from models.ledger.agency_sheet.taking import ImportedSheet
from models.ledger.inspection.visits import record_field_visit
from models.ledger.nouns.shared_sql import LED_BY, NAMED_BY, OBLIGATION_KEY
from models.rules.states import ObligationState
from models.rules.visit import FIELD_INSPECTION, VisitResult

# Each duty to visit a project, with the first visit of its quarter.
DUTIES = f"""
SELECT {OBLIGATION_KEY.format(o="o", d="w")} AS key, o.period, o.state, q.due, t.year, t.code, t.name,
    d.name AS department, v.visited_on, v.visitors, v.leader, v.result, v.place, v.problems, v.help AS assistance,
    i.year || '-' || i.number AS inspection,
    (SELECT json_agg(e.file_name ORDER BY e.id) FROM exhibit e WHERE e.record = 'field_visit' AND e.record_id = v.id)
        AS evidence
FROM obligation o JOIN department w ON w.id = o.department_id JOIN deadline q ON q.id = o.deadline_id
    JOIN target t ON t.jurisdiction_id = o.jurisdiction_id AND {NAMED_BY.format(key="o.subject")}
    {LED_BY}
    LEFT JOIN field_visit v ON v.target_id = t.id AND v.period = o.period AND v.serial = 1
    LEFT JOIN inspection i ON i.id = v.inspection_id
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :kind
ORDER BY q.due, d.code COLLATE "C", t.year, t.code COLLATE "C"
"""  # noqa: S608 - constants only


def _listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    """Return the row of a duty to visit a project; the open ones are owed."""
    said = {"visitors": tuple(row.visitors or ()), "evidence": tuple(row.evidence or ())}
    result = VisitResult(row.result) if row.result else None
    return Listed(
        key=row.key,
        name=f"“{row.name}”{row.period}的现场核查",
        fields=row._asdict() | {"target": row.code, "result": result} | said,
        state=row.state,
        owed=row.state == ObligationState.OPEN,
        subject=f"{row.year}/{row.code}",
    )


VISITS = ImportedSheet(
    key="visits",
    title="每季核查",
    chosen=record_field_visit,
    columns=(
        *grey(department=("责任部门", 18)),
        *keys(FieldVisited, target=13, year=7),
        *grey(name=("目标名称", 26), period=("季度", 9), due=("期限", 14, Takes.DAY)),
        of_input(FieldVisited, "visited_on", width=14, required=True),
        *white(FieldVisited, visitors=16, leader=12, place=16, result=10),
        of_input(FieldVisited, "problems", title="困难和问题", width=32),
        of_input(FieldVisited, "assistance", title="协助整改情况", width=32),
        *white(FieldVisited, evidence=24, inspection=12),
    ),
    rows=SheetRows(DUTIES, _listed, {"kind": FIELD_INSPECTION.key}),
    hints=(
        "每次现场核查不少于两人，由其中的负责人签字；未按要求的即拟列入负面清单；没有困难和问题、没有协助整改的，也请写明“无”。",
        "同一项目本季再去的，在表下另起一行，写目标编号和年度。",
    ),
    tasks=True,
)
