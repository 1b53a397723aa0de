"""The grey lines of sheets that are about no target: the opinion of the public, or the score sheet (6.2.7, 1-2.22)."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.ledger.answer.opinion_lines import opinion_lines
from models.rules.appraisal import OBJECTION, lines_in_words
from models.rules.secrecy import Secrets
from models.statements import run

SHEETS = "SELECT obligation_id, content FROM score_sheet WHERE obligation_id = ANY(:obligations)"


def subject_lines(session: Session, duties: Sequence[Any], secrets: Secrets) -> defaultdict[int, list[tuple[str, str]]]:
    """Return for each duty what it is about, without what tells of a marked record (4.7)."""
    lines = opinion_lines(session, duties, secrets)
    numbers = [duty.id for duty in duties if duty.kind == OBJECTION.key]
    for row in run(session, SHEETS, obligations=numbers) if numbers else ():
        lines[row.obligation_id] = [(title, secrets.tell(words)) for title, words in lines_in_words(row.content)]
    return lines
