"""不含密钥的恢复."""

from models.ledger.nouns.noun import PLACE, Noun

KEYLESS_NOUNS: dict[str, Noun] = {
    "keyless_restore": Noun(
        "keyless_restore r",
        "r.digest",
        f"{PLACE}, extract(epoch FROM r.made_at), r.height, r.head, r.restored_on, r.left_out",
        title="不含密钥的恢复",
    ),
}
