"""管辖."""

from models.ledger.nouns.noun import Noun

JURISDICTION_NOUNS: dict[str, Noun] = {
    "jurisdiction": Noun(
        "jurisdiction r LEFT JOIN jurisdiction p ON p.id = r.parent_id", "r.name", "p.name, r.go_live", title="管辖"
    ),
}
