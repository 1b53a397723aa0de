"""纳入管理部门 and 联系人 as lists: those in force on a day, or all that were ever registered."""

from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.nouns.shared_sql import HEIRS, LEAD, LEAD_NOW
from models.rules.kinds import ContactRole
from models.statements import run

IN_FORCE = "(:former OR :day BETWEEN coalesce({0}.valid_from, '-infinity') AND coalesce({0}.valid_to, 'infinity'))"
# Who is in office in a role on the day, of several the last who began.
IN_OFFICE = """(SELECT p.name FROM contact p WHERE p.department_id = d.id AND p.role = '{0}'
        AND :day BETWEEN coalesce(p.valid_from, '-infinity') AND coalesce(p.valid_to, 'infinity')
        ORDER BY p.valid_from DESC NULLS LAST, p.id LIMIT 1)"""
# `targets` counts those of the day's year that the department leads now. Of a robot's address only its presence.
DEPARTMENTS = f"""
WITH heir AS MATERIALIZED {HEIRS},
led AS (SELECT {LEAD_NOW} AS department, count(*) AS targets FROM target t JOIN {LEAD}
        LEFT JOIN heir h ON h.department_id = x.department_id
    WHERE t.jurisdiction_id = :jurisdiction AND t.year = extract(year FROM CAST(:day AS date)) GROUP BY 1)
SELECT d.code, d.name, d.short_name, d.management, d.is_agency, d.valid_from, d.valid_to, s.name AS successor,
    coalesce(o.email, '') AS email, coalesce(o.wecom_robot, '') <> '' AS robot,
    {IN_OFFICE.format("liaison")} AS liaison, {IN_OFFICE.format("head")} AS head, coalesce(l.targets, 0) AS targets
FROM department d LEFT JOIN heir h ON h.department_id = d.id LEFT JOIN department s ON s.id = h.heir
    LEFT JOIN office o ON o.department_id = d.id
    LEFT JOIN led l ON l.department = d.id
WHERE d.jurisdiction_id = :jurisdiction AND (:former OR h.heir IS NULL) AND {IN_FORCE.format("d")}
ORDER BY NOT d.is_agency, d.code COLLATE "C"
"""  # noqa: S608 - constants only
# Who represents a person, now, later and, with `former`, before: of each the days, name, mailbox and telephone.
REPRESENTED = """ARRAY(
        SELECT json_build_object('first_day', r.first_day, 'last_day', r.last_day, 'name', r.representative,
            'email', r.email, 'mobile', r.mobile, 'withdrawn_on', r.withdrawn_on)
        FROM representation r WHERE (r.department_id, r.person) = (p.department_id, p.name)
            AND (:former OR r.withdrawn_on IS NULL AND r.last_day >= :day) ORDER BY r.first_day, r.number)"""
CONTACTS = f"""
SELECT d.code AS department_code, d.name AS department, p.role, p.name, p.email, p.mobile, p.wecom_id,
    p.valid_from, p.valid_to, {REPRESENTED} AS represented
FROM contact p JOIN department d ON d.id = p.department_id
WHERE d.jurisdiction_id = :jurisdiction AND (CAST(:department AS text) IS NULL OR d.code = :department)
    AND (CAST(:role AS text) IS NULL OR p.role = :role) AND {IN_FORCE.format("p")}
ORDER BY d.code COLLATE "C", p.role, p.valid_from NULLS FIRST, p.id
"""  # noqa: S608 - constants only


def list_departments(session: Session, day: date, *, former: bool = False) -> list[dict[str, Any]]:
    """Return the departments in force on `day`, the agency first; with `former` also ended and merged ones."""
    rows = run(session, DEPARTMENTS, jurisdiction=home(session), day=day, former=former)
    return [dict(row) for row in rows.mappings()]


def list_contacts(
    session: Session, day: date, department: str | None = None, role: ContactRole | None = None, *, former: bool = False
) -> list[dict[str, Any]]:
    """Return the contacts in force on `day`, of a department's code and a role if given; with `former` all."""
    named = {"department": department, "role": role.value if role else None, "former": former}
    rows = run(session, CONTACTS, jurisdiction=home(session), day=day, **named)
    return [dict(row) for row in rows.mappings()]
