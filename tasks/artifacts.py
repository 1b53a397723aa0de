"""What a run shows in the Prefect UI: its name, its summary as the first line of its log, its table."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from logging import INFO, Logger, LoggerAdapter
from typing import cast

from prefect.context import FlowRunContext
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from prefect.settings import PREFECT_API_URL

from models.ledger.acts import Summary
from models.rules.cycle import Cycle, Routine, period_of_run
from models.rules.errors import Unavailable
from models.rules.workdays import BusinessDay
from tasks.clock import business_day
from tasks.prefect_api import call_api
from tasks.step import combine
from tasks.tables import publish_table, renew_tables


def named(cycle: Cycle | Routine) -> Callable[[], str]:
    """Returns a function that computes the name of a flow run: 月度检查 2026-03, or the date if it is a routine."""

    def name() -> str:
        form = flow_run.parameters.get("form") or {}
        fields = form if isinstance(form, dict) else form.model_dump()
        day = business_day(period=fields.get("period"), planned=planned_start())
        return f"{cycle.name} {period_of_run(cycle, day.date, day.period)}"

    return name


def planned_start() -> datetime | None:
    """Returns the start that the schedule gave this run; None if a person made the run and chose its start."""
    context = FlowRunContext.get()
    if context is None or context.flow_run is None or not context.flow_run.auto_scheduled:
        return None
    start: datetime = flow_run.scheduled_start_time
    return start


async def publish(cycle: Cycle | Routine, day: BusinessDay, summaries: Sequence[Summary]) -> Summary:
    """Log what a run has done and publish its table; some runs renew the others too. Returns the combined summary.

    What the run has done stands without its table: if the server is busy `mubiao up` publishes it a minute later.
    """
    combined = combine(summaries)
    _log(combined.words or f"{cycle.name}：没有要办的。")
    call, run_id = partial(call_api, {"PREFECT_API_URL": PREFECT_API_URL.value()}), str(flow_run.id)
    with suppress(Unavailable):
        publish_table(call, cycle, day, combined, run_id)
        if isinstance(cycle, Routine) and cycle.renews:
            renew_tables(call, business_day(), run_id)
    return combined


def _log(words: str) -> None:
    """Log the summary as the run's first line; what Prefect logs of itself on this level stays away."""
    ours = cast("LoggerAdapter[Logger]", get_run_logger())
    log = LoggerAdapter(ours.logger.getChild("summary"), ours.extra)
    log.setLevel(INFO)
    log.info("%s", words)
