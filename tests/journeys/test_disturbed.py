"""Disturbances of Prefect do not change the business records: they equal those of an undisturbed month.

The same month, from 1 March to 2 April, is run several times: by the plain steps, and with 1 April on real Prefect
servers and runners that are doubled, deployed again, wiped and paused, and whose runs are cancelled and deleted.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, make_url, text

from deployments.child_processes import Children
from deployments.demo.world import SUDDEN
from deployments.health import CheckResult, check_schedules
from deployments.prefect_schedules import deployment_name
from deployments.server import free_port, prefect_environment, start_server, wait_for_server
from deployments.upkeep import Caretaker
from models.database import begin, bind, unbind
from models.file_store.folder import Folder
from models.intake.shipped import shipped_calendar
from models.ledger.chain.verify import verify
from models.ledger.nouns import NOUNS
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import CYCLES, DAILY_SWEEP, MONTHLY_CHECK, QUARTERLY_MEETING, ROUTINES
from models.rules.workdays import SHANGHAI, days_between
from models.statements import run
from tasks.clock import business_day, clear_virtual_instant, set_virtual_instant
from tasks.settings import read_settings
from tasks.step import run_steps
from tests.conftest import rehearse

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Databases
    from tests.journeys.conftest import Journey

MARCH, EVE, DECISIVE, AFTER = date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 2)
EARLY = datetime.combine(DECISIVE, time(7, 30), SHANGHAI)
QUESTIONS = 1.0  # seconds between them: each costs the server some
NO_SCHEDULED_RUNS = {"PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false"}  # at 8:20 one would begin by itself
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
CASES = ("doubled", "redeployed", "wiped", "clicked")
MOVES = "SELECT record, record_key, event, from_state, to_state, digest, detail::text FROM transition ORDER BY 1, 2, id"
# The head of the chain contains a block number, which depends on the sweeps; offices do not see it.
NOTICES = """
SELECT n.kind, n.subject, n.occasion, n.audience, d.code, n.created_on::text,
    CASE n.kind WHEN 'ledger_head' THEN '' ELSE n.payload::text END, n.cancelled
FROM notice n JOIN department d ON d.id = n.department_id ORDER BY 1, 2, 3, 4, 5
"""
SWEEPS = "SELECT business_date::text FROM block WHERE act = 'record_sweep' ORDER BY 1"
RANDOM = {"answer_key", "answer"}  # a key is drawn by each installation, and the files of answers hold its codes
Records = dict[str, list[tuple[Any, ...]]]


def records() -> Records:
    """Returns every record, move and notice of the bound database by its natural key."""
    with begin() as session:

        def rows(statement: str) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in run(session, statement)]

        compared = {noun: spec for noun, spec in NOUNS.items() if spec.verified and noun not in RANDOM}
        found = {noun: sorted(row[1:] for row in rows(spec.digests)) for noun, spec in compared.items()}
        moves = [row for row in rows(MOVES) if row[0] not in RANDOM]
        return found | {"moves": moves, "notices": rows(NOTICES), "sweeps": rows(SWEEPS)}


# The month by the plain steps


def work(agency: Acting, day: date) -> None:
    """Perform the acts of people in the month: one office is early, the other late; the agency records for it."""
    on = agency.on(day.isoformat())
    if day == date(2026, 3, 25):
        on.office("D001").report("D001", "2026-03", "T001", "T002")
    if day == AFTER:
        on.office("D002").meet("D002", "2026Q1", "2026-04-02")
        on.office("D002").report("D002", "2026-03", "T003", progress=80)


def live(agency: Acting, first: date, last: date, *, off: Iterable[date] = ()) -> None:
    """Run days by the plain steps, except those on which the machine was off."""
    for day in (each for each in days_between(first, last) if each not in off):
        set_virtual_instant(datetime.combine(day, EARLY.timetz()))
        cycles = [each for each in CYCLES if each.periodic]
        opening = [each.key for each in cycles if each.opens_on(each.newest(day), shipped_calendar()) == day]
        for flow in (*opening, DAILY_SWEEP.key):
            run_steps(import_module(f"flows.{flow}").STEPS, business_day(), engine=False)
        work(agency, day)


def settle(agency: Acting, issued: str = "2026-02-27") -> None:
    rehearse()
    agency.take("departments", *({"编码": f"D00{n}", "名称": f"第00{n}厅"} for n in (1, 2)))
    leads = {"T001": "D001", "T002": "D001", "T003": "D002"}
    usual = {"年度": "2026", "下达日期": issued}
    agency.on(issued).take(
        "targets", *({"编号": code, "目标名称": code, "责任部门": lead, **usual} for code, lead in leads.items())
    )


@contextmanager
def at_home(folder: Path) -> Iterator[None]:
    """Clear all settings of this process and its children except the home; afterwards restore them and the clock."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [each for each in os.environ if each.startswith("MUBIAO_")]:  # noqa: TID251 - cleared for this test
            patch.delenv(name)
        patch.delenv("DATABASE_URL", raising=False)
        patch.setenv("MUBIAO_HOME", str(folder))
        read_settings.cache_clear()
        yield
    clear_virtual_instant()
    read_settings.cache_clear()


