"""考评截止日 of a year: by the setting of its 31 December (1-8, A53)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.score.cut_off import cut_off_day

if TYPE_CHECKING:
    from tests.conftest import Acting


def cut_off(year: int = 2026) -> date | None:
    with begin() as session:
        return cut_off_day(session, year)


@pytest.mark.parametrize(("since", "found"), [("2026-12-31", date(2027, 2, 28)), ("2027-01-01", None)])
def test_what_holds_on_31_december_is_that_of_the_year(january: Acting, since: str, found: date | None) -> None:
    assert cut_off() is None
    january.do("set_policy", key="appraisal_cut_off", value="2月28日", basis="5号", valid_from=since)
    assert cut_off() == found
    assert cut_off(2027) == date(2028, 2, 28)


def test_what_is_taken_back_is_unset(january: Acting) -> None:
    for value, since in (("2月28日", "2026-01-01"), ("未设定", "2026-12-31")):
        january.do("set_policy", key="appraisal_cut_off", value=value, basis="5号", valid_from=since)
    assert cut_off() is None
