"""申诉."""

from models.ledger.nouns.negative_list import OF_ENTRY
from models.ledger.nouns.noun import Noun, TargetTexts
from models.rules.states import APPEAL

_KEY = "i.year || '-' || i.number"


APPEAL_NOUNS: dict[str, Noun] = {
    "appeal": Noun(
        "appeal r JOIN negative_entry e ON e.id = r.entry_id JOIN target t ON t.id = e.target_id"
        " JOIN department d ON d.id = r.department_id LEFT JOIN inspection i ON i.id = r.inspection_id",
        "concat_ws('|', t.year, t.code, e.occurrence, r.number)",
        f"d.code, r.ground, r.state, r.lodged_on, r.accepted_on, {_KEY}, r.ended_on, r.ruling, r.reason",
        title="申诉",
        moves=APPEAL,
        of_target=TargetTexts(withheld="ground, reason", rows=OF_ENTRY),
    ),
}
