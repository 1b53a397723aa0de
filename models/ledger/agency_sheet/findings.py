"""核查结果: the targets that an inspection under way covers; the team fills in what it found of each (4.5, 6.2.3)."""

from typing import Any

from models.intake.agency_sheet import of_input
from models.intake.inspection import FindingRecorded
from models.ledger.agency_sheet.kind import Listed, SheetRows, code_column, grey, keys, white
from models.ledger.agency_sheet.taking import ImportedSheet
from models.ledger.inspection.findings import record_finding
from models.ledger.nouns.shared_sql import HEIRS, LED_BY
from models.rules.inspection import Conclusion, Method, Way
from models.rules.states import FindingState, InspectionState

# The drawn targets of each issued inspection, or without a draw all targets of its year that its departments lead, with
# the newest finding of each, and the members of each team on that day; those of the only one may be who found.
TARGETS = f"""
WITH heir AS MATERIALIZED {HEIRS},
issued AS (
    SELECT i.id, i.year, i.number, i.state, i.departments, s.drawn FROM inspection i LEFT JOIN LATERAL (
        SELECT z.drawn FROM sample z WHERE z.jurisdiction_id = i.jurisdiction_id AND z.purpose = 'targets'
            AND z.subject = concat_ws('-', i.year, i.number) ORDER BY z.attempt DESC LIMIT 1) s ON true
    WHERE i.jurisdiction_id = :jurisdiction AND i.issued_on IS NOT NULL),
drawn AS (
    SELECT DISTINCT i.id, n.name FROM issued i CROSS JOIN jsonb_array_elements(i.drawn) AS g(stratum)
        CROSS JOIN jsonb_array_elements_text(g.stratum -> 1) AS n(name))
SELECT i.id, concat_ws('-', i.year, i.number) AS inspection, i.state AS of_inspection, t.year, t.code, t.name,
    t.requirement, d.name AS department, f.serial, f.state, f.declared_complete, f.declared_reason, f.declared,
    f.conclusion, f.found, f.way, f.methods, f.place, f.found_on, f.found_by, f."limit",
    (SELECT json_agg(x.file_name ORDER BY x.id) FROM exhibit x WHERE x.record = 'finding' AND x.record_id = f.id)
        AS evidence,
    f.team, (SELECT json_agg(json_build_array(g.team, g.people) ORDER BY g.team) FROM (
        SELECT m.team, json_agg(p.name ORDER BY NOT m.leader, p.name COLLATE "C") AS people FROM team_member m
            JOIN inspector p ON p.id = m.inspector_id
        WHERE m.inspection_id = i.id AND m.joined_on <= :day AND (m.left_on IS NULL OR :day < m.left_on)
        GROUP BY m.team) g) AS teams
FROM issued i JOIN target t ON t.jurisdiction_id = :jurisdiction
    {LED_BY}
    LEFT JOIN drawn n ON n.id = i.id AND n.name = concat_ws('/', t.year, t.code)
    LEFT JOIN LATERAL (SELECT * FROM finding y WHERE y.inspection_id = i.id AND y.target_id = t.id
        ORDER BY y.serial DESC LIMIT 1) f ON true
WHERE n.id IS NOT NULL OR f.id IS NOT NULL OR (t.year = i.year AND NOT EXISTS (SELECT FROM drawn e WHERE e.id = i.id)
    AND (i.departments = '[]' OR d.id IN (SELECT coalesce(q.heir, p.id) FROM department p
        LEFT JOIN heir q ON q.department_id = p.id
        WHERE p.jurisdiction_id = :jurisdiction AND jsonb_exists(i.departments, p.code))))
ORDER BY i.year, i.number, d.code COLLATE "C", t.year, t.code COLLATE "C"
"""  # noqa: S608 - constants only


def _listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    """Return the row of a target of an issued inspection; it is owed until the finding is signed."""
    return Listed(
        key=f"{row.inspection}/{row.year}/{row.code}",
        name=f"核查{row.inspection}“{row.name}”的核查结果",
        fields=row._asdict() | {"target": row.code} | _found(row),
        shown={"team": _of_team(row)},
        state=f"{row.of_inspection}/{row.serial or 0}/{row.state or ''}",
        owed=row.of_inspection == InspectionState.ISSUED and row.state in (None, FindingState.RECORDED),
        subject=f"{row.year}/{row.code}",
    )


def _found(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a result row
    """Return what was found, or without a finding what most are."""
    if row.serial is None:
        people = row.teams[0][1] if row.teams and len(row.teams) == 1 else ()
        return {"found_by": tuple(people), "way": Way.ON_SITE}
    return {
        "declared_complete": row.declared_complete if row.declared_reason else None,
        "conclusion": Conclusion(row.conclusion),
        "way": Way(row.way),
        "methods": tuple(Method(each).label for each in row.methods),
        "found_by": tuple(row.found_by),
        "evidence": tuple(row.evidence or ()),
    }


def _of_team(row: Any) -> str:  # noqa: ANN401 - a result row
    """Return the team that made the finding, or without a finding the teams with their members."""
    if row.serial is not None:
        return f"第{row.team}组"
    return "；".join(f"第{number}组：{'、'.join(people)}" for number, people in row.teams or ())


FINDINGS = ImportedSheet(
    key="findings",
    title="核查结果",
    chosen=record_finding,
    columns=(
        of_input(FindingRecorded, "inspection", key=True, width=9),
        *grey(department=("责任部门", 18)),
        *keys(FindingRecorded, target=13, year=7),
        *grey(name=("目标名称", 24), requirement=("绩效要求", 24), team=("核查组", 22)),
        *white(FindingRecorded, conclusion=15, found=34, methods=18, place=14, found_on=14, found_by=16, evidence=24),
        *white(FindingRecorded, limit=14, way=8, declared_complete=10, declared_reason=20, declared=20),
        code_column(of_input(FindingRecorded, "indicator", width=10)),
    ),
    rows=SheetRows(TARGETS, _listed),
    hints=(
        "核查组逐行填写，照片与表格放在同一文件夹，在“印证材料”中写文件名。没有核查的行不填。",
        "有几个核查组的，“核查人员”填作出该项结果的那一组的人员，每项只由一个组填写。",
        "“是否申报完成”以台账为准，不必填；与台账不同的才填，并写明原因。",
        "核查结果记在目标上；只看了一项指标的，写指标编号，记入核查情况。",
        "组长签字另行办理（sign_off），签字前可再改、再导入。",
    ),
    tasks=True,
    single=True,
)
