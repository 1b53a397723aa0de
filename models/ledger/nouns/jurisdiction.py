"""管辖，演练."""

from models.ledger.nouns.noun import PLACE, Noun

JURISDICTION_NOUNS: dict[str, Noun] = {
    "jurisdiction": Noun(
        "jurisdiction r LEFT JOIN jurisdiction p ON p.id = r.parent_id", "r.name", "p.name, r.go_live", title="管辖"
    ),
    "rehearsal": Noun("rehearsal r", PLACE, "r.begun_on, r.send_to", title="演练"),
}
