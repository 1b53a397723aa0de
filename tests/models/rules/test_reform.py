"""机构改革: the valid dates of a merger, a transfer and a new name."""

from __future__ import annotations

from datetime import date

import pytest

from models.rules.errors import Refused
from models.rules.reform import Existence, check_day, check_ends, check_exists, check_takes_over, last_day

DAY = date(2018, 11, 20)
BEFORE, AFTER = date(2018, 11, 19), date(2018, 11, 21)


@pytest.mark.parametrize(("valid_from", "valid_to"), [(None, None), (DAY, DAY), (BEFORE, AFTER)])
def test_a_department_exists_from_its_first_to_its_last_day(valid_from: date | None, valid_to: date | None) -> None:
    standing = Existence("省林业厅", valid_from, valid_to)
    assert standing.on(DAY)
    check_exists(standing, DAY)
    check_takes_over(standing, DAY, DAY)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "validity"),
    [
        (None, BEFORE, "（至2018-11-19止）"),
        (AFTER, None, "（2018-11-21起）"),
        (AFTER, AFTER, "（2018-11-21起至2018-11-21止）"),
    ],
)
def test_before_and_after_it_neither_changes_nor_takes_over(
    valid_from: date | None, valid_to: date | None, validity: str
) -> None:
    standing = Existence("省林业厅", valid_from, valid_to)
    assert not standing.on(DAY)
    with pytest.raises(Refused, match=f"“省林业厅”2018-11-20不在有效期内{validity}"):
        check_exists(standing, BEFORE if standing.on(BEFORE) else AFTER, DAY)
    with pytest.raises(Refused, match=f"承接部门“省林业厅”2018-11-20不在有效期内{validity}，请先导入该部门"):
        check_takes_over(standing, DAY, DAY)


def test_a_successor_that_ended_since_is_refused() -> None:
    with pytest.raises(Refused, match="（2018-11-20起至2018-11-20止）"):
        check_takes_over(Existence("省林业局", DAY, DAY), DAY, AFTER)


def test_a_merged_department_ends_the_day_before() -> None:
    assert last_day(DAY) == BEFORE


def test_a_reform_is_registered_on_its_day_or_later() -> None:
    check_day(DAY, DAY)
    check_day(DAY, AFTER)
    with pytest.raises(Refused, match="生效日期2018-11-20在今天（2018-11-19）之后"):
        check_day(DAY, BEFORE)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "why"),
    [
        (None, None, ""),
        (BEFORE, None, ""),
        (None, BEFORE, ""),
        (None, date(2030, 1, 1), ""),
        (DAY, None, "2018-11-20才设立"),
        (None, date(2018, 11, 18), "已于2018-11-18终止，合并的生效日期应为2018-11-19"),
    ],
)
def test_a_merger_takes_effect_after_the_last_day_of_the_merged_department(
    valid_from: date | None, valid_to: date | None, why: str
) -> None:
    standing = Existence("省林业厅", valid_from, valid_to)
    if not why:
        check_ends(standing, DAY)
        return
    with pytest.raises(Refused, match=why):
        check_ends(standing, DAY)
