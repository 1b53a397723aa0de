"""印证材料: what a file supports."""

from models.ledger.nouns.duty import OBLIGATION_KEY, OF_OBLIGATION
from models.ledger.nouns.noun import Noun, TargetTexts

EVIDENCE_NOUNS: dict[str, Noun] = {
    "evidence_use": Noun(
        f"evidence_use r JOIN evidence e ON e.id = r.evidence_id {OF_OBLIGATION}"
        " LEFT JOIN target t ON t.id = r.target_id",
        f"concat_ws('|', {OBLIGATION_KEY.format(o='o', d='d')}, t.year, t.code, e.sha256)",
        "e.size, r.file_name, r.about, r.made_on, r.received_on",
        title="印证材料",
        of_target=TargetTexts(withheld="file_name"),
    ),
    "exhibit": Noun(
        "exhibit r JOIN evidence e ON e.id = r.evidence_id",
        "concat_ws('|', r.record, r.record_key, e.sha256)",
        "e.size, r.file_name, r.about, r.made_on, r.received_on",
        title="佐证材料",
    ),
}
