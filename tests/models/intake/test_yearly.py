"""The input of what a department is given for a year: which years there are."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from models.intake.yearly import FIRST, LAST, OfDepartmentYear


@pytest.mark.parametrize("year", [FIRST, 2026, LAST])
def test_a_year_of_four_digits_is_taken(year: int) -> None:
    assert OfDepartmentYear(department="D001", year=year).year == year


@pytest.mark.parametrize("year", [FIRST - 1, LAST + 1, 26])
def test_another_number_is_refused(year: int) -> None:
    with pytest.raises(ValidationError):
        OfDepartmentYear(department="D001", year=year)
