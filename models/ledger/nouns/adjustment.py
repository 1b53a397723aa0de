"""目标调整, what targets ask and asked for, and what supports a record of any noun."""

from models.ledger.nouns.noun import Noun

ADJUSTED: dict[str, Noun] = {
    "adjustment": Noun(
        "adjustment r JOIN target t ON t.id = r.target_id JOIN department d ON d.id = r.department_id",
        "concat_ws('|', t.year, t.code, r.number)",
        "d.code, r.ground, r.reason, r.changes, r.state, r.requested_on, r.head_on, r.head_by, r.head_number,"
        " r.leader_on, r.leader_by, r.leader_number, r.filed_on, r.returned_on, r.returned_why",
    ),
    "target_version": Noun(
        "target_version r JOIN target t ON t.id = r.target_id LEFT JOIN adjustment a ON a.id = r.adjustment_id",
        "concat_ws('|', t.year, t.code, r.version, r.correction)",
        "r.requirement, r.quantity, r.unit, r.deadline, r.effective_on, r.cause, a.target_id = r.target_id, a.number",
    ),
    "exhibit": Noun(
        "exhibit r JOIN evidence e ON e.id = r.evidence_id",
        "concat_ws('|', r.record, r.record_key, e.sha256)",
        "e.size, r.file_name, r.about, r.made_on, r.received_on",
    ),
}
