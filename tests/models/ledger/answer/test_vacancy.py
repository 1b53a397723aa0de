"""联络员空缺: which offices have a sheet to name a liaison, and for how long (6.1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.answer.matters import matter_named
from models.ledger.answer.vacancy import open_vacancies

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

FIRST = "SELECT id FROM department WHERE code = 'D001'"


def vacant(acting: Acting, offices: list[int] | None = None) -> list[str]:
    with begin() as session:
        return [row.key for row in open_vacancies(session, acting.day, offices)]


@pytest.fixture
def told(march: Acting) -> Acting:
    """D001 and D002 were told on 5 March that they have no liaison."""
    march.system.do("watch_liaisons")
    return march


def test_an_office_that_was_not_told_has_no_vacancy(march: Acting) -> None:
    assert vacant(march) == []


def test_each_office_that_was_told_has_one(told: Acting, sql: Sql) -> None:
    assert vacant(told) == ["liaison|2026-01|D001||0", "liaison|2026-01|D002||0"]
    assert vacant(told, [sql.value(FIRST)]) == ["liaison|2026-01|D001||0"]
    assert vacant(told, []) == []


def test_a_liaison_of_now_or_of_a_later_day_ends_it(told: Acting) -> None:
    for code, day in (("D001", "2026-03-05"), ("D002", "2026-05-01")):
        person = {"name": "张三", "email": "zhang@example.org", "valid_from": day}
        told.office(code).do("appoint_liaison", department=code, **person)
    assert vacant(told) == []


def test_a_new_vacancy_is_another_matter(told: Acting, sql: Sql) -> None:
    told.office("D001").do("appoint_liaison", department="D001", name="张三", email="zhang@example.org")
    sql.sealed("UPDATE contact SET valid_to = '2026-06-30' WHERE name = '张三'")
    later = told.on("2026-07-01")
    assert vacant(later) == ["liaison|2026-01|D001||0", "liaison|2026-01|D002||0"]
    later.system.do("watch_liaisons")
    assert vacant(later) == ["liaison|2026-07|D001||0", "liaison|2026-01|D002||0"]


def test_a_department_that_has_ended_has_no_vacancy(told: Acting) -> None:
    friday = told.on("2026-03-06")
    friday.do("merge_department", department="D002", successor="D001", effective_on="2026-03-06", basis="1号文")
    assert vacant(friday) == ["liaison|2026-01|D001||0"]


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("liaison|2026-01|D001||0", ("D001", "liaison", None)),
        ("liaison|2026-02|D001||0", None),
        ("liaison|2026-01|D009||0", None),
        ("monthly_check|2026-03|D001||0", ("D001", "monthly_check", 1)),
        ("monthly_check|2026-09|D001||0", None),
    ],
)
def test_a_matter_is_found_by_its_key(key: str, found: tuple[str, str, int | None] | None) -> None:
    with begin() as session:
        matter = matter_named(session, key)
    assert (matter and (matter.office, matter.kind, matter.id)) == found
