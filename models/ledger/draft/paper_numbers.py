"""文号 of 目标制定: each stands on one paper only, however it is written (1-2.4 to 1-2.7, 1-6.2)."""

from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Context
from models.rules.errors import Refused
from models.rules.signed_paper import digits_of, one_spelling
from models.statements import run

# Every paper whose number has the same digits, in whatever spelling.
NUMBERS = """
SELECT * FROM (
    SELECT '批件' AS what, concat(year, '-', number) AS key, approval_number AS number, approval_date AS dated
    FROM submission WHERE jurisdiction_id = :jurisdiction
    UNION ALL SELECT '下达文件', concat(year, '-', number), issue_number, issue_date
    FROM submission WHERE jurisdiction_id = :jurisdiction
    UNION ALL SELECT '此前导入目标的下达文件', min(code), paper_number, min(paper_date)
    FROM target t WHERE jurisdiction_id = :jurisdiction AND NOT EXISTS (SELECT FROM submission p
        WHERE (p.jurisdiction_id, p.issue_number) = (t.jurisdiction_id, t.paper_number))
    GROUP BY paper_number
    UNION ALL SELECT '豁免缺项的告知文件', max(gap), paper_number, paper_date
    FROM gap_waiver WHERE jurisdiction_id = :jurisdiction GROUP BY paper_number, paper_date
    UNION ALL SELECT '核查方案', concat(year, '-', number), document_number, NULL
    FROM inspection WHERE jurisdiction_id = :jurisdiction) q
WHERE q.number <> '' AND regexp_replace(normalize(q.number, NFKC), '[^0-9]', '', 'g') = :digits
"""
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('submission.paper', 0))"
TELLING = "豁免缺项的告知文件"


def take_turn(session: Session) -> None:
    """Wait for the acts under way that give a paper a number or change its drafts."""
    run(session, ONE_AT_A_TIME)


def check_number_free(session: Session, ctx: Context, number: str) -> None:
    """Raise Refused if another paper has this number, in any spelling; call it in turn."""
    for used in _papers_numbered(session, ctx, number):
        raise Refused(f"文号“{number}”已用于{used.what}（{used.key}），请核对。")


def check_telling_paper(session: Session, ctx: Context, number: str, dated: date | None) -> None:
    """1-6.2: raise Refused if the paper that tells of a waiver has the number of another one; it may tell of several.

    One number has one date.
    """
    for used in _papers_numbered(session, ctx, number) if number else ():
        if used.what != TELLING:
            raise Refused(f"告知文件文号“{number}”已用于{used.what}（{used.key}），请核对。")
        if used.dated != dated:
            raise Refused(f"告知文件“{number}”此前写的日期是{used.dated}，同一文号只有一个日期，请核对。")


def _papers_numbered(session: Session, ctx: Context, number: str) -> list[Any]:
    rows = run(session, NUMBERS, jurisdiction=ctx.jurisdiction, digits=digits_of(number)).all()
    return [row for row in rows if one_spelling(row.number) == one_spelling(number)]
