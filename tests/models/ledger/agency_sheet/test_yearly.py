"""The rows of a yearly noun in a sheet: its first columns, and each department of this year and the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.database import begin
from models.intake.second_level import SecondLevelGiven
from models.ledger.agency_sheet.yearly import list_given, of_department
from models.ledger.jurisdiction import home
from models.ledger.score.second_level import SECOND_LEVEL

if TYPE_CHECKING:
    from tests.conftest import Acting


def test_the_first_columns_name_the_department_and_the_year() -> None:
    columns = of_department(SecondLevelGiven)
    assert [(each.title, each.key) for each in columns] == [("部门名称", False), ("部门编码", True), ("年度", True)]


def test_every_department_is_a_row_of_two_years_and_that_of_the_appraised_one_is_owed(march: Acting) -> None:
    with begin() as session:
        rows = list(list_given(SECOND_LEVEL, session, home(session), march.day.replace(year=2027, month=7)))
    assert [(each.key, each.owed) for each in rows] == [
        ("2026/D001", False),
        ("2026/D002", False),
        ("2027/D001", True),
        ("2027/D002", True),
    ]
    assert rows[0].name == "“第001厅”2026年的二级考评"
