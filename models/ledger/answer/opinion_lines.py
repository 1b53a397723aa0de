"""The grey lines of the sheet that asks for the feedback of an opinion: what the public said, and how (6.2.7)."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.rules.chinese_dates import in_full
from models.rules.opinion import OPINION_FEEDBACK
from models.rules.secrecy import Secrets
from models.statements import run

OPINIONS = """
SELECT o.id, p.content, p.channel, p.received_on
FROM obligation o JOIN opinion p ON p.jurisdiction_id = o.jurisdiction_id
    AND CAST(p.year AS text) = o.period AND p.number = o.round
WHERE o.id = ANY(:obligations)
"""


def opinion_lines(session: Session, duties: Sequence[Any], secrets: Secrets) -> defaultdict[int, list[tuple[str, str]]]:
    """Return for each duty to feed back an opinion what it is about, without what tells of a marked record (4.7)."""
    numbers = [duty.id for duty in duties if duty.kind == OPINION_FEEDBACK.key]
    rows = run(session, OPINIONS, obligations=numbers) if numbers else ()
    lines = defaultdict[int, list[tuple[str, str]]](list)
    for row in rows:
        lines[row.id] = [
            ("意见内容", secrets.tell(row.content)),
            ("来源渠道", secrets.tell(row.channel)),
            ("收到日期", in_full(row.received_on)),
        ]
    return lines
