"""核查: the roster, inspections, teams, findings, evaluations, suggestions, visits."""

from models.ledger.nouns.noun import PLACE, Noun
from models.records.record import TargetTexts
from models.rules.states import FINDING, INSPECTION

_OF = "JOIN inspection i ON i.id = r.inspection_id"
_KEY = "i.year || '-' || i.number"
_WHO = "concat_ws('/', y.name, p.name)"
_PERSON = "JOIN inspector p ON p.id = r.inspector_id LEFT JOIN third_party y ON y.id = p.third_party_id"
_LEFT_AND_SEAT = "json_build_array(r.left_why, r.seat)"
_DECLARED = "json_build_array(r.declared, r.declared_reason)"
_NUMBER = "json_build_array(r.document_number, r.marks)"


INSPECTION_NOUNS: dict[str, Noun] = {
    "third_party": Noun(
        "third_party r",
        "r.name",
        f"{PLACE}, r.credit_code, r.qualification, r.independence, r.valid_from, r.valid_to",
        title="第三方机构",
    ),
    "inspector": Noun(
        "inspector r LEFT JOIN third_party y ON y.id = r.third_party_id",
        "concat_ws('/', y.name, r.name)",
        f"{PLACE}, r.position, r.valid_from, r.valid_to",
        title="核查人员",
    ),
    "tie": Noun(
        f"tie r {_PERSON} JOIN department d ON d.id = r.department_id",
        f"concat_ws('|', {_WHO}, d.code)",
        "r.reason, r.declared_on",
        title="回避",
    ),
    "inspection": Noun(
        "inspection r",
        "r.year || '-' || r.number",
        f"{PLACE}, r.kind, r.title, r.period, r.departments, r.purpose, r.content, r.scopes, r.forms, r.methods,"
        " r.standard, r.begins_on, r.ends_on, r.requirements, r.major, r.whole_picture, "
        + _NUMBER
        + ", r.state, r.drafted_on, r.issued_on, r.ended_on, r.ended_why",
        title="核查",
        moves=INSPECTION,
    ),
    "team_member": Noun(
        f"team_member r {_OF} {_PERSON}",
        f"concat_ws('|', {_KEY}, r.team, {_WHO}, r.joined_on)",
        f"r.leader, r.left_on, {_LEFT_AND_SEAT}",
        title="核查组成员",
    ),
    "finding": Noun(
        f"finding r {_OF} JOIN target t ON t.id = r.target_id JOIN department d ON d.id = r.department_id",
        f"concat_ws('|', {_KEY}, t.year, t.code, r.serial)",
        "r.team, r.target_version, d.code, r.declared_complete, "
        + _DECLARED
        + ", r.conclusion, r.found, r.way, r.methods,"
        ' r.place, r.found_on, r.found_by, r."limit", r.state, r.recorded_on, r.signed_on, r.signed_by,'
        " r.content_hash",
        title="核查结果",
        moves=FINDING,
        of_target=TargetTexts(
            withheld="found, declared, declared_reason, place", told="methods, found_by, signed_by, content_hash"
        ),
    ),
    "suggestion": Noun(
        f"suggestion r {_OF} JOIN department d ON d.id = r.department_id",
        f"concat_ws('|', {_KEY}, d.code, r.kind, r.text)",
        "r.made_on, r.answer, r.answered_on",
        title="奖惩建议",
    ),
    "evaluation": Noun(
        "evaluation r JOIN inspection i ON i.id = r.inspection_id JOIN department d ON d.id = r.department_id",
        "concat_ws('|', i.year, i.number, d.code, r.serial)",
        "r.overall, r.made_good, r.evaluated_on",
        title="总体评价",
    ),
    "field_visit": Noun(
        "field_visit r JOIN target t ON t.id = r.target_id",
        "concat_ws('|', t.year, t.code, r.period, r.serial)",
        "r.visited_on, r.recorded_on, r.place, r.visitors, r.problems, r.help, r.pressed",
        title="现场核查",
        of_target=TargetTexts(withheld="place, problems, help", told="period, visitors, pressed"),
    ),
}
