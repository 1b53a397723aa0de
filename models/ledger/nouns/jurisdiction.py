"""管辖，演练."""

from models.ledger.nouns.noun import PLACE, Noun

# A jurisdiction with the word of the standard has the digest that it had before the word was kept.
_GO_LIVE = "r.go_live, r.organ_word"

JURISDICTION_NOUNS: dict[str, Noun] = {
    "jurisdiction": Noun(
        "jurisdiction r LEFT JOIN jurisdiction p ON p.id = r.parent_id", "r.name", f"p.name, {_GO_LIVE}", title="管辖"
    ),
    "rehearsal": Noun("rehearsal r", PLACE, "r.begun_on, r.send_to", title="演练"),
}
