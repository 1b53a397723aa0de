"""The nouns of the ledger: each kind of record with its natural key and what its digest covers."""

from collections.abc import Iterator, Mapping

from models.ledger.nouns.noun import Noun, noun_of
from models.records import TABLE_INDEX, class_of


class Nouns(Mapping[str, Noun]):
    """The nouns by their tables, in the order of their files. Each is made when it is first asked for."""

    def __init__(self) -> None:
        self._made: dict[str, Noun] = {}

    def __getitem__(self, table: str) -> Noun:
        """Return the noun of a table. Raises KeyError if it has none."""
        if not TABLE_INDEX[table].rows:
            raise KeyError(table)
        if table not in self._made:
            self._made[table] = noun_of(table)
        return self._made[table]

    def __iter__(self) -> Iterator[str]:
        """Yield all tables with a noun."""
        return (each.table for each in TABLE_INDEX.values() if each.rows)

    def __len__(self) -> int:
        return sum(1 for _ in self)


NOUNS: Mapping[str, Noun] = Nouns()


def title_of(table: str) -> str:
    """Return what people call a row of a table."""
    return NOUNS[table].title if table in NOUNS else class_of(table).row_title
