"""核查: the roster, inspections, teams, findings, suggestions, and where an entry of the negative list comes from."""

from models.ledger.nouns.noun import PLACE, Noun

_OF = "JOIN inspection i ON i.id = r.inspection_id"
_KEY = "i.year || '-' || i.number"
_WHO = "concat_ws('/', y.name, p.name)"
_PERSON = "JOIN inspector p ON p.id = r.inspector_id LEFT JOIN third_party y ON y.id = p.third_party_id"

# A list that was frozen when there were no points keeps its digest.
_LIMIT_AND_POINTS = 'CASE WHEN l.points IS NULL THEN to_json(l."limit") ELSE json_build_array(l."limit", l.points) END'

INSPECTED: dict[str, Noun] = {
    "third_party": Noun(
        "third_party r",
        "r.name",
        f"{PLACE}, r.credit_code, r.qualification, r.independence, r.valid_from, r.valid_to",
    ),
    "inspector": Noun(
        "inspector r LEFT JOIN third_party y ON y.id = r.third_party_id",
        "concat_ws('/', y.name, r.name)",
        f"{PLACE}, r.position, r.valid_from, r.valid_to",
    ),
    "tie": Noun(
        f"tie r {_PERSON} JOIN department d ON d.id = r.department_id",
        f"concat_ws('|', {_WHO}, d.code)",
        "r.reason, r.declared_on",
    ),
    "inspection": Noun(
        "inspection r",
        "r.year || '-' || r.number",
        f"{PLACE}, r.kind, r.title, r.period, r.departments, r.purpose, r.content, r.scopes, r.forms, r.methods,"
        " r.standard, r.begins_on, r.ends_on, r.requirements, r.major, r.whole_picture, r.document_number, r.state,"
        " r.drafted_on, r.issued_on, r.ended_on, r.ended_why",
    ),
    "team_member": Noun(
        f"team_member r {_OF} {_PERSON}",
        f"concat_ws('|', {_KEY}, r.team, {_WHO}, r.joined_on)",
        "r.leader, r.left_on, r.left_why",
    ),
    "finding": Noun(
        f"finding r {_OF} JOIN target t ON t.id = r.target_id JOIN department d ON d.id = r.department_id",
        f"concat_ws('|', {_KEY}, t.year, t.code, r.serial)",
        "r.team, r.target_version, d.code, r.declared_complete, r.declared, r.conclusion, r.found, r.way, r.methods,"
        ' r.place, r.found_on, r.found_by, r."limit", r.state, r.recorded_on, r.signed_on, r.signed_by,'
        " r.content_hash",
    ),
    "suggestion": Noun(
        f"suggestion r {_OF} JOIN department d ON d.id = r.department_id",
        f"concat_ws('|', {_KEY}, d.code, r.kind, r.text)",
        "r.made_on, r.answer, r.answered_on",
    ),
    "negative_list": Noun(
        "negative_list r",
        "r.period",
        f"""{PLACE}, r.number, r.frozen_on, (SELECT json_agg(json_build_array(l.position, t.year, t.code, l.target_code,
            d.code, l.department, l.target, l.occurrence, e.occurrence, l.finding, l.found_on, l.listed_on, l.state,
            l.round, {_LIMIT_AND_POINTS}) ORDER BY l.position)
        FROM negative_list_line l JOIN department d ON d.id = l.department_id
            JOIN negative_entry e ON e.id = l.entry_id JOIN target t ON t.id = e.target_id WHERE l.list_id = r.id)""",
    ),
    "appeal": Noun(
        "appeal r JOIN negative_entry e ON e.id = r.entry_id JOIN target t ON t.id = e.target_id"
        " JOIN department d ON d.id = r.department_id LEFT JOIN inspection i ON i.id = r.inspection_id",
        "concat_ws('|', t.year, t.code, e.occurrence, r.number)",
        f"d.code, r.ground, r.state, r.lodged_on, r.accepted_on, {_KEY}, r.ended_on, r.ruling, r.reason",
    ),
    "entry_origin": Noun(
        "entry_origin r JOIN negative_entry e ON e.id = r.entry_id"
        " JOIN target t ON t.id = e.target_id LEFT JOIN finding f ON f.id = r.finding_id"
        " LEFT JOIN inspection i ON i.id = f.inspection_id",
        "concat_ws('|', t.year, t.code, e.occurrence)",
        f"r.way, {_KEY}, f.serial, r.proposed_on, r.detail",
    ),
}
