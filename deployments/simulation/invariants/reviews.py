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


# The nouns, and of obligations the kinds, that were changed: every change has a transition.
CHANGED = """
SELECT DISTINCT CASE record WHEN 'obligation' THEN split_part(record_key, '|', 1) ELSE record END
FROM transition WHERE id > :seen
"""
CHECKS = (
    ({"review", "negative_entry"}, WITHOUT_ENTRY, "在线复核 {name}：未完成与负面清单条目不符。"),
    (
        {"review", "negative_entry", "onsite_confirmation"},
        MISMATCHED,
        "{name}：条目状态{state}，与现场认定是否待办不符。",
    ),
    ({"review", "online_review", "self_check"}, UNREVIEWED, "在线复核 {period}：已办结，还有{n}项没有复核。"),
)


def check_reviews(session: Session, seen: int = 0) -> Iterator[str]:
    """Yield every review, and every entry proposed by one, that does not match its consequences.

    A check is made if something that it reads was changed after move number `seen`.
    """
    changed = set(run(session, CHANGED, seen=seen).scalars())
    for read, statement, words in CHECKS:
        for row in run(session, statement).mappings() if read & changed else ():
            yield words.format(**row)
