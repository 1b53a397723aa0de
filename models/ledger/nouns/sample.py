"""样本."""

from models.ledger.nouns.noun import PLACE, Noun
from models.rules.states import SAMPLE

_BINDING = "r.revealed_on, r.number_kind, r.plan_hash, r.commitment_hash, r.mistyped"
SAMPLE_NOUNS: dict[str, Noun] = {
    "sample": Noun(
        "sample r",
        "concat_ws('|', r.subject, r.purpose, r.attempt)",
        f"{PLACE}, r.reason, r.rule, r.source, r.population, r.contents, r.population_hash, r.secret_hash,"
        " r.number_name, r.known_on, r.state, r.committed_on, r.number, r.drawn, r.drawn_on, r.secret,"
        f" {_BINDING}",
        title="样本",
        moves=SAMPLE,
    ),
}
