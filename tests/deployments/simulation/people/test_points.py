"""Each planted error in the points of a department is reported (A11)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.people.points import POLICIES, check_points, policies
from models.database import begin
from models.rules.appraisal_settings import OF_APPRAISAL
from models.rules.negative_list import LIMIT_EXTENSIONS
from models.rules.owed_plan import PLAN_DAYS, YEAR_END_PLAN_DAY
from models.rules.policy import FOUR_EYES, ITEM_WEIGHTS, LETTERHEAD, PACE_YELLOW, POVERTY_LEAST, SETTINGS, SOURCE_SERIES
from models.rules.sampling import DRAW_SPECIAL
from models.rules.year_end import UNVISITED_SHARE

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Sql
    from tests.deployments.simulation.conftest import Plant

WRONG = {
    "above zero": (
        """UPDATE policy SET value = '{"policy": "partial", "share": "2"}' WHERE key = 'restoring'""",
        "D002：记分为1，应已计算，且不大于0。",
    ),
    "not computed": ("DELETE FROM policy WHERE key = 'restoring'", "D002：记分为None，应已计算，且不大于0。"),
    "not what its entries come to": (
        """UPDATE policy SET value = '{"ordinary": ["-3"]}' WHERE key = 'negative_points'""",
        "D002：记分为-1.5，按各条目应为-0.5。",
    ),
}


# Without a value the clause itself says how many 脱贫攻坚目标 a list has, and which series of documents there are;
# papers have the layout of the standard.
UNSET_IN_THE_YEAR = {POVERTY_LEAST.key, SOURCE_SERIES.key, ITEM_WEIGHTS.key, PACE_YELLOW.key, LETTERHEAD.key}
UNSET_IN_THE_YEAR |= {DRAW_SPECIAL.key, FOUR_EYES.key, LIMIT_EXTENSIONS.key, PLAN_DAYS.key, YEAR_END_PLAN_DAY.key}
UNSET_IN_THE_YEAR |= {UNVISITED_SHARE.key}
UNSET_IN_THE_YEAR |= {setting.key for setting in OF_APPRAISAL}


def violations(seen: int = 0) -> list[str]:
    with begin() as session:
        return list(check_points(session, 2025, seen))


@pytest.fixture
def mended(year: Year, plant: Plant) -> Year:
    """D002-04 is the only entry, and was made good."""
    plant("UPDATE negative_entry SET state = 'made_good'")
    return year


def test_every_policy_of_the_agency_is_set_for_the_year() -> None:
    steps = list(policies(date(2025, 1, 1)))
    assert (
        [step.data["key"] for step in steps]
        == list(POLICIES)
        == [key for key in SETTINGS if key not in UNSET_IN_THE_YEAR]
    )
    assert {step.data["valid_from"] for step in steps} == {date(2025, 1, 1)}


@pytest.mark.usefixtures("year")
def test_a_sound_year_has_no_violations(sql: Sql) -> None:
    assert violations() == []
    assert sql.value("SELECT count(*) FROM negative_entry") == 1


@pytest.mark.usefixtures("mended")
@pytest.mark.parametrize("wrong", WRONG)
def test_a_planted_error_is_reported(plant: Plant, wrong: str) -> None:
    assert violations() == []
    statement, violation = WRONG[wrong]
    plant(statement)
    assert violations() == [violation]


@pytest.mark.usefixtures("mended")
def test_points_are_checked_when_something_of_them_has_changed(plant: Plant, sql: Sql) -> None:
    plant(WRONG["not computed"][0])
    newest = int(sql.value("SELECT max(id) FROM transition"))
    assert violations(newest) == []
    plant("MOVE VALUES (1, 'policy', 1, 'restoring|1', '', '', '', '', '{}')")
    assert violations(newest) == [WRONG["not computed"][1]]


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize(("points", "shown"), [("NULL", "None"), ("1", "1")])
def test_a_frozen_line_without_points_or_with_positive_points_is_reported(
    plant: Plant, points: str, shown: str
) -> None:
    plant(
        """INSERT INTO negative_list (id, jurisdiction_id, period, number, frozen_on)
        VALUES (9, 2, '2025Q1', 9, '2025-04-02')"""
    )
    plant(
        f"""INSERT INTO negative_list_line (list_id, position, entry_id, department_id, department, target_code, target,
            occurrence, finding, found_on, listed_on, state, points)
        SELECT 9, 1, id, department_id, '', '', '', 1, '', found_on, listed_on, state, {points} FROM negative_entry"""  # noqa: S608 - constants only
    )
    assert violations() == [f"2025Q1负面清单第1项：记分为{shown}，应已计算，且不大于0。"]
