"""启用前期间: what of the year is still ahead is listed, and told on Mondays, until it is ordered or left out."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.duty.agency_day import sections_in_message
from models.ledger.jurisdiction import home
from models.ledger.periods_ahead import periods_ahead
from tests.conftest import AT

if TYPE_CHECKING:
    from tests.conftest import Acting, Make

YEAR_END: dict[str, Any] = {"cycle": "year_end_check", "period": "2026"}


@pytest.fixture
def november(anyone: Acting, database: str) -> Acting:
    """An installation live since 20 November 2026."""
    assert database
    agency = anyone.on("2026-11-20")
    agency.do("init", name="贵州省", go_live="2026-11-20")
    return agency


def ahead(day: str) -> list[str]:
    with begin() as session:
        return [str(each) for each in periods_ahead(session, home(session), date.fromisoformat(day))]


@pytest.mark.usefixtures("november")
def test_what_of_the_year_is_still_ahead_is_listed_by_opening_day() -> None:
    listed = ahead("2026-11-20")
    assert listed[0].startswith("2026年第四季度每季核查（2026-10-01开启")
    assert "2026年年终检查（2026-12-01开启，期限2027-01-10）" in listed
    assert not any("第三季度" in each or "上半年" in each for each in listed)
    assert "2026年11月月度检查（2026-11-01开启，期限2026-11-30）" in listed
    assert not any("11月月度检查" in each for each in ahead("2026-12-01"))
    assert ahead("2027-06-01") == []


def test_in_january_what_is_still_due_is_listed(november: Acting) -> None:
    assert november.day.year == 2026
    assert "2026年年终检查（2026-12-01开启，期限2027-01-10）" in ahead("2027-01-05")
    assert not any("年终检查" in each for each in ahead("2027-01-11"))


def test_what_a_total_waits_for_is_listed_after_its_day_until_the_year_is_ended(
    november: Acting, departments: Make, targets: Make, policy: str
) -> None:
    targets(*departments(1), 下达日期="2026-12-01")
    assert [each[:9] for each in ahead("2027-03-01")] == ["2026年年终检查", "2026年年终复核"]
    january = november.on("2027-01-20")
    january.do("register_body", name="领导小组", kind="领导小组", basis="1号", valid_from="2025-01-01")
    paper = {"decided_by": "领导小组", "number": "黔目标〔2027〕1号", "dated": "2027-01-15", "evidence": policy}
    january.do("end_year", year=2026, reason="年底启用", **paper)
    assert ahead("2027-03-01") == []


def test_what_is_left_out_is_not_asked_for_again(november: Acting) -> None:
    november.do("leave_out_period", **YEAR_END, reason="由原系统办理")
    assert not any("年终检查" in each for each in ahead("2026-11-20"))


def test_what_is_ordered_is_not_named_again(november: Acting) -> None:
    november.do("open_cycle", **YEAR_END, before_go_live="是", reason="年中启用")
    assert not any("年终检查" in each for each in ahead("2026-11-20"))


@pytest.mark.usefixtures("november")
@pytest.mark.parametrize(
    ("day", "named"), [("2026-11-23", True), ("2026-11-24", False), ("2026-12-01", True), ("2027-01-05", True)]
)
def test_mondays_name_what_will_not_open_and_each_day_what_a_total_waits_for(day: str, *, named: bool) -> None:
    at = datetime.combine(date.fromisoformat(day), AT)
    with begin() as session:
        sections = sections_in_message(session, home(session), at.date(), at)
    lines = [line for each in sections if each["title"] == "不会开启的周期" for line in each["lines"]]
    assert ("启用日期以前开始：2026年年终检查（2026-12-01开启，期限2027-01-10）" in lines) == named
