"""已审定的年度: the paper that approved the appraisal of a year, and what an act says that comes after it (1-8.2)."""

from datetime import date

from sqlmodel import Session

from models.ledger.acts import Context
from models.rules.score.component import year_appraised
from models.statements import run

APPROVED = """
SELECT paper_number FROM appraisal WHERE jurisdiction_id = :jurisdiction AND year = :year AND department_id IS NULL
"""


OPEN_YEAR = """
SELECT max(s.year) FROM score_sheet s JOIN department d ON d.id = s.department_id
WHERE d.jurisdiction_id = :jurisdiction AND NOT EXISTS (SELECT FROM appraisal a
    WHERE a.jurisdiction_id = d.jurisdiction_id AND a.year = s.year AND a.department_id IS NULL)
"""


def year_under_appraisal(session: Session, jurisdiction: int, day: date) -> int:
    """1-2.19: return the newest year whose sheets wait for their approval; otherwise the one appraised on a day."""
    return run(session, OPEN_YEAR, jurisdiction=jurisdiction).scalar() or year_appraised(day)


def approving_paper(session: Session, ctx: Context, year: int) -> str:
    """Return the number of the paper that approved a year; empty while none did."""
    return str(run(session, APPROVED, jurisdiction=ctx.jurisdiction, year=year).scalar() or "")


def settled_words(session: Session, ctx: Context, year: int, *, in_sheet: bool = True) -> str:
    """A53: return a sentence that what is recorded now moves no approved sheet; empty while none is approved.

    What is printed next to the score is not `in_sheet`, so that no correction of a sheet takes it up (A43, A44).
    """
    paper = approving_paper(session, ctx, year)
    correct = "；确需改变的，另行更正（supersede_sheet）" if in_sheet else ""
    return f"{year}年的考评已经审定（{paper}），仅作记录，已审定的得分表不变{correct}。" if paper else ""
