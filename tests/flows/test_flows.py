"""Every cycle has its flow, which does the same with and without the engine, and only once."""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
import re
from collections.abc import Callable
from datetime import date, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from prefect import Task, flow
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.schedules import CronSchedule
from prefect.client.schemas.sorting import FlowRunSort
from prefect.events.worker import EventsWorker
from prefect.flow_engine import run_flow
from prefect.states import Scheduled
from sqlalchemy import create_engine, event, text

from deployments.act_entry import perform_act
from deployments.loopback.mail import MailServer
from deployments.prefect_schedules import deployment_name, planned_crons
from deployments.schedules import all_deployments, call, flow_of
from models import database
from models.ledger.acts import ACTS, Summary
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import (
    CYCLES,
    DAILY_SWEEP,
    DELIVER,
    MID_YEAR_REVIEW,
    MONTHLY_CHECK,
    QUARTERLY_MEETING,
    RECEIVE,
    ROUTINES,
    YEAR_END_CHECK,
    YEAR_END_REVERIFICATION,
)
from models.rules.errors import Refused, Unavailable
from models.rules.negative_list import REMEDIATION_FEEDBACK
from models.rules.notices import opening_notice
from models.rules.workdays import SHANGHAI
from notifications.notice_files import load_template
from tasks.clock import business_day, current_instant
from tasks.events import emit_counts, telling_failure
from tasks.flow_shell import RunForm
from tasks.flow_steps import deliver_notices, list_remediation, opening_step
from tasks.prefect_api import call_api
from tasks.settings import read_settings
from tasks.step import combine, run_steps
from tests.conftest import Acting, rehearse
from tests.deployments.test_child_processes import soon

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Databases, Impatient, Meanwhile, Sql, Violations
    from tests.flows.conftest import Engine

pytestmark = pytest.mark.process

ALL = (*CYCLES, *ROUTINES)
LONGEST = 20
Morning = Callable[[str], None]
RECORDS = {
    "obligation": """SELECT o.kind, o.period, d.code, o.subject, o.round, w.code, o.clause, x.rule, x.due,
        o.due_version, o.state, o.opened_on, o.opened_late FROM obligation o JOIN department d ON d.id = o.department_id
        JOIN department w ON w.id = o.owed_by JOIN deadline x ON x.id = o.deadline_id""",
    "notice": "SELECT kind, subject, occasion, audience, payload::text, created_on, resolved_at, cancelled FROM notice",
    "transition": "SELECT record, record_key, event, from_state, to_state, digest, detail::text FROM transition",
    "message": "SELECT reference, subject, text, state, tries, sent_at, reason FROM message",
    "urging": "SELECT method, step, state, proposed_on FROM urging",
    "block": "SELECT height, act, role, business_date, at, result::text, content, hash FROM block",
}
KILL = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def standing(sql: Sql) -> dict[str, list[str]]:
    """All that a run may change, by natural key."""
    return {name: sorted(map(str, sql.rows(query))) for name, query in RECORDS.items()}


def without_engine(cycle: Cycle | Routine) -> Summary:
    return combine(run_steps(import_module(f"flows.{cycle.key}").STEPS, business_day(), engine=False))


def reachable(anyone: Acting) -> None:
    row = {"编码": "D001", "名称": "第001厅", "目标办邮箱": "d001@example.org"}
    anyone.take("departments", row)


@pytest.fixture(scope="module")
def reached(databases: Databases) -> str:
    """A template in which D001 has a mailbox; its blocks are sealed, so that copies of it have equal hashes."""

    def fill() -> None:
        reachable(Acting())
        rehearse()

    databases.template("reached", "march", fill)
    return "reached"


async def newest_run(tag: str) -> FlowRun:
    async with get_client() as client:
        runs = await client.read_flow_runs()
    return max((run for run in runs if tag in run.tags), key=lambda run: str(run.created))


async def tries_of(run: FlowRun) -> dict[str, int]:
    """How often each task of a run was tried."""
    async with get_client() as client:
        tasks = await client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run.id])))
    return {task.name: task.run_count for task in tasks}


async def failed_steps(run: FlowRun) -> dict[str, str | None]:
    """The message of each failed task of a run."""
    async with get_client() as client:
        tasks = await client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run.id])))
    return {task.name: task.state.message for task in tasks if task.state and task.state.is_failed()}


async def newest_tables() -> dict[str, list[dict[str, str]]]:
    """The rows of the newest version of every table, by key."""
    async with get_client() as client:
        found = await client.read_latest_artifacts()
    return {str(each.key): json.loads(str(each.data)) for each in found}


