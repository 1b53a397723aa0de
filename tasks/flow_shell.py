"""The body of every flow: read the form, run the steps in order, publish the table."""

from collections.abc import Sequence

from prefect.runtime import flow_run
from pydantic import BaseModel, ConfigDict, Field

from models.ledger.acts import Summary
from models.rules.cycle import Cycle, Routine
from tasks.artifacts import publish
from tasks.clock import planned_day
from tasks.step import Step, after_last_sweep, check_clock_step, run_steps


class RunForm(BaseModel):
    """Optional parameters of a run started by hand; a scheduled run uses the defaults (None)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    period: str | None = Field(None, title="期间", description="留空为最近一期；写法：2026-03、2026Q1、2026H1、2026。")


TODAY = RunForm()


async def run_cycle(cycle: Cycle | Routine, steps: Sequence[Step], form: RunForm) -> Summary:
    """Run the steps of a cycle as Prefect tasks and publish the result table. Returns the combined summary."""
    day = planned_day(form.period, flow_run.scheduled_start_time)
    if day.date < day.at.date():
        day = after_last_sweep(day)
    return await publish(cycle, day, run_steps([check_clock_step, *steps], day, engine=True))
