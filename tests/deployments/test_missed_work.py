"""What `up` has to catch up: missed periods and, after its hour, the sweep of the day."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from deployments.missed_work import describe_work, is_first_start, missed_work
from models.database import begin
from models.rules.business_day import SHANGHAI, BusinessDay
from models.rules.cycles import DAILY_SWEEP, MONTHLY_CHECK

if TYPE_CHECKING:
    from tests.conftest import Acting


def work(at: str) -> list[tuple[str, str | None]]:
    instant = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
    with begin() as session:
        return [(cycle.key, period) for cycle, period in missed_work(session, BusinessDay(instant.date(), instant))]


@pytest.mark.parametrize(("at", "missed"), [("2026-03-07 07:59", False), ("2026-03-07 08:00", True)])
def test_the_sweep_is_missed_from_its_hour_on(march: Acting, at: str, missed: bool) -> None:  # noqa: FBT001 - a table
    march.on("2026-03-06").system.do("record_sweep", "record_sweep|2026-03-06")
    assert (("daily_sweep", None) in work(at)) is missed


def test_nothing_is_missed_after_the_sweep_of_the_day(march: Acting) -> None:
    day = march.on("2026-03-06")
    day.system.do("reconcile")
    day.system.do("record_sweep", "record_sweep|2026-03-06")
    assert work("2026-03-06 23:00") == []


@pytest.mark.usefixtures("march")
def test_periods_come_first_in_their_order() -> None:
    found = work("2026-05-02 09:00")
    assert found[-1] == ("daily_sweep", None)
    months = [period for key, period in found if key == "monthly_check"]
    assert months == ["2026-01", "2026-02", "2026-04", "2026-05"]


def test_the_operator_reads_what_is_opened_as_runs() -> None:
    assert describe_work([]) == "没有漏开的周期。"
    words = describe_work([(MONTHLY_CHECK, "2026-04"), (DAILY_SWEEP, None)])
    assert words == "停机期间漏开的正在补开，逐项为Prefect界面中的运行（标签“补开”）：月度检查 2026-04、每日巡检。"


def test_at_the_first_start_nothing_was_down_before(march: Acting) -> None:
    with begin() as session:
        assert is_first_start(session)
    assert describe_work([(MONTHLY_CHECK, "2026-04")], first=True).startswith("首次启动，启用以来各期正在开启，逐项")
    march.on("2026-03-06").system.do("record_sweep", "record_sweep|2026-03-06")
    with begin() as session:
        assert not is_first_start(session)
