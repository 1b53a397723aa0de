"""省领导评价 at the end of the year: who has not rated yet, and whose sheet a second person has not read (1-2.15)."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from models.statements import run

FIRST, LAST = 12, 3  # months: from December of the year to March after it
UNRATED = """
SELECT concat(c.name, '（', CAST(:year AS int), '年度）：', CASE WHEN s.id IS NULL THEN '还没有录入评价'
    ELSE s.entered_by || '录入的，待另一人核对' END) AS line
FROM (SELECT DISTINCT c.name FROM contact c JOIN department d ON d.id = c.department_id AND d.is_agency
    WHERE d.jurisdiction_id = :jurisdiction AND c.role = 'provincial_leader'
        AND :day BETWEEN coalesce(c.valid_from, '-infinity') AND coalesce(c.valid_to, 'infinity')) c
    LEFT JOIN leader_sheet s ON s.jurisdiction_id = :jurisdiction AND s.year = :year AND s.leader = c.name
        AND s.state <> 'withdrawn'
WHERE s.state IS DISTINCT FROM 'confirmed' AND EXISTS (
    SELECT FROM jurisdiction j WHERE j.id = :jurisdiction AND EXTRACT(YEAR FROM j.go_live) <= :year)
ORDER BY c.name COLLATE "C"
"""


def unrated_lines(session: Session, jurisdiction: int, day: date) -> Sequence[str]:
    """2.15: return a line for each leader in office whose ratings do not count yet; outside those months none.

    Of a year before the first one here no ratings are asked for.
    """
    if LAST < day.month < FIRST:
        return []
    year = day.year if day.month == FIRST else day.year - 1
    return list(run(session, UNRATED, jurisdiction=jurisdiction, day=day, year=year).scalars())
