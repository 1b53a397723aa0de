"""Checks: every notice ends sent, answered, cancelled with its reason or told by a person, and never both of them."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlmodel import Session

from models.ledger.notice_ends import ENDS
from models.rules.notices import end_in_words
from models.statements import run

OTHERS = f"""
SELECT n.kind || ' ' || n.subject || ' ' || n.occasion || ' ' || n.audience AS name, n.created_on, e.*
FROM ({ENDS.format(which="> 0")}) e JOIN notice n ON n.id = e.id
WHERE n.created_on <= :last AND (e.ending IN ('waiting', 'untold') OR (e.ending = 'cancelled' AND e.why = ''))
ORDER BY n.id
"""  # noqa: S608 - constants only
BOTH = """
SELECT n.kind || ' ' || n.subject || ' ' || n.occasion || ' ' || n.audience AS name FROM telling g
    JOIN notice n ON n.id = g.notice_id
WHERE EXISTS (SELECT FROM delivery v JOIN message m ON m.id = v.message_id AND m.state = 'sent'
    WHERE v.notice_id = n.id) ORDER BY n.id
"""


def check_told_or_sent(session: Session) -> Iterator[str]:
    """Yield every notice that was told by phone and sent."""
    for row in run(session, BOTH):
        yield f"通知 {row.name}：既已电话告知，又已发送。"


def check_endings(session: Session, last: date, now: datetime) -> Iterator[str]:
    """Yield every notice made by `last`, a working day on which letters went out, that has not ended by `now`."""
    for row in run(session, OTHERS, last=last, now=now):
        words = end_in_words(row.ending, row.why, person="", told_on=None, told_by="")
        yield f"通知 {row.name}：没有了结，{words}。"
