"""负面清单: SQL that several rooms share."""

from collections.abc import Iterable

from models.rules.states import EntryState


def in_sql(states: Iterable[EntryState]) -> str:
    """Return states of an entry as a list in SQL, such as ('dismissed', 'made_good')."""
    quoted = sorted(f"'{state.value}'" for state in states)
    return f"({', '.join(quoted)})"
