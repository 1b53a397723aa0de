"""沟通异议: objections that keep a list from its submission, because they have no answer yet (1-2.22)."""

from collections.abc import Sequence

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.draft.register import DRAFTED_FOR
from models.ledger.heirs import HEIRS
from models.ledger.nouns.draft import NEWEST
from models.statements import run

# A draft that changed since its objection is consulted again: no answer to the objection is waited for.
UNANSWERED = f"""
SELECT d.name AS department, array_agg(r.code ORDER BY r.code COLLATE "C") AS codes
FROM target_draft r {DRAFTED_FOR} JOIN {NEWEST} l ON l.draft_id = r.id
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
    JOIN {NEWEST} l ON l.draft_id = w.id
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
