"""上年遗留: unfinished remediations, problems that came twice and long-running targets of a year (1-4, 2.18)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.nouns.shared_sql import LED_BY, in_sql
from models.rules.left_over import Left, LeftOver
from models.rules.states.negative_list import ENDED, NOT_COUNTED, UNCONFIRMED
from models.statements import run

# A target runs long if it is due after its year, or if its department had one of the same name in the year before.
LEFT_OVER = f"""
WITH listed AS MATERIALIZED (
    SELECT e.target_id, bool_or(e.state NOT IN {in_sql(UNCONFIRMED | ENDED)}) AS unremedied,
        count(*) FILTER (WHERE e.state NOT IN {in_sql(NOT_COUNTED)}) > 1 AS recurring
    FROM negative_entry e GROUP BY e.target_id),
led AS MATERIALIZED (
    SELECT t.id, t.year, t.code, t.name, t.deadline, d.id AS department_id, d.code AS department_code,
        d.name AS department
    FROM target t {LED_BY}
    WHERE t.jurisdiction_id = :jurisdiction AND t.year IN (:year, :year - 1) AND t.withdrawn_on IS NULL),
found AS (
    SELECT target_id AS id, :unremedied AS kind FROM listed WHERE unremedied
    UNION ALL SELECT target_id, :recurring FROM listed WHERE recurring
    UNION ALL SELECT id, :long_running FROM led t WHERE deadline > :last OR EXISTS (
        SELECT FROM led b WHERE b.year = :year - 1 AND b.department_id = t.department_id AND b.name = t.name))
SELECT t.department_code, t.department, f.kind, array_agg(t.code ORDER BY t.code COLLATE "C") AS codes
FROM found f JOIN led t ON t.id = f.id AND t.year = :year
GROUP BY t.department_code, t.department, f.kind
"""  # noqa: S608 - constants only


def left_over(session: Session, year: int) -> Sequence[Left]:
    """1-4: return what each department left of a year, by code and kind; a merged one's is its successor's."""
    kinds = {kind.value: kind.value for kind in LeftOver}
    rows = run(session, LEFT_OVER, jurisdiction=home(session), year=year, last=date(year, 12, 31), **kinds)
    found = [Left(row.department_code, row.department, LeftOver(row.kind), tuple(row.codes)) for row in rows]
    order = list(LeftOver)
    return sorted(found, key=lambda each: (each.department_code, order.index(each.kind)))


def left_by_department(session: Session, year: int) -> defaultdict[str, list[Left]]:
    """1-4: return what each department left of a year, by its code."""
    by_code = defaultdict[str, list[Left]](list)
    for each in left_over(session, year):
        by_code[each.department_code].append(each)
    return by_code