async def table_of(run: FlowRun) -> tuple[str, str, list[dict[str, str]]]:
    """The key, the words and the rows of the table that a run published of itself."""
    key = str(run.name).partition(" ")[0]
    async with get_client() as client:
        found = [each for each in await client.read_artifacts() if each.flow_run_id == run.id]
    [artifact] = [each for each in found if str(each.description).startswith(key)]
    return str(artifact.key), str(artifact.description), json.loads(str(artifact.data))


@pytest.mark.parametrize("cycle", ALL, ids=lambda cycle: cycle.key)
def test_every_cycle_and_routine_has_a_flow_named_by_its_key(cycle: Cycle | Routine) -> None:
    module = import_module(f"flows.{cycle.key}")
    assert flow_of(cycle) is getattr(module, cycle.key)
    assert flow_of(cycle).name == cycle.name
    assert flow_of(cycle).isasync
    assert flow_of(cycle).fn.__doc__


@pytest.mark.parametrize("cycle", ALL, ids=lambda cycle: cycle.key)
def test_a_flow_is_its_steps_and_the_last_one_sends_unless_the_sweep_does(cycle: Cycle | Routine) -> None:
    steps = import_module(f"flows.{cycle.key}").STEPS
    assert isinstance(steps, tuple)
    assert all(isinstance(step, Task) for step in steps)
    assert (deliver_notices in steps) is (cycle is not REMEDIATION_FEEDBACK)
    assert steps[-1] is (list_remediation if cycle is REMEDIATION_FEEDBACK else deliver_notices)


@pytest.mark.parametrize("cycle", ALL, ids=lambda cycle: cycle.key)
def test_a_flow_is_short_and_its_file_begins_with_its_clause(cycle: Cycle | Routine) -> None:
    module = import_module(f"flows.{cycle.key}")
    part, _, clause = cycle.clause.partition("-")
    assert str(module.__doc__).startswith(f"Part {part}, {clause} {cycle.name}: ")
    assert len(inspect.getsource(module).splitlines()) <= LONGEST


@pytest.mark.parametrize("cycle", [c for c in CYCLES if c.periodic], ids=lambda cycle: cycle.key)
def test_every_cycle_of_the_calendar_has_the_file_of_its_opening(cycle: Cycle) -> None:
    assert load_template(f"{opening_notice(cycle)}/subject")


def test_every_cycle_and_routine_is_deployed_with_its_schedule_and_tags() -> None:
    deployments = asyncio.run(all_deployments())
    found = {}
    for made in deployments:
        planned = [(each.slug, each.schedule) for each in made.schedules or []]
        crons = [(slug, at.cron, at.timezone) for slug, at in planned if isinstance(at, CronSchedule)]
        found[made.name] = (crons, made.tags, made.entrypoint)
    assert found == {
        deployment_name(cycle): (
            [(slug, cron, "Asia/Shanghai") for slug, cron in planned_crons(cycle)],
            [cycle.name, cycle.clause],
            f"flows.{cycle.key}.{cycle.key}",
        )
        for cycle in ALL
    }


async def run_all() -> list[FlowRun]:
    """Run every flow, one after the other. Returns the newest runs that the server knows, as many as there are."""
    for cycle in ALL:
        await call(cycle, RunForm())
    async with get_client() as client:
        return await client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC, limit=len(ALL))


@pytest.mark.usefixtures("founded")
def test_every_flow_completes_on_a_real_server(engine: Engine, morning: Morning) -> None:
    morning("2026-12-15")
    runs = {(run.state_name, frozenset(run.tags)) for run in engine(run_all())}
    assert runs == {("Completed", frozenset({cycle.name, cycle.clause})) for cycle in ALL}


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize(
    ("cycle", "day"),
    [
        (QUARTERLY_MEETING, "2026-04-01"),
        (MID_YEAR_REVIEW, "2026-07-01"),
        (YEAR_END_CHECK, "2026-12-01"),
        (DAILY_SWEEP, "2026-04-01"),
        (REMEDIATION_FEEDBACK, "2026-03-06"),
        (YEAR_END_REVERIFICATION, "2026-12-15"),
    ],
    ids=lambda value: getattr(value, "key", value),
)
def test_with_and_without_the_engine_the_same_rows_are_inserted(
    databases: Databases, reached: str, sql: Sql, engine: Engine, morning: Morning, cycle: Cycle | Routine, day: str
) -> None:
    morning(day)
    ways: list[tuple[Summary, dict[str, list[str]]]] = []
    for way in (engine, without_engine):
        with databases.fresh(reached):
            summary = way(cycle)
            ways.append((summary, standing(sql)))
    assert ways[0] == ways[1]
    assert ways[0][1]["notice" if cycle is REMEDIATION_FEEDBACK else "message"]  # the sweep sends what that flow queues


