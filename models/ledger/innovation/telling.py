"""告知: what becomes of a project is told to the office of its unit, or of the successor of that (1-2.16)."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session

from models.block import canonical
from models.ledger.acts import Context
from models.ledger.heirs import HEIRS
from models.ledger.seals import seal_changes, sealing
from models.rules.duties import Audience

STEP = "innovation_step"
TELL = sealing(
    "notice",
    f"""
WITH heir AS MATERIALIZED {HEIRS}
INSERT INTO notice (jurisdiction_id, kind, subject, occasion, audience, department_id, obligation_id, payload, act_id,
    created_on)
SELECT :jurisdiction, :kind, u.subject, :occasion, :audience, coalesce(h.heir, u.department), NULL,
    CAST(u.payload AS jsonb), :act_id, :day
FROM unnest(CAST(:departments AS int[]), CAST(:subjects AS text[]), CAST(:payloads AS text[])) WITH ORDINALITY
        AS u(department, subject, payload, place)
    LEFT JOIN heir h ON h.department_id = u.department
ORDER BY u.place
ON CONFLICT DO NOTHING
""",  # noqa: S608 - constants only
)


class ToldOfProject(NamedTuple):
    """What the office of a unit is told about a project: the state that it has now, and why."""

    department: int
    key: str
    name: str
    state: str
    why: str


def tell_offices(session: Session, ctx: Context, projects: Sequence[ToldOfProject], occasion: str) -> int:
    """Queue what each office is told about its project on this occasion; returns how many notices are new."""
    payloads = [{"project": each.key, "name": each.name, "result": each.state, "why": each.why} for each in projects]
    return seal_changes(
        session,
        ctx,
        TELL,
        jurisdiction=ctx.jurisdiction,
        kind=STEP,
        occasion=occasion,
        audience=Audience.OFFICE.value,
        departments=[each.department for each in projects],
        subjects=[each.key for each in projects],
        payloads=[canonical(each) for each in payloads],
        day=ctx.date,
    )
