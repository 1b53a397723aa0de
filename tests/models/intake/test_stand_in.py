"""指定另一人: a decision holds for 1 to 30 days (1-8.2)."""

import pytest
from pydantic import ValidationError

from models.intake.stand_in import StandInNamed

GIVEN = {"first": "王文", "person": "李　明", "number": "黔目标办〔2027〕8号", "dated": "2027-01-18", "reason": "休假"}


def named(first: str, last: str) -> StandInNamed:
    return StandInNamed.model_validate(GIVEN | {"valid_from": first, "valid_to": last})


def test_thirty_days_are_the_most_and_a_name_has_one_spelling() -> None:
    assert named("2027-01-20", "2027-02-18").person == "李明"


@pytest.mark.parametrize(("first", "last"), [("2027-01-20", "2027-02-19"), ("2027-01-20", "2027-01-19")])
def test_more_days_and_none_are_refused(first: str, last: str) -> None:
    with pytest.raises(ValidationError, match="应为1至30天"):
        named(first, last)
