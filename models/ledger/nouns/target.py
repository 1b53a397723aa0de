"""绩效目标, their versions and adjustments."""

from models.ledger.nouns.noun import PLACE, Noun
from models.records.record import TargetTexts
from models.rules.states import ADJUSTMENT

# What makes a row `x` of target_department the lead's, and the row of the department that leads target `t`.
LEADING = 0
LEADS = f"x.position = {LEADING}"
LEAD = f"target_department x ON x.target_id = t.id AND {LEADS}"
# SQL: target `t` is the one that a key names, and entry `e` of its entries: 2026/T001, 2026/T001/1.
NAMED_BY = "CAST(t.year AS text) = split_part({key}, '/', 1) AND t.code = split_part({key}, '/', 2)"
ENTRY_NAMED_BY = "CAST(e.occurrence AS text) = split_part({key}, '/', 3)"
# A withdrawn target has no responsible department.
_RESPONSIBLE_OR_WITHDRAWN = """CASE WHEN coalesce(CAST(r.withdrawn_on AS text), r.withdrawn_why) IS NOT NULL
    THEN json_build_array(r.withdrawn_on, r.withdrawn_why)
    ELSE to_json((SELECT jsonb_agg(jsonb_build_array(x.position, d.code)
        || jsonb_build_array(x.since) ORDER BY x.position)
        FROM target_department x JOIN department d ON d.id = x.department_id WHERE x.target_id = r.id)) END"""
_ORIGIN = "r.origin, r.management"
_WITH_ROAD = "json_build_array({last}, r.handling, r.item, r.paper_number, r.paper_date)"


def with_place(last: str) -> str:
    """Return the SQL of the last part of a digest, with 内设机构, the place of a target and its weight."""
    return f"json_build_array({last}, r.division, r.parent_name, r.parent_unit, r.addable, r.weight)"


_NUMBER_AND_DESCRIPTION = f"""a.number, r.name,
    r.category, {_ORIGIN}, r.source_document, r.key_project, r.parent_code, r.issued_on, r.reason"""

TARGET_NOUNS: dict[str, Noun] = {
    "target": Noun(
        "target r",
        "concat_ws('|', r.year, r.code)",
        f"{PLACE}, r.name, r.requirement, r.category, {_ORIGIN}, r.source_document, r.key_project, r.quantity, r.unit,"
        " r.deadline, r.parent_code, r.issued_on, r.version,"
        f" {with_place(_WITH_ROAD.format(last=_RESPONSIBLE_OR_WITHDRAWN))}",
        title="目标",
        of_target=TargetTexts(
            withheld="requirement, withdrawn_why, parent_name",
            names="name",
            told="code, source_document, unit, parent_code, parent_unit, paper_number, division",
            rows="x.id = m.id",
        ),
    ),
    "indicator": Noun(
        "indicator r JOIN target t ON t.id = r.target_id",
        "concat_ws('|', t.year, t.code, r.code, r.version, r.correction)",
        "r.position, r.parent, r.words, r.quantity, r.unit, r.direction, r.standard, r.deadline",
        title="指标",
        of_target=TargetTexts(withheld="words, standard", told="code, parent, unit"),
    ),
    "adjustment": Noun(
        "adjustment r JOIN target t ON t.id = r.target_id JOIN department d ON d.id = r.department_id",
        "concat_ws('|', t.year, t.code, r.number)",
        "d.code, r.ground, r.reason, r.changes, r.state, r.requested_on, r.head_on, r.head_by, r.head_number,"
        " r.leader_on, r.leader_by, r.leader_number, r.filed_on, r.returned_on,"
        " r.returned_why, r.indicator",
        title="目标调整",
        moves=ADJUSTMENT,
        of_target=TargetTexts(
            withheld="changes ->> 'requirement', reason, returned_why",
            told="head_by, head_number, leader_by, leader_number, indicator",
        ),
    ),
    "target_version": Noun(
        "target_version r JOIN target t ON t.id = r.target_id LEFT JOIN adjustment a ON a.id = r.adjustment_id",
        "concat_ws('|', t.year, t.code, r.version, r.correction)",
        "r.requirement, r.quantity, r.unit, r.deadline, r.effective_on, r.cause, a.target_id = r.target_id, "
        + _WITH_ROAD.format(last=_NUMBER_AND_DESCRIPTION),
        title="目标要求",
        of_target=TargetTexts(
            withheld="requirement, reason", names="name", told="unit, source_document, parent_code, paper_number"
        ),
    ),
}
