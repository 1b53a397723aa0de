"""What the person of an account is on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.account.people import SignedIn, account_named, person_of
from models.ledger.acts import Role
from models.ledger.jurisdiction import home
from models.rules.kinds import Known
from tests.models.ledger.account.conftest import digest

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def person(day: date, account: int = 1) -> SignedIn | None:
    with begin() as session:
        return person_of(session, account, day)


def test_a_liaison_is_the_office_and_acts_as_himself(opened: Acting) -> None:
    found = person(opened.day)
    assert found
    [capacity] = found.capacities
    assert (capacity.code, capacity.role, capacity.title) == ("D002", Role.OFFICE, "第002厅 部门目标办")
    actor = found.actor(capacity)
    assert (actor.name, actor.known, actor.account) == ("第002厅 李明", Known.SIGNED, "网页账号1")


def test_a_contact_that_ended_is_nothing_the_same_day(opened: Acting, sql: Sql) -> None:
    sql("UPDATE contact SET valid_to = '2026-03-31' WHERE name = '李明'")
    assert person(opened.day)
    assert person(date(2026, 3, 31))
    assert person(date(2026, 4, 1)) is None


def test_an_ended_or_unknown_account_is_nothing(opened: Acting) -> None:
    opened.do("end_account", person="D002/李明", reason="调离")
    assert person(opened.day) is None
    assert person(opened.day, 99) is None


def test_who_works_for_the_agency_is_its_operator(staffed: Acting, sql: Sql) -> None:
    code = sql.value("SELECT code FROM department WHERE is_agency")
    staffed.take("contacts", {"部门编码": code, "角色": "联络员", "姓名": "王文", "邮箱": "w@example.org"})
    staffed.do("open_account", people=[f"{code}/王文"], code_digest=digest("A"))
    found = person(staffed.day)
    assert found
    assert [each.role for each in found.capacities] == [Role.AGENCY]
    actor = found.actor(found.capacities[0])
    assert (actor.known, actor.entered_by, actor.account) == (Known.OPERATOR, "王文", "网页账号1")


def test_a_reader_reads_until_his_day_and_is_nothing_else(staffed: Acting, sql: Sql) -> None:
    code = sql.value("SELECT code FROM department WHERE is_agency")
    reads = {"reads_until": "2026-06-30", "reads_why": "审计"}
    staffed.do("open_account", people=[f"{code}/郑平"], code_digest=digest("R"), **reads)
    found = person(date(2026, 6, 30))
    assert found
    assert (found.capacities, found.reads, found.actor(None).entered_by) == ((), True, "郑平")
    assert person(date(2026, 7, 1)) is None


@pytest.mark.parametrize("text", ["D002/李明", "第002厅/李明", "第002厅／李明", " 第002厅 / 李明 "])
def test_a_name_to_sign_in_with_is_a_department_and_a_person(opened: Acting, text: str) -> None:
    with begin() as session:
        assert account_named(session, home(session), text) == 1
        assert account_named(session, home(session), f"{text}明") is None
    assert opened.day.year == 2026
