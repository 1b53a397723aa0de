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


def setting(value: str, since: str) -> dict[str, str]:
    return {"key": "appraisal_cut_off", "value": value, "basis": "5号", "valid_from": since}


def test_a53_a_day_that_has_passed_is_not_set_with_hindsight(january: Acting) -> None:
    march = january.on("2027-03-01")
    told = march.refused("set_policy", **setting("2月28日", "2026-12-31"))
    assert told == (
        "2026年的考评截止日不能定为已经过去的2027-02-28，请定在今天（2027-03-01）或以后；"
        "只改以后年度的，生效日期写2026年12月31日以后（--valid-from）。"
    )
    assert cut_off() is None
    march.do("set_policy", **setting("3月1日", "2026-12-31"))
    assert cut_off() == date(2027, 3, 1)


@pytest.mark.parametrize("value", ["3月31日", "1月31日", "未设定"])
def test_a53_what_has_passed_is_neither_moved_nor_taken_back(january: Acting, value: str) -> None:
    january.do("set_policy", **setting("2月28日", "2026-12-31"))
    march = january.on("2027-03-01")
    told = march.refused("set_policy", **setting(value, "2026-12-31"))
    assert told.startswith("2026年的考评截止日2027-02-28已过，哪些条目计入已经确定，不再变更；")
    assert cut_off() == date(2027, 2, 28)
    march.do("set_policy", **setting(value, "2027-01-01"))
    assert cut_off() == date(2027, 2, 28)
    assert cut_off(2027) != date(2028, 2, 28)


def test_a53_until_its_day_is_over_it_may_be_moved_and_the_same_again_changes_nothing(january: Acting) -> None:
    january.do("set_policy", **setting("2月28日", "2026-12-31"))
    last = january.on("2027-02-28")
    last.do("set_policy", **setting("3月31日", "2026-12-31"))
    assert cut_off() == date(2027, 3, 31)
    april = january.on("2027-04-01")
    assert april.do("set_policy", **setting("3月31日", "2026-12-31")).counts == {"set": 0}


def test_a53_a_day_before_31_january_is_no_cut_off(january: Acting) -> None:
    assert "早于1月31日" in january.refused("set_policy", **setting("1月30日", "2026-12-31"))


def test_a53_an_earlier_day_than_that_of_the_fourth_list_is_answered_with_both(january: Acting) -> None:
    done = january.do("set_policy", **setting("1月31日", "2026-12-31"))
    both = "设定2027年1月31日，第四季度负面清单形成后的工作日2027年2月22日，暂定，取晚者"
    assert done.words.endswith(f"2026年为2027-02-22（{both}）。")
    assert cut_off() == date(2027, 2, 22)
    february = january.on("2027-02-22")
    february.do("freeze_negative_list", period="2026Q4")
    assert cut_off() == date(2027, 2, 23)
    february.do("set_policy", **setting("2月28日", "2026-12-31"))
    assert cut_off() == date(2027, 2, 28)


def test_what_is_taken_back_is_unset(january: Acting) -> None:
    for value, since in (("2月28日", "2026-01-01"), ("未设定", "2026-12-31")):
        january.do("set_policy", key="appraisal_cut_off", value=value, basis="5号", valid_from=since)
    assert cut_off() is None
