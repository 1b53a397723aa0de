"""The body of every flow: read the form, run the steps in order, publish the table."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeAlias, cast

from prefect import Flow, flow
from prefect.states import Failed
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.ledger.acts import Summary
from models.rules.cycle import Cycle, Routine
from models.rules.errors import MubiaoError, Refused
from tasks.alerts import telling_operator
from tasks.artifacts import named, planned_start, publish
from tasks.clock import planned_day
from tasks.events import emit_counts, telling_failure
from tasks.run_record import end_run
from tasks.settings import serves_cells
from tasks.step import Step, after_last_sweep, first_step, run_steps, run_task

FORM = "运行参数"
Run: TypeAlias = Coroutine[Any, Any, Summary]


class RunForm(BaseModel):
    """Optional parameters of a run started by hand; a scheduled run uses the defaults (None).

    An unknown field is refused by the run in a sentence; refused by Prefect it would be an English error of a library.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        title=FORM,
        json_schema_extra={"description": "不填写即为最近一期；按计划自动运行时不使用。"},
    )

    period: str | None = Field(None, title="期间", description="留空为最近一期；写法：2026-03、2026Q1、2026H1、2026。")


class GroupForm(RunForm):
    """The parameters on a host: each schedule names a group, a person may name one cell instead."""

    group: str = Field("", title="组", description="逐个办理这个组的单元；与单元只填一项。")
    cell: str = Field("", title="单元", description="只办理这一个单元；与组只填一项。")


TODAY = RunForm()


def cycle_flow(cycle: Cycle | Routine) -> Callable[[Callable[..., Run]], Flow[..., Run]]:
    """Returns the decorator that makes the flow of a cycle: it has its name, and each run that of its period."""
    return flow(name=cycle.name, flow_run_name=named(cycle))


async def run_cycle(cycle: Cycle | Routine, steps: Sequence[Step], form: RunForm) -> Summary:
    """Run the steps of a cycle as Prefect tasks and publish the result table. Returns the combined summary.

    A run that is refused ends as a failed state whose message is the sentence, without a stack.
    """
    try:
        with telling_failure(cycle), telling_operator(cycle):
            if serves_cells():
                return _run_for_cells(cycle, steps, form)
            _refuse_unknown_fields(form)
            day = planned_day(form.period, planned_start())
            if day.date < day.at.date():
                day = run_task(after_last_sweep, day)
            summaries = run_steps([first_step(cycle), *steps], day, engine=True)
            end_run(cycle)
    except MubiaoError as error:
        return cast("Summary", Failed(message=error.message, data=error))  # a state that Prefect takes as it is
    published = await publish(cycle, day, summaries)
    emit_counts(cycle, {**published.counts, "overdue": published.data.get("overdue", 0)})
    return published


def _run_for_cells(cycle: Cycle | Routine, steps: Sequence[Step], form: RunForm) -> Summary:
    from tasks.group_run import Work, run_for_cells  # noqa: PLC0415 - one box has no registry

    chosen = read_group_form(form)
    return run_for_cells(Work(cycle, steps, chosen.period, planned_start()), chosen.group, chosen.cell)


def read_group_form(form: RunForm) -> GroupForm:
    """Returns the parameters of a run on a host. Raises Refused unless they name either a group or a cell."""
    try:
        chosen = GroupForm.model_validate(form.model_dump())
    except ValidationError as error:
        raise Refused("运行参数有误：组（group）和单元（cell）应为文字。") from error
    if chosen.model_extra or bool(chosen.group) is bool(chosen.cell):
        raise Refused("运行参数应填写组（group）或单元（cell），二者之一；另外只能填写期间（period）。")
    return chosen


def _refuse_unknown_fields(form: RunForm) -> None:
    if unknown := sorted(form.model_extra or {}):
        raise Refused(f"运行参数没有“{'、'.join(unknown)}”，只能填写期间（period），例如2026-03；业务日期不能另写。")