# A machine with a separate Prefect server, and the disturbances


def evidence_of(database: str, folder: Path) -> Path:
    """Returns the evidence folder of a database, which several machines use."""
    made = folder / f"evidence-{make_url(database).database}"
    made.mkdir(mode=0o700, exist_ok=True)
    return made


@dataclass
class Machine:
    """A Prefect server with its runners, which use the database and the clock in their settings file."""

    name: str
    home: Path
    children: Children
    journey: Journey
    messages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.home.mkdir()
        usual = prefect_environment(self.home, free_port()) | SUDDEN
        self.environment = usual | NO_SCHEDULED_RUNS | {"MUBIAO_HOME": str(self.home)}
        start_server(self.children, self.environment)

    def deploy(self, *runners: str) -> None:
        """Start these runners, and restart those that run already; returns when all plans are registered."""
        for each in runners:
            self.children.stop(each)
            self.children.start(each, ["deployments.runner"], self.environment)
        self.journey.wait_for("the plans", lambda: "缺少" not in self.stands().advice, pause=QUESTIONS)

    def stands(self) -> CheckResult:
        """Returns the result of `check` for the plans; retries while the server is too busy to answer."""

        def answered() -> CheckResult | None:
            found = check_schedules(self.environment)
            return None if "没有应答" in found.advice else found

        found: CheckResult = self.journey.wait_for("an answer about the plans", answered)
        return found

    def live_in(self, database: str, at: datetime = EARLY) -> None:
        """Work in a database and its evidence folder from now on."""
        (self.home / "evidence").unlink(missing_ok=True)
        (self.home / "evidence").symlink_to(evidence_of(database, self.home.parent))
        partial = self.home / "settings.partial"
        partial.write_text(f'database_url = "{database}"\nclock = {at.isoformat()}\n', encoding="utf-8")
        partial.rename(self.home / "settings.toml")

    def ask(self, path: str, data: Any = None, method: str | None = None) -> Any:
        return self.journey.ask(f"{self.environment['PREFECT_API_URL']}{path}", data, method)

    def deployment(self, cycle: Cycle | Routine) -> dict[str, Any]:
        wanted = {"deployments": {"name": {"any_": [deployment_name(cycle)]}}}
        found: dict[str, Any] = self.ask("/deployments/filter", wanted)[0]
        return found

    def order(self, *cycles: Cycle | Routine, state: str = "SCHEDULED", **more: Any) -> list[str]:
        """Create a run of each cycle; returns the ids."""
        wanted = {"state": {"type": state, **more}}
        places = [f"/deployments/{self.deployment(cycle)['id']}/create_flow_run" for cycle in cycles]
        return [str(self.ask(place, wanted)["id"]) for place in places]

    def states(self, runs: list[str]) -> set[str]:
        return {str(self.ask(f"/flow_runs/{each}")["state_type"]) for each in runs}

    def end_of(self, runs: list[str]) -> set[str]:
        self.journey.wait_for("the end of the runs", lambda: self.states(runs) <= ENDED, pause=QUESTIONS)
        return self.states(runs)

    def caretaker(self, *runners: str) -> Caretaker:
        """Returns the caretaker of an `up` that starts these runners when it registers the plans."""
        return Caretaker(self.environment, lambda: self.deploy(*runners), self.messages.append)

    def watched_by(self, caretaker: Caretaker) -> None:
        """Let the caretaker look until the plans are in order."""

        def well() -> bool:
            caretaker.look()
            return self.stands().ok

        self.journey.wait_for("well-kept plans", well, pause=QUESTIONS)


