"""Reads the departments, people, targets and calendars of an installation as the start of a simulated year."""

from collections import Counter
from collections.abc import Iterator
from functools import partial

from sqlmodel import Session

from deployments.simulation.own_sheets import OwnRows, sheets_of
from deployments.simulation.plan import Plan, Roster, check_calendar
from models.ledger.jurisdiction import calendar_of, home
from models.ledger.perform import NATION
from models.rules.chinese_dates import in_full
from models.rules.errors import Refused
from models.rules.several import first_of
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


def own_plan(session: Session, year: int, seed: int) -> Plan:
    """Returns the plan of a year with the data of the bound installation, which is only read.

    The targets are those of the year, or, if it has none yet, those of the newest year that has some. Departments not
    registered in the year are left out, and so are targets without a lead department then. Raises Refused if the
    calendar does not cover the year, or if there are no departments or no targets.
    """
    check_calendar(Plan(year), calendar_of(session, home(session)))
    roster = _read(session, Plan(year))
    return Plan(year, len(roster.leads), seed=seed, roster=roster)


def _read(session: Session, plan: Plan) -> Roster:
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
    return Roster(name, sheets_of(rows, plan), _leads(rows, plan), summary)


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


MOST_NAMED = 3
_join_names = partial(first_of, most=MOST_NAMED, counted="个")
ONLY_ASSUMED = (
    "办理早晚、退回、列入负面清单和整改均按种子假设，不代表任何部门的实际情况。"
    "邮箱、机器人和人员已全部替换，不向任何人发送消息。"
)


def remarks_on(rows: OwnRows, plan: Plan) -> list[str]:
    """Returns the list of remarks, one sentence each, the assumptions first."""
    return [*_assumptions(rows, plan), *_skipped_targets(rows, plan), *_partial_year(rows, plan), *_missing_data(rows)]


def _assumptions(rows: OwnRows, plan: Plan) -> Iterator[str]:
    year_held = rows.targets[0].year
    yield (
        f"按本系统现有数据推演：{len(rows.managed)}个部门，{len(rows.led)}项目标，"
        f"目标均按{in_full(plan.issued_on)}下达。"
    )
    if year_held != plan.year:
        yield f"{plan.year}年目标尚未导入，以{year_held}年目标代替。"
    yield ONLY_ASSUMED


def _skipped_targets(rows: OwnRows, plan: Plan) -> Iterator[str]:
    led = {row.code for row in rows.led}
    if lost := [row.code for row in rows.targets if row.code not in led]:
        yield f"{len(lost)}项目标在{plan.year}年没有在册的责任部门，未列入：{_join_names(lost)}。请办理目标划转。"


def _partial_year(rows: OwnRows, plan: Plan) -> Iterator[str]:
    leading = Counter(row.responsible[0] for row in rows.led)
    for row in rows.managed:
        if row.valid_from and row.valid_from > plan.go_live:
            yield f"{row.name}自{in_full(row.valid_from)}起在册，此前不开启事项。"
        if row.valid_to and row.valid_to < plan.closing_day:
            left = f"，其牵头的{leading[row.code]}项目标此后无人填报，请办理划转或合并" if leading[row.code] else ""
            yield f"{row.name}{in_full(row.valid_to)}终止{left}。"


def _missing_data(rows: OwnRows) -> Iterator[str]:
    leading = {row.responsible[0] for row in rows.led}
    if idle := [row.name for row in rows.managed if row.code not in leading]:
        yield f"没有牵头目标、不开启月度检查、季度自查和年终检查的部门：{_join_names(idle)}。"
    if mute := [row.name for row in rows.managed if not (row.email or row.wecom_robot)]:
        yield f"没有目标办邮箱和企业微信机器人、收不到通知的部门：{_join_names(mute)}。"
