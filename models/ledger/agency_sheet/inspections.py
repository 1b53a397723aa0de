"""核查方案: the drafted inspections and new ones; each row has plan, team and matters (4.3, 6.2.1)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.agency_sheet import of_input
from models.intake.inspection import InspectionArranged
from models.ledger.agency_sheet.arrangement import arrange_inspection
from models.ledger.agency_sheet.kind import Listed, SheetKind
from models.ledger.agency_sheet.taking import sheet_act
from models.rules.inspection import ControlForm, InspectionKind, Method, Scope
from models.rules.paper_marks import marks_stated
from models.rules.states import InspectionState
from models.statements import run

# Each inspection with the present members of its first team, and the targets that it confirms or inspects again.
INSPECTIONS = """
SELECT i.*, concat_ws('-', i.year, i.number) AS inspection, m.leader, m.members,
    (SELECT json_agg(concat_ws('/', t.year, t.code) ORDER BY t.year, t.code COLLATE "C") FROM confirmation c
        JOIN negative_entry e ON e.id = c.entry_id JOIN target t ON t.id = e.target_id
        WHERE c.inspection_id = i.id) AS confirms,
    (SELECT json_agg(concat_ws('/', t.year, t.code) ORDER BY t.year, t.code COLLATE "C") FROM appeal a
        JOIN negative_entry e ON e.id = a.entry_id JOIN target t ON t.id = e.target_id
        WHERE a.inspection_id = i.id AND a.subject_kind = 'entry') AS reinspects
FROM inspection i CROSS JOIN LATERAL (
    SELECT coalesce(max(p.name) FILTER (WHERE x.leader), '') AS leader,
        json_agg(p.name ORDER BY x.id) FILTER (WHERE NOT x.leader) AS members
    FROM team_member x JOIN inspector p ON p.id = x.inspector_id
    WHERE x.inspection_id = i.id AND x.team = 1 AND x.left_on IS NULL) m
WHERE i.jurisdiction_id = :jurisdiction ORDER BY i.year, i.number
"""
PLAIN = ("title", "period", "purpose", "content", "standard", "begins_on", "ends_on", "requirements")
ALSO = ("inspection", "major", "whole_picture", "leader", "document_number")
MANY = ("members", "confirms", "reinspects")
LABELLED: dict[str, Any] = {"scopes": Scope, "forms": ControlForm, "methods": Method}


def list_inspections(session: Session, jurisdiction: int, _day: date) -> Iterator[Listed]:
    """Yield every inspection; those whose plan is not issued are owed."""
    for row in run(session, INSPECTIONS, jurisdiction=jurisdiction):
        fields = {name: getattr(row, name) for name in (*PLAIN, *ALSO)}
        fields |= {name: tuple(kind(each).label for each in getattr(row, name)) for name, kind in LABELLED.items()}
        fields |= {"kind": InspectionKind(row.kind), "departments": tuple(row.departments)}
        marks = marks_stated(row.marks)
        fields |= {"copy_number": marks.copy_number, "secrecy": marks.secrecy, "urgency": marks.urgency}
        yield Listed(
            key=row.inspection,
            name=f"核查{row.inspection}“{row.title}”",
            fields=fields | {name: tuple(getattr(row, name) or ()) for name in MANY},
            state=row.state,
            owed=row.state == InspectionState.DRAFTED,
        )


INSPECTIONS_SHEET = SheetKind(
    key="inspections",
    title="核查方案",
    chosen=arrange_inspection,
    columns=(
        of_input(InspectionArranged, "inspection", key=True, width=9),
        of_input(InspectionArranged, "kind", width=12),
        of_input(InspectionArranged, "title", width=26, example="重点项目现场核查"),
        of_input(InspectionArranged, "period", width=9, example="2026Q3"),
        of_input(InspectionArranged, "departments", width=20, example="SJYT、SJTT"),
        of_input(InspectionArranged, "purpose", width=22),
        of_input(InspectionArranged, "content", width=22),
        of_input(InspectionArranged, "scopes", width=20),
        of_input(InspectionArranged, "forms", width=14),
        of_input(InspectionArranged, "methods", width=18, example="查阅资料、实地查看"),
        of_input(InspectionArranged, "standard", width=16),
        of_input(InspectionArranged, "begins_on", width=14),
        of_input(InspectionArranged, "ends_on", width=14, example="2026-10-31"),
        of_input(InspectionArranged, "requirements", width=22),
        of_input(InspectionArranged, "major", width=9),
        of_input(InspectionArranged, "whole_picture", width=9),
        of_input(InspectionArranged, "leader", width=10, example="王文"),
        of_input(InspectionArranged, "members", width=16, example="李天、赵六"),
        of_input(InspectionArranged, "document_number", width=22, example="黔目标核〔2026〕3号"),
        of_input(InspectionArranged, "copy_number", width=9),
        of_input(InspectionArranged, "secrecy", width=16),
        of_input(InspectionArranged, "urgency", width=10),
        of_input(InspectionArranged, "confirms", width=22, example="GZ2021-07-2"),
        of_input(InspectionArranged, "reinspects", width=22, example="GZ2021-01-1"),
    ),
    rows=list_inspections,
    hints=(
        "表中是方案还没有下达的核查；新的核查在表下写类别和名称，同年同类同名的认作同一次。",
        "组长、组员一并写明即组成第一组，写明文号即下达方案，份号、密级和保密期限、紧急程度与文号一并写明；都可以留空，以后再填。清空已填的内容不起作用，请写新的。",
        "下达后到现场认定拟列入的、复核有异议的，在最后两列写目标编号（上年的写成2025/GZ2021-07-2）；认定、复核的条件与单项办理相同。",
        "抽样的，拟制后先承诺、抽取目标和核查组（mubiao sample），再填组长、组员和文号。第二组用 appoint_team 组成。",
    ),
)
import_inspections = sheet_act(INSPECTIONS_SHEET)