@pytest.mark.usefixtures("march")
def test_a_run_can_be_found_by_name_and_tags_and_shows_a_chinese_table(engine: Engine, morning: Morning) -> None:
    morning("2026-04-23")
    engine(QUARTERLY_MEETING)
    run = engine(newest_run("季度分析会"))
    key, words, rows = engine(table_of(run))
    assert (run.name, run.state_name) == ("季度分析会 2026Q1", "Completed")
    assert set(run.tags) == {"季度分析会", "3-6.1.2"}
    assert key == "quarterly-meeting"
    assert words.startswith("季度分析会 2026Q1：2个部门，已办0，未办2（逾期2）\n\n季度分析会 2026Q1：新开启2个部门")
    assert [row["部门"] for row in rows] == ["第001厅", "第002厅"]
    assert list(rows[0]) == ["部门", "事项", "状态", "期限", "还剩", "已报/应报", "联络员"]


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize("cycle", [DAILY_SWEEP, DELIVER, RECEIVE], ids=lambda cycle: cycle.key)
def test_some_runs_renew_the_tables_of_all_cycles(
    march: Acting, engine: Engine, morning: Morning, cycle: Routine
) -> None:
    march.on("2026-03-31").office("D001").report("D001", "2026-03", "T001", "T002")
    morning("2026-04-01")
    engine(DAILY_SWEEP)
    tables = engine(newest_tables())
    assert {row["事项"] for row in tables["monthly-check"]} == {"2026年4月月度检查"}
    assert {row["事项"] for row in tables["quarterly-meeting"]} == {"2026年第一季度分析会"}
    assert tables["remediation-feedback"] == [{"说明": "没有应办事项。"}]
    march.on("2026-04-02").office("D001").meet("D001", "2026Q1", "2026-04-02")
    morning("2026-04-02")
    engine(cycle)
    renewed = engine(newest_tables())["quarterly-meeting"]
    assert {row["部门"]: row["状态"] for row in renewed} == {"第001厅": "已办结", "第002厅": "○ 未到期"}


@pytest.mark.usefixtures("founded")
def test_a_run_that_found_nothing_to_do_says_so(engine: Engine, morning: Morning) -> None:
    morning("2026-01-05")
    engine(DELIVER)
    _, _, rows = engine(table_of(engine(newest_run("通知投递"))))
    assert rows == [{"说明": "通知投递：没有待发通知。"}]


@pytest.mark.usefixtures("founded")
def test_a_run_logs_its_summary_once(engine: Engine, morning: Morning) -> None:
    morning("2026-01-05")
    records: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = records.append  # type: ignore[method-assign, assignment]  # what is logged is kept
    runs = logging.getLogger("prefect.flow_runs.summary")
    runs.addHandler(handler)
    engine(DELIVER)
    runs.removeHandler(handler)
    assert [each.getMessage() for each in records] == ["通知投递：没有待发通知。"]
    assert records[0].flow_run_id == str(engine(newest_run("通知投递")).id)  # type: ignore[attr-defined]  # Prefect's


@pytest.mark.usefixtures("march")
def test_running_a_flow_twice_changes_nothing(
    anyone: Acting, engine: Engine, morning: Morning, sql: Sql, mail: MailServer, violations: Violations
) -> None:
    reachable(anyone)
    morning("2026-04-01")
    engine(DAILY_SWEEP)
    before, sent = standing(sql), len(mail.received)
    assert sent
    engine(DAILY_SWEEP)
    assert standing(sql) == before
    assert len(mail.received) == sent
    assert violations() == []


@pytest.mark.usefixtures("march")
def test_the_daily_sweep_opens_reminds_and_sends_by_itself(
    anyone: Acting, morning: Morning, sql: Sql, mail: MailServer
) -> None:
    reachable(anyone)
    morning("2026-04-01")
    without_engine(DAILY_SWEEP)
    assert sql.column("SELECT DISTINCT period FROM obligation WHERE kind = 'quarterly_meeting'") == ["2026Q1"]
    assert sql.column("SELECT DISTINCT method FROM urging") == ["phone"]
    assert mail.received


