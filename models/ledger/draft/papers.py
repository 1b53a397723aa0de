"""目标报审 as a list: each paper with its drafts and its approval; its reasons for sums that are short (1-2.3, A52)."""

import re
from collections.abc import Set
from fractions import Fraction
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.jurisdiction import home
from models.ledger.secrets import secrets_of
from models.ledger.target.sums import short_in_words, sums_of, withheld
from models.records import Submission
from models.rules.concealment import conceal
from models.rules.errors import Refused
from models.rules.kinds import Category
from models.rules.secrecy import Secrets
from models.rules.target.parents import full_name
from models.rules.target.parts import DECIMALS, Sum
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


EXPLAINED = "SELECT short FROM submission WHERE jurisdiction_id = :jurisdiction AND year = :year AND short <> ''"
ROUNDED = Fraction(1, 10**DECIMALS)  # what is lost when an amount is written without an end
QUOTED = re.compile(r"“([^“”]+)”")


def explain_short(session: Session, ctx: Context, paper: Submission, codes: Set[str], reason: str) -> None:
    """A52: write in the paper what is shorter than its reason on record says, such as after the return of a part.

    Raises Refused without a reason.
    """
    session.flush()
    rows = run(session, EXPLAINED, jurisdiction=ctx.jurisdiction, year=paper.year)
    known = "；".join(rows.scalars())
    found = [each for each in sums_of(session, ctx, paper.year, codes) if each.short > _explained(each, known)]
    new = short_in_words(session, paper.year, found)
    if new and not reason:
        raise Refused(f"未下达：报审以后分解不足。{'；'.join(new)}。确需下达的，请写明原因（short_reason）。")
    if new:
        both = ((paper.short, "；".join(new)), (paper.short_why, reason))
        paper.short, paper.short_why = ("；".join(filter(None, dict.fromkeys(each))) for each in both)


def _explained(found: Sum, known: str) -> Fraction:
    """Return how much the papers say that a whole is short, with its reason; everything if they withhold it (4.7)."""
    code = re.escape(found.whole.code)
    if re.search(f"“{code}”的分解不足", known):
        return found.short
    said = re.findall(rf"“{code}”[^；]*，少约?([\d.]+)", known)
    return max((Fraction(each) + ROUNDED for each in said), default=Fraction(0))


def short_as_shown(secrets: Secrets, year: int, short: str) -> str:
    """4.7: return what a paper says of its short sums without the amounts of what was marked since."""
    return "；".join(withheld(code) if (code := _named_in(secrets, year, each)) else each for each in short.split("；"))


def _named_in(secrets: Secrets, year: int, words: str) -> str:
    """Return the first marked code that a sentence quotes; empty if it quotes none."""
    return next((code for code in QUOTED.findall(words) if secrets.about("{}/{}".format(*full_name(year, code)))), "")
