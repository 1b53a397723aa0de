"""印证材料: what a file supports."""

from models.ledger.nouns.duty import OBLIGATION_KEY, OF_OBLIGATION
from models.ledger.nouns.noun import Noun
from models.records.record import TargetTexts
from models.rules.target.due import LEAF

# Rows `x` attached to a record about target `m`.
EXHIBITED_FOR_TARGET = """(x.record, x.record_id) IN (
    SELECT 'adjustment', a.id FROM adjustment a WHERE a.target_id = m.id
    UNION ALL SELECT 'target', m.id
    UNION ALL SELECT 'target_version', v.id FROM target_version v WHERE v.target_id = m.id
    UNION ALL SELECT 'finding', f.id FROM finding f WHERE f.target_id = m.id
    UNION ALL SELECT 'field_visit', v.id FROM field_visit v WHERE v.target_id = m.id
    UNION ALL SELECT 'appeal', a.id FROM appeal a LEFT JOIN negative_entry e ON e.id = a.entry_id
        WHERE coalesce(e.target_id, a.target_id) = m.id
    UNION ALL SELECT 'remediation', z.id FROM remediation z JOIN negative_entry e ON e.id = z.entry_id
        WHERE e.target_id = m.id
    UNION ALL SELECT 'covert_result', c.id FROM covert_result c JOIN covert_item i ON i.id = c.item_id
        WHERE i.target_id = m.id)"""

# A file about a leaf has its code in the key; one about the target has the key that it always had.
OF_LEAF = f"coalesce('{LEAF}' || NULLIF(r.indicator, ''), '')"
EVIDENCE_NOUNS: dict[str, Noun] = {
    "evidence_use": Noun(
        f"evidence_use r JOIN evidence e ON e.id = r.evidence_id {OF_OBLIGATION}"
        " LEFT JOIN target t ON t.id = r.target_id",
        f"concat_ws('|', {OBLIGATION_KEY.format(o='o', d='d')}, t.year, t.code || {OF_LEAF}, e.sha256)",
        "e.size, r.file_name, r.about, r.made_on, r.received_on",
        title="印证材料",
        of_target=TargetTexts(withheld="file_name", told="indicator"),
    ),
    "exhibit": Noun(
        "exhibit r JOIN evidence e ON e.id = r.evidence_id",
        "concat_ws('|', r.record, r.record_key, e.sha256)",
        "e.size, r.file_name, r.about, r.made_on, r.received_on",
        title="佐证材料",
        of_target=TargetTexts(withheld="file_name", rows=EXHIBITED_FOR_TARGET),
    ),
}
