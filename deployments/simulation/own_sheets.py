"""Turns the rows of an installation into sheets for a simulation: real names, invented people and addresses."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import BaseModel

from deployments.simulation.plan import Plan
from models.intake.calendar import CalendarRow, CarriedOver
from models.intake.complaints import Checked, Located, Row, RowsOrigin, RowT
from models.intake.contact import ContactRow
from models.intake.department import DepartmentRow
from models.intake.target import RecordedTargets, TargetRow
from models.ledger.acts import Act
from models.ledger.calendar.days import import_calendar, import_local_calendar
from models.ledger.registry.contacts import import_contacts
from models.ledger.registry.sheets import import_departments
from models.ledger.target.issuing import import_targets
from models.rules.kinds import ContactRole

DOMAIN = "simulated.test"


@dataclass(frozen=True, slots=True)
class InventedAddresses:
    """Replaces each real address by a numbered one, in the order of first lookup."""

    _known: dict[tuple[str, str], int] = field(default_factory=dict)

    def mailbox(self, real: str) -> str:
        """Returns an invented mailbox, or an empty string if there is no real one."""
        return f"{self._number('mailbox', real):04d}@{DOMAIN}" if real else ""

    def robot(self, real: str) -> str:
        """Returns an invented WeCom robot, even if the URL names another service; empty string if there is no robot."""
        return f"robot-{self._number('robot', real):04d}" if real else ""

    def person(self, real: str) -> str:
        """Returns an invented WeCom account, or an empty string if there is no real one."""
        return f"user-{self._number('person', real):04d}" if real else ""

    def _number(self, kind: str, real: str) -> int:
        return self._known.setdefault((kind, real), len(self._known) + 1)


SOURCE = RowsOrigin("本系统", "", 0, {})
Rows = Sequence[Any]  # result rows


@dataclass(frozen=True, slots=True)
class OwnRows:
    """The rows of an installation for one year: registered departments, the agency first, and targets of one year."""

    departments: Rows
    contacts: Rows
    targets: Rows
    national: Rows
    local: Rows

    @property
    def managed(self) -> Rows:
        """Returns the departments without the agency."""
        return [row for row in self.departments if not row.is_agency]

    @property
    def led(self) -> Rows:
        """Returns the targets that one of the departments leads."""
        codes = {row.code for row in self.managed}
        return [row for row in self.targets if codes.intersection(row.responsible[:1])]


def sheets_of(rows: OwnRows, plan: Plan) -> list[tuple[Act[Any], Checked[Any]]]:
    """Returns the acts of the evening before with their rows: calendars first, targets last."""
    addresses = InventedAddresses()
    registered = {row.code for row in rows.departments}
    contacts = [row for row in rows.contacts if row.department in registered]
    return [
        (import_calendar, _calendar_sheet(rows.national)),
        (import_local_calendar, _calendar_sheet(rows.local)),
        (import_departments, _as_sheet(_department_row(row, addresses) for row in rows.departments)),
        (import_contacts, _as_sheet(_invent_contacts(contacts, addresses))),
        (import_targets, _target_sheet(_target_row(row, registered, plan) for row in rows.led)),
    ]


def _as_sheet(rows: Iterable[RowT]) -> Checked[RowT]:
    located = tuple(Located(row, Row(SOURCE, number, {})) for number, row in enumerate(rows, 1))
    return Checked(SOURCE.file, located, ())


def _target_sheet(rows: Iterable[TargetRow]) -> RecordedTargets:
    checked = _as_sheet(rows)
    return RecordedTargets(checked.file, checked.rows, ())


def _calendar_sheet(days: Rows) -> CarriedOver:
    checked = _as_sheet(CalendarRow.model_validate(dict(day)) for day in days)
    return CarriedOver(checked.file, checked.rows, ())


def _department_row(row: Any, addresses: InventedAddresses) -> DepartmentRow:  # noqa: ANN401 - a result row
    invented = {"office_email": addresses.mailbox(row.email), "wecom_robot": addresses.robot(row.wecom_robot)}
    return DepartmentRow(**_fields_of(row, DepartmentRow) | invented)


def _fields_of(row: Any, form: type[BaseModel]) -> dict[str, Any]:  # noqa: ANN401 - a result row
    """Returns what a row holds under the names of the fields of a sheet."""
    return {name: getattr(row, name) for name in form.model_fields if hasattr(row, name)}


def _invent_contacts(rows: Rows, addresses: InventedAddresses) -> Iterable[ContactRow]:
    """Name each person by role and number: two people who hold one role in turn or together stay two rows."""
    numbers = Counter[tuple[str, str]]()
    for row in rows:
        numbers[row.department, row.role] += 1
        name = f"{ContactRole(row.role).label}{numbers[row.department, row.role]}"
        invented = {"name": name, "email": addresses.mailbox(row.email), "wecom_id": addresses.person(row.wecom_id)}
        yield ContactRow(**_fields_of(row, ContactRow) | invented)


def _target_row(row: Any, registered: set[str], plan: Plan) -> TargetRow:  # noqa: ANN401 - a result row
    lead, *others = row.responsible
    own = {
        "year": plan.year,
        "deadline": row.deadline and _shift_years(row.deadline, plan.year - row.year),
        "lead": lead,
        "cooperating": tuple(code for code in others if code in registered),
        "issued_on": plan.issued_on,
    }
    return TargetRow(**_fields_of(row, TargetRow) | own)


def _shift_years(day: date, years: int) -> date:
    """Returns the same day that many years later; 29 February becomes 28 February."""
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year + years, day=last)
