"""目标草案: its whole way, with the opinions of its office, the papers that it was in, and who did what (1-2.22)."""

from typing import Any

from sqlmodel import Session

from models.ledger.draft.register import DRAFTED_FOR
from models.ledger.jurisdiction import home
from models.ledger.secrets import concealed, secrets_of
from models.ledger.target.indicators import draft_trees, indicator_of
from models.ledger.transitions import AUTHOR
from models.rules.target.indicator import tree_in_lines
from models.statements import run

DRAFT = f"""
SELECT r.id, r.year, r.code, r.name, r.state, r.requirement, r.quantity, r.unit, r.deadline, r.source_document,
    r.source_date, r.ground, r.weight, r.addable, r.parent_code, r.parent_name, r.parent_unit, d.name AS department
FROM target_draft r {DRAFTED_FOR} WHERE r.jurisdiction_id = :jurisdiction AND r.year = :year AND r.code = :code
"""  # noqa: S608 - constants only
MOVES = f"""
SELECT b.business_date, b.at, b.act, {AUTHOR}, t.event, t.from_state, t.to_state, t.detail
FROM transition t JOIN block b ON b.act_id = t.act_id
WHERE t.record = 'target_draft' AND t.record_key = :key ORDER BY t.id
"""  # noqa: S608 - constants only
# Each list of opinions that the draft was in, with what the office said and what the agency answered.
OPINIONS = """
SELECT o.id AS obligation, o.round, o.state, x.due, l.opinion, l.reason, l.proposal, l.answered_on, l.accepted,
    l.answer, l.decided_on
FROM draft_line l JOIN obligation o ON o.id = l.obligation_id AND o.kind = 'consultation'
    JOIN deadline x ON x.id = o.deadline_id
WHERE l.draft_id = :draft ORDER BY l.id
"""
# What the office asked about the issued target when it received its list.
QUESTIONS = """
SELECT o.id AS obligation, l.answered_on, l.reason AS question
FROM draft_line l JOIN obligation o ON o.id = l.obligation_id AND o.kind = 'receipt'
WHERE l.draft_id = :draft AND l.reason <> '' ORDER BY l.id
"""
PAPERS = """
SELECT concat(s.year, '-', s.number) AS submission, s.body, s.submitted_on, y.consulted, y.why, y.decided,
    y.returned_why, s.approval_number, s.approval_date, s.issue_number, s.issue_date
FROM submission_line y JOIN submission s ON s.id = y.submission_id WHERE y.draft_id = :draft ORDER BY s.id
"""


def why_draft(session: Session, code: str, year: int) -> dict[str, Any] | None:
    """Return a draft with its moves, opinions and papers; None if the year has no draft with this code."""
    row = run(session, DRAFT, jurisdiction=home(session), code=code, year=year).mappings().first()
    if row is None:
        return None
    draft = dict(row)
    number = draft.pop("id")
    history = {
        "draft": draft,
        "indicators": _indicators_of(session, number, f"{year}/{code}"),
        "opinions": [dict(each) for each in run(session, OPINIONS, draft=number).mappings()],
        "questions": [dict(each) for each in run(session, QUESTIONS, draft=number).mappings()],
        "papers": [dict(each) for each in run(session, PAPERS, draft=number).mappings()],
        "history": [dict(each) for each in run(session, MOVES, key=f"{year}|{code}").mappings()],
    }
    return concealed(session, history, f"{year}/{code}")


def _indicators_of(session: Session, draft: int, subject: str) -> list[str]:
    """Return a line for each indicator of a draft; none of a marked one (4.7)."""
    marked = secrets_of(session).about(subject)
    nodes = {} if marked else draft_trees(session, [draft]).get(draft, {})
    return tree_in_lines([*map(indicator_of, nodes.values())])
