"""名单中的姓名: how lists and draws name the people of the roster (4.4)."""

from collections.abc import Collection, Iterable, Mapping

from sqlmodel import Session

from models.statements import run

NAMES = """
SELECT p.id, concat_ws('/', y.name, p.name) AS written_out, p.name AS alone, count(*) OVER (PARTITION BY p.name) AS many
FROM inspector p LEFT JOIN third_party y ON y.id = p.third_party_id WHERE p.jurisdiction_id = :jurisdiction
"""


def names_by_person(session: Session, jurisdiction: int) -> dict[int, frozenset[str]]:
    """Return by id the names under which a list may have each person of the roster, valid or not.

    The name with the third party is always that person; the name alone only if no other person on the roster has it.
    """
    rows = run(session, NAMES, jurisdiction=jurisdiction)
    return {row.id: frozenset({row.written_out, *([row.alone] if row.many == 1 else [])}) for row in rows}


def written_out(session: Session, jurisdiction: int, names: Iterable[str]) -> list[str]:
    """Return names of a list with the third party, so that who joins the roster later is not taken for one of them."""
    whole = {name: max(every, key=len) for every in names_by_person(session, jurisdiction).values() for name in every}
    return [whole.get(name, name) for name in names]


def names_of_those(people: Mapping[int, frozenset[str]], named: Collection[str]) -> set[str]:
    """Return all names of the people with a name in `named`."""
    return {name for names in people.values() if not names.isdisjoint(named) for name in names}
