"""省领导评价 in the agency's day: told each week from December to March, until it was read a second time (2.15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.acts import OPERATOR
from models.ledger.duty.agency_day import sections_in_message
from models.ledger.duty.unrated import unrated_lines
from models.ledger.jurisdiction import home
from models.rules.workdays import SHANGHAI

if TYPE_CHECKING:
    from tests.conftest import Acting

RATED: dict[str, Any] = {"rated_by": "张平", "year": 2026, "ratings": [{"department": "D001", "mark": "88"}]}
NONE_YET = ["张平（2026年度）：还没有录入评价", "李安（2026年度）：还没有录入评价"]


@pytest.fixture
def leaders(march: Acting) -> Acting:
    """张平 and 李安 are in office, 赵立 was until June; ratings are marks."""
    ended = {"赵立": "2026-06-30", "张平": "", "李安": ""}
    people = [{"角色": "省领导", "姓名": name, "失效日期": last} for name, last in ended.items()]
    march.take("contacts", *({"部门编码": "AGENCY", **each} for each in people))
    march.do("set_policy", key="leader_scale", value="0-100", basis="5号")
    return march


def told(day: str) -> list[str]:
    """Return the lines about the leaders in the message of a day."""
    at = datetime.combine(date.fromisoformat(day), datetime.min.time(), SHANGHAI)
    with begin() as session:
        sections = sections_in_message(session, home(session), at.date(), at)
    return [line for each in sections if each["title"] == "待办的省领导评价" for line in each["lines"]]


@pytest.mark.parametrize(
    ("day", "lines"),
    [
        ("2026-03-09", []),  # of 2025, before the first day here
        ("2026-12-07", NONE_YET),
        ("2026-12-08", []),
        ("2027-03-29", NONE_YET),
        ("2026-11-30", []),
        ("2027-04-12", []),
    ],
)
def test_2_15_from_december_to_march_the_agency_is_told_each_week_who_has_not_rated(
    leaders: Acting, day: str, lines: list[str]
) -> None:
    assert leaders.day < date.fromisoformat(day)
    assert told(day) == lines


def test_a_sheet_waits_for_its_second_reader_and_is_told_no_more_when_it_was_read(leaders: Acting, policy: str) -> None:
    january = leaders.on("2027-01-11")
    january.do("enter_leader_ratings", **RATED, evidence=policy, rated_on=january.day)
    assert told("2027-01-11") == ["张平（2026年度）：管理机构经办人录入的，待另一人核对", NONE_YET[1]]
    replace(january, actor=replace(OPERATOR, entered_by="李明")).do("confirm_leader_ratings", **RATED)
    assert told("2027-01-11") == [NONE_YET[1]]
    january.do("withdraw_leader_ratings", rated_by="张平", year=2026, reason="误录", evidence=policy)
    assert told("2027-01-11") == NONE_YET


@pytest.mark.usefixtures("march")
def test_without_leaders_there_is_nothing_to_tell() -> None:
    with begin() as session:
        assert unrated_lines(session, home(session), date(2026, 12, 7)) == []
