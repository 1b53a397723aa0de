"""The components that are given: each has a line only where it has a result (1-6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.jurisdiction import home
from models.ledger.score.rated import rated_lines
from models.rules.score.component import RATED, Component, weights

if TYPE_CHECKING:
    from tests.conftest import Acting


def test_no_department_has_points_of_a_component_that_was_not_given(march: Acting) -> None:
    assert march.day.month == 3
    with begin() as session:
        found = rated_lines(session, home(session), 2026, weights(None))
    assert set(found) <= RATED
    assert {line.points for lines in found.values() for line in lines.values()} == {None}
    assert not found[Component.SECOND_LEVEL]
