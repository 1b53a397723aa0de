"""公众意见 as a list: content, department, feedback and publication of each opinion (6.2.7)."""

from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.nouns.shared_sql import ENTERED_LATE, HEIRS
from models.ledger.secrets import concealed
from models.rules.opinion import OPINION_FEEDBACK, OPINION_PUBLICATION
from models.rules.periods import Period
from models.statements import run

# An open obligation is late if its due date has passed; a closed one has its stored result.
OPINIONS = f"""
SELECT r.year || '-' || r.number AS opinion, d.name AS department, r.channel, r.content, r.received_on, r.state,
    r."limit", r.fed_back_on, r.feedback,
    coalesce(f.late, f.state = 'open' AND r."limit" < :day, false) AS feedback_late,
    coalesce({ENTERED_LATE.format(o="f")}, false) AS feedback_entered_late,
    x.due AS publication_due, r.published_on, r.published_in,
    coalesce(p.late, p.state = 'open' AND x.due < :day, false) AS publication_late,
    {ENTERED_LATE.format(o="p")} AS publication_entered_late, r.reason
FROM opinion r LEFT JOIN {HEIRS} h ON h.department_id = r.department_id
    JOIN department d ON d.id = coalesce(h.heir, r.department_id)
    JOIN obligation p ON p.jurisdiction_id = r.jurisdiction_id AND p.kind = :publication
        AND p.subject = r.year || '-' || r.number
    JOIN deadline x ON x.id = p.deadline_id
    LEFT JOIN obligation f ON f.jurisdiction_id = r.jurisdiction_id AND f.kind = :feedback
        AND f.subject = r.year || '-' || r.number
WHERE r.jurisdiction_id = :jurisdiction AND r.received_on BETWEEN :first AND :last ORDER BY r.year, r.number
"""  # noqa: S608 - constants only


def list_opinions(session: Session, day: date, period: Period | None = None) -> list[dict[str, Any]]:
    """Return one row per opinion received in a period, or in all periods if None, as of `day`, with both late marks.

    `department` is the responsible department or its successor.
    """
    rows = run(
        session,
        OPINIONS,
        jurisdiction=home(session),
        day=day,
        feedback=OPINION_FEEDBACK.key,
        publication=OPINION_PUBLICATION.key,
        first=period.start if period else date.min,
        last=period.end if period else date.max,
    )
    return concealed(session, [dict(row) for row in rows.mappings()])
