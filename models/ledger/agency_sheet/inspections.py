"""核查方案: the drafted inspections and new ones; each row has plan, team and matters (4.3, 6.2.1)."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, col, select

from models.intake.agency_sheet import of_input
from models.intake.appeal import ReinspectionNamed
from models.intake.inspection import InspectionArranged, PlanIssued, TeamAppointed
from models.intake.review import ConfirmationAssigned
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.agency_sheet.kind import Listed, SheetRows, white
from models.ledger.agency_sheet.taking import ImportedSheet
from models.ledger.appeal.ruling import assign_reinspection
from models.ledger.inspection.plan import draft_inspection, issue_plan, read_plan
from models.ledger.inspection.team import appoint_team
from models.ledger.lookup import inspection_named
from models.ledger.negative_list.proposals import assign_confirmation
from models.records import Inspection
from models.rules.errors import Refused
from models.rules.inspection import ControlForm, InspectionKind, Method, Scope
from models.rules.paper_number import marks_stated
from models.rules.states import InspectionState

OF_YEAR = re.compile(r"([0-9]{4})/(.+)")


@act("arrange_inspection", "安排核查", clause="3-6.2.1", roles={Role.AGENCY})
def arrange_inspection(session: Session, data: InspectionArranged, ctx: Context) -> Summary:
    """4.3, 6.2.1, 7.2: draft or revise a plan, appoint its first team, issue it, and assign what it looks at.

    Each is done as far as it is given. Without a number, an inspection of the same year, kind and title is meant. What
    stands already is not done again. Raises Refused for what each of the five acts refuses.
    """
    inspection = _find_existing(session, data, ctx)
    drafted = _draft(session, data, ctx, inspection)
    key = {"inspection": inspection.key if inspection else drafted.data["inspection"]}
    done = [drafted, *_go_on(session, data, ctx, key), *_assign(session, data, ctx, key)]
    counts = Counter[str]()
    for each in done:
        counts.update(each.counts)
    return Summary("".join(each.words for each in done), dict(counts), key)


def _go_on(session: Session, data: InspectionArranged, ctx: Context, key: dict[str, str]) -> Iterator[Summary]:
    """Appoint the team and issue the plan, if they are given."""
    if data.members:
        team = TeamAppointed.model_validate(key | {"leader": data.leader, "members": data.members})
        yield appoint_team(session, team, ctx)
    if data.document_number.strip():
        paper = data.model_dump(include=PlanIssued.model_fields.keys() - {"inspection"})
        yield issue_plan(session, PlanIssued.model_validate(key | paper), ctx)


def _assign(session: Session, data: InspectionArranged, ctx: Context, key: dict[str, str]) -> Iterator[Summary]:
    """Assign the proposed entries to confirm on site (7.2) and the contested ones to inspect again (4.3 a)."""
    for code in data.confirms:
        yield assign_confirmation(session, ConfirmationAssigned.model_validate(key | _target(code)), ctx)
    for code in data.reinspects:
        yield assign_reinspection(session, ReinspectionNamed.model_validate(key | _target(code)), ctx)


def _target(code: str) -> dict[str, str]:
    """Return the fields that name a target: T001, 2025/T001."""
    of_year = OF_YEAR.fullmatch(code)
    return {"year": of_year[1], "target": of_year[2]} if of_year else {"target": code}


def _find_existing(session: Session, data: InspectionArranged, ctx: Context) -> Inspection | None:
    """Return the inspection that is meant, or None if it is new. Raises Refused for a title of several ones."""
    if data.inspection:
        return inspection_named(session, ctx, data.inspection)
    same = {"jurisdiction_id": ctx.jurisdiction, "year": ctx.date.year, "title": data.title, "kind": data.kind}
    live = select(Inspection).where(Inspection.state != InspectionState.CANCELLED)
    found = session.exec(live.filter_by(**same).order_by(col(Inspection.id))).all()
    if len(found) > 1:
        keys = "、".join(each.key for each in found)
        raise Refused(f"本年有几次名称为“{data.title}”的核查（{keys}），请写明核查编号。")
    return found[0] if found else None


def _draft(session: Session, data: InspectionArranged, ctx: Context, existing: Inspection | None) -> Summary:
    """Draft the plan, or revise what differs from the one that stands."""
    if existing is None:
        return draft_inspection(session, data, ctx)
    values = read_plan(session, ctx, data)
    same = {name: None for name, value in values.items() if value == getattr(existing, name)}
    if len(same) == len(values) and not data.evidence:
        return Summary("", {"revised": 0})
    return draft_inspection(session, data.model_copy(update={**same, "inspection": existing.key}), ctx)


# Each inspection with the present members of its first team, and the targets that it confirms or inspects again.
INSPECTIONS = """
SELECT i.*, concat_ws('-', i.year, i.number) AS inspection, m.leader, m.members,
    (SELECT json_agg(concat_ws('/', t.year, t.code) ORDER BY t.year, t.code COLLATE "C") FROM confirmation c
        JOIN negative_entry e ON e.id = c.entry_id JOIN target t ON t.id = e.target_id
        WHERE c.inspection_id = i.id) AS confirms,
    (SELECT json_agg(concat_ws('/', t.year, t.code) ORDER BY t.year, t.code COLLATE "C") FROM appeal a
        JOIN negative_entry e ON e.id = a.entry_id JOIN target t ON t.id = e.target_id
        WHERE a.inspection_id = i.id AND a.subject_kind = 'entry') AS reinspects,
    (SELECT json_agg(x.file_name ORDER BY x.id) FROM exhibit x WHERE x.record = 'inspection' AND x.record_id = i.id)
        AS evidence
