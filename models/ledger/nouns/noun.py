"""What a noun of the ledger is: where its records stand, how people name one, and what of it its digest covers."""

from dataclasses import dataclass

from models.rules.states import Moves

# Where record `r` belongs.
PLACE = "(SELECT j.name FROM jurisdiction j WHERE j.id = r.jurisdiction_id)"


@dataclass(frozen=True, slots=True)
class Noun:
    """How the digest of one kind of record is computed: its row is `r`, `key` its natural key, `columns` what counts.

    `title` is what people call it, `moves` its table of states if it has a state.

    Only a verified noun has a transition for every change; of a message only what people decide about it is recorded.
    """

    source: str
    key: str
    columns: str
    title: str
    moves: Moves | None = None
    verified: bool = True

    @property
    def digests(self) -> str:
        """SQL giving id, key and digest of every record.

        The digest is of the text of a JSON array; json spells it as jsonb does, at three quarters of the cost.
        """
        return (
            f"SELECT r.id, {self.key} AS key, encode(sha256(convert_to(json_build_array({self.columns})::text,"
            f" 'UTF8')), 'hex') AS digest FROM {self.source}"
        )
