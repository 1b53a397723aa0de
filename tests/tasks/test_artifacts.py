"""The name of a run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from prefect.client.schemas.objects import FlowRun
from prefect.context import FlowRunContext
from prefect.runtime import flow_run

from models.rules.cycle import Cycle, Routine
from models.rules.cycles import DAILY_SWEEP, DELIVER, MID_YEAR_REVIEW, MONTHLY_CHECK, QUARTERLY_MEETING, YEAR_END_CHECK
from models.rules.negative_list import REMEDIATION_FEEDBACK
from models.rules.workdays import SHANGHAI
from tasks import clock
from tasks.artifacts import named, planned_start
from tasks.flow_shell import RunForm
from tasks.settings import read_settings

if TYPE_CHECKING:
    pass

Name = Callable[..., str]
AT = datetime(2026, 4, 1, 9, tzinfo=SHANGHAI)


@pytest.fixture
def name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Name:
    """Returns the name that Prefect gives a run of a cycle, for a planned instant and optional parameters."""
    monkeypatch.setenv("MUBIAO_HOME", str(tmp_path))
    monkeypatch.delenv("MUBIAO_CLOCK", raising=False)
    monkeypatch.setattr(clock, "_virtual_instant", [])
    read_settings.cache_clear()

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
