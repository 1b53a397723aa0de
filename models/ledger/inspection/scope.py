"""受核查: the targets and departments that an inspection covers (4.4, 6.2.1)."""

from collections.abc import Sequence

from sqlmodel import Session

from models.ledger.nouns.shared_sql import HEIRS, LED_BY, NAMED_BY
from models.records import Inspection
from models.rules.sampling import Purpose
from models.statements import run

LEADS = f"""
SELECT DISTINCT d.code FROM unnest(CAST(:drawn AS text[])) AS u(id)
    JOIN target t ON t.jurisdiction_id = :jurisdiction AND {NAMED_BY.format(key="u.id")}
    {LED_BY}
ORDER BY d.code
"""  # noqa: S608 - constants only
# The departments of a plan; a merged one as its final successor.
PLANNED = f"""
SELECT DISTINCT coalesce(e.code, p.code) FROM department p LEFT JOIN {HEIRS} h ON h.department_id = p.id
    LEFT JOIN department e ON e.id = h.heir
WHERE p.jurisdiction_id = :jurisdiction AND p.code = ANY(:codes)
"""  # noqa: S608 - constants only
# Of the last commitment only what was drawn: its population may be all targets.
DRAWN = """
SELECT drawn FROM sample WHERE jurisdiction_id = :jurisdiction AND subject = :subject AND purpose = :purpose
ORDER BY attempt DESC LIMIT 1
"""
# 4.4: whether targets were drawn for the inspection `i`, and target `t` is none of them (样本外).
OUTSIDE = """EXISTS (SELECT FROM sample z WHERE z.jurisdiction_id = t.jurisdiction_id AND z.purpose = 'targets'
    AND z.subject = concat_ws('-', i.year, i.number) AND z.state IN ('drawn', 'revealed')
    AND NOT jsonb_path_exists(z.drawn, '$[*][1][*] ? (@ == $id)',
        jsonb_build_object('id', concat_ws('/', t.year, t.code))))"""


def drawn_targets(session: Session, inspection: Inspection) -> list[str]:
    """Return the drawn targets of an inspection as year/code, sorted; an empty list if nothing was drawn."""
    session.flush()
    sample = {"jurisdiction": inspection.jurisdiction_id, "subject": inspection.key, "purpose": Purpose.TARGETS.value}
    drawn = run(session, DRAWN, **sample).scalar()
    return sorted(target for _, ids in drawn or () for target in ids)


def departments_of(session: Session, inspection: Inspection) -> list[str]:
    """Return the codes of the departments in the plan, a merged one as its successor, or those of the drawn targets.

    Returns an empty list before the draw if the plan names none.
    """
    if inspection.departments:
        return planned_departments(session, inspection)
    return leads_of(session, inspection, drawn_targets(session, inspection))


def planned_departments(session: Session, inspection: Inspection) -> list[str]:
    """Return the codes of the departments in the plan, sorted, with each merged one replaced by its successor.

    An empty list stands for all departments.
    """
    parameters = {"jurisdiction": inspection.jurisdiction_id, "codes": inspection.departments}
    return sorted(run(session, PLANNED, **parameters).scalars())


def leads_of(session: Session, inspection: Inspection, targets: Sequence[str]) -> list[str]:
    """Return the codes of the departments that lead these targets, given as year/code; an unknown one is left out."""
    parameters = {"jurisdiction": inspection.jurisdiction_id, "drawn": list(targets)}
    return list(run(session, LEADS, **parameters).scalars())
