"""Departments with their parts, people in their roles, bodies that take part, reforms."""

from models.ledger.nouns.noun import PLACE, Noun

REGISTRY_NOUNS: dict[str, Noun] = {
    "department": Noun(
        "department r LEFT JOIN office f ON f.department_id = r.id",
        "r.code",
        f"{PLACE}, r.name, r.short_name, r.management, r.is_agency, r.valid_from, r.valid_to, f.email, f.wecom_robot",
        title="部门",
    ),
    "contact": Noun(
        "contact r JOIN department d ON d.id = r.department_id",
        "concat_ws('|', d.code, r.role, r.name, r.valid_from)",
        "r.email, r.mobile, r.wecom_id, r.valid_to",
        title="联系人",
    ),
    "representation": Noun(
        "representation r JOIN department d ON d.id = r.department_id",
        "concat_ws('|', d.code, r.number)",
        "r.person, r.representative, r.email, r.mobile, r.wecom_id, r.first_day, r.last_day, r.withdrawn_on, r.reason",
        title="委托",
    ),
    "body": Noun(
        "body r",
        "r.name",
        f"{PLACE}, r.kind, r.member, r.basis, r.email, r.contact, r.mobile, r.valid_from, r.valid_to",
        title="参与单位",
    ),
    "division": Noun(
        "division r JOIN department d ON d.id = r.department_id",
        "concat_ws('|', d.code, r.name)",
        "r.valid_from, r.valid_to",
        title="内设机构",
    ),
    "reform": Noun(
        "reform r JOIN department d ON d.id = r.department_id LEFT JOIN department s ON s.id = r.successor_id",
        "concat_ws('|', d.code, replace(r.kind, 'withdrawn_', ''), s.code, r.effective_on, r.basis)",
        # One that cannot be withdrawn, as those of before, keeps its digest.
        "r.old_name, r.old_short_name, r.new_name, CASE"
        " WHEN r.before IS NULL AND r.withdrawn_on IS NULL AND r.withdrawn_why IS NULL THEN to_json(r.new_short_name)"
        " ELSE json_build_array(r.new_short_name, r.before, r.withdrawn_on, r.withdrawn_why) END",
        title="机构改革",
    ),
}
