"""The tables of Prefect's UI, which has no sign-in: what each shows, and who keeps its newest version current."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from models.database import alone, snapshot
from models.ledger.acts import Summary
from models.ledger.appraisal.watch import show_appraisal
from models.ledger.chain.export import chain_head
from models.ledger.cycle.forecast import newest_periods
from models.ledger.draft.progress import show_target_setting
from models.ledger.duty.counts import count_obligations
from models.ledger.duty.register import ObligationView, days_in_words, list_obligations
from models.ledger.negative_list.register import show_remediations
from models.ledger.results_use.progress import show_results_use
from models.rules.appraisal_day import APPRAISAL
from models.rules.cycle import Cycle, Routine, period_of_run
from models.rules.cycles import CYCLES, DAILY_SWEEP
from models.rules.negative_list import REMEDIATION_FEEDBACK
from models.rules.results_use import RESULTS_USE
from models.rules.standing import OF_COLOUR, in_words
from models.rules.states import ObligationState
from models.rules.target_setting import TARGET_SETTING
from models.rules.workdays import BusinessDay
from tasks.settings import settings

Call = Callable[..., Any]  # the server's API: path, body, method
ROWS = 200
TURN = "prefect tables"
VERSIONS = 50  # of each table; older ones are deleted
# The cycles whose run lists something else than obligations: for 6.2.5 entries with both clocks.
ROWS_OF: Mapping[Cycle | Routine, Callable[[Session, date], list[dict[str, str]]]] = {
    REMEDIATION_FEEDBACK: show_remediations,
    TARGET_SETTING: show_target_setting,
    APPRAISAL: show_appraisal,
    RESULTS_USE: show_results_use,
}
KEPT_CURRENT = (*CYCLES, DAILY_SWEEP, TARGET_SETTING, APPRAISAL, RESULTS_USE)
EMPTY_TABLE = [{"说明": "没有应办事项。"}]


@dataclass(frozen=True, slots=True)
class TableVersion:
    """A table as of one block of the ledger: its key in Prefect, its rows as JSON, the description above them."""

    key: str
    data: str
    description: str


def publish_table(call: Call, cycle: Cycle | Routine, day: BusinessDay, summary: Summary, run_id: str | None) -> None:
    """Publish the table of a run: the rows in its summary's `table`, or else its cycle's obligations."""
    with alone(TURN), snapshot() as session:
        put_table(call, _read(session, cycle, day, summary), run_id)


def renew_tables(call: Call, day: BusinessDay, run_id: str | None = None) -> None:
    """Publish each table whose rows have changed; of a cycle with periods that of the newest one opened."""
    with alone(TURN):
        with snapshot() as session:
            tables = _read_all(session, day)
        keys = {"artifacts": {"key": {"any_": [table.key for table in tables]}}}
        shown = {each["key"]: each["data"] for each in call("/artifacts/latest/filter", keys)}
        for table in tables:
            if shown.get(table.key) != table.data:
                put_table(call, table, run_id)


def put_table(call: Call, table: TableVersion, run_id: str | None) -> None:
    """Publish a version of a table and delete those beyond the newest fifty."""
    made = {"key": table.key, "type": "table", "data": table.data, "description": table.description}
    call("/artifacts/", made | {"flow_run_id": run_id})
    older = {"artifacts": {"key": {"any_": [table.key]}}, "sort": "CREATED_DESC", "offset": VERSIONS, "limit": VERSIONS}
    for each in call("/artifacts/filter", older):
        call(f"/artifacts/{each['id']}", None, "DELETE")


def _read_all(session: Session, day: BusinessDay) -> list[TableVersion]:
    newest = newest_periods(session)
    return [
        _read(session, cycle, replace(day, period=newest.get(cycle.key)), _own_rows(session, cycle, day))
        for cycle in KEPT_CURRENT
        if cycle.key in newest or not (isinstance(cycle, Cycle) and cycle.periodic)
    ]


def _own_rows(session: Session, cycle: Cycle | Routine, day: BusinessDay) -> Summary:
    """Returns the rows that a run of this cycle lists instead of obligations."""
    listed = ROWS_OF.get(cycle)
    return Summary("", data={"table": listed(session, day.date) if listed else []})


def _read(session: Session, cycle: Cycle | Routine, day: BusinessDay, summary: Summary) -> TableVersion:
    period = period_of_run(cycle, day.date, day.period)
    rows, heading = summary.data.get("table", []), f"{cycle.name} {period}"
    if not rows and (items := _query_items(session, cycle, day, period)):
        rows = [_build_row(item) for item in items]
        heading += _describe_progress(session, cycle, day, period)
    if not rows:
        rows = (
            [{"说明": summary.words}]
            if summary.words and isinstance(cycle, Routine) and not cycle.lists
            else EMPTY_TABLE
        )
    as_of = f"截至{day.at:%Y-%m-%d %H:%M}，台账第{chain_head(session)['height']}块。"
    page = settings().page_url.rstrip("/")
    link = [f"[在网页上办理、查看]({page}/day)"] if page else []
    description = "\n\n".join([heading, *summary.words.splitlines(), as_of, *link])
    return TableVersion(cycle.key.replace("_", "-"), json.dumps(rows[:ROWS]), description)


def _describe_progress(session: Session, cycle: Cycle | Routine, day: BusinessDay, period: str) -> str:
    """Returns how many departments have finished, are open and are overdue in this period; empty without periods."""
    if not (isinstance(cycle, Cycle) and cycle.periodic):
        return ""
    counts = count_obligations(session, day.date, kind=cycle.duty.key, period=period)
    return f"：{counts.all}个部门，已办{counts.all - counts.open}，未办{counts.open}（逾期{counts.late}）"


def _query_items(session: Session, cycle: Cycle | Routine, day: BusinessDay, period: str) -> list[ObligationView]:
    """Returns the obligations for the table, overdue ones first; an empty list if the routine lists none."""
    if isinstance(cycle, Routine) and not cycle.lists:
        return []
    if isinstance(cycle, Cycle) and cycle.periodic:
        return list_obligations(session, day.date, kind=cycle.duty.key, period=period, limit=ROWS)
    kinds = [duty.key for duty in cycle.duties] if isinstance(cycle, Cycle) else [None]
    found = [item for kind in kinds for item in list_obligations(session, day.date, kind=kind, limit=ROWS)]
    return sorted(found, key=lambda item: (item.row.state != ObligationState.OPEN, item.row.due))


def _build_row(item: ObligationView) -> dict[str, Any]:
    row, standing = item.row, OF_COLOUR.get(item.colour)
    return {
        "部门": row.short_name,
        "事项": item.title,
        "状态": in_words(standing) if standing else ObligationState(row.state).label,
        "期限": f"{row.due}{'（暂定）' if row.provisional else ''}",
        "还剩": days_in_words(item) if standing else "",
        "已报/应报": f"{row.reported}/{row.lines}" if row.lines else "",
        "联络员": row.liaison or "（未指派）",
    }
