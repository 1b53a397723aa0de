"""What a first sweep opens is named beforehand, with a go-live day on which nothing is overdue at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.cycle.forecast import Forecast, forecast_opening, has_begun, warn_before_opening

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

NOVEMBER = "2026-11-23"
OVERDUE = "SELECT count(*) FROM obligation o JOIN deadline d ON d.id = o.deadline_id WHERE d.due < :day"
LIVE = "UPDATE jurisdiction SET go_live = :day WHERE go_live IS NOT NULL"


def foreseen(today: str) -> Forecast:
    with begin() as session:
        return forecast_opening(session, date.fromisoformat(today))


def begun() -> bool:
    with begin() as session:
        return has_begun(session)


@pytest.fixture
def known(acting: Acting) -> Acting:
    """Three departments; two of them lead a target of February; one target is a key project."""
    agency = acting.on("2026-02-27")
    agency.take("departments", *({"编码": f"D00{n}", "名称": f"第00{n}厅"} for n in (1, 2, 3)))
    shared = {"年度": "2026", "下达日期": "2026-02-27"}
    agency.take(
        "targets",
        shared | {"编号": "T001", "目标名称": "公路", "责任部门": "D001"},
        shared | {"编号": "T002", "目标名称": "水库", "责任部门": "D002", "是否重点项目": "是"},
    )
    return acting


@pytest.mark.parametrize("today", ["2026-03-05", "2026-07-20", NOVEMBER, "2027-01-20"])
def test_what_is_foreseen_is_what_the_first_sweep_opens(known: Acting, sql: Sql, today: str) -> None:
    forecast = foreseen(today)
    assert not begun()
    opened = known.on(today).system.do("reconcile").counts["opened"]
    late = sql.value(OVERDUE, day=date.fromisoformat(today))
    assert (forecast.duties, forecast.overdue) == (opened, late)
    assert forecast.overdue > 0
    assert begun()


@pytest.mark.parametrize("today", ["2026-03-05", "2026-07-20", NOVEMBER, "2027-01-20"])
def test_from_the_better_day_on_nothing_is_overdue_at_once(known: Acting, sql: Sql, today: str) -> None:
    better = foreseen(today).better
    sql(LIVE, day=better)
    assert (foreseen(today).overdue, foreseen(today).better) == (0, None)
    known.on(today).system.do("reconcile")
    assert sql.value(OVERDUE, day=date.fromisoformat(today)) == 0


def test_a_department_with_targets_owes_what_is_said_for_one(known: Acting, sql: Sql) -> None:
    sql(LIVE, day="2026-03-01")
    forecast = foreseen(NOVEMBER)
    known.on(NOVEMBER).system.do("reconcile")
    owed = "SELECT count(*) FROM obligation o JOIN department d ON d.id = o.owed_by WHERE d.code = 'D001'"
    assert sql.value(owed) == forecast.each > forecast.each_overdue > 0


@pytest.mark.usefixtures("acting")
def test_before_departments_are_there_it_is_said_for_one_department(sql: Sql) -> None:
    sql(LIVE, day="2026-09-01")
    words = warn_before_opening(foreseen(NOVEMBER), whole=False)
    assert words.startswith("启用日期2026-09-01在今天之前，首次巡检将为每个部门开启最多")
    assert "一开启就是逾期" in words
    assert warn_before_opening(replace(foreseen(NOVEMBER), overdue=0), whole=True) == ""


@pytest.mark.usefixtures("known")
def test_the_warning_names_the_numbers_and_the_ways_out() -> None:
    forecast = foreseen(NOVEMBER)
    first, second, third = warn_before_opening(forecast, whole=True).splitlines()
    assert f"将开启{forecast.duties}项应办事项，其中{forecast.overdue}项期限已过" in first
    assert "用 --go-live 2026-11-01 再执行一次 mubiao init：启用日期以前开始的期间一律不开启" in second
    assert "加 --open-ahead 即到各自的开启日照常开启" in third


@pytest.mark.usefixtures("known")
def test_on_the_day_of_go_live_nothing_is_overdue_and_nothing_is_said(sql: Sql) -> None:
    sql(LIVE, day="2026-03-01")
    forecast = foreseen("2026-03-01")
    assert (forecast.duties > 0, forecast.overdue, forecast.better) == (True, 0, None)
    assert warn_before_opening(forecast, whole=True) == ""


@pytest.mark.usefixtures("acting")
def test_before_go_live_there_is_nothing_to_open(sql: Sql) -> None:
    sql(LIVE, day="2027-01-01")
    assert foreseen(NOVEMBER) == Forecast(date(2027, 1, 1), 0, 0, 0, 0, None)