FROM inspection i CROSS JOIN LATERAL (
    SELECT coalesce(max(p.name) FILTER (WHERE x.leader), '') AS leader,
        json_agg(p.name ORDER BY x.id) FILTER (WHERE NOT x.leader) AS members
    FROM team_member x JOIN inspector p ON p.id = x.inspector_id
    WHERE x.inspection_id = i.id AND x.team = 1 AND x.left_on IS NULL) m
WHERE i.jurisdiction_id = :jurisdiction ORDER BY i.year, i.number
"""
MANY = ("also_covers", "evidence", "members", "confirms", "reinspects")
LABELLED: dict[str, Any] = {"scopes": Scope, "forms": ControlForm, "methods": Method}


def _listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    """Return the row of an inspection; it is owed until its plan is issued."""
    fields = row._asdict()
    fields |= {name: tuple(kind(each).label for each in getattr(row, name)) for name, kind in LABELLED.items()}
    fields |= {"kind": InspectionKind(row.kind), "departments": tuple(row.departments)}
    fields |= {"unvisited": "；".join(f"{code}：{why}" for code, why in row.unvisited.items())}
    marks = marks_stated(row.marks)
    fields |= {"copy_number": marks.copy_number, "secrecy": marks.secrecy, "urgency": marks.urgency}
    return Listed(
        key=row.inspection,
        name=f"核查{row.inspection}“{row.title}”",
        fields=fields | {name: tuple(getattr(row, name) or ()) for name in MANY},
        state=row.state,
        owed=row.state == InspectionState.DRAFTED,
    )


INSPECTIONS_SHEET = ImportedSheet(
    key="inspections",
    title="核查方案",
    chosen=arrange_inspection,
    columns=(
        of_input(InspectionArranged, "inspection", key=True, width=9),
        *white(InspectionArranged, kind=12, title=26, period=9, also_covers=12, departments=20, unvisited=26),
        *white(InspectionArranged, decision_number=22, decision_date=14, decision_by=22, evidence=20, purpose=22),
        *white(InspectionArranged, content=22, scopes=20),
        *white(InspectionArranged, forms=14, methods=18, standard=16, begins_on=14, ends_on=14, requirements=22),
        *white(InspectionArranged, major=9, whole_picture=9, leader=10, members=16, document_number=22, copy_number=9),
        *white(InspectionArranged, secrecy=16, urgency=10, confirms=22, reinspects=22),
    ),
    rows=SheetRows(INSPECTIONS, _listed),
    hints=(
        "表中是方案还没有下达的核查；新的核查在表下写类别和名称，同年同类同名的认作同一次。",
        "组长、组员一并写明即组成第一组，写明文号即下达方案，份号、密级和保密期限、紧急程度与文号一并写明；都可以留空，以后再填。清空已填的内容不起作用，请写新的。",
        "不到现场的部门写成“省教育厅：当年未抽中；省水利厅：雪灾封路”，只有年度核查可以写；决定文件与表格放在同一文件夹。",
        "下达后到现场认定拟列入的、复核有异议的，在最后两列写目标编号（上年的写成2025/GZ2021-07-2）；认定、复核的条件与单项办理相同。",
        "抽样的，拟制后先承诺、抽取目标和核查组（mubiao sample），再填组长、组员和文号。第二组用 appoint_team 组成。",
    ),
)