def test_3_3_the_run_of_11_january_compares_the_filings_once(march: Acting, morning: Morning, sql: Sql) -> None:
    march.on("2026-12-01").open("year_end_check", "2026")
    morning("2026-12-15")
    without_engine(YEAR_END_REVERIFICATION)
    assert sql.column("SELECT kind FROM notice WHERE kind LIKE 'missing%'") == []
    morning("2027-01-11")
    without_engine(YEAR_END_REVERIFICATION)
    told = "SELECT kind FROM notice WHERE kind LIKE 'missing%' ORDER BY kind"
    compared = sql.column(told)
    assert compared == ["missing", "missing", "missing_all"]
    without_engine(DAILY_SWEEP)
    assert sql.column(told) == compared


@pytest.mark.usefixtures("march")
def test_a_run_with_an_explicit_period_opens_that_period_today(engine: Engine, morning: Morning, sql: Sql) -> None:
    morning("2026-07-10")
    engine(QUARTERLY_MEETING, period="2026Q1")
    rows = sql.rows("SELECT period, opened_on, opened_late FROM cycle_run WHERE cycle = 'quarterly_meeting'")
    assert rows == [("2026Q1", date(2026, 7, 10), True)]


@pytest.mark.usefixtures("march", "morning")
@pytest.mark.parametrize("by_schedule", [True, False])
def test_a_run_that_its_schedule_starts_late_belongs_to_the_planned_day(
    engine: Engine, sql: Sql, monkeypatch: pytest.MonkeyPatch, *, by_schedule: bool
) -> None:
    today, read = current_instant().date(), PrefectClient.read_flow_run

    async def read_as_scheduled(client: PrefectClient, run: UUID) -> FlowRun:
        return (await read(client, run)).model_copy(update={"auto_scheduled": by_schedule})

    monkeypatch.setattr(PrefectClient, "read_flow_run", read_as_scheduled)
    monthly = flow_of(MONTHLY_CHECK)
    perform_act(
        ACTS["confirm_clock"], {"today": current_instant().date()}
    )  # the records are of March, the clock is the real one

    async def late() -> str:
        async with get_client() as client:
            planned = datetime(2026, 5, 1, 7, 30, tzinfo=SHANGHAI)
            run = await client.create_flow_run(monthly, state=Scheduled(scheduled_time=planned))
            run.auto_scheduled = by_schedule
            await run_flow(monthly, flow_run=run)  # type: ignore[misc]  # of an async flow it is a coroutine
            return (await client.read_flow_run(run.id)).name

    period, day = ("2026-05", date(2026, 5, 1)) if by_schedule else (f"{today:%Y-%m}", today)
    assert engine(late()) == f"月度检查 {period}"
    rows = sql.rows("SELECT opened_on FROM cycle_run WHERE period = :period", period=period)
    assert rows == [(day,)]


@pytest.mark.usefixtures("march")
def test_a_wrong_request_fails_at_once_and_leaves_nothing_behind(engine: Engine, morning: Morning, sql: Sql) -> None:
    morning("2026-04-01")
    before = standing(sql)
    with pytest.raises(Refused, match="“月度检查”没有期间“2026Q1”"):
        engine(MONTHLY_CHECK, period="2026Q1")
    run = engine(newest_run("月度检查"))
    assert run.state_name == "Failed"
    assert engine(tries_of(run)) == {"核对时钟": 1, "开启月度检查": 1}
    assert standing(sql) == before


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize(
    ("fields", "sentence", "steps"),
    [
        ({"period": "2026Q1"}, "“月度检查”没有期间“2026Q1”，正确写法如2026-01。", {"开启月度检查"}),
        (
            {"period": "3月"},
            "期间“3月”无法识别，应为2026-03（月）、2026Q1（季）、2026H1（半年）或2026（年）。",
            {"开启月度检查"},
        ),
        (
            {"date": "2026-03-31"},
            "运行参数没有“date”，只能填写期间（period），例如2026-03；业务日期不能另写。",
            set(),
        ),
    ],
)
def test_a_refused_run_shows_its_sentence(
    engine: Engine, morning: Morning, fields: dict[str, str], sentence: str, steps: set[str]
) -> None:
    morning("2026-04-01")
    with pytest.raises(Refused, match=re.escape(sentence)):
        engine(MONTHLY_CHECK, **fields)
    run = engine(newest_run("月度检查"))
    assert run.state is not None
    assert (run.state.type.value, run.state.message) == ("FAILED", sentence)
    failed = engine(failed_steps(run))
    assert failed == dict.fromkeys(steps, sentence)


