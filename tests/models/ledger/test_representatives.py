"""受托人: for which contacts of a department a person stands on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.representatives import represented_by

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

TERMS = (("李明", "王芳"), ("赵强", "李明"), ("王芳", "丁 一"))


@pytest.fixture
def represented(march: Acting) -> Acting:
    """From 6 to 10 March 王芳 stands for the liaison 李明, he for the head 赵强, and 丁一 for her."""
    roles = (("联络员", "李明"), ("目标办主任", "李明"), ("主要领导", "赵强"))
    march.take("contacts", *({"部门编码": "D001", "角色": role, "姓名": name} for role, name in roles))
    days = {"first_day": "2026-03-06", "last_day": "2026-03-10", "department": "D001", "email": "x@example.org"}
    for person, representative in TERMS:
        march.do("appoint_representative", person=person, representative=representative, **days)
    return march


@pytest.mark.usefixtures("represented")
@pytest.mark.parametrize(
    ("name", "day", "found"),
    [
        ("丁一", "2026-03-06", ["office_director 丁一（代李明）", "liaison 丁一（代李明）", "head 丁一（代赵强）"]),
        ("王芳", "2026-03-10", ["office_director 王芳（代李明）", "liaison 王芳（代李明）", "head 王芳（代赵强）"]),
        ("李　明", "2026-03-10", ["head 李明（代赵强）"]),
        ("赵强", "2026-03-10", []),
        ("丁一", "2026-03-05", []),
        ("丁一", "2026-03-11", []),
    ],
)
def test_a_person_stands_for_each_contact_of_the_chain(name: str, day: str, found: list[str], sql: Sql) -> None:
    number = sql.value("SELECT id FROM department WHERE code = 'D001'")
    with begin() as session:
        rows = represented_by(session, number, name, date.fromisoformat(day))
    assert [f"{row.role} {row.name}" for row in rows] == found
