"""总表: how each office stands in each period, and its figures of the week, in one query for all offices (3.1)."""

from dataclasses import fields
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import calendar_of, home
from models.ledger.nouns.shared_sql import FIRST_LATE
from models.rules.cycles import CYCLES, DUTY_OF, subject_of
from models.rules.standing import Counts, standing
from models.statements import run

OTHER = "其他事项"
PERIODIC = [duty.key for cycle in CYCLES if cycle.periodic for duty in cycle.duties]
# Of the year: the duties of periods due in it or still open at any office, and all other open ones, which together have
# no period.
BOARD = f"""
WITH lasting AS MATERIALIZED (SELECT DISTINCT o.kind, o.period FROM obligation o
    WHERE o.subject = '' AND o.kind = ANY(:kinds)
        AND (o.state IN ('open', 'suspended') OR o.state <> 'void' AND o.counted_on BETWEEN :monday AND :day))
SELECT w.code, coalesce(NULLIF(w.short_name, ''), w.name) AS department, g.kind, g.period, max(x.due) AS last,
    count(*) FILTER (WHERE o.state = 'open') AS open, count(*) FILTER (WHERE o.state = 'suspended') AS suspended,
    count(*) FILTER (WHERE o.state = 'discharged') AS done,
    count(*) FILTER (WHERE o.state = 'discharged' AND (o.late OR {FIRST_LATE.format(d="d")})) AS done_late,
    min(x.due) FILTER (WHERE o.state = 'open') AS due,
    count(*) FILTER (WHERE o.state = 'open' AND x.due < :day) AS overdue,
    count(*) FILTER (WHERE o.state = 'open' AND x.due BETWEEN :day AND :sunday) AS due_this_week,
    count(*) FILTER (WHERE o.state = 'discharged' AND o.counted_on BETWEEN :monday AND :day) AS done_this_week,
    CASE WHEN count(o.id) = 1 AND g.kind <> '' THEN min(o.id) END AS only
FROM department w LEFT JOIN (obligation o JOIN deadline x ON x.id = o.deadline_id
        JOIN department d ON d.id = o.department_id
        CROSS JOIN LATERAL (SELECT o.kind, o.period WHERE o.subject = '' AND o.kind = ANY(:kinds)
            UNION ALL SELECT '', '' WHERE o.subject <> '' OR o.kind <> ALL(:kinds)) g)
    ON o.owed_by = w.id AND o.state <> 'void'
    AND (o.state IN ('open', 'suspended') OR g.kind <> '' AND (x.due >= :since
        OR (g.kind, g.period) IN (SELECT kind, period FROM lasting)) OR o.counted_on BETWEEN :monday AND :day)
WHERE w.jurisdiction_id = :jurisdiction AND NOT w.is_agency AND (o.state = 'open'
    OR coalesce(w.valid_from, '-infinity') <= :day AND coalesce(w.valid_to, 'infinity') >= :day)
GROUP BY w.id, g.kind, g.period ORDER BY w.code COLLATE "C", max(x.due), g.kind, g.period
"""  # noqa: S608 - constants only
FIGURES = ("overdue", "due_this_week", "done_this_week")
NOTHING = dict.fromkeys(FIGURES, 0)
COUNTED = len(fields(Counts))  # the columns after `last` are those of Counts, then the figures


def list_board(session: Session, day: date, *, late_first: bool = False) -> list[dict[str, Any]]:
    """Return the offices with their figures and `cells`, the standing by the title of a period, in the roster's order.

    With `late_first` those with most overdue obligations come first. Titles name periods and no target, so that a
    marked one counts and is named nowhere (4.7). `dues` gives the latest due date of each title, `only` the number of
    its one obligation.
    """
    jurisdiction = home(session)
    calendar, monday = calendar_of(session, jurisdiction), day - timedelta(day.weekday())
    week = {"monday": monday, "sunday": monday + timedelta(6)}
    offices: dict[str, dict[str, Any]] = {}
    given = {"jurisdiction": jurisdiction, "day": day, "since": day.replace(month=1, day=1), "kinds": PERIODIC}
    title_of = cache(lambda kind, period: subject_of(DUTY_OF[kind], period) if kind else OTHER)
    stands = cache(lambda *counts: standing(Counts(*counts), day, calendar))
    for code, department, kind, period, last, *counts, only in run(session, BOARD, **given, **week):
        if code not in offices:
            offices[code] = {"code": code, "department": department, **NOTHING, "cells": {}, "dues": {}, "only": {}}
        if kind is None:
            continue
        office, title = offices[code], title_of(kind, period)
        office["cells"][title] = stands(*counts[:COUNTED])
        office["dues"][title] = last
        if only:
            office["only"][title] = only
        for name, number in zip(FIGURES, counts[COUNTED:], strict=True):
            office[name] += number
    return sorted(offices.values(), key=lambda office: -office["overdue"] if late_first else 0)