@contextmanager
def held(database: str, journey: Journey) -> Iterator[Callable[[], None]]:
    """Within the context a run that opens a cycle blocks on a lock; the function waits until a run is blocked."""
    engine = create_engine(database)
    asking = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with engine.connect() as holder, engine.connect() as watcher:
        holder.execute(text("LOCK TABLE cycle_run IN ACCESS EXCLUSIVE MODE"))

        def waits() -> bool:
            watcher.rollback()  # a transaction caches its first view of pg_stat_activity
            return watcher.execute(text(asking)).first() is not None

        yield lambda: journey.wait_for("a run in the middle of its work", waits)
    engine.dispose()


# The disturbances of 1 April


@dataclass
class Seen:
    """The states and advice during the disturbances, as proof that they took place."""

    states: dict[str, set[str]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)


def double(one: Machine, other: Machine, database: str, seen: Seen) -> None:
    """Two servers and three runners do all the work of the day at the same time."""
    for machine in (one, other):
        machine.live_in(database)
    runs = [(machine, machine.order(MONTHLY_CHECK, DAILY_SWEEP)) for machine in (one, other)]
    seen.states["doubled"] = {state for machine, ids in runs for state in machine.end_of(ids)}


def redeploy(one: Machine, database: str, seen: Seen) -> None:
    """Replace the runners while one of them opens the month; then run the sweep."""
    one.live_in(database)
    with held(database, one.journey) as wait_until_held:
        [broken_off] = one.order(MONTHLY_CHECK)
        wait_until_held()
        one.children.stop("runner-2")
        one.deploy("runner")
    seen.states["broken off"] = one.states([broken_off])
    seen.states["redeployed"] = one.end_of(one.order(DAILY_SWEEP))


def click(one: Machine, database: str, seen: Seen) -> None:
    """Cancel a run, delete another, pause a schedule and a deployment; then start the caretaker of `up` again."""
    one.live_in(database)
    with held(database, one.journey) as wait_until_held:
        [cancelled] = one.order(MONTHLY_CHECK)
        wait_until_held()
        one.ask(f"/flow_runs/{cancelled}/set_state", {"state": {"type": "CANCELLING"}})
        seen.states["cancelled"] = one.end_of([cancelled])
    [deleted] = one.order(QUARTERLY_MEETING, state_details={"scheduled_time": "2099-01-01T00:00:00Z"})
    one.ask(f"/flow_runs/{deleted}", method="DELETE")
    sweep, monthly = one.deployment(DAILY_SWEEP), one.deployment(MONTHLY_CHECK)
    schedule = f"/deployments/{sweep['id']}/schedules/{sweep['schedules'][0]['id']}"
    one.ask(schedule, {"active": False}, "PATCH")
    one.ask(f"/deployments/{monthly['id']}/pause_deployment", {})
    seen.words["paused"] = one.stands().advice
    caretaker = one.caretaker()  # its runner is there: the registration alone does not end a pause
    caretaker.register()
    one.watched_by(caretaker)
    seen.words["resumed"] = "".join(one.messages)
    seen.words["after"] = one.stands().advice
    seen.states["clicked"] = one.end_of(one.order(DAILY_SWEEP))


