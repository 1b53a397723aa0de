"""轮换: the population from which the team of an inspection is drawn (4.3, 4.4)."""

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.heirs import HEIRS
from models.ledger.inspection.scope import departments_of
from models.ledger.lookup import inspection_named
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
