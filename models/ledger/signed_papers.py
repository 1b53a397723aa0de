"""签字文件: what a paper or page has signed before, and that evidence is no signed page (A49)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from models.intake.source import SignedPaper
from models.ledger.act_index import title_of
from models.ledger.acts import Act, Context, Role
from models.ledger.nouns import NOUNS
from models.rules.chinese_dates import in_full
from models.rules.errors import Refused
from models.rules.several import first_of
from models.rules.signed_paper import digits_of, is_unique, one_spelling
from models.statements import ResultRow, run

# What people of the agency saw on site: nobody's signature.
SEEN_ON_SITE = frozenset({"finding", "remediation", "field_visit", "covert_result", "cloud_medium"})
SHOWN = 3
# A UNION of two queries, since each of them can use an index.
EARLIER = """
SELECT b.height, b.act, b.business_date, b.source ->> 'paper' AS number, b.source ->> 'paper_date' AS dated,
    coalesce(b.source ->> 'page' = CAST(:page AS text), false) AS by_page
FROM (SELECT p.act_id FROM block p WHERE p.source ->> 'page' = CAST(:page AS text)
    UNION SELECT p.act_id FROM block p WHERE p.source ->> 'paper' IS NOT NULL
        AND regexp_replace(normalize(p.source ->> 'paper', NFKC), '[^0-9]', '', 'g') = CAST(:digits AS text)) q
    JOIN block b ON b.act_id = q.act_id
ORDER BY b.height
"""
SUBMITTED = """
SELECT q.record, q.file_name, q.received_on FROM evidence v, LATERAL (
    SELECT x.record, x.file_name, x.received_on FROM exhibit x WHERE x.evidence_id = v.id
    UNION ALL SELECT 'evidence_use', u.file_name, u.received_on FROM evidence_use u WHERE u.evidence_id = v.id
    UNION ALL SELECT 'cloud_medium', m.file_name, c.received_on FROM cloud_medium m
        JOIN cloud_upload c ON c.id = m.upload_id WHERE m.evidence_id = v.id) q
WHERE v.sha256 = :page ORDER BY q.received_on, q.record, q.file_name
"""


def look_up_paper(session: Session, chosen: Act[Any], paper: SignedPaper) -> SignedPaper:
    """Return the paper with the day on which its page was first given, and the acts that stand on it already.

    Raises Refused if the page is evidence of what was seen on site, or, for an act of the agency, of anything; or if
    the number with its year stands in the ledger with another date: one official document has one date.
    """
    submitted = run(session, SUBMITTED, page=paper.page).all() if paper.page else []
    for row in submitted:
        if row.record in SEEN_ON_SITE or chosen.roles == {Role.AGENCY}:
            raise Refused(_is_evidence(row.record, row.file_name))
    earlier = _earlier_uses(session, paper)
    days = [*(row.business_date for row in earlier if row.by_page), *(row.received_on for row in submitted)]
    return replace(paper, since=min(days, default=None), also=_in_words(earlier))


def _earlier_uses(session: Session, paper: SignedPaper) -> list[Any]:
    dated = paper.dated.isoformat() if paper.dated else None
    rows = run(session, EARLIER, page=paper.page or None, digits=digits_of(paper.number) if dated else None).all()
    same = [row for row in rows if dated and one_spelling(row.number or "") == one_spelling(paper.number)]
    _check_one_date(paper, dated, same)
    return [row for row in rows if row.by_page or (row in same and row.dated == dated)]


def _check_one_date(paper: SignedPaper, dated: str | None, same: Sequence[Any]) -> None:
    other = next((row for row in same if row.dated != dated), None)
    if other and is_unique(paper.number):
        raise Refused(
            f"签字文件{paper.number}此前写的日期是{in_full(other.dated)}，用于{_use(other)}；同一文号只有一个日期，"
            "请核对文号和日期。此前写错的，这次附签字页（--page），不写文号。"
        )


def check_not_page(ctx: Context, noun: str, files: Mapping[str, str]) -> None:
    """Raise Refused if the signed page of the act is one of these files, evidence of what was seen on site.

    `files` are the names by SHA-256.
    """
    page = ctx.actor.paper.page if ctx.actor.paper else ""
    if noun in SEEN_ON_SITE and page in files:
        raise Refused(_is_evidence(noun, files[page]))


def _is_evidence(noun: str, name: str) -> str:
    whose = "部门报送的" if noun == "evidence_use" else f"{NOUNS[noun].title}的"
    return f"签字页就是{whose}印证材料“{name}”，不是签字；请附本人签字的那一页，或写明签字文件的文号和日期。"


def _in_words(earlier: ResultRow) -> str:
    """Return the earlier uses in words: 同一签字页另用于核查结果签字（2026年9月21日，台账第12块）; empty if none."""
    what = "签字页" if any(row.by_page for row in earlier) else "签字文件"
    first = first_of([*map(_use, earlier)], SHOWN, "项")
    return f"同一{what}另用于{first}" if earlier else ""


def _use(row: ResultRow) -> str:
    return f"{title_of(row.act)}（{in_full(row.business_date.isoformat())}，台账第{row.height}块）"
