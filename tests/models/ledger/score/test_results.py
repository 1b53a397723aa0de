"""The results of a year as papers take them: from the trial, with places only where every total is known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.score.results import Appraised, appraised

if TYPE_CHECKING:
    from tests.conftest import Acting

DAY = date(2027, 1, 20)


def found() -> Appraised:
    with begin() as session:
        return appraised(session, 2026, DAY)


@pytest.mark.usefixtures("january")
def test_every_department_has_a_result_and_nothing_is_approved() -> None:
    year = found()
    assert [(each.code, each.total, each.place, each.grade) for each in year.results] == [
        ("D001", None, None, None),
        ("D002", None, None, None),
    ]
    assert all(each.lacks > 0 and len(each.lines) == 9 for each in year.results)
    assert (year.year, year.approved_on, year.counted) == (2026, None, "按台账今日的条目（考评截止日未设定）")


def test_the_day_up_to_which_entries_count_is_named(january: Acting) -> None:
    cut_off = {"value": "1月31日", "basis": "黔目标办〔2026〕5号", "valid_from": "2026-01-01"}
    january.do("set_policy", key="appraisal_cut_off", **cut_off)
    assert found().counted == "按台账今日的条目（考评截止日2027年1月31日未过）"


@pytest.mark.usefixtures("january")
def test_the_points_are_those_of_the_trial() -> None:
    functional = {each.code: each.lines[0].points for each in found().results}
    assert functional == {"D001": Decimal(50), "D002": Decimal(50)}
