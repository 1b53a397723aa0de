"""告知: what becomes of a project is told to the office of its unit, or of the successor of that (1-2.16)."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.notices import ToldOffice, tell_each_office

STEP = "innovation_step"


class ToldOfProject(NamedTuple):
    """What the office of a unit is told about a project: the state that it has now, and why."""

    department: int
    key: str
    name: str
    state: str
    why: str


def tell_offices(session: Session, ctx: Context, projects: Sequence[ToldOfProject], occasion: str) -> int:
    """Queue what each office is told about its project on this occasion; returns how many notices are new."""
    told = [
        ToldOffice(
            each.key,
            occasion,
            {"project": each.key, "name": each.name, "result": each.state, "why": each.why},
            each.department,
        )
        for each in projects
    ]
    return tell_each_office(session, ctx, STEP, told)
