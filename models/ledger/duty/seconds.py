"""What waits for a second person: lines of the open 在线复核, sheets of 省领导评价 (1-2.15, 7.2, A70)."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter

from sqlmodel import Session

from models.ledger.nouns.shared_sql import YEAR_ENDED
from models.ledger.policies import value_on
from models.rules.periods import parse_period
from models.rules.review import REVIEW_SECOND, ReviewOutcome, ReviewSecond
from models.rules.several import first_of
from models.statements import run

NAMED = 20  # targets of one first reviewer that a line names
# Each line that is not settled, with the newest conclusions of its first and its second; `sure`: by rule or draw.
WAITING = """
SELECT k.period, t.code, t.name, d.name AS department, v.*, k.drawn OR v.doubted AS sure
FROM obligation o JOIN review_task k ON (k.jurisdiction_id, k.period) = (o.jurisdiction_id, o.period)
    JOIN target t ON t.id = k.target_id
    JOIN target_department x ON x.target_id = t.id AND x.position = 0 JOIN department d ON d.id = x.department_id
    CROSS JOIN LATERAL (SELECT bool_or(r.outcome <> 'confirmed') FILTER (WHERE r.part = 'first') AS doubted,
        (array_agg(r.reviewer ORDER BY r.serial DESC) FILTER (WHERE r.part = 'first'))[1] AS reviewer,
        (array_agg(r.outcome ORDER BY r.serial DESC) FILTER (WHERE r.part = 'first'))[1] AS outcome,
        (array_agg(r.reviewer ORDER BY r.serial DESC) FILTER (WHERE r.part = 'second'))[1] AS second,
        (array_agg(r.outcome ORDER BY r.serial DESC) FILTER (WHERE r.part = 'second'))[1] AS second_outcome,
        (array_agg(r.part ORDER BY r.serial DESC))[1] AS newest
        FROM review r WHERE r.target_id = k.target_id AND r.period = k.period) v
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = 'online_review' AND o.state = 'open'
    AND v.newest <> 'decided' AND v.outcome IS DISTINCT FROM v.second_outcome
    AND (v.second IS NOT NULL OR NOT EXISTS (SELECT FROM single_review q
        WHERE q.department_id = d.id AND q.period = k.period AND q.withdrawn_on IS NULL))
ORDER BY k.period, v.reviewer COLLATE "C", t.code COLLATE "C"
"""
FIRST, LAST = 12, 3  # months: from December of the year to March after it
UNRATED = f"""
SELECT concat(c.name, '（', CAST(:year AS int), '年度）：', CASE WHEN s.id IS NULL THEN '还没有录入评价'
    ELSE s.entered_by || '录入的，待另一人核对' END) AS line
FROM (SELECT DISTINCT c.name FROM contact c JOIN department d ON d.id = c.department_id AND d.is_agency
    WHERE d.jurisdiction_id = :jurisdiction AND c.role = 'provincial_leader'
        AND :day BETWEEN coalesce(c.valid_from, '-infinity') AND coalesce(c.valid_to, 'infinity')) c
    LEFT JOIN leader_sheet s ON s.jurisdiction_id = :jurisdiction AND s.year = :year AND s.leader = c.name
        AND s.state <> 'withdrawn'
WHERE s.state IS DISTINCT FROM 'confirmed' AND EXISTS (
    SELECT FROM jurisdiction j WHERE j.id = :jurisdiction AND EXTRACT(YEAR FROM j.go_live) <= :year)
    AND {YEAR_ENDED.format(jurisdiction=":jurisdiction", year="CAST(:year AS int)")} IS NULL
ORDER BY c.name COLLATE "C"
"""  # noqa: S608 - constants only


def waiting_lines(session: Session, jurisdiction: int) -> list[str]:
    """7.2: return a line for each target about which two differ, then one for what of each first waits for a second."""
    found = run(session, WAITING, jurisdiction=jurisdiction).all()
    quarters = {row.period: parse_period(row.period) for row in found}
    every = ReviewSecond.ALL
    asked = {each for each, day in quarters.items() if value_on(session, jurisdiction, REVIEW_SECOND, day.end) == every}
    differing = [
        f"{quarters[row.period].label} {row.department} {row.code} {row.name}：{row.reviewer}{_label(row.outcome)}，"
        f"{row.second}{_label(row.second_outcome)}，由第三人或主要领导写明理由裁定（record_online_review）"
        for row in found
        if row.second
    ]
    waiting = [row for row in found if not row.second and (row.sure or row.period in asked)]
    for (period, name), rows in groupby(waiting, attrgetter("period", "reviewer")):
        codes = [row.code for row in rows]
        differing.append(f"{quarters[period].label} {name}复核的{len(codes)}项待第二人确认：{first_of(codes, NAMED)}")
    return differing


def _label(outcome: str) -> str:
    return ReviewOutcome(outcome).label


def unrated_lines(session: Session, jurisdiction: int, day: date) -> Sequence[str]:
    """2.15: return a line for each leader in office whose ratings do not count yet; outside those months none.

    Of a year before the first one here, or that a paper ended, no ratings are asked for.
    """
    if LAST < day.month < FIRST:
        return []
    year = day.year if day.month == FIRST else day.year - 1
    return list(run(session, UNRATED, jurisdiction=jurisdiction, day=day, year=year).scalars())
