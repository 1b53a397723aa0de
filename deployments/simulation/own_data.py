"""Reads the departments, people, targets and calendars of an installation as the start of a simulated year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from deployments.simulation.own_sheets import OwnRows, sheets_of
from deployments.simulation.plan import Plan, check_calendar
from deployments.simulation.remarks import remarks_on
from models.intake.complaints import Checked
from models.ledger.acts import Act
from models.ledger.calendars import calendar_of
from models.ledger.jurisdiction import home
from models.ledger.perform import NATION
from models.rules.errors import Refused
from models.statements import run

PLACE = "SELECT name FROM jurisdiction WHERE id = :place"
DEPARTMENTS = """
SELECT d.code, d.name, d.short_name, d.management, d.is_agency, d.valid_from, d.valid_to,
    coalesce(f.email, '') AS email, coalesce(f.wecom_robot, '') AS wecom_robot
FROM department d LEFT JOIN office f ON f.department_id = d.id
WHERE d.jurisdiction_id = :place
    AND (d.is_agency OR (coalesce(d.valid_from, :first) <= :last AND coalesce(d.valid_to, :first) >= :first))
ORDER BY NOT d.is_agency, d.code COLLATE "C"
"""
CONTACTS = """
SELECT d.code AS department, c.role, c.email, c.wecom_id, c.valid_from, c.valid_to
FROM contact c JOIN department d ON d.id = c.department_id
WHERE d.jurisdiction_id = :place AND coalesce(c.valid_to, :first) >= :first
ORDER BY d.code COLLATE "C", c.role, c.name COLLATE "C", c.valid_from, c.id
"""
TARGETS = """
SELECT t.code, t.year, t.name, t.requirement, t.category, t.handling, t.item, t.origin, t.management,
    t.source_document, t.key_project, t.quantity, t.unit, t.deadline,
    CASE WHEN t.parent_code ~ '^20\\d\\d/' THEN '' ELSE t.parent_code END AS parent_code, t.parent_name, t.parent_unit,
    t.addable,
    ARRAY(SELECT d.code FROM target_department x
        JOIN department d ON d.id = x.department_id WHERE x.target_id = t.id ORDER BY x.position) AS responsible
FROM target t WHERE t.jurisdiction_id = :place AND t.year = (
    SELECT coalesce(max(y.year) FILTER (WHERE y.year = :year), max(y.year)) FROM target y
    WHERE y.jurisdiction_id = :place)
ORDER BY t.code COLLATE "C"
"""
DAYS = """
SELECT date, kind, name, notice_title, notice_number, notice_date FROM calendar_day
WHERE jurisdiction_id = :layer ORDER BY date
"""


@dataclass(frozen=True, slots=True)
class OwnRoster:
    """A `Roster` read from an installation: real names, invented addresses."""

    place: str
    sheets: Sequence[tuple[Act[Any], Checked[Any]]]
    leads: Mapping[str, Sequence[str]]
    summary: Mapping[str, Any]


def own_plan(session: Session, year: int, seed: int) -> Plan:
    """Returns the plan of a year with the data of the bound installation, which is only read.

    The targets are those of the year, or, if it has none yet, those of the newest year that has some. Departments not
    registered in the year are left out, and so are targets without a lead department then. Raises Refused if the
    calendar does not cover the year, or if there are no departments or no targets.
    """
    check_calendar(Plan(year), calendar_of(session, home(session)))
    roster = _read(session, Plan(year))
    return Plan(year, len(roster.leads), seed=seed, roster=roster)


def _read(session: Session, plan: Plan) -> OwnRoster:
    place = home(session)
    rows = _query_rows(session, place, plan)
    _require_rows(rows, plan)
    name = str(run(session, PLACE, place=place).scalar_one())
    summary = {
        "own_data": True,
        "jurisdiction": name,
        "departments": len(rows.managed),
        "targets_in_all": len(rows.led),
        "targets_of": rows.targets[0].year,
        "remarks": remarks_on(rows, plan),
    }
    return OwnRoster(name, sheets_of(rows, plan), _leads(rows, plan), summary)


def _query_rows(session: Session, place: int, plan: Plan) -> OwnRows:
    year = {"first": plan.go_live, "last": plan.go_live.replace(month=12, day=31)}
    return OwnRows(
        departments=run(session, DEPARTMENTS, place=place, **year).all(),
        contacts=run(session, CONTACTS, place=place, first=plan.go_live).all(),
        targets=run(session, TARGETS, place=place, year=plan.year).all(),
        national=run(session, DAYS, layer=NATION).mappings().all(),
        local=run(session, DAYS, layer=place).mappings().all(),
    )


def _require_rows(rows: OwnRows, plan: Plan) -> None:
    year = f"{plan.year}年"
    if not rows.managed:
        raise Refused(f"本系统没有{year}在册的部门，无法推演。请先导入：mubiao import departments 文件。")
    if not rows.targets:
        raise Refused("本系统还没有目标，无法推演。请先导入：mubiao import targets 文件。")
    if not rows.led:
        year_held = rows.targets[0].year
        raise Refused(
            f"{year_held}年目标的责任部门在{year}都已不在册，无法推演。请先办理目标划转，或导入{year}的目标。"
        )


def _leads(rows: OwnRows, plan: Plan) -> dict[str, list[str]]:
    """Returns the targets led by each department that is registered all year, by department code in order."""
    codes = [
        row.code
        for row in rows.managed
        if (row.valid_from or plan.go_live) <= plan.go_live and (row.valid_to or plan.last_day) >= plan.last_day
    ]
    return {code: [target.code for target in rows.led if target.responsible[0] == code] for code in codes}