@pytest.mark.usefixtures("march")
def test_a_run_that_fails_tells_the_operator_and_the_next_one_that_it_is_over(
    engine: Engine, morning: Morning, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    morning("2026-04-01")
    with MailServer(tmp_path / "mails") as mail:
        for name, value in (("ALERT_TO", "duty@example.org"), ("MAIL_URL", mail.url), ("HOME", str(tmp_path))):
            monkeypatch.setenv(f"MUBIAO_{name}", value)
        read_settings.cache_clear()
        with pytest.raises(Refused):
            engine(MONTHLY_CHECK, period="2026Q1")
        engine(MONTHLY_CHECK)
        subjects = [str(each.message["Subject"]) for each in mail.received if each.recipient == "duty@example.org"]
    read_settings.cache_clear()
    assert subjects == ["【演练】【系统告警】定时运行失败：1次", "【演练】【系统告警】已恢复：定时运行失败"]


@flow(name="一次开启")
async def opening_once(retries: int) -> None:
    """Open the quarter's meetings, without the pause between the tries."""
    step = opening_step(QUARTERLY_MEETING).with_options(retries=retries, retry_delay_seconds=0, retry_jitter_factor=0)
    run_steps((step,), business_day(), engine=True)


@pytest.mark.usefixtures("march")
def test_a_step_whose_database_breaks_off_leaves_nothing_half_written(
    engine: Engine, morning: Morning, sql: Sql, meanwhile: Meanwhile, violations: Violations
) -> None:
    morning("2026-04-01")
    before = standing(sql)
    meanwhile("INSERT INTO notice", lambda: sql(KILL))
    with pytest.raises(Unavailable):
        engine(opening_once(retries=0))
    assert standing(sql) == before
    assert violations() == []


@pytest.mark.usefixtures("march")
def test_a_step_whose_database_breaks_off_is_retried_and_done_once(
    engine: Engine, morning: Morning, sql: Sql, meanwhile: Meanwhile, violations: Violations
) -> None:
    morning("2026-04-01")
    meanwhile("INSERT INTO notice", lambda: sql(KILL))
    engine(opening_once(retries=1))
    assert sql.value("SELECT count(*) FROM obligation WHERE kind = 'quarterly_meeting'") == 2
    assert sql.value("SELECT count(*) FROM block WHERE act = 'open_cycle'") == 2
    assert violations() == []


@pytest.mark.usefixtures("march")
def test_a_step_that_meets_a_locked_table_is_retried_and_done_once(
    engine: Engine, morning: Morning, sql: Sql, impatient: Impatient
) -> None:
    morning("2026-04-01")
    impatient(lock_timeout="100ms")
    neighbour = create_engine(database.engine().url)
    with neighbour.connect() as holder:
        holder.execute(text("LOCK TABLE obligation IN ACCESS EXCLUSIVE MODE"))
        event.listen(database.engine(), "rollback", lambda _: holder.rollback(), once=True)  # freed after one try
        engine(opening_once(retries=1))
    neighbour.dispose()
    assert sql.value("SELECT count(*) FROM obligation WHERE kind = 'quarterly_meeting'") == 2


def events_of(server: str, resource: str, number: int, since: datetime) -> list[tuple[str, dict[str, Any]]]:
    """Returns event and payload of what was emitted about a cycle since then, once this number has arrived."""
    EventsWorker.instance().wait_until_empty()
    wanted = {"event": {"prefix": ["mubiao."]}, "resource": {"id": [resource]}}
    asked = {"filter": {**wanted, "occurred": {"since": since.isoformat()}}}

    def found() -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = call_api({"PREFECT_API_URL": server}, "/events/filter", asked)["events"]
        return events

    assert soon(lambda: len(found()) >= number)
    return sorted((each["event"], each["payload"]) for each in found())


def test_a_run_emits_one_event_of_a_kind_with_its_number(server: str) -> None:
    since = current_instant()
    emit_counts(QUARTERLY_MEETING, {"opened": 3, "frozen": 0, "overdue": 2, "第001厅": 1})
    assert events_of(server, "mubiao.cycle.quarterly_meeting", 2, since) == [
        ("mubiao.duties.overdue", {"count": 2}),
        ("mubiao.period.opened", {"count": 3}),
    ]


def test_a_failed_step_is_one_event_without_its_reason(server: str) -> None:
    since = current_instant()
    with telling_failure(MONTHLY_CHECK):
        pass
    with pytest.raises(ValueError, match="第001厅"), telling_failure(MONTHLY_CHECK):
        raise ValueError("第001厅")
    failed = events_of(server, "mubiao.cycle.monthly_check", 1, since)
    assert failed == [("mubiao.step.failed", {"count": 1})]
