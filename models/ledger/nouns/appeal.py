"""申诉."""

from models.ledger.nouns.negative_list import OF_ENTRY
from models.ledger.nouns.noun import Noun
from models.records.record import TargetTexts
from models.rules.states import APPEAL

_KEY = "i.year || '-' || i.number"
# An appeal against an entry keeps its key, and with it all those of before their digest.
_REASON_AND_SUBJECT = """CASE WHEN r.subject_kind = 'entry' THEN to_json(r.reason) ELSE json_build_array(r.reason,
    r.subject_kind, r.subject_key, y.year, y.code, e.occurrence, t.year, t.code) END"""


APPEAL_NOUNS: dict[str, Noun] = {
    "appeal": Noun(
        "appeal r LEFT JOIN (negative_entry e JOIN target t ON t.id = e.target_id) ON e.id = r.entry_id"
        " LEFT JOIN target y ON y.id = r.target_id"
        " JOIN department d ON d.id = r.department_id LEFT JOIN inspection i ON i.id = r.inspection_id",
        "CASE WHEN e.id IS NULL THEN concat_ws('|', y.year, y.code, r.subject_kind, r.subject_key, r.number)"
        " ELSE concat_ws('|', t.year, t.code, e.occurrence, r.number) END",
        f"d.code, r.ground, r.state, r.lodged_on, r.accepted_on, {_KEY}, r.ended_on, r.ruling, {_REASON_AND_SUBJECT}",
        title="申诉",
        moves=APPEAL,
        of_target=TargetTexts(
            withheld="ground, reason", told="subject_key", rows=f"({OF_ENTRY} OR x.target_id = m.id)"
        ),
    ),
}
