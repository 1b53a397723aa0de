"""What people see of a run in the Prefect UI: its name and its table. The only module that talks to Prefect's API."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from prefect.artifacts import acreate_table_artifact
from prefect.runtime import flow_run

from models.database import begin
from models.ledger.acts import Summary
from models.ledger.duty.register import Owed, days_in_words, owed, standing
from models.rules.business_day import BusinessDay
from models.rules.cycle import Cycle, Routine
from models.rules.states import ObligationState
from tasks.clock import business_day
from tasks.step import combine

ROWS = 200


def named(cycle: Cycle | Routine) -> Callable[[], str]:
    """The name of a flow run: 月度检查 2026-03, or for a routine its day."""

    def name() -> str:
        form = flow_run.parameters.get("form") or {}
        said = form if isinstance(form, dict) else form.model_dump()
        on = said.get("business_date")
        chosen = date.fromisoformat(on) if isinstance(on, str) else on
        day = business_day(chosen, said.get("period"), flow_run.scheduled_start_time)
        return f"{cycle.name} {_occasion(cycle, day)}"

    return name


def _occasion(cycle: Cycle | Routine, day: BusinessDay) -> str:
    if isinstance(cycle, Cycle) and cycle.periodic:
        return day.period or str(cycle.newest(day.date))
    return day.date.isoformat()


async def publish(cycle: Cycle | Routine, day: BusinessDay, summaries: Sequence[Summary]) -> Summary:
    """Publish who owes what, late first, as a table; returns what the whole run did."""
    whole = combine(summaries)
    items = _items(cycle, day)
    head = f"{cycle.name} {_occasion(cycle, day)}"
    if items and isinstance(cycle, Cycle) and cycle.periodic:
        head += _standing(cycle, day)
    key = cycle.key.replace("_", "-")
    await acreate_table_artifact(
        table=_table(items) or [{"说明": whole.words}], key=key, description=f"{head}\n\n{whole.words}"
    )
    return whole


def _standing(cycle: Cycle, day: BusinessDay) -> str:
    with begin() as session:
        now = standing(session, day.date, kind=cycle.duty.key, period=_occasion(cycle, day))
    return f"：{now.all}个部门，已办{now.all - now.open}，未办{now.open}（逾期{now.late}）"


def _items(cycle: Cycle | Routine, day: BusinessDay) -> list[Owed]:
    if isinstance(cycle, Routine) and not cycle.lists:
        return []
    with begin() as session:
        if isinstance(cycle, Cycle) and cycle.periodic:
            return owed(session, day.date, kind=cycle.duty.key, period=_occasion(cycle, day), limit=ROWS)
        kinds = [duty.key for duty in cycle.duties] if isinstance(cycle, Cycle) else [None]
        return [item for kind in kinds for item in owed(session, day.date, kind=kind, limit=ROWS)]


def _table(items: Sequence[Owed]) -> list[dict[str, Any]]:
    return [_row(item) for item in items[:ROWS]]


def _row(item: Owed) -> dict[str, Any]:
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