def wipe(other: Machine, database: str, seen: Seen) -> None:
    """Delete every row of the server's database while server and runner keep running."""
    other.live_in(database)
    with closing(sqlite3.connect(other.home / "prefect" / "prefect.db", timeout=60)) as rows, rows:
        tables = (
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('alembic_version', 'sqlite_sequence')"
        )
        for (table,) in rows.execute(tables).fetchall():
            rows.execute(f"DELETE FROM {table}")  # noqa: S608 - names of the database itself
    seen.words["wiped"] = other.stands().advice
    caretaker = other.caretaker("runner")
    other.watched_by(caretaker)
    seen.words["registered"] = "".join(other.messages)
    seen.states["wiped"] = other.end_of(other.order(DAILY_SWEEP))


@dataclass(frozen=True)
class Outcome:
    """The records of each case, the violations that `verify` finds, and the states seen on the way."""

    undisturbed: Records
    records: dict[str, Records]
    violations: dict[str, list[str]]
    seen: Seen


@contextmanager
def machines(folder: Path, journey: Journey) -> Iterator[tuple[Machine, Machine]]:
    with Children(folder / "logs-a") as a, Children(folder / "logs-b") as b:
        yield Machine("a", folder / "a", a, journey), Machine("b", folder / "b", b, journey)


def disturb(one: Machine, other: Machine, worlds: dict[str, str]) -> Seen:
    """Run all disturbances of 1 April, on the two machines at the same time if they are independent."""
    seen = Seen()
    for machine in (one, other):
        wait_for_server(machine.children, machine.environment)
    with ThreadPoolExecutor() as both:
        list(both.map(lambda args: args[0].deploy(*args[1:]), [(one, "runner", "runner-2"), (other, "runner")]))
        double(one, other, worlds["doubled"], seen)
        wiping = both.submit(wipe, other, worlds["wiped"], seen)
        redeploy(one, worlds["redeployed"], seen)
        click(one, worlds["clicked"], seen)
        wiping.result()
    return seen


@pytest.fixture(scope="module")
def outcome(databases: Databases, anyone: Acting, journey: Journey) -> Iterator[Outcome]:
    with journey.place() as place, at_home(place.folder), machines(place.folder, journey) as (one, other):
        yield run_all_cases(databases, anyone, one, other)


def run_all_cases(databases: Databases, agency: Acting, one: Machine, other: Machine) -> Outcome:
    databases.template("eve", "founded", lambda: settle_and_live(agency))
    for case in ("undisturbed", *CASES):
        databases.template(case, "eve", lambda: None)
    seen = disturb(one, other, {case: databases.address(case) for case in CASES})
    found: dict[str, Records] = {}
    violations: dict[str, list[str]] = {}
    for case in ("undisturbed", *CASES):
        bind(databases.address(case))
        live(agency, AFTER if case in CASES else DECISIVE, AFTER)
        found[case] = records()
        with begin() as session:
            violations[case] = verify(session, Folder(evidence_of(databases.address(case), one.home.parent)))[1]
        unbind()
    return Outcome(found.pop("undisturbed"), found, violations, seen)


def settle_and_live(agency: Acting) -> None:
    settle(agency)
    live(agency, MARCH, EVE)


@pytest.mark.parametrize("case", CASES)
def test_the_records_are_those_of_an_undisturbed_month(outcome: Outcome, case: str) -> None:
    assert outcome.records[case] == outcome.undisturbed


def test_the_month_has_records_of_every_kind(outcome: Outcome) -> None:
    counts = {name: len(rows) for name, rows in outcome.undisturbed.items() if rows}
    assert counts["obligation"] == 13  # two of them the plans that the agency owes
    assert counts["urging"] == 1
    assert counts["sweeps"] == 33
    assert counts["notices"] > 10
    assert {"report", "meeting", "deadline", "cycle_run"} < set(counts)


