"""What `up` has to catch up: missed periods and, after its hour, the sweep of the day."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from deployments.missed_work import describe_work, is_first_start, missed_work
from models.database import begin
from models.rules.cycles import DAILY_SWEEP, MONTHLY_CHECK
from models.rules.workdays import SHANGHAI, BusinessDay
from tests.models.ledger.draft.lists import draft
from tests.models.ledger.results_use.results import approved_year

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


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


WATCHES = ("appraisal", "results_use")


def watched(at: str) -> list[str]:
    """The daily watches that were missed."""
    return [key for key, _ in work(at) if key in WATCHES]


@pytest.mark.parametrize(("at", "missed"), [("01-10 09:00", []), ("01-11 08:19", []), ("01-11 08:20", ["appraisal"])])
@pytest.mark.usefixtures("appraising")
def test_the_appraisal_of_a_day_is_missed_from_its_hour_on(at: str, missed: list[str]) -> None:
    assert watched(f"2027-{at}") == missed


def test_nothing_is_missed_after_the_appraisal_of_the_day_until_the_next(appraising: Acting, sql: Sql) -> None:
    appraising.on("2027-01-11").system.do("watch_appraisal")
    before = sql.rows("SELECT * FROM cycle_start ORDER BY id")
    assert watched("2027-01-11 23:00") == []
    assert watched("2027-01-12 09:00") == ["appraisal"]
    assert sql.rows("SELECT * FROM cycle_start ORDER BY id") == before


def test_a_year_that_was_over_before_is_not_missed(march: Acting, sql: Sql) -> None:
    march.on("2027-02-01").system.do("watch_appraisal")
    assert sql.value("SELECT count(*) FROM appraisal_day") == 0
    assert watched("2027-02-02 09:00") == []


def test_results_are_missed_on_the_days_on_which_the_agency_is_told(march: Acting, sql: Sql) -> None:
    approved = approved_year(march, sql)
    sql("UPDATE appraisal_day SET done = true")
    assert watched("2027-03-09 09:00")[-1:] == ["results_use"]
    approved.system.do("watch_results_use")
    assert "results_use" not in watched("2027-03-09 09:00")
    assert "results_use" not in watched("2027-03-12 09:00")
    assert "results_use" not in watched("2027-03-15 08:19")
    assert "results_use" in watched("2027-03-15 08:20")


def test_target_setting_is_missed_until_it_is_told_after_its_planned_day(march: Acting) -> None:
    draft(march, "N1")
    setting = ("target_setting", None)
    march.on("2026-03-09").system.do("watch_target_setting")
    assert setting not in work("2026-03-10 09:00")
    assert setting not in work("2026-03-16 07:59")
    assert setting in work("2026-03-16 08:00")
    assert setting in work("2026-03-18 07:00")
    march.on("2026-03-18").system.do("watch_target_setting")
    assert setting not in work("2026-03-20 09:00")
    assert setting in work("2026-04-02 09:00")


def test_target_setting_is_not_missed_where_every_list_is_issued(march: Acting) -> None:
    assert march.day.year == 2026
    assert ("target_setting", None) not in work("2026-03-18 09:00")


def test_the_sweep_comes_before_the_watches(appraising: Acting) -> None:
    found = [key for key, _ in work("2027-01-11 09:00")]
    assert appraising.day.year == 2026
    assert found[-2:] == ["daily_sweep", "appraisal"]


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
