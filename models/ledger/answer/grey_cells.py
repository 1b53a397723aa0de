"""The grey cells of a row of an answer sheet: what a target, a leaf, an opinion or a score sheet asks."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.answer.own_paces import own_date_paces
from models.ledger.score.alongside import alongside_scores, told_lines
from models.ledger.year_end.completeness import gaps_of_reported
from models.rules.appraisal import OBJECTION, lines_in_words
from models.rules.chinese_dates import in_full
from models.rules.kinds import LineStatus
from models.rules.opinion import OPINION_FEEDBACK
from models.rules.requirements import shown_value
from models.rules.results_use import RESULT_RECEIPT, without_marked
from models.rules.score.facts import ALL_ROWS, told_facts
from models.rules.secrecy import Secrets
from models.rules.target.amount import Direction
from models.rules.target.indicator import YEAR_END
from models.statements import ResultRow, run


def leaf_cells(line: ResultRow) -> tuple[str, ...]:
    """Return what a leaf asks; its code and words stand with the name of the target."""
    code, name, asked, quantity, until = requirement_cells(line.code, line.name, line)
    amount = f"{Direction(line.direction or Direction.NOT_LESS).label}{quantity}" if quantity else ""
    return (code, f"{name}（指标{line.leaf} {line.words}）", asked, amount, until)


def requirement_cells(code: str, name: str, row: ResultRow) -> tuple[str, ...]:
    """Return what a target or draft asks, by when."""
    quantity = "" if row.quantity is None else f"{shown_value(row.quantity)}{row.unit}"
    return (code, name, row.requirement, quantity, in_full(row.deadline) if row.deadline else YEAR_END)


def reported_cells(row: ResultRow) -> tuple[str, str]:
    """Return the progress and the state that were last reported; empty without a report."""
    progress = "" if row.progress is None else f"{row.progress.normalize():f}%"
    return progress, LineStatus(row.status).label if row.status else ""


# A score sheet that is to be checked, or the approved one that was delivered.
SHEETS = """
SELECT s.obligation_id, s.content, s.facts, s.year, d.code
FROM score_sheet s JOIN department d ON d.id = s.department_id
WHERE s.obligation_id = ANY(:obligations)
UNION ALL SELECT r.obligation_id, s.content, s.facts, s.year, d.code FROM result_delivery r
    JOIN department d ON d.id = r.department_id
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
    rows = run(session, SHEETS, obligations=numbers).all() if numbers else ()
    alongside = {year: alongside_scores(session, year, day) for year in {row.year for row in rows}}
    for row in rows:
        own = *lines_in_words(without_marked(row.content, secrets.about)), *told_lines(alongside[row.year], row.code)
        own += (*told_facts(row.facts, ALL_ROWS, secrets),)
        lines[row.obligation_id] = [(title, secrets.tell(words)) for title, words in own]
    for number, gaps in gaps_of_reported(session, duties, secrets).items():
        lines[number].append(("还缺", gaps))
    for number, line in own_date_paces(session, duties, secrets, day).items():
        lines[number].append(line)
    return lines


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
        told = (("意见内容", row.content), ("来源渠道", row.channel), ("收到日期", in_full(row.received_on)))
        lines[row.id] = [(title, secrets.tell(words)) for title, words in told]
    return lines
