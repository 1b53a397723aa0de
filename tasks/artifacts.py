"""What a run shows in the Prefect UI: its name, its summary as the first line of its log, its table."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from logging import INFO, Logger, LoggerAdapter
from typing import Any, cast

from httpx import HTTPError
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.context import FlowRunContext
from prefect.exceptions import PrefectException
from prefect.logging import get_run_logger
from prefect.runtime import flow_run

from models.ledger.acts import Summary
from models.rules.cycle import Cycle, Routine, period_of_run
from models.rules.errors import Unavailable
from models.rules.workdays import BusinessDay
from tasks.clock import business_day
from tasks.step import combine
from tasks.tables import Call, TableVersion, publish_table, put_table, renew_tables


def named(cycle: Cycle | Routine) -> Callable[[], str]:
    """Returns a function that computes the name of a flow run: 月度检查 2026-03, or the date if it is a routine.

    On a host the group follows, or the cell.
    """

    def name() -> str:
        form = flow_run.parameters.get("form") or {}
        fields = form if isinstance(form, dict) else form.model_dump()
        day = business_day(period=fields.get("period"), planned=planned_start())
        whose = fields.get("group") or fields.get("cell")
        return f"{cycle.name} {period_of_run(cycle, day.date, day.period)}{f' {whose}' if whose else ''}"

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
    log_words(combined.words or f"{cycle.name}：没有要办的。")
    run_id = str(flow_run.id)
    with suppress(Unavailable), _server() as call:
        publish_table(call, cycle, day, combined, run_id)
        if isinstance(cycle, Routine) and cycle.renews:
            renew_tables(call, business_day(), run_id)
    return combined


def publish_rows(key: str, rows: Sequence[dict[str, str | int]], words: str) -> None:
    """Log what the run of a group has done, and publish its table, unless no key is given."""
    log_words(words)
    if key:
        with suppress(Unavailable), _server() as call:
            put_table(call, TableVersion(key, json.dumps(rows), words.replace("\n", "\n\n")), str(flow_run.id))


@contextmanager
def _server() -> Iterator[Call]:
    """Yield the calls to the run's server, through Prefect's client: it has address, credentials and certificate.

    Raises Unavailable if the server does not answer.
    """
    try:
        with get_client(sync_client=True) as client:
            yield partial(_ask, client)
    except (HTTPError, PrefectException) as error:
        raise Unavailable("Prefect服务没有应答，请稍后重试。") from error


def _ask(client: SyncPrefectClient, path: Any, body: Any = None, method: Any = None) -> Any:  # noqa: ANN401 - JSON
    answer = client.request(method or ("GET" if body is None else "POST"), path, json=body)
    return answer.json() if answer.content else None


def log_words(words: str) -> None:
    """Log the summary as the run's first line; what Prefect logs of itself on this level stays away."""
    ours = cast("LoggerAdapter[Logger]", get_run_logger())
    log = LoggerAdapter(ours.logger.getChild("summary"), ours.extra)
    log.setLevel(INFO)
    log.info("%s", words)
