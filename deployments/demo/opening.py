"""The opening of the demonstration: the installation with departments, contacts and targets."""

from dataclasses import replace
from datetime import date, datetime
from datetime import time as hour
from typing import Any

from deployments.demo.world import DATA
from models.database import begin
from models.intake.contact import read_contacts
from models.intake.department import read_departments
from models.intake.source import SignedPaper
from models.intake.target import read_targets
from models.ledger.acts import OPERATOR, Act
from models.ledger.jurisdiction import calendar_of, home
from models.ledger.perform import perform
from models.ledger.registry.contacts import import_contacts
from models.ledger.registry.installation import initialize
from models.ledger.registry.sheets import import_departments
from models.ledger.target.issuing import import_targets
from models.rules.rehearsal import ANYWHERE
from models.rules.workdays import SHANGHAI, WorkCalendar
from tasks.clock import business_day, set_virtual_instant

FIRST_DAY, OFFICE = date(2026, 2, 27), hour(10, 30)
FOUNDING = {"name": "贵州省", "go_live": date(2026, 1, 1), "rehearsal": True, "send_to": [ANYWHERE]}


def open_demo() -> WorkCalendar:
    """Create the installation and import departments, contacts and targets. Returns its calendar."""
    set_virtual_instant(datetime.combine(FIRST_DAY, OFFICE, SHANGHAI))
    perform_as_operator(initialize, FOUNDING)
    perform_as_operator(import_departments, read_departments(DATA / "departments.csv"))
    perform_as_operator(import_contacts, read_contacts(DATA / "contacts.csv"))
    perform_as_operator(import_targets, read_targets(DATA / "targets.csv"))
    with begin() as session:
        return calendar_of(session, home(session))


def perform_as_operator(act: Act[Any], data: Any, paper: SignedPaper | None = None) -> None:  # noqa: ANN401 - an act's input
    """Perform an act of the agency, with the signed paper if it asks for one."""
    with begin() as session:
        perform(session, act, data, business_day(), replace(OPERATOR, paper=paper))
