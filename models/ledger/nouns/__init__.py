"""The nouns of the ledger: each kind of record with its natural key and what its digest covers."""

from collections.abc import Mapping

from models.ledger.nouns.noun import RECORDS, Noun, noun_of
from models.rules.states import Moves

NOUNS: Mapping[str, Noun] = {name: noun_of(name, record) for name, record in RECORDS.items()}
# The state tables, by the noun whose records they move.
MOVES: Mapping[str, Moves] = {name: record.states for name, record in RECORDS.items() if record.states}
