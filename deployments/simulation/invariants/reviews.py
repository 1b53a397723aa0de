"""Checks of 7.2: a target reviewed as undone has an entry, and a proposed entry has an open on-site confirmation."""

from collections.abc import Iterator

from sqlmodel import Session

from models.statements import run

_NAME = "concat_ws('/', t.year, t.code, e.occurrence)"
WITHOUT_ENTRY = """
SELECT concat_ws(' ', r.period, t.code) AS name FROM review r JOIN target t ON t.id = r.target_id
    LEFT JOIN negative_entry e ON e.id = r.entry_id AND e.target_id = r.target_id
WHERE (r.outcome = 'undone') <> (e.id IS NOT NULL) ORDER BY 1
"""
# While an entry from a review is only proposed, its on-site confirmation is owed; afterwards it is not.
MISMATCHED = f"""
SELECT {_NAME} AS name, e.state FROM negative_entry e JOIN target t ON t.id = e.target_id
WHERE EXISTS (SELECT 1 FROM review r WHERE r.entry_id = e.id)
    AND (e.state = 'proposed') <> EXISTS (SELECT 1 FROM obligation o WHERE o.kind = 'onsite_confirmation'
        AND o.subject = {_NAME} AND o.state = 'open') ORDER BY 1
"""  # noqa: S608 - constants only
UNREVIEWED = """
SELECT o.period, count(*) AS n FROM obligation o JOIN obligation s ON s.kind = 'self_check' AND s.period = o.period
    JOIN report_line l ON l.obligation_id = s.id AND l.version = 0
WHERE o.kind = 'online_review' AND o.state = 'discharged' AND s.state NOT IN ('waived', 'void')
    AND NOT EXISTS (SELECT 1 FROM review r WHERE r.target_id = l.target_id AND r.period = o.period)
GROUP BY o.period ORDER BY 1
"""


def check_reviews(session: Session) -> Iterator[str]:
    """Yield every review, and every entry proposed by one, that does not match its consequences."""
    for row in run(session, WITHOUT_ENTRY):
        yield f"在线复核 {row.name}：未完成与负面清单条目不符。"
    for row in run(session, MISMATCHED):
        yield f"{row.name}：条目状态{row.state}，与现场认定是否待办不符。"
    for row in run(session, UNREVIEWED):
        yield f"在线复核 {row.period}：已办结，还有{row.n}项没有复核。"
