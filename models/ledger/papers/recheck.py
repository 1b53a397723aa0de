"""复查 in a paper: who rechecked a round and signed, on which paper, or the inspection that is the basis (6.2.5)."""

from typing import Any

from models.intake.source import papers_in
from models.rules.negative_list import describe_recheck

# Joins to round `{m}` of entry `{e}` of target `t` the inspection that is the basis of its recheck, and the source of
# its block.
RECHECKED = """LEFT JOIN LATERAL (SELECT i.year || '-' || i.number AS inspection FROM finding f
        JOIN inspection i ON i.id = f.inspection_id WHERE f.id = {m}.recheck_finding_id) basis ON true
    LEFT JOIN LATERAL (SELECT
            coalesce(x.detail #> '{{row,source}}', b.source) AS source
        FROM transition x JOIN block b ON b.act_id = x.act_id
        WHERE x.record = 'remediation' AND x.event IN ('accept', 'reject')
            AND x.record_key = concat_ws('|', t.year, t.code, {e}.occurrence, {m}.round)
        ORDER BY x.id DESC LIMIT 1) hand ON true"""
RECHECK_COLUMNS = "{m}.rechecked_by, {m}.recheck_signed_by, basis.inspection AS basis, hand.source"


def recheck_in_words(row: Any) -> str:  # noqa: ANN401 - a result row
    """Return who rechecked and signed, with the paper, from a row with `COLUMNS`; empty before the recheck."""
    who = describe_recheck(row.rechecked_by or (), row.recheck_signed_by or "", row.basis)
    return "，".join([who, *(papers_in(row.source) if who and not row.basis else [])])