@pytest.mark.parametrize("case", ["undisturbed", *CASES])
def test_every_ledger_verifies(outcome: Outcome, case: str) -> None:
    assert outcome.violations[case] == []


def test_all_disturbances_took_place(outcome: Outcome) -> None:
    assert {case: outcome.seen.states[case] for case in CASES} == {case: {"COMPLETED"} for case in CASES}
    assert outcome.seen.states["cancelled"] == {"CANCELLED"}
    assert "COMPLETED" not in outcome.seen.states["broken off"]


def test_check_reports_paused_plans_and_the_next_start_resumes_them(outcome: Outcome) -> None:
    assert outcome.seen.words["paused"] == (
        "在Prefect界面中被暂停，不会自动执行：月度检查、每日巡检，请在界面恢复，或重新启动 mubiao up"
    )
    assert outcome.seen.words["resumed"] == "以下计划曾在Prefect界面中被暂停，现已恢复：月度检查、每日巡检。"
    assert outcome.seen.words["after"] == ""


def test_check_reports_wiped_plans_and_up_registers_them_again(outcome: Outcome) -> None:
    names = "、".join(each.name for each in (*CYCLES, *ROUTINES))
    assert outcome.seen.words["wiped"] == f"Prefect中缺少或被改动：{names}，请重新启动 mubiao up"
    assert outcome.seen.words["registered"] == f"Prefect中缺少以下计划，或已被改动，正在重新登记：{names}。"


# The machine is off for days


@pytest.fixture
def lived(databases: Databases, anyone: Acting, tmp_path: Path) -> Iterator[Callable[..., Records]]:
    """`lived("2026-02-01", "2026-03-02", off=("2026-02-15", "2026-02-23"))`: returns the records of that time."""

    def records_of(first: str, last: str, *, off: tuple[str, str] | None = None) -> Records:
        with databases.reset("founded"):
            settle(anyone, issued="2026-01-05")
            away = list(days_between(*map(date.fromisoformat, off))) if off else []
            live(anyone, date.fromisoformat(first), date.fromisoformat(last), off=away)
            return records()

    with at_home(tmp_path):
        yield records_of


def test_ten_days_off_over_spring_festival_leave_the_same_records(lived: Callable[..., Records]) -> None:
    whole = lived("2026-02-01", "2026-03-02")
    broken = lived("2026-02-01", "2026-03-02", off=("2026-02-15", "2026-02-23"))
    assert len(whole.pop("sweeps")) == len(broken.pop("sweeps")) + 9
    assert broken == whole


def test_ten_working_days_off_lose_no_duty_no_date_and_no_last_reminder(lived: Callable[..., Records]) -> None:
    whole = lived("2026-03-01", "2026-04-30")
    broken = lived("2026-03-01", "2026-04-30", off=("2026-03-26", "2026-04-09"))
    assert [row[0] for row in broken["obligation"]] == [row[0] for row in whole["obligation"]]
    assert broken["deadline"] == whole["deadline"]
    assert newest_rungs(broken).items() >= newest_rungs(whole).items()  # a silent office gets more
    assert rungs(whole, "monthly_check|2026-03|D002||0", "office") == ["1|T", "1|T+1", "1|T-3"]
    assert rungs(broken, "monthly_check|2026-03|D002||0", "office") == ["1|T+1"]  # older ones are merged


def rungs(found: Records, obligation: str, audience: str) -> list[str]:
    return sorted(
        row[2]
        for row in found["notices"]
        if row[0] in {"reminder", "overdue"} and row[1] == obligation and row[3] == audience
    )


def newest_rungs(found: Records) -> dict[tuple[str, str], str]:
    """Returns the last rung of each obligation per audience; a later due version sorts after an earlier one."""
    reminders = [row for row in found["notices"] if row[0] in {"reminder", "overdue"}]
    return {(row[1], row[3]): row[2] for row in sorted(reminders, key=lambda row: (row[5], row[2]))}
