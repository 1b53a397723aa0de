"""What an installation holds, made the sheets that a simulation imports: real names, invented people and addresses."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from deployments.simulation.invented_addresses import Disguise
from deployments.simulation.plan import Plan
from models.intake.calendar import CalendarRow, CarriedOver
from models.intake.complaints import Checked, Located, Origin, Row, RowT
from models.intake.contact import ContactRow
from models.intake.department import DepartmentRow
from models.intake.target import TargetRow
from models.ledger.acts import Act
from models.ledger.calendar.days import import_calendar, import_local_calendar
from models.ledger.registry.sheets import import_contacts, import_departments
from models.ledger.target.issuing import import_targets
from models.rules.kinds import ContactRole

SOURCE = Origin("本系统", "", 0, {})
AS_THEY_ARE = (
    "code",
    "name",
    "requirement",
    "category",
    "origin",
    "source_document",
    "key_project",
    "quantity",
    "unit",
    "parent_code",
)
Rows = Sequence[Any]  # result rows


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of an installation that concern a year: departments in it, the agency first, and targets of one year."""

    departments: Rows
    contacts: Rows
    targets: Rows
    national: Rows
    local: Rows

    @property
    def managed(self) -> Rows:
        """The departments without the agency."""
        return [row for row in self.departments if not row.is_agency]

    @property
    def led(self) -> Rows:
        """The targets that one of the departments leads."""
        codes = {row.code for row in self.managed}
        return [row for row in self.targets if codes.intersection(row.responsible[:1])]


def sheets_of(found: Found, plan: Plan) -> list[tuple[Act[Any], Checked[Any]]]:
    """The acts of the evening before with their rows: calendars first, targets last."""
    disguise = Disguise()
    there = {row.code for row in found.departments}
    contacts = [row for row in found.contacts if row.department in there]
    return [
        (import_calendar, _carried_over(found.national)),
        (import_local_calendar, _carried_over(found.local)),
        (import_departments, _checked(_department(row, disguise) for row in found.departments)),
        (import_contacts, _checked(_contacts(contacts, disguise))),
        (import_targets, _checked(_target(row, there, plan) for row in found.led)),
    ]


def _checked(rows: Iterable[RowT]) -> Checked[RowT]:
    located = tuple(Located(row, Row(SOURCE, number, {})) for number, row in enumerate(rows, 1))
    return Checked(SOURCE.file, located, ())


def _carried_over(days: Rows) -> CarriedOver:
    checked = _checked(CalendarRow.model_validate(dict(day)) for day in days)
    return CarriedOver(checked.file, checked.rows, ())


def _department(row: Any, disguise: Disguise) -> DepartmentRow:  # noqa: ANN401 - a result row
    return DepartmentRow(
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        management=row.management,
        office_email=disguise.mailbox(row.email),
        wecom_robot=disguise.robot(row.wecom_robot),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _contacts(rows: Rows, disguise: Disguise) -> Iterable[ContactRow]:
    """Everybody by role and number: two who hold one role at a time stay two."""
    numbers = Counter[tuple[str, str]]()
    for row in rows:
        numbers[row.department, row.role] += 1
        yield ContactRow(
            department=row.department,
            role=row.role,
            name=f"{ContactRole(row.role).label}{numbers[row.department, row.role]}",
            email=disguise.mailbox(row.email),
            wecom_id=disguise.person(row.wecom_id),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )


def _target(row: Any, there: set[str], plan: Plan) -> TargetRow:  # noqa: ANN401 - a result row
    lead, *others = row.responsible
    return TargetRow(
        **{name: getattr(row, name) for name in AS_THEY_ARE},
        year=plan.year,
        deadline=row.deadline and _in_later_year(row.deadline, plan.year - row.year),
        lead=lead,
        cooperating=tuple(code for code in others if code in there),
        issued_on=plan.issued_on,
    )


def _in_later_year(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes the 28th."""
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year + years, day=last)
