"""已审定的年度: the paper that approved the appraisal of a year, and what an act says that comes after it (1-8.2)."""

from sqlmodel import Session

from models.ledger.acts import Context
from models.statements import run

APPROVED = """
SELECT paper_number FROM appraisal WHERE jurisdiction_id = :jurisdiction AND year = :year AND department_id IS NULL
"""


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
