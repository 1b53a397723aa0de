"""The definition of a noun: its table, natural key, digest, title, states, and texts about a target."""

from dataclasses import dataclass

from models.rules.states import Moves

# Where record `r` belongs.
PLACE = "(SELECT j.name FROM jurisdiction j WHERE j.id = r.jurisdiction_id)"


@dataclass(frozen=True, slots=True)
class TargetTexts:
    """The text columns of a table whose rows `x` are about a target `m`, for the case that the target is marked (4.7).

    `withheld` are columns with content, `names` those with the target's name, `told` those that may still be shown:
    codes, people, departments, documents, units and keys. `table` is the noun's own unless another one is given.
    """

    withheld: str = ""
    names: str = ""
    told: str = ""
    table: str = ""
    rows: str = "x.target_id = m.id"


@dataclass(frozen=True, slots=True)
class Noun:
    """One kind of record: `key` is its natural key, `columns` the SQL that its digest covers; its row is `r`.

    `title` is its Chinese name, `moves` its state table if it has a state, `of_target` the texts about a target.

    Only a verified noun has a transition for every change; of a message only the decisions of people are recorded.
    """

    source: str
    key: str
    columns: str
    title: str
    moves: Moves | None = None
    of_target: TargetTexts | None = None
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
