"""The lists of drafts that offices are sent: a duty for each department, with a line for each draft (1-2.22)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.lookup import find_department
from models.ledger.moves import move
from models.ledger.nouns.draft import NEWEST
from models.ledger.opened_duties import open_each
from models.ledger.transitions import record
from models.records import id_of
from models.rules.duties import Duty
from models.rules.errors import Refused
from models.rules.states import ObligationEvent
from models.statements import run

YEARS = """
SELECT DISTINCT year FROM target_draft WHERE jurisdiction_id = :jurisdiction AND state NOT IN ('issued', 'withdrawn')
ORDER BY year
"""
LINES = """
INSERT INTO draft_line (obligation_id, draft_id, reason, proposal, answer)
SELECT o.id, u.draft, '', '', ''
FROM unnest(CAST(:drafts AS int[]), CAST(:departments AS int[])) AS u(draft, department)
    JOIN obligation o ON o.id = ANY(:obligations) AND o.department_id = u.department
ORDER BY o.id, u.draft RETURNING id
"""
# Open lists with these drafts in which no draft waits for an opinion any more.
UNASKED = f"""
SELECT o.id FROM obligation o
WHERE o.kind = 'consultation' AND o.state = 'open'
    AND o.id IN (SELECT l.obligation_id FROM draft_line l WHERE l.draft_id = ANY(:drafts))
    AND NOT EXISTS (SELECT FROM {NEWEST} l JOIN target_draft r ON r.id = l.draft_id
        WHERE l.obligation_id = o.id AND r.state = 'consulted')
ORDER BY o.id
"""  # noqa: S608 - constants only
OF_LIST = """
SELECT l.*, r.code, r.state, EXISTS (SELECT FROM draft_line m JOIN obligation o ON o.id = m.obligation_id
        AND o.kind = 'consultation' WHERE m.draft_id = l.draft_id AND m.id > l.id) AS overtaken
FROM draft_line l JOIN target_draft r ON r.id = l.draft_id
WHERE l.obligation_id = :obligation ORDER BY r.code COLLATE "C"
"""
# Why a consultation has ended.
DRAFT_CHANGED = "草案已修改，将另行征求意见"


class ListedDraft(NamedTuple):
    """A draft, and the department in whose list it is."""

    draft: int
    department: int


def year_of(session: Session, ctx: Context, year: int | None) -> int:
    """Return the year, by default the only one that has drafts. Raises Refused if none or several have."""
    years = [year] if year else list(run(session, YEARS, jurisdiction=ctx.jurisdiction).scalars())
    if len(years) == 1:
        return int(years[0])
    several = f"{'、'.join(map(str, years))}几个年度都有目标草案，请写明年度（year）。"
    raise Refused(several if years else "没有目标草案。拟定：mubiao template drafts 草案.xlsx。")


def departments_named(session: Session, ctx: Context, names: Sequence[str]) -> list[int] | None:
    """Return the ids of the departments with these codes or names; None for all. Raises Refused for an unknown one."""
    return [id_of(find_department(session, ctx.jurisdiction, name)) for name in names] or None


def open_lists(
    session: Session, ctx: Context, duty: Duty, listed: Sequence[ListedDraft], *, year: int, deadline: int
) -> list[int]:
    """Open a duty for each department with a line for each of its drafts; returns the ids of the duties."""
    departments = list(dict.fromkeys(each.department for each in listed))
    ids = open_each(session, ctx, duty, year, departments, deadline)
    pairs = {"drafts": [each.draft for each in listed], "departments": [each.department for each in listed]}
    lines = list(run(session, LINES, **pairs, obligations=ids).scalars())
    record(session, ctx, "draft_line", lines, "listed")
    return ids


def end_overtaken(session: Session, ctx: Context, drafts: Sequence[int], reason: str) -> None:
    """Void the open consultations of drafts that changed, if no draft of the list waits for an opinion any more."""
    ids = list(run(session, UNASKED, drafts=list(drafts)).scalars()) if drafts else []
    move(session, ctx, "obligation", ids, ObligationEvent.WITHDRAW, detail={"reason": reason})


def lines_of(session: Session, obligation: int) -> Sequence[Any]:
    """Return the lines of a list by the code of their draft; one is overtaken if its draft was consulted again."""
    return run(session, OF_LIST, obligation=obligation).all()
