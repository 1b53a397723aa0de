"""目标报审 as a list: each paper with its drafts, what was decided of them, its approval and its issue."""

from typing import Any

from sqlmodel import Session

from models.ledger.draft.sums import short_as_shown
from models.ledger.jurisdiction import home
from models.ledger.secrets import secrets_of
from models.rules.concealment import conceal
from models.rules.kinds import Category
from models.statements import run

PAPERS = """
SELECT concat(p.year, '-', p.number) AS submission, p.year, p.category, p.body, p.submitted_on, p.short, p.short_why,
    p.approval_number, p.approval_date, p.approved_on, p.issue_number, p.issue_date, p.issued_on,
    count(*) AS drafts, count(*) FILTER (WHERE y.decided = 'approved') AS approved,
    count(*) FILTER (WHERE y.decided = 'returned') AS returned,
    count(*) FILTER (WHERE y.consulted = 'silent') AS silent
FROM submission p JOIN submission_line y ON y.submission_id = p.id
WHERE p.jurisdiction_id = :jurisdiction AND (CAST(:year AS int) IS NULL OR p.year = :year)
GROUP BY p.id ORDER BY p.year, p.number
"""


def list_submissions(session: Session, year: int | None = None) -> list[dict[str, Any]]:
    """1-2.4, 1-2.5: return the papers of a year, or of all years, by number."""
    rows = run(session, PAPERS, jurisdiction=home(session), year=year).mappings().all()
    secrets = secrets_of(session)
    typed = (
        {
            **row,
            "category": Category(row["category"]),
            "short": short_as_shown(secrets, row["year"], row["short"]),
        }
        for row in rows
    )
    return [conceal(secrets, row) for row in typed]
