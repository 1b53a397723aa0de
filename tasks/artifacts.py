"""The run name and the result table in the Prefect UI. The only module that calls Prefect's API."""

from collections.abc import Callable, Sequence
from datetime import datetime
from logging import INFO, Logger, LoggerAdapter
from typing import Any, cast

from prefect.artifacts import acreate_table_artifact
from prefect.context import FlowRunContext
from prefect.logging import get_run_logger
from prefect.runtime import flow_run

from models.database import begin
from models.ledger.acts import Summary
from models.ledger.cycle.forecast import newest_periods
from models.ledger.duty.counts import count_obligations
from models.ledger.duty.register import ObligationView, days_in_words, list_obligations
from models.rules.business_day import BusinessDay
from models.rules.cycle import Cycle, Routine, period_of_run
from models.rules.cycles import CYCLES
from models.rules.states import ObligationState
from tasks.clock import business_day
from tasks.step import combine

ROWS = 200


def named(cycle: Cycle | Routine) -> Callable[[], str]:
    """Returns a function that computes the name of a flow run: 月度检查 2026-03, or the date if it is a routine."""

    def name() -> str:
        form = flow_run.parameters.get("form") or {}
        fields = form if isinstance(form, dict) else form.model_dump()
        day = business_day(period=fields.get("period"), planned=planned_start())
        return f"{cycle.name} {_format_period(cycle, day)}"

    return name


def planned_start() -> datetime | None:
    """Returns the start that the schedule gave this run; None if a person made the run and chose its start."""
    context = FlowRunContext.get()
    if context is None or context.flow_run is None or not context.flow_run.auto_scheduled:
        return None
    start: datetime = flow_run.scheduled_start_time
    return start


def _format_period(cycle: Cycle | Routine, day: BusinessDay) -> str:
    return period_of_run(cycle, day.date, day.period)


async def publish(cycle: Cycle | Routine, day: BusinessDay, summaries: Sequence[Summary]) -> Summary:
    """Publish the open obligations as a table, overdue rows first. Returns the combined summary of the run.

    If a step returns a `table`, rows of titles and texts, that one is published.

    The daily sweep renews the table of every cycle too, so that none shows what has been done since.
    """
    combined = combine(summaries)
    _log(combined.words or f"{cycle.name}：没有要办的。")
    if "table" in combined.data:
        await _publish_rows(cycle, combined.data["table"], (f"{cycle.name} {day.date}", combined.words))
        return combined
    period = _format_period(cycle, day) if isinstance(cycle, Cycle) and cycle.periodic else None
    heading = f"{cycle.name} {period or day.date.isoformat()}"
    await _publish_table(cycle, day, period, (heading, combined.words))
    if isinstance(cycle, Routine) and cycle.renews:
        await _renew_tables(day)
    return combined


def _log(words: str) -> None:
    """Log the summary as the run's first line; what Prefect logs of itself on this level stays away."""
    ours = cast("LoggerAdapter[Logger]", get_run_logger())
    log = LoggerAdapter(ours.logger.getChild("summary"), ours.extra)
    log.setLevel(INFO)
    log.info("%s", words)


async def _renew_tables(day: BusinessDay) -> None:
    """Publish the table of each cycle for its newest opened period; of a cycle without periods, what is open today."""
    with begin() as session:
        newest = newest_periods(session)
    words = "由每日巡检更新。"
    for cycle in CYCLES:
        period = newest.get(cycle.key)
        if period or not cycle.periodic:
            await _publish_table(cycle, day, period, (f"{cycle.name} {period or day.date.isoformat()}", words))


async def _publish_table(
    cycle: Cycle | Routine, day: BusinessDay, period: str | None, heading_and_words: tuple[str, str]
) -> None:
    heading, words = heading_and_words
    items = _query_items(cycle, day, period)
    if items and isinstance(cycle, Cycle) and period:
        heading += _describe_progress(cycle, day, period)
    await _publish_rows(cycle, _build_rows(items), (heading, words))


async def _publish_rows(
    cycle: Cycle | Routine, rows: Sequence[dict[str, Any]], heading_and_words: tuple[str, str]
) -> None:
    heading, words = heading_and_words
    await acreate_table_artifact(
        table=list(rows[:ROWS]) or [{"说明": words}],
        key=cycle.key.replace("_", "-"),
        description="\n\n".join([heading, *words.splitlines()]),
    )


def _describe_progress(cycle: Cycle, day: BusinessDay, period: str) -> str:
    """Returns how many departments have finished, are open and are overdue in this period."""
    with begin() as session:
        counts = count_obligations(session, day.date, kind=cycle.duty.key, period=period)
    return f"：{counts.all}个部门，已办{counts.all - counts.open}，未办{counts.open}（逾期{counts.late}）"


def _query_items(cycle: Cycle | Routine, day: BusinessDay, period: str | None) -> list[ObligationView]:
    """Returns the open obligations for the table; an empty list if the routine is delivery."""
    if isinstance(cycle, Routine) and not cycle.lists:
        return []
    with begin() as session:
        if isinstance(cycle, Cycle) and period:
            return list_obligations(session, day.date, kind=cycle.duty.key, period=period, limit=ROWS)
        kinds = [duty.key for duty in cycle.duties] if isinstance(cycle, Cycle) else [None]
        return [item for kind in kinds for item in list_obligations(session, day.date, kind=kind, limit=ROWS)]


def _build_rows(items: Sequence[ObligationView]) -> list[dict[str, Any]]:
    return [_build_row(item) for item in items[:ROWS]]


def _build_row(item: ObligationView) -> dict[str, Any]:
    row = item.row
    return {
        "部门": row.short_name,
        "事项": item.title,
        "状态": ObligationState(row.state).label,
        "期限": f"{row.due}{'（暂定）' if row.provisional else ''}",
        "还剩": days_in_words(item) if row.state == ObligationState.OPEN else "",
        "已报/应报": f"{row.reported}/{row.lines}" if row.lines else "",
        "联络员": row.liaison or "（未指派）",
    }
