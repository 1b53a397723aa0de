"""报审: the drafts that a paper is to contain, and how each was consulted (1-2.4, 1-2.5, 1-2.22)."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from models.intake.draft import DraftsSubmitted
from models.ledger.acts import Context
from models.ledger.draft.lists import departments_named
from models.ledger.draft.register import DRAFTED_FOR
from models.ledger.nouns.draft import NEWEST
from models.rules.draft import Consulted, OfficeOpinion
from models.rules.errors import Refused
from models.rules.kinds import ManagementMode
from models.rules.states import DraftEvent, DraftState
from models.rules.submission import Heard
from models.statements import run

# Without codes: what was consulted or returned. `before` and `why_before` are how the draft was consulted for its last
# paper, and why not.
CANDIDATES = f"""
SELECT r.*, d.id AS lead, d.name AS department, l.id AS line, l.opinion, l.accepted, e.due,
    y.consulted AS before, y.why AS why_before
FROM target_draft r {DRAFTED_FOR}
    LEFT JOIN {NEWEST} l ON l.draft_id = r.id
    LEFT JOIN obligation o ON o.id = l.obligation_id LEFT JOIN deadline e ON e.id = o.deadline_id
    LEFT JOIN LATERAL (SELECT z.consulted, z.why FROM submission_line z WHERE z.draft_id = r.id
        ORDER BY z.id DESC LIMIT 1) y ON true
WHERE r.jurisdiction_id = :jurisdiction AND r.year = :year AND r.category = :category
    AND (CAST(:departments AS int[]) IS NULL OR d.id = ANY(:departments))
    AND CASE WHEN CAST(:codes AS text[]) IS NULL THEN r.state IN ('consulted', 'returned') ELSE r.code = ANY(:codes) END
ORDER BY d.code COLLATE "C", r.code COLLATE "C"
"""  # noqa: S608 - constants only
# Lines whose opinion an operator entered for the office; its own answer is that of a mail.
CLAIMED = """
SELECT l.id FROM unnest(CAST(:lines AS int[])) AS l(id) WHERE NOT EXISTS (
    SELECT FROM transition t JOIN block b ON b.act_id = t.act_id WHERE t.record = 'draft_line' AND t.record_id = l.id
        AND t.event = 'answered' AND (b.entered_by = '' OR b.known IN ('known', 'coded')))
"""


@dataclass(frozen=True, slots=True)
class DraftCandidate:
    """A draft that is to be submitted, and what is known of its consulting."""

    row: Any
    heard: Heard

    @property
    def dynamic(self) -> bool:
        """Return whether it is a 动态目标, which may skip consulting (1-2.7)."""
        return bool(self.row.management == ManagementMode.DYNAMIC)

    @property
    def event(self) -> DraftEvent:
        """Return the event that submits it."""
        unconsulted = self.row.state == DraftState.DRAFTED and self.dynamic
        return DraftEvent.SUBMIT_UNCONSULTED if unconsulted else DraftEvent.SUBMIT

    @property
    def skips(self) -> bool:
        """Return whether it goes to its body without consulting (1-2.7)."""
        return self.dynamic and self.heard.result is Consulted.SKIPPED


def candidates_of(session: Session, ctx: Context, data: DraftsSubmitted, year: int) -> list[DraftCandidate]:
    """Return the named drafts of the category and departments; without names all that were consulted or returned.

    Raises Refused for a code that is none of them, and if there is no draft.
    """
    rows = run(
        session,
        CANDIDATES,
        jurisdiction=ctx.jurisdiction,
        year=year,
        category=data.category.value,
        departments=departments_named(session, ctx, data.departments),
        codes=list(data.targets) or None,
    ).all()
    if absent := sorted(set(data.targets) - {row.code for row in rows}):
        raise Refused(f"没有编号为{'、'.join(absent)}的{year}年{data.category.label}草案（所选部门范围内）。")
    if not rows:
        raise Refused(f"没有可报审的{year}年{data.category.label}草案：须先与部门沟通（consult_drafts）。")
    running = [row.line for row in rows if row.opinion and row.due >= ctx.date]
    claimed = set(run(session, CLAIMED, lines=running).scalars())
    return [DraftCandidate(row, _heard(row, claimed=row.line in claimed)) for row in rows]


def _heard(row: Any, *, claimed: bool) -> Heard:  # noqa: ANN401 - a result row
    skipped = row.state == DraftState.RETURNED and row.before == Consulted.SKIPPED
    return Heard(
        asked=row.line is not None and row.state != DraftState.DRAFTED and not skipped,
        opinion=OfficeOpinion(row.opinion) if row.opinion else None,
        accepted=row.accepted,
        claimed=claimed,
        running=row.due,  # also of a list that was waived: silence is known only after the day
    )
