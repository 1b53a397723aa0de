"""Departments without a mailbox, a liaison or a head: what no message and no consent can do without (6.1.6)."""

from datetime import date

from sqlmodel import Session

from models.statements import run

MAILBOX, LIAISON, HEAD_VACANT, UNREACHED, AGENCY = "mailbox", "liaison", "head", "unreached", "agency"
# The agency owes no monthly answer, so it needs a mailbox or a robot only; before go-live the first day counts.
VACANCIES = """
WITH held AS MATERIALIZED (
    SELECT c.department_id, c.role, c.email <> '' OR c.wecom_id <> '' AS reached
    FROM contact c JOIN department d ON d.id = c.department_id JOIN jurisdiction j ON j.id = d.jurisdiction_id
    WHERE c.role IN ('liaison', 'head') AND c.name <> '' AND greatest(:day, j.go_live)
        BETWEEN coalesce(c.valid_from, '-infinity') AND coalesce(c.valid_to, 'infinity'))
SELECT w.lacks, d.name FROM department d JOIN jurisdiction j ON j.id = d.jurisdiction_id
    LEFT JOIN office o ON o.department_id = d.id
    CROSS JOIN (VALUES ('agency'), ('mailbox'), ('liaison'), ('head'), ('unreached')) w (lacks)
WHERE d.jurisdiction_id = :jurisdiction AND d.is_agency = (w.lacks = 'agency')
    AND greatest(:day, j.go_live) BETWEEN coalesce(d.valid_from, '-infinity') AND coalesce(d.valid_to, 'infinity')
    AND CASE w.lacks WHEN 'mailbox' THEN coalesce(o.email, '') = ''
        WHEN 'agency' THEN coalesce(o.email, '') = '' AND coalesce(o.wecom_robot, '') = ''
        WHEN 'unreached' THEN (SELECT NOT bool_or(h.reached) FROM held h
            WHERE h.department_id = d.id AND h.role = 'head')
        ELSE NOT EXISTS (SELECT 1 FROM held h WHERE h.department_id = d.id AND h.role = w.lacks) END
ORDER BY d.code COLLATE "C"
"""


def vacancies(session: Session, jurisdiction: int, day: date) -> dict[str, list[str]]:
    """Return the names of the departments that lack each: mailbox, liaison, head, his address; the agency its own.

    Counted on a day, before go-live on the day of go-live; departments that have ended by then are left out.
    """
    found: dict[str, list[str]] = {MAILBOX: [], LIAISON: [], HEAD_VACANT: [], UNREACHED: [], AGENCY: []}
    for row in run(session, VACANCIES, jurisdiction=jurisdiction, day=day):
        found[row.lacks].append(row.name)
    return found
