"""The body of every flow: read the form, run the steps in order, publish the table."""

from collections.abc import Sequence
from datetime import date

from prefect.runtime import flow_run
from pydantic import BaseModel, ConfigDict, Field

from models.ledger.acts import Summary
from models.rules.cycle import Cycle, Routine
from tasks.artifacts import publish
from tasks.clock import business_day
from tasks.step import Step, guarded, run_steps


class RunForm(BaseModel):
    """Optional parameters of a run started by hand; a scheduled run uses the defaults (None)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    business_date: date | None = Field(
        None, title="业务日期", description="留空为计划运行的日期（北京时间）；补办以前某天的工作时填写。"
    )
    period: str | None = Field(None, title="期间", description="留空为最近一期；写法：2026-03、2026Q1、2026H1、2026。")


TODAY = RunForm()


async def run_cycle(cycle: Cycle | Routine, steps: Sequence[Step], form: RunForm) -> Summary:
    """Run the steps of a cycle as Prefect tasks and publish the result table. Returns the combined summary."""
    day = business_day(form.business_date, form.period, flow_run.scheduled_start_time)
    return await publish(cycle, day, run_steps(guarded(steps, form.business_date), day, engine=True))
