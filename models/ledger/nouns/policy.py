"""机构设定 (A11, A14)."""

from models.ledger.nouns.noun import PLACE, Noun

POLICY_NOUNS: dict[str, Noun] = {
    "policy": Noun(
        "policy r",
        "concat_ws('|', r.key, r.version)",
        f"{PLACE}, r.value, r.valid_from, r.source, r.basis, r.recorded_on",
        title="机构设定",
    ),
}
