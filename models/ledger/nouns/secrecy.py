"""保密: markings, who may open what is marked, and every opening (4.7)."""

from models.ledger.nouns.noun import PLACE, Noun

_OF = "JOIN secrecy s ON s.id = r.secrecy_id"
_KEY = "concat_ws('|', s.record, s.record_key, s.serial)"
_WHO = "JOIN department d ON d.id = r.department_id"
# The natural key of what is marked, from the record itself: a row that points elsewhere has another digest.
_MARKED = """CASE r.record
    WHEN 'target_draft' THEN (SELECT concat_ws('|', q.year, q.code) FROM target_draft q WHERE q.id = r.record_id)
    WHEN 'target' THEN (SELECT concat_ws('|', t.year, t.code) FROM target t WHERE t.id = r.record_id)
    WHEN 'finding' THEN (SELECT concat_ws('|', i.year || '-' || i.number, t.year, t.code, f.serial) FROM finding f
        JOIN inspection i ON i.id = f.inspection_id JOIN target t ON t.id = f.target_id WHERE f.id = r.record_id)
    ELSE (SELECT e.sha256 FROM evidence e WHERE e.id = r.record_id) END"""
_ACCOUNT = "json_build_array({day}, r.account)"

SECRECY_NOUNS: dict[str, Noun] = {
    "secrecy": Noun(
        "secrecy r",
        "concat_ws('|', r.record, r.record_key, r.serial)",
        f"{PLACE}, {_MARKED}, r.marking, r.reason, r.marked_on",
        title="密级标注",
    ),
    "secrecy_reader": Noun(
        f"secrecy_reader r {_OF} {_WHO}",
        f"concat_ws('|', {_KEY}, d.code, r.name, r.serial)",
        f"r.admitted, r.reason, {_ACCOUNT.format(day='r.decided_on')}",
        title="阅看人员",
    ),
    "secrecy_access": Noun(
        f"secrecy_access r {_OF} {_WHO}",
        f"concat_ws('|', {_KEY}, r.serial)",
        f"d.code, r.name, r.purpose, {_ACCOUNT.format(day='r.opened_on')}",
        title="阅看记录",
    ),
}
