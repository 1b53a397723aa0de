"""The sheets of a year with own data: real names of departments and targets, invented people and addresses."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from deployments.simulation.own_sheets import InventedAddresses, OwnRows, sheets_of
from deployments.simulation.plan import Plan
from models.intake.calendar import CarriedOver
from models.intake.target import RecordedTargets
from models.ledger.acts import ACTS
from models.rules.kinds import Category, DayKind, Handling, Management, ManagementMode, PartyItem
from models.rules.target.kinds import KINDS

PLAN = Plan(2027)
HOLIDAY = {
    "date": date(2027, 8, 9),
    "kind": "holiday",
    "name": "州庆",
    "notice_title": "关于州庆放假的通知",
    "notice_number": "黔南府办〔2026〕1号",
    "notice_date": date(2026, 10, 1),
}


def department(code: str, **more: Any) -> SimpleNamespace:
    usual = {"short_name": "", "management": None, "is_agency": False, "valid_from": None, "valid_to": None}
    return SimpleNamespace(**{"name": f"{code}局", "email": "", "wecom_robot": "", **usual, "code": code, **more})


def contact(code: str, **more: Any) -> SimpleNamespace:
    usual = {"role": "liaison", "email": "", "wecom_id": "", "valid_from": None, "valid_to": None}
    return SimpleNamespace(department=code, **{**usual, **more})


def target(code: str, *responsible: str, **more: Any) -> SimpleNamespace:
    texts = dict.fromkeys(("requirement", "source_document", "unit", "parent_code", "parent_name", "parent_unit"), "")
    usual = {
        "name": code,
        "year": 2026,
        "key_project": False,
        "quantity": None,
        "addable": None,
        **dict.fromkeys(KINDS),
    }
    return SimpleNamespace(code=code, responsible=list(responsible), deadline=None, **{**texts, **usual, **more})


@pytest.fixture
def found() -> OwnRows:
    jt = department("JT", management="direct", email="jt@example.gov.cn", wecom_robot="json://hook.example.com/k")
    return OwnRows(
        departments=[
            department("AGENCY", name="管理机构", is_agency=True),
            jt,
            department("WS", valid_to=date(2027, 6, 30)),
        ],
        contacts=[contact("JT", email="zhang@example.gov.cn", wecom_id="zhang"), contact("JT"), contact("GONE")],
        targets=[target("T1", "JT", "GONE", "WS"), target("T2", "GONE", "JT"), target("T3")],
        national=[],
        local=[HOLIDAY],
    )


def rows(found: OwnRows, act: str) -> list[Any]:
    return [located.row for located in dict(sheets_of(found, PLAN))[ACTS[act]].rows]


def test_departments_keep_names_kind_and_validity_but_no_address(found: OwnRows) -> None:
    _, jt, ws = rows(found, "import_departments")
    assert (jt.code, jt.name, jt.management, ws.valid_to) == ("JT", "JT局", Management.DIRECT, date(2027, 6, 30))
    assert (jt.office_email, jt.wecom_robot, ws.office_email) == ("0001@simulated.test", "robot-0002", "")


def test_people_of_registered_departments_keep_only_their_role(found: OwnRows) -> None:
    first, second = rows(found, "import_contacts")
    assert [(row.department, row.role.label, row.name) for row in (first, second)] == [
        ("JT", "联络员", "联络员1"),
        ("JT", "联络员", "联络员2"),
    ]
    assert (first.email, first.wecom_id, second.email) == ("0003@simulated.test", "user-0004", "")


def test_targets_are_issued_for_the_year_to_registered_departments(found: OwnRows) -> None:
    (only,) = rows(found, "import_targets")
    assert (only.code, only.year, only.issued_on) == ("T1", 2027, date(2026, 12, 31))
    assert (only.lead, only.cooperating) == ("JT", ("WS",))


def test_the_kinds_of_a_target_are_carried_over(found: OwnRows) -> None:
    kinds = {
        "category": Category.BUILDING,
        "handling": Handling.DAILY,
        "item": PartyItem.VILLAGE,
        "origin": None,
        "management": ManagementMode.DYNAMIC,
    }
    found.targets[0].__dict__.update({name: kind and kind.value for name, kind in kinds.items()})
    (only,) = rows(found, "import_targets")
    assert {name: getattr(only, name) for name in kinds} == kinds


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, None),
        (date(2026, 11, 30), date(2027, 11, 30)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
    ],
)
def test_a_limit_moves_with_the_year(found: OwnRows, before: date | None, after: date | None) -> None:
    found.targets[0].deadline = before
    (only,) = rows(found, "import_targets")
    assert only.deadline == after


def test_targets_are_taken_as_they_are_recorded(found: OwnRows) -> None:
    sheets = {act.name: sheet for act, sheet in sheets_of(found, PLAN)}
    assert isinstance(sheets["import_targets"], RecordedTargets)


def test_days_of_both_calendars_are_carried_over_unchanged(found: OwnRows) -> None:
    sheets = {act.name: sheet for act, sheet in sheets_of(found, PLAN)}
    local = sheets["import_local_calendar"]
    assert isinstance(local, CarriedOver)
    assert [(located.row.date, located.row.kind) for located in local.rows] == [(date(2027, 8, 9), DayKind.HOLIDAY)]
    assert sheets["import_calendar"].rows == ()


def test_calendars_come_first_and_targets_last(found: OwnRows) -> None:
    acts = [act.name for act, _ in sheets_of(found, PLAN)]
    assert acts == [f"import_{what}" for what in ("calendar", "local_calendar", "departments", "contacts", "targets")]


def test_equal_addresses_stay_equal_and_others_differ() -> None:
    addresses = InventedAddresses()
    shown = [addresses.mailbox(real) for real in ("a@example.gov.cn", "b@example.gov.cn", "a@example.gov.cn")]
    assert shown == ["0001@simulated.test", "0002@simulated.test", "0001@simulated.test"]


def test_a_mailbox_a_robot_and_a_person_get_different_numbers() -> None:
    addresses = InventedAddresses()
    assert (addresses.mailbox("x"), addresses.robot("x"), addresses.person("x")) == (
        "0001@simulated.test",
        "robot-0002",
        "user-0003",
    )


def test_the_url_of_another_service_becomes_an_invented_robot() -> None:
    assert InventedAddresses().robot("json://hook.example.com/key") == "robot-0001"


def test_no_address_is_invented_if_there_is_no_real_one() -> None:
    addresses = InventedAddresses()
    assert (addresses.mailbox(""), addresses.robot(""), addresses.person("")) == ("", "", "")
