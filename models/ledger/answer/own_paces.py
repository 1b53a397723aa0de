"""进度状态 in answers: of the target that a sheet is about, and of the lines that an answer reported (1-2.9, A22)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.answer.asked_lines import asked_lines
from models.ledger.nouns.shared_sql import LATEST_REPORT
from models.ledger.target.leaves import paces_of_lines
from models.rules.answer_form import FORMS, PACE
from models.rules.secrecy import Secrets
from models.rules.target.due import LEAF, TARGET_DUE
from models.rules.target.progress import paces_in_words
from models.statements import ResultRow, run

# What the target or leaf of each own date asks, and what was last reported of it, by any office. The reports are read
# once for all, by the index of the reported lines.
OWN_DATES = f"""
WITH own AS MATERIALIZED (
    SELECT o.id, t.id AS target_id, split_part(o.subject, '{LEAF}', 2) AS leaf
    FROM obligation o JOIN target t ON concat(t.year, '/', t.code) = split_part(o.subject, '{LEAF}', 1)
        AND t.jurisdiction_id = o.jurisdiction_id
    WHERE o.id = ANY(:obligations)),
last AS MATERIALIZED (
    SELECT DISTINCT ON (a.target_id) a.target_id, '' AS leaf, a.progress, a.quantity
    FROM report_line a JOIN report r ON (r.obligation_id, r.version) = (a.obligation_id, a.version)
        JOIN obligation o ON o.id = a.obligation_id
    WHERE a.version > 0 AND a.target_id IN (SELECT target_id FROM own) ORDER BY a.target_id, {LATEST_REPORT}),
of_leaf AS MATERIALIZED (
    SELECT DISTINCT ON (a.target_id, a.indicator) a.target_id, a.indicator AS leaf, a.progress, a.quantity
    FROM report_leaf a JOIN report r ON (r.obligation_id, r.version) = (a.obligation_id, a.version)
        JOIN obligation o ON o.id = a.obligation_id
    WHERE a.version > 0 AND a.target_id IN (SELECT target_id FROM own WHERE leaf <> '')
    ORDER BY a.target_id, a.indicator, {LATEST_REPORT})
SELECT q.id, t.year, t.code, t.issued_on, t.management, coalesce(i.standard, t.requirement) AS requirement,
    CASE WHEN i.id IS NULL THEN t.quantity ELSE i.quantity END AS quantity,
    CASE WHEN i.id IS NULL THEN t.unit ELSE i.unit END AS unit, i.direction,
    coalesce(i.deadline, t.deadline) AS deadline, p.progress, p.quantity AS done
FROM own q JOIN target t ON t.id = q.target_id
    LEFT JOIN LATERAL (SELECT n.* FROM indicator n WHERE n.target_id = q.target_id AND n.code = q.leaf
        ORDER BY n.version DESC, n.correction DESC LIMIT 1) i ON true
    LEFT JOIN (SELECT * FROM last UNION ALL SELECT * FROM of_leaf) p ON (p.target_id, p.leaf) = (q.target_id, q.leaf)
ORDER BY q.id
"""  # noqa: S608 - constants only


def own_date_paces(session: Session, duties: Sequence[Any], secrets: Secrets, day: date) -> dict[int, tuple[str, str]]:
    """A22, 4.7: return the grey line with the pace of each own date, by its number; that of a marked one is withheld.

    Each of `duties` has id, kind and subject.
    """
    numbers = [duty.id for duty in duties if duty.kind == TARGET_DUE.key and not secrets.about(duty.subject)]
    rows = run(session, OWN_DATES, obligations=numbers).all() if numbers else ()
    paces = paces_of_lines(session, [rows], day)[0] if rows else ()
    return {row.id: (PACE, pace) for row, pace in zip(rows, paces, strict=True)}


def reported_paces(session: Session, duty: ResultRow, secrets: Secrets, day: date) -> str:
    """A22, 4.7: return in words the paces of what a duty reports, without its marked targets; empty if it has none."""
    if duty is None or duty.kind not in FORMS or not FORMS[duty.kind].shows_pace:
        return ""
    lines = [line for line in asked_lines(session, [duty.id]) if not secrets.about(f"{line.year}/{line.code}")]
    [paces] = paces_of_lines(session, [lines], day)
    return paces_in_words(
        [(f"{line.code}{LEAF if line.leaf else ''}{line.leaf}", pace) for line, pace in zip(lines, paces, strict=True)]
    )
