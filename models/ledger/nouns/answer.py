"""回复码密钥."""

from models.ledger.nouns.noun import PLACE, Noun

ANSWER_NOUNS: dict[str, Noun] = {
    "answer_key": Noun(
        "answer_key r",
        "CAST(r.number AS text)",
        f"{PLACE}, r.installation, r.digest, r.made_on, r.reason",
        title="回复码密钥",
    ),
}
