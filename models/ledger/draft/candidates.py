"""报审: the drafts that a paper is to contain, and how each was consulted (1-2.4, 1-2.5, 1-2.22)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from models.intake.draft import DraftsSubmitted
from models.ledger.acts import Context
from models.ledger.draft.consultation import departments_named
from models.ledger.draft.register import DRAFTED_FOR
from models.ledger.notice_ends import last_day_of
from models.ledger.nouns.shared_sql import HEIRS, IN_PERSON, NEWEST_LINES
from models.rules.draft import Consulted, Heard, OfficeOpinion
from models.rules.errors import Refused
from models.rules.kinds import ManagementMode
from models.rules.notices import OPENED_CONSULTATION
from models.rules.states import DraftEvent, DraftState
from models.statements import ResultRow, run

# Without codes: what was consulted or returned. `before` and `why_before` are how the draft was consulted for its last
# paper, and why not.
CANDIDATES = f"""
SELECT r.*, d.id AS lead, d.name AS department, l.id AS line, l.opinion, l.accepted,
    {last_day_of(OPENED_CONSULTATION)} AS due, y.consulted AS before, y.why AS why_before
FROM target_draft r {DRAFTED_FOR}
    LEFT JOIN {NEWEST_LINES} l ON l.draft_id = r.id
    LEFT JOIN obligation o ON o.id = l.obligation_id
    LEFT JOIN LATERAL (SELECT z.consulted, z.why FROM submission_line z WHERE z.draft_id = r.id
        ORDER BY z.id DESC LIMIT 1) y ON true
WHERE r.jurisdiction_id = :jurisdiction AND r.year = :year AND r.category = :category
    AND (CAST(:departments AS int[]) IS NULL OR d.id = ANY(:departments))
    AND CASE WHEN CAST(:codes AS text[]) IS NULL THEN r.state IN ('consulted', 'returned') ELSE r.code = ANY(:codes) END
ORDER BY d.code COLLATE "C", r.code COLLATE "C"
"""  # noqa: S608 - constants only
# Lines whose opinion an operator entered for the office; its own answer is that of a mail.
CLAIMED = f"""
SELECT l.id FROM unnest(CAST(:lines AS int[])) AS l(id) WHERE NOT EXISTS (
    SELECT FROM transition t JOIN block b ON b.act_id = t.act_id WHERE t.record = 'draft_line' AND t.record_id = l.id
        AND t.event = 'answered' AND (b.entered_by = '' OR {IN_PERSON}))
"""  # noqa: S608 - constants only


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
    running = [row.line for row in rows if row.opinion and (row.due is None or row.due >= ctx.date)]
    claimed = set(run(session, CLAIMED, lines=running).scalars())
    return [DraftCandidate(row, _heard(row, claimed=row.line in claimed)) for row in rows]


def _heard(row: ResultRow, *, claimed: bool) -> Heard:
    skipped = row.state == DraftState.RETURNED and row.before == Consulted.SKIPPED
    return Heard(
        asked=row.line is not None and row.state != DraftState.DRAFTED and not skipped,
        opinion=OfficeOpinion(row.opinion) if row.opinion else None,
        accepted=row.accepted,
        claimed=claimed,
        untold=row.line is not None and row.due is None,
        running=row.due,  # also of a list that was waived: silence is known only after the day
    )


# A draft that changed since its objection is consulted again: no answer to the objection is waited for.
UNANSWERED = f"""
SELECT d.name AS department, array_agg(r.code ORDER BY r.code COLLATE "C") AS codes
FROM target_draft r {DRAFTED_FOR} JOIN {NEWEST_LINES} l ON l.draft_id = r.id
WHERE r.jurisdiction_id = :jurisdiction AND r.year = :year AND r.state = 'consulted'
    AND l.opinion = 'objected' AND l.accepted IS NULL AND d.id = ANY(:departments) AND r.id <> ALL(:chosen)
GROUP BY d.code, d.name ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only
# Other drafts of the same year, name and department with an objection that was not rejected; `w` may be withdrawn.
SPELLED = r"regexp_replace(normalize({}, NFKC), '\s', '', 'g')"
OF_SAME_NAME = f"""
SELECT r.id, min(w.code COLLATE "C") AS code
FROM target_draft r {DRAFTED_FOR}
    JOIN target_draft w ON (w.jurisdiction_id, w.year) = (r.jurisdiction_id, r.year) AND w.id <> r.id
        AND {SPELLED.format("w.name")} = {SPELLED.format("r.name")}
    JOIN target_draft_department y ON y.draft_id = w.id AND y.position = 0
    LEFT JOIN {HEIRS} g ON g.department_id = y.department_id
    JOIN {NEWEST_LINES} l ON l.draft_id = w.id
WHERE r.id = ANY(:drafts) AND coalesce(g.heir, y.department_id) = d.id
    AND l.opinion = 'objected' AND l.accepted IS NOT FALSE
GROUP BY r.id
"""  # noqa: S608 - constants only


def unanswered_objections(
    session: Session, ctx: Context, year: int, *, departments: Sequence[int], chosen: Sequence[int]
) -> list[str]:
    """1-2.22: return in words, by department, which of its consulted drafts beside the chosen wait for an answer."""
    of = {"jurisdiction": ctx.jurisdiction, "year": year, "departments": list(departments), "chosen": list(chosen)}
    return [
        f"{row.department}对目标{'、'.join(row.codes)}的异议尚未答复（answer_objection），答复前该部门的目标不报审"
        for row in run(session, UNANSWERED, **of)
    ]


def objected_under_another_code(session: Session, drafts: Sequence[int]) -> dict[int, str]:
    """1-2.22: return the drafts whose department objected to them under another code, with that code.

    It is the same target if year, name in any spelling and department are the same, also if the other was withdrawn.
    Objections that the agency rejected are left out: they are settled.
    """
    rows = run(session, OF_SAME_NAME, drafts=list(drafts)) if drafts else ()
    return {row.id: row.code for row in rows}
