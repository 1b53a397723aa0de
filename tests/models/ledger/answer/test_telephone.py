"""Of the agency's people the one to phone is a current contact with a number."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.answer.telephone import contact_of
from models.ledger.jurisdiction import home

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

PERSON = """
INSERT INTO contact (department_id, role, name, email, mobile, wecom_id, valid_from, valid_to)
SELECT id, 'liaison', :name, '', :mobile, '', :since, :until FROM department WHERE is_agency
"""


def phoned(day: str) -> str:
    with begin() as session:
        return contact_of(session, home(session), date.fromisoformat(day))


def test_without_a_number_there_is_no_person_to_phone(shared: Acting, sql: Sql) -> None:
    del shared
    sql(PERSON, name="张三", mobile="", since=None, until=None)
    assert phoned("2026-03-05") == ""


@pytest.mark.parametrize(
    ("day", "person"),
    [("2026-02-28", ""), ("2026-03-01", "张三，13900000001"), ("2026-06-30", "张三，13900000001"), ("2026-07-01", "")],
)
def test_the_person_is_in_office_on_that_day(day: str, person: str, shared: Acting, sql: Sql) -> None:
    del shared
    sql(PERSON, name="张三", mobile="13900000001", since="2026-03-01", until="2026-06-30")
    assert phoned(day) == person


def test_of_two_the_one_who_came_later_is_phoned(shared: Acting, sql: Sql) -> None:
    del shared
    sql(PERSON, name="张三", mobile="13900000001", since="2026-01-01", until=None)
    sql(PERSON, name="李四", mobile="13900000002", since="2026-02-01", until=None)
    assert phoned("2026-03-05") == "李四，13900000002"
