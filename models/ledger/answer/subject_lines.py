"""More grey lines of sheets: the opinion of the public, the score sheet, the pace of an own date (6.2.7, 1-2.22)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.answer.opinion_lines import opinion_lines
from models.ledger.answer.own_paces import own_date_paces
from models.rules.appraisal import OBJECTION, lines_in_words
from models.rules.results_use import RESULT_RECEIPT, without_marked
from models.rules.secrecy import Secrets
from models.statements import run

# A score sheet that is to be checked, or the approved one that was delivered.
SHEETS = """
SELECT obligation_id, content FROM score_sheet WHERE obligation_id = ANY(:obligations)
UNION ALL SELECT r.obligation_id, s.content FROM result_delivery r
    JOIN appraisal a ON a.jurisdiction_id = r.jurisdiction_id AND a.year = r.year AND a.serial = r.version
    JOIN score_sheet s ON s.department_id = r.department_id AND s.year = r.year AND s.appraisal_id = a.id
WHERE r.obligation_id = ANY(:obligations)
"""
ABOUT_SHEETS = (OBJECTION.key, RESULT_RECEIPT.key)


def subject_lines(
    session: Session, duties: Sequence[Any], secrets: Secrets, day: date
) -> defaultdict[int, list[tuple[str, str]]]:
    """Return for each duty what it is about on a day, without what tells of a marked record (4.7)."""
    lines = opinion_lines(session, duties, secrets)
    numbers = [duty.id for duty in duties if duty.kind in ABOUT_SHEETS]
    for row in run(session, SHEETS, obligations=numbers) if numbers else ():
        content = without_marked(row.content, secrets.about)
        lines[row.obligation_id] = [(title, secrets.tell(words)) for title, words in lines_in_words(content)]
    for number, line in own_date_paces(session, duties, secrets, day).items():
        lines[number].append(line)
    return lines
