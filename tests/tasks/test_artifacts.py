"""The name of a run, and the table of open obligations, overdue rows first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from prefect.client.schemas.objects import FlowRun
from prefect.context import FlowRunContext
from prefect.runtime import flow_run

from models.rules.business_day import SHANGHAI, BusinessDay
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import DAILY_SWEEP, DELIVER, MID_YEAR_REVIEW, MONTHLY_CHECK, QUARTERLY_MEETING, YEAR_END_CHECK
from models.rules.negative_list import REMEDIATION_FEEDBACK
from tasks import clock
from tasks.artifacts import ROWS, _build_rows, _format_period, _query_items, named, planned_start
from tasks.flow_shell import RunForm
from tasks.settings import settings

if TYPE_CHECKING:
    from tests.conftest import Acting, Make

Name = Callable[..., str]
AT = datetime(2026, 4, 1, 9, tzinfo=SHANGHAI)


@pytest.fixture
def name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Name:
    """Returns the name that Prefect gives a run of a cycle, for a planned instant and optional parameters."""
    monkeypatch.setenv("MUBIAO_HOME", str(tmp_path))
    monkeypatch.delenv("MUBIAO_CLOCK", raising=False)
    monkeypatch.setattr(clock, "_virtual_instant", [])
    settings.cache_clear()

    def give(
        cycle: Cycle | Routine, planned: str = "2026-03-01T07:30+08:00", *, by_schedule: bool = True, **listed: Any
    ) -> str:
        monkeypatch.setitem(vars(flow_run), "parameters", listed)
        start = datetime.fromisoformat(planned).astimezone(UTC)
        run = FlowRun(flow_id=uuid4(), expected_start_time=start, auto_scheduled=by_schedule)
        context: Any = FlowRunContext
        with context.model_construct(flow_run=run):
            return named(cycle)()

    return give


def table(cycle: Cycle | Routine, day: str, period: str | None = None) -> list[dict[str, Any]]:
    on = BusinessDay(date.fromisoformat(day), AT, period)
    of = _format_period(cycle, on) if isinstance(cycle, Cycle) and cycle.periodic else None
    return _build_rows(_query_items(cycle, on, of))


@pytest.mark.parametrize(
    ("cycle", "planned", "text"),
    [
        (MONTHLY_CHECK, "2026-03-01T07:30+08:00", "月度检查 2026-03"),
        (QUARTERLY_MEETING, "2026-04-01T07:30+08:00", "季度分析会 2026Q1"),
        (MID_YEAR_REVIEW, "2026-07-01T07:30+08:00", "半年讲评 2026H1"),
        (YEAR_END_CHECK, "2026-12-01T07:30+08:00", "年终检查 2026"),
        (REMEDIATION_FEEDBACK, "2026-03-05T07:40+08:00", "整改反馈 2026-03-05"),
        (DAILY_SWEEP, "2026-03-05T08:00+08:00", "每日巡检 2026-03-05"),
        (DELIVER, "2026-03-05T08:30+08:00", "通知投递 2026-03-05"),
    ],
)
def test_a_run_is_named_by_its_cycle_and_its_period_or_day(
    name: Name, cycle: Cycle | Routine, planned: str, text: str
) -> None:
    assert name(cycle, planned) == text


def test_a_run_is_named_by_its_day_in_shanghai(name: Name) -> None:
    assert name(MONTHLY_CHECK, "2026-03-31T23:30+00:00") == "月度检查 2026-04"


def test_a_run_that_a_person_made_is_of_today_also_with_another_start(name: Name) -> None:
    today = clock.current_instant().date()
    assert name(DAILY_SWEEP, "2026-03-05T08:00+08:00", by_schedule=False) == f"每日巡检 {today}"
    assert planned_start() is None


@pytest.mark.parametrize("form", [RunForm(period="2026-02"), {"period": "2026-02"}])
def test_an_explicit_period_is_in_the_name(name: Name, form: RunForm | dict[str, str]) -> None:
    assert name(MONTHLY_CHECK, form=form) == "月度检查 2026-02"


def test_an_empty_form_uses_the_defaults(name: Name) -> None:
    assert name(MONTHLY_CHECK, form=None) == name(MONTHLY_CHECK, form={}) == "月度检查 2026-03"


def test_the_table_lists_department_duty_and_deadline_in_chinese(march: Acting) -> None:
    march.take("contacts", {"部门编码": "D002", "角色": "联络员", "姓名": "王联络"})
    march.office("D001").report("D001", "2026-03", "T001", "T002")
    usual = {"事项": "2026年3月月度检查", "期限": "2026-03-31"}
    assert table(MONTHLY_CHECK, "2026-03-30") == [
        {"部门": "第002厅", **usual, "状态": "待办", "还剩": "1个工作日", "已报/应报": "0/1", "联络员": "王联络"},
        {"部门": "第001厅", **usual, "状态": "已办结", "还剩": "", "已报/应报": "2/2", "联络员": "（未指派）"},
    ]


def test_only_a_due_day_that_can_still_move_is_called_provisional(march: Acting) -> None:
    march.on("2026-12-01").open("year_end_check", "2026")
    march.on("2027-01-01").open("quarterly_meeting", "2026Q4")
    assert {row["期限"] for row in table(YEAR_END_CHECK, "2026-12-01")} == {"2027-01-10"}
    assert {row["期限"] for row in table(QUARTERLY_MEETING, "2027-01-01")} == {"2027-01-22（暂定）"}


def test_the_sweep_shows_every_open_duty_with_the_most_overdue_first(march: Acting) -> None:
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    march.on("2026-04-01").open("monthly_check", "2026-04")
    dues = [row["期限"] for row in table(DAILY_SWEEP, "2026-04-24")]
    assert dues == ["2026-03-31"] * 2 + ["2026-04-22"] * 2 + ["2026-04-30"] * 2


def test_a_cycles_table_holds_its_own_period_only(march: Acting) -> None:
    march.on("2026-04-01").open("monthly_check", "2026-04")
    assert {row["事项"] for row in table(MONTHLY_CHECK, "2026-04-01")} == {"2026年4月月度检查"}
    assert {row["事项"] for row in table(MONTHLY_CHECK, "2026-04-01", "2026-03")} == {"2026年3月月度检查"}


def test_an_event_cycle_shows_its_duties_by_target(march: Acting) -> None:
    march.lists("T001", "未完成", "2026-03-04")
    march.do("set_limit", target="T001", limit="2026-03-20")
    assert [row["事项"] for row in table(REMEDIATION_FEEDBACK, "2026-03-05")] == ["整改“目标T001”"]


@pytest.mark.usefixtures("march")
def test_the_delivery_has_no_table() -> None:
    assert table(DELIVER, "2026-03-05") == []


def test_a_table_has_at_most_two_hundred_rows_with_overdue_ones_first(acting: Acting, departments: Make) -> None:
    codes = departments(ROWS + 3)
    acting.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    for code in codes[:2]:
        acting.on("2026-04-20").meet(code, "2026Q1", "2026-04-20")
    shown = table(QUARTERLY_MEETING, "2026-04-27")
    assert len(shown) == ROWS
    assert shown[0]["部门"] == "第003厅"
    assert {row["还剩"] for row in shown} == {"逾期3个工作日"}
