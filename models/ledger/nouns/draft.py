"""目标草案, the lists in which offices saw them, the papers that submitted them, and waived gaps."""

from models.ledger.nouns.duty import OBLIGATION_KEY
from models.ledger.nouns.noun import PLACE, Noun
from models.ledger.nouns.target import with_place
from models.rules.states import DRAFT

# The newest line of each draft that was consulted.
NEWEST = """(SELECT DISTINCT ON (l.draft_id) l.* FROM draft_line l
    JOIN obligation o ON o.id = l.obligation_id AND o.kind = 'consultation' ORDER BY l.draft_id, l.id DESC)"""
_DRAFTED_FOR = """(SELECT json_build_array(e.departments, i.tree) FROM (
    SELECT jsonb_agg(jsonb_build_array(x.position, d.code) ORDER BY x.position) AS departments
    FROM target_draft_department x JOIN department d ON d.id = x.department_id WHERE x.draft_id = r.id) e, (
    SELECT jsonb_agg(jsonb_build_array(n.position, n.code, n.parent, n.words, n.quantity, n.unit, n.direction,
        n.standard, n.deadline) ORDER BY n.code COLLATE "C") AS tree
    FROM draft_indicator n WHERE n.draft_id = r.id) i)"""
_NUMBER = "json_build_array(r.issue_number, r.marks)"
_FOR_DIVISION = with_place(_DRAFTED_FOR)
_WITH_SOURCE = f"json_build_array({_FOR_DIVISION}, r.source_date, r.ground)"
_LINES = """(SELECT json_agg(json_build_array(t.year, t.code, x.consulted, x.why, x.decided, x.returned_why)
    ORDER BY t.year, t.code COLLATE "C") FROM submission_line x JOIN target_draft t ON t.id = x.draft_id
    WHERE x.submission_id = r.id)"""

DRAFT_NOUNS: dict[str, Noun] = {
    "target_draft": Noun(
        "target_draft r",
        "concat_ws('|', r.year, r.code)",
        f"{PLACE}, r.name, r.requirement, r.category, r.handling, r.item, r.origin, r.management, r.source_document,"
        " r.key_project, r.quantity, r.unit, r.deadline, r.parent_code, r.note, r.state, r.drafted_on,"
        f" {_WITH_SOURCE}",
        title="目标草案",
        moves=DRAFT,
    ),
    "draft_line": Noun(
        "draft_line r JOIN obligation o ON o.id = r.obligation_id JOIN department d ON d.id = o.department_id"
        " JOIN target_draft t ON t.id = r.draft_id",
        f"concat_ws('|', {OBLIGATION_KEY.format(o='o', d='d')}, t.year, t.code)",
        "r.opinion, r.reason, r.proposal, r.answered_on, r.accepted, r.answer, r.decided_on",
        title="目标沟通的行",
    ),
    "submission": Noun(
        "submission r",
        "concat_ws('|', r.year, r.number)",
        f"{PLACE}, r.category, r.body, r.submitted_on, r.short, r.short_why, r.approval_number, r.approval_date,"
        f" r.approved_on, {_NUMBER}, r.issue_date, r.issued_on, {_LINES}",
        title="目标报审",
    ),
    "gap_waiver": Noun(
        "gap_waiver r JOIN department d ON d.id = r.department_id",
        "concat_ws('|', r.year, d.code, r.gap)",
        f"{PLACE}, r.reason, r.waived_on, r.paper_number, r.paper_date",
        title="缺项豁免",
    ),
}
