"""One SHA-256 over all rows that a year wrote, by natural keys: it is the same if the year was interrupted and resumed.

Left out: generated numbers, attempts, leases, marks of late opening, instants of sending. Also left out are two columns
of notices: the occasion of a moved date (it is the number of the act that moved it) and the payload of the ledger head
(the chain includes attempts). What is kept of each answer sheet is left out too: its file holds a code, which a random
key makes; what it reports is included.
"""

from hashlib import sha256

from sqlmodel import Session

from models.ledger.nouns.duty import OBLIGATION_KEY
from models.statements import run

_OF = OBLIGATION_KEY.format(o="o", d="d")
_DUTY_JOIN = "JOIN obligation o ON o.id = r.obligation_id JOIN department d ON d.id = o.department_id"
# For each part: the column list and the FROM clause.
PARTS = {
    "obligation": (
        f"""{_OF}, w.code, o.clause, x.rule, x.anchor, x.n, x.calendar, x.suspensions, x.due, o.due_version, o.state,
        o.opened_on, o.counted_on, o.late""",
        """obligation o JOIN department d ON d.id = o.department_id JOIN department w ON w.id = o.owed_by
        JOIN deadline x ON x.id = o.deadline_id""",
    ),
    "deadline": (
        """r.rule, r.anchor, r.n, r.calendar, r.suspensions, r.source, r.due, r.target, r.earliest, r.provisional,
        r.proof""",
        "deadline r",
    ),
    "report": (f"{_OF}, r.version, r.received_on, r.reported_by, r.note", f"report r {_DUTY_JOIN}"),
    "line": (
        f"{_OF}, r.version, t.year, t.code, r.target_version, r.progress, r.status, r.remark",
        f"report_line r JOIN target t ON t.id = r.target_id {_DUTY_JOIN}",
    ),
    "evidence": (
        f"{_OF}, t.year, t.code, e.sha256, r.file_name, r.about, r.made_on, r.received_on",
        f"evidence_use r JOIN evidence e ON e.id = r.evidence_id LEFT JOIN target t ON t.id = r.target_id {_DUTY_JOIN}",
    ),
    "meeting": (
        """d.code, r.kind, r.period, r.held_on, r.attendees, r.completion, r.problems, r.coordination, r.measures,
        r.recorded_on""",
        "meeting r JOIN department d ON d.id = r.department_id",
    ),
    "entry": (
        "t.year, t.code, r.occurrence, d.code, r.finding, r.found_on, r.listed_on, r.state",
        "negative_entry r JOIN target t ON t.id = r.target_id JOIN department d ON d.id = r.department_id",
    ),
    "remediation": (
        """t.year, t.code, e.occurrence, r.round, r."limit", r.state, r.measures, r.completed_on, r.fed_back_on,
        r.feedback, r.rechecked_on, r.recheck, r.rechecked_by, r.recheck_signed_by""",
        "remediation r JOIN negative_entry e ON e.id = r.entry_id JOIN target t ON t.id = e.target_id",
    ),
    "adjustment": (
        """t.year, t.code, r.number, d.code, r.ground, r.reason, r.changes, r.state, r.requested_on, r.head_on,
        r.head_by, r.head_number, r.leader_on, r.leader_by, r.leader_number, r.filed_on, r.returned_on,
        r.returned_why""",
        "adjustment r JOIN target t ON t.id = r.target_id JOIN department d ON d.id = r.department_id",
    ),
    "version": (
        """t.year, t.code, r.version, r.correction, r.requirement, r.quantity, r.unit, r.deadline, r.effective_on,
        r.cause, a.number""",
        "target_version r JOIN target t ON t.id = r.target_id LEFT JOIN adjustment a ON a.id = r.adjustment_id",
    ),
    "exhibit": (
        "r.record, r.record_key, e.sha256, r.file_name, r.about, r.made_on, r.received_on",
        "exhibit r JOIN evidence e ON e.id = r.evidence_id",
    ),
    "inspection": (
        """r.title, r.kind, r.state, r.document_number, r.drafted_on, r.issued_on, r.begins_on, r.ends_on""",
        "inspection r",
    ),
    "finding": (
        """i.title, t.year, t.code, r.serial, d.code, r.declared_complete, r.declared_reason, r.conclusion, r.found,
        r.found_on, r.found_by, r.state, r.signed_on, r.signed_by""",
        """finding r JOIN inspection i ON i.id = r.inspection_id JOIN target t ON t.id = r.target_id
        JOIN department d ON d.id = r.department_id""",
    ),
    "sample": (
        """r.subject, r.purpose, r.attempt, r.reason, r.rule, r.source, r.population, r.contents, r.secret_hash,
        r.number_name, r.known_on, r.state, r.committed_on, r.number, r.drawn, r.drawn_on, r.secret, r.revealed_on,
        r.number_kind, r.plan_hash, r.commitment_hash, r.mistyped""",
        "sample r",
    ),
    "member": (
        "i.title, r.team, p.name, r.leader, r.joined_on, r.left_on, r.left_why, r.seat",
        "team_member r JOIN inspection i ON i.id = r.inspection_id JOIN inspector p ON p.id = r.inspector_id",
    ),
    "tie": (
        "p.name, d.code, r.reason, r.declared_on",
        "tie r JOIN inspector p ON p.id = r.inspector_id JOIN department d ON d.id = r.department_id",
    ),
    "evaluation": (
        "i.title, d.code, r.serial, r.overall, r.made_good, r.evaluated_on",
        "evaluation r JOIN inspection i ON i.id = r.inspection_id JOIN department d ON d.id = r.department_id",
    ),
    "suggestion": (
        "i.title, d.code, r.kind, r.text, r.made_on, r.answer, r.answered_on",
        "suggestion r JOIN inspection i ON i.id = r.inspection_id JOIN department d ON d.id = r.department_id",
    ),
    "origin": (
        "t.year, t.code, e.occurrence, r.way, i.title, f.serial, r.proposed_on, r.detail",
        """entry_origin r JOIN negative_entry e ON e.id = r.entry_id JOIN target t ON t.id = e.target_id
        LEFT JOIN finding f ON f.id = r.finding_id LEFT JOIN inspection i ON i.id = f.inspection_id""",
    ),
    "appeal": (
        """t.year, t.code, e.occurrence, r.number, d.code, r.ground, r.state, r.lodged_on, r.accepted_on, i.title,
        r.ended_on, r.ruling, r.reason""",
        """appeal r JOIN negative_entry e ON e.id = r.entry_id JOIN target t ON t.id = e.target_id
        JOIN department d ON d.id = r.department_id LEFT JOIN inspection i ON i.id = r.inspection_id""",
    ),
    "covert": (
        """l.period, l.number, l.handed_out_on, i.position, t.year, t.code, r.version, r.visited_on, r.met, r.found,
        r.returned_on""",
        """covert_item i JOIN covert_list l ON l.id = i.list_id JOIN target t ON t.id = i.target_id
        LEFT JOIN covert_result r ON r.item_id = i.id""",
    ),
    "upload": (
        """t.year, t.code, r.period, r.number, d.code, r.state, r.progress, r.text, r.received_on, r.recorded_on,
        r.uploaded_by, r.warnings, r.decided_on, r.reason, ARRAY(SELECT concat_ws('|', e.sha256, m.file_name, m.bits)
            FROM cloud_medium m JOIN evidence e ON e.id = m.evidence_id WHERE m.upload_id = r.id ORDER BY 1)""",
        "cloud_upload r JOIN target t ON t.id = r.target_id JOIN department d ON d.id = r.department_id",
    ),
    "delegation": (
        "t.year, t.code, r.number, r.since, r.ended_on, r.reason",
        "cloud_delegation r JOIN target t ON t.id = r.target_id",
    ),
    "visit": (
        """t.year, t.code, r.period, r.serial, r.visited_on, r.recorded_on, r.place, r.visitors, r.problems, r.help,
        r.pressed""",
        "field_visit r JOIN target t ON t.id = r.target_id",
    ),
    "policy": ("r.key, r.version, r.value, r.valid_from, r.source, r.basis", "policy r"),
    "review": (
        """r.period, t.year, t.code, r.serial, r.reviewer, r.outcome, r.report_version, r.progress, r.status,
        r.evidence, r.note, r.reviewed_on, r.recorded_on, e.occurrence""",
        "review r JOIN target t ON t.id = r.target_id LEFT JOIN negative_entry e ON e.id = r.entry_id",
    ),
    "confirmation": (
        "t.year, t.code, e.occurrence, i.title, r.assigned_on",
        """confirmation r JOIN negative_entry e ON e.id = r.entry_id JOIN target t ON t.id = e.target_id
        JOIN inspection i ON i.id = r.inspection_id""",
    ),
    "draft": (
        """r.year, r.code, d.code, r.requirement, r.category, r.origin, r.management, r.source_document, r.source_date,
        r.quantity, r.unit, r.deadline, r.parent_code, r.addable, r.state, r.drafted_on""",
        """target_draft r JOIN target_draft_department x ON x.draft_id = r.id AND x.position = 0
        JOIN department d ON d.id = x.department_id""",
    ),
    "draft opinion": (
        f"{_OF}, t.code, r.opinion, r.reason, r.proposal, r.answered_on, r.accepted, r.answer, r.decided_on",
        f"draft_line r JOIN target_draft t ON t.id = r.draft_id {_DUTY_JOIN}",
    ),
    "paper": (
        """r.year, r.number, r.category, r.body, r.submitted_on, r.short, r.short_why, r.approval_number,
        r.approval_date, r.issue_number, r.issue_date""",
        "submission r",
    ),
    "paper line": (
        "p.year, p.number, t.code, r.consulted, r.why, r.decided, r.returned_why",
        "submission_line r JOIN submission p ON p.id = r.submission_id JOIN target_draft t ON t.id = r.draft_id",
    ),
    "waiver": (
        "r.year, d.code, r.gap, r.reason, r.waived_on, r.paper_number, r.paper_date",
        "gap_waiver r JOIN department d ON d.id = r.department_id",
    ),
    "score sheet": (
        """d.code, r.year, r.version, r.content, r.total, r.state, r.unit_class, r.place, r.grade, r.drafted_on,
        r.answered_on, a.paper_number""",
        """score_sheet r JOIN department d ON d.id = r.department_id
        LEFT JOIN appraisal a ON a.id = r.appraisal_id""",
    ),
    "score objection": (
        """d.code, s.year, s.version, r.component, r.reason, r.raised_on, r.state, r.answer, r.answered_on, r.left_out,
        r.confirmed_on, r.confirmed_by""",
        """score_objection r JOIN score_sheet s ON s.id = r.score_sheet_id
        JOIN department d ON d.id = s.department_id""",
    ),
    "appraisal": (
        "r.year, r.serial, r.body, r.paper_number, r.paper_date, r.reason, r.left_out, r.approved_on",
        "appraisal r",
    ),
    "delivery of results": (
        """r.year, r.kind, r.version, b.name, d.code, r.paper_number, r.delivered_on, r.due, r.state, r.receiver,
        r.received_on, r.told_person, r.told_on, r.uses""",
        """result_delivery r LEFT JOIN body b ON b.id = r.body_id
        LEFT JOIN department d ON d.id = r.department_id""",
    ),
    "urging": (
        f"{_OF}, r.due_version, r.step, r.method, r.state, r.proposed_on, r.done_on, r.outcome",
        f"urging r {_DUTY_JOIN}",
    ),
    "move": (
        "b.business_date, b.act, b.actor, t.record, t.record_key, t.event, t.from_state, t.to_state, t.detail",
        "transition t JOIN block b ON b.act_id = t.act_id AND t.record <> 'answer'",
    ),
    "notice": (
        """n.kind, n.subject, CASE n.kind WHEN 'date_moved' THEN '' ELSE n.occasion END, n.audience, d.code,
        CASE n.kind WHEN 'ledger_head' THEN NULL ELSE n.payload END, n.created_on""",
        "notice n JOIN department d ON d.id = n.department_id",
    ),
}
DIGEST = """
SELECT count(*) AS n, encode(sha256(convert_to(coalesce(
    string_agg(line, E'\\n' ORDER BY line COLLATE "C"), ''), 'UTF8')), 'hex') AS digest
FROM (SELECT jsonb_build_array({columns})::text AS line FROM {source}) AS lines
"""


def digest_of(session: Session) -> str:
    """Returns the digest of the whole state as 64 hexadecimal digits."""
    total = sha256()
    for name, (columns, source) in PARTS.items():
        row = run(session, DIGEST.format(columns=columns, source=source)).one()
        total.update(f"{name} {row.n} {row.digest}\n".encode())
    return total.hexdigest()
