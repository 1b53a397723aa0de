"""轮换: the population from which the team of an inspection is drawn (4.3, 4.4)."""

from collections.abc import Collection, Iterable, Mapping

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.inspection.scope import departments_of
from models.ledger.lookup import inspection_named
from models.ledger.nouns.shared_sql import HEIRS
from models.ledger.sample.population import Candidates
from models.records import Inspection, id_of
from models.rules.rotation import team_to_draw
from models.statements import run

# Former members of a team and cancelled inspections do not count.
FIT = f"""
SELECT concat_ws('/', y.name, p.name) AS id, (
    SELECT count(DISTINCT i.id) FROM team_member m JOIN inspection i ON i.id = m.inspection_id
    WHERE m.inspector_id = p.id AND m.left_on IS NULL AND i.year = :year AND i.id <> :inspection
        AND i.state <> 'cancelled') AS load
FROM inspector p LEFT JOIN third_party y ON y.id = p.third_party_id
WHERE p.jurisdiction_id = :jurisdiction
    AND :day BETWEEN coalesce(p.valid_from, '-infinity') AND coalesce(p.valid_to, 'infinity')
    AND :day BETWEEN coalesce(y.valid_from, '-infinity') AND coalesce(y.valid_to, 'infinity')
    AND NOT EXISTS (SELECT FROM tie t JOIN department d ON d.id = t.department_id
        LEFT JOIN {HEIRS} h ON h.department_id = d.id LEFT JOIN department e ON e.id = h.heir
        WHERE t.inspector_id = p.id AND (d.code = ANY(:departments) OR e.code = ANY(:departments)))
"""  # noqa: S608 - constants only


def roster_for(session: Session, ctx: Context, key: str, people: int) -> Candidates:
    """Return the inspectors who may be drawn: valid today, without a tie to a department of the inspection.

    Those with the fewest inspections this year come first. Raises Refused if the inspection is unknown, or if fewer
    than `people` may be drawn.
    """
    population, rule = team_to_draw(fit_today(session, ctx, inspection_named(session, ctx, key)), people)
    return Candidates(population, rule)


def fit_today(session: Session, ctx: Context, inspection: Inspection) -> dict[str, int]:
    """Return the number of this year's inspections of everyone who is on the roster today and has no tie."""
    rows = run(
        session,
        FIT,
        jurisdiction=ctx.jurisdiction,
        year=inspection.year,
        inspection=id_of(inspection),
        day=ctx.date,
        departments=departments_of(session, inspection),
    )
    return {row.id: row.load for row in rows}


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
