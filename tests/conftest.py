"""A real PostgreSQL for all tests, a fresh database for each, and factories that fill everything but what matters."""

import csv
import fcntl
import functools
import inspect
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from dis import get_instructions
from functools import cache
from io import BytesIO
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from threading import Barrier
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from openpyxl import load_workbook
from PIL import Image
from sqlalchemy import Pool, create_engine, event, make_url, text
from sqlmodel import Session

import models.ledger
from deployments import embedded
from deployments.backup.records import dump, load
from deployments.backup.restore import restore_all
from deployments.backup.save import save
from deployments.child_processes import Children
from deployments.owner import run_as
from deployments.server import start_server
from deployments.simulation.world import memory_folder, world
from models.database import begin, bind, database_time, engine, unbind
from models.intake.calendar import read_calendar
from models.intake.contact import read_contacts
from models.intake.covert import read_covert_results
from models.intake.department import read_departments
from models.intake.indicator import read_indicators
from models.intake.jurisdiction import RehearsalBegun
from models.intake.report import read_reports
from models.intake.review import read_reviews
from models.intake.source import SignedPaper, Source, read_source
from models.intake.target import read_drafts, read_targets
from models.ledger.acts import ACTS, OPERATOR, SYSTEM, Actor, Context, Role, Summary, find_act, read_input
from models.ledger.chain.verify import verify
from models.ledger.evidence.store import configure_store
from models.ledger.papers.covert_list import covert_paper
from models.ledger.perform import perform
from models.ledger.rehearsal import CANCELLED, begin_rehearsal, is_rehearsal
from models.ledger.seals import SEALED_TABLES, by_run, seal_of
from models.ledger.secrecy.access import open_secret
from models.migrations import migrate
from models.rules.business_day import SHANGHAI, BusinessDay
from models.rules.errors import MubiaoError, Refused, Unavailable
from models.rules.rehearsal import ANYWHERE
from models.statements import run
from models.transaction import transaction
from notifications.documents.covert_list import workbook

assert models.ledger.MODULES  # importing the modules registers the acts
READERS: dict[str, Callable[[Path], Any]] = {
    "departments": read_departments,
    "contacts": read_contacts,
    "targets": read_targets,
    "drafts": read_drafts,
    "indicators": read_indicators,
    "reports": read_reports,
    "reviews": read_reviews,
    "calendar": read_calendar,
    "local_calendar": read_calendar,
}
Make = Callable[..., list[str]]
Violations = Callable[[], list[str]]
Together = Callable[..., list[Any]]
Meanwhile = Callable[[str, Callable[[], Any]], None]
Statements = Callable[..., dict[str, int]]
Reads = Callable[..., list[int]]
Photograph = Callable[..., Path]
FilledIn = Callable[..., Path]
AT = time(9, 0, tzinfo=SHANGHAI)
hypothesis_settings.register_profile(
    "any machine",  # speed belongs to the benchmarks: a slow machine makes no example wrong
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("any machine")
MINUTES = {"attendees": "张三、李四", "completion": "按计划", "problems": "资金到位慢", "measures": "按月调度"}
REVIEW = {**MINUTES, "coordination": "下半年补齐进度"}
FINDERS = ("认定甲", "认定乙")  # they inspect nothing else
CHECKED = {
    "purpose": "核实目标完成情况",
    "content": "对照目标绩效要求核实",
    "methods": "实地查看",
    "standard": "目标绩效要求",
    "requirements": "两人以上同时到场",
}


# Every test bears exactly one of these markers: `pytest -m "unit or database"` takes the quick ones. It is given when
# the test is collected, by where it stands and by what it and its fixtures refer to. A test that starts processes only
# by way of the code that it tests says so itself, with `@pytest.mark.process`; a run with `-m` fails one that does not.
KINDS = {
    "journey": "a whole story, told to the programs as they are: everything in tests/journeys",
    "process": "starts processes: programs, database servers of its own, Prefect servers",
    "database": "works in the databases of the one server that all tests share",
    "unit": "needs neither a database nor another process",
}
HERE = Path(__file__).parent
SEEN_THERE = HERE.parent / "deployments" / "data" / "现场核查记录.txt"  # evidence of a finding
PAGE = (SEEN_THERE,)  # the source page of a correction
RECHECKED: dict[str, Any] = {"rechecked_by": [*FINDERS], "signed_by": FINDERS[0], "evidence": [str(SEEN_THERE)]}
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
PROGRAMS = (subprocess.run, subprocess.Popen, run_as, Children, start_server)
STARTING = (*PROGRAMS, embedded.start, inspect.unwrap(world), dump, load, save, restore_all)
BEGINNINGS = ((subprocess.Popen, "__init__"), (os, "fork"), (os, "forkpty"), (os, "posix_spawn"), (os, "system"))
CONNECTION = "a connection to a database"
_begun: list[str] = []  # what was started or connected to since the last report
_kinds: dict[Callable[..., Any], str] = {}


def pytest_configure(config: pytest.Config) -> None:
    for name, meaning in KINDS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")
    config.addinivalue_line("markers", "alone: no other test runs at the same time")
    # Not `sys.addaudithook`: with a hook in Python, CPython 3.11 fails to trace a thread that starts beside another.
    for owner, name in (*BEGINNINGS, (BaseProcess, "start")):
        setattr(owner, name, _noted(getattr(owner, name)))
    event.listen(Pool, "checkout", lambda *_: _begun.append(CONNECTION))


def _noted(begin: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, which notes that it was called."""

    @functools.wraps(begin)
    def note_and_begin(*args: Any, **options: Any) -> Any:
        # `platform.architecture` of the standard library asks the program `file`, once in a process.
        words = [each for each in args if isinstance(each, str | list | tuple)]
        if not any(each[:1] == ["file"] for each in words):
            _begun.append(f"{begin.__qualname__} {words}")
        return begin(*args, **options)

    return note_and_begin


def pytest_itemcollected(item: pytest.Item) -> None:
    if isinstance(item, pytest.Function) and not kinds_of(item):
        if item.function not in _kinds:  # one of many cases
            _kinds[item.function] = kind_by_use(item)
        item.add_marker(_kinds[item.function])


@pytest.hookimpl(trylast=True)  # after the tests were shuffled
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the long tests first, file by file, so that the process that finishes early gets the short ones."""
    ranks: dict[Path, int] = {}
    for item in items:
        ranks[item.path] = min([*map(list(KINDS).index, kinds_of(item)), ranks.get(item.path, len(KINDS))])
    items.sort(key=lambda item: ranks[item.path])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    allowed = {CONNECTION} if "database" in kinds_of(item) else set()
    begun = [each for each in _begun if each not in allowed]
    _begun.clear()
    if begun and report.passed and not {"journey", "process"} & {*kinds_of(item)}:
        report.outcome, report.longrepr = "failed", f"its marker is {kinds_of(item)}, but it starts {begun}"
    return report


def kinds_of(item: pytest.Item) -> list[str]:
    """Those of the four markers that a test bears: one."""
    return [kind for kind in KINDS if item.get_closest_marker(kind)]


def kind_by_use(item: pytest.Function) -> str:
    if item.path.is_relative_to(HERE / "journeys"):
        return "journey"
    fixtures = {name: item._fixtureinfo.name2fixturedefs.get(name, ()) for name in item.fixturenames}
    shared = fixtures.pop("databases", None)
    if any(map(starts, [item.function, *(each.func for found in fixtures.values() for each in found)])):
        return "process"
    return "unit" if shared is None else "database"


@cache
def starts(function: Callable[..., Any]) -> bool:
    """Whether a function names one that starts processes, or another of the tests that does."""
    found: dict[Any, None] = {inspect.unwrap(function): None}
    waiting = [*found]
    while waiting:
        new = [each for each in _named_by(waiting.pop()) if each not in found]
        found |= dict.fromkeys(new)
        waiting += new
    return not found.keys().isdisjoint(STARTING)


@cache
def _named_by(this: Any) -> list[Any]:
    """The functions and classes named in the code of a function, or of a class's methods, of the tests."""
    found: list[Any] = []
    for each in vars(this).values() if isinstance(this, type) else [this]:
        function = inspect.unwrap(getattr(each, "__func__", each)) if callable(each) else each
        if isinstance(function, FunctionType) and HERE in Path(function.__code__.co_filename).parents:
            names = [*_names_in(function.__code__)]
            loaded = {name for name, is_global in names if is_global}
            known = [function.__globals__[name] for name in loaded & function.__globals__.keys()]
            found += known + [
                vars(each).get(name) for each in known if isinstance(each, ModuleType) for name, _ in names
            ]
    return [inspect.unwrap(each) for each in found if isinstance(each, FunctionType | type)]


def _names_in(code: CodeType) -> Iterator[tuple[str, bool]]:
    """Yield the names in code, and whether the name is a global of its module, not an attribute of something."""
    loaded = {step.argval for step in get_instructions(code) if step.opname == "LOAD_GLOBAL"}
    yield from ((name, name in loaded) for name in code.co_names)
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names_in(inner)


# Tests run in two processes at once; who looks at the clock has the machine to itself meanwhile


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Take one turn for a test together with the fixtures of its module."""
    _begun.clear()
    keep_to_a_core(item)
    if not (locks := turns(item.config)):
        return (yield)
    with turn(*locks, alone=item.get_closest_marker("alone") is not None):
        return (yield)


def keep_to_a_core(item: pytest.Item) -> None:
    """Keep each of two test processes, with its database server, on a core of its own: they work in turns.

    The processes of a journey work at the same time and may use every core. Runs of tests that share the machine begin
    at different cores, by the number of the process that started them.
    """
    if CORES:
        worker = int(getattr(item.config, "workerinput", {}).get("workerid", "gw0").removeprefix("gw"))
        os.sched_setaffinity(0, CORES if "journey" in kinds_of(item) else {CORES[(os.getppid() + worker) % len(CORES)]})


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Remove the locks: a process that still runs tests needs no turns any more."""
    for lock in turns(session.config):
        lock.unlink(missing_ok=True)


def turns(config: pytest.Config) -> list[Path]:
    """Returns the lock files of the processes that share these tests; an empty list if there is one process."""
    run: dict[str, str] | None = getattr(config, "workerinput", None)
    place = Path(tempfile.gettempdir())
    return [place / f"mubiao-turns-{run['testrunuid']}.{name}" for name in ("door", "room")] if run else []


@contextmanager
def turn(outer: Path, inner: Path, *, alone: bool) -> Iterator[None]:
    """Wait for a turn: shared with other tests, or alone. A test that waits to run alone is not overtaken."""
    with outer.open("a") as door, inner.open("a") as room:
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(door, fcntl.LOCK_UN)
        yield


@dataclass(frozen=True, slots=True)
class Acting:
    """An actor on a day: `acting.office("D001").on("2026-03-05").do("submit_report", …)`."""

    day: date = date(2026, 1, 1)
    actor: Actor = OPERATOR
    source: Source | None = None
    signs: bool = True  # what needs a hand stands on a paper

    def on(self, day: str) -> "Acting":
        return replace(self, day=date.fromisoformat(day))

    @property
    def agency(self) -> "Acting":
        return replace(self, actor=OPERATOR)

    @property
    def system(self) -> "Acting":
        return replace(self, actor=SYSTEM)

    def office(self, code: str) -> "Acting":
        return replace(self, actor=Actor(f"{code}目标办", Role.OFFICE, self._department(code)))

    def head(self, code: str) -> "Acting":
        return replace(self, actor=Actor(f"{code}厅长", Role.HEAD, self._department(code)))

    def on_behalf(self, means: str, note: str = "", received: str | None = None) -> "Acting":
        """Returns an actor whose next act is entered for an office: `acting.on_behalf("电话", "李明").do(…)`."""
        note = note or ("李明" if received else "")  # a stated receipt has a source that can be checked
        return replace(self, source=read_source({"means": means, "note": note, "received": received}))

    def _department(self, code: str) -> int:
        with begin() as session:
            return int(run(session, "SELECT id FROM department WHERE code = :code", code=code).scalar_one())

    def within(self, session: Session, name: str, /, request_id: str | None = None, **fields: Any) -> Summary:
        day = BusinessDay(self.day, datetime.combine(self.day, AT))
        chosen = find_act(name)
        data = read_input(chosen, fields) if chosen.instead else fields  # as from its own command
        by_hand = self.signs and (chosen.by_hand or chosen is open_secret)
        actor = replace(self.actor, paper=self._signed()) if by_hand else self.actor
        return perform(session, chosen, data, day, actor, request_id, self.source)

    def _signed(self) -> SignedPaper:
        return SignedPaper(number="签字1号", dated=self.day)

    def do(self, name: str, /, request_id: str | None = None, **fields: Any) -> Summary:
        with begin() as session:
            return self.within(session, name, request_id, **fields)

    def refused(self, name: str, /, **fields: Any) -> str:
        """Returns the message with which the act is refused."""
        with pytest.raises(Refused) as refusal:
            self.do(name, **fields)
        return refusal.value.message

    def unavailable(self, name: str, /, **fields: Any) -> str:
        """Returns the message that asks for a retry."""
        with pytest.raises(Unavailable) as error:
            self.do(name, **fields)
        return error.value.message

    def context(self) -> Context:
        """Returns the context for a function that an act calls."""
        return Context(1_000_000, 2, BusinessDay(self.day, datetime.combine(self.day, AT)), self.actor)

    def open(self, cycle: str, period: str) -> Summary:
        return replace(self, actor=SYSTEM).do("open_cycle", cycle=cycle, period=period)

    def report(self, department: str, period: str, *codes: str, **more: Any) -> Summary:
        """Report 50 per cent for every target unless `progress` is given; `name` is another act than submit_report."""
        name, progress = more.pop("name", "submit_report"), more.pop("progress", 50)
        lines = [{"target": code, "progress": progress} for code in codes]
        return self.do(name, department=department, period=period, lines=lines, **more)

    def lists(self, target: str, finding: str = "进度滞后", found_on: str | date = "", **more: Any) -> Summary:
        """List a target, without a limit, as it is really done: an inspection of its own finds it undone on site on
        `found_on`, by default today, and its leader signs today. Returns the result of the last act.
        """
        fields = self.finds(target, finding, found_on, **more)
        listed = self.do("list_finding", **fields)
        self.do("conclude_inspection", inspection=fields["inspection"])
        return listed

    def finds(self, target: str, finding: str = "进度滞后", found_on: str | date = "", **more: Any) -> dict[str, Any]:
        """Find a target undone, see `lists`; returns the input of `list_finding`."""
        found, (leader, member) = self.on(str(found_on or self.day)), FINDERS
        for name in FINDERS:
            found.do("register_inspector", name=name)
        plan = {**CHECKED, "begins_on": str(found.day), "ends_on": str(self.day)}
        drafted = found.do("draft_inspection", kind="专项核查", title=f"核查{target}", **plan)
        this = drafted.data
        found.do("appoint_team", **this, leader=leader, members=member)
        found.do("issue_plan", **this, document_number=f"黔目标办〔2026〕{this['inspection']}号")
        fields = {"found": finding, "found_on": found.day, "found_by": [*FINDERS], **more}
        fields |= {"conclusion": "未按质按量完成", "methods": "实地查看", "evidence": [str(SEEN_THERE)]}
        self.do("record_finding", **this, target=target, **fields)
        return {**this, "target": target, "leader": leader, **more}

    def rechecks(self, target: str, found: str = "属实", new_limit: str = "", **more: Any) -> Summary:
        """Recheck on site what was fed back about a target: it passes unless a new limit is given."""
        for name in FINDERS:
            self.do("register_inspector", name=name)
        result = {"passed": False, "new_limit": new_limit} if new_limit else {"passed": True}
        return self.do("recheck", target=target, found=found, **result, **RECHECKED, **more)

    def meet(self, department: str, period: str, held_on: str, **more: Any) -> Summary:
        return self.do("record_meeting", department=department, period=period, held_on=held_on, **MINUTES | more)

    def review(self, department: str, held_on: str, **more: Any) -> Summary:
        return self.do("record_review", department=department, period="2026H1", held_on=held_on, **REVIEW | more)

    def give_back(
        self, folder: Path, key: str, rows: dict[int, dict[str, Any]] | None = None, reason: str = ""
    ) -> Summary:
        """Return the sheet of a covert list, filled in by `filled`."""
        return self.given(replace(read_covert_results(filled(folder, key, rows)), reason=reason))

    def given(self, checked: Any, name: str = "return_covert_results") -> Summary:
        """Perform an act whose sheet is already parsed, by default that of covert results."""
        with begin() as session:
            day = BusinessDay(self.day, datetime.combine(self.day, AT))
            return perform(session, ACTS[name], checked, day, self.actor)

    def take(self, kind: str, *rows: dict[str, Any], reason: str = "", evidence: tuple[Path, ...] = PAGE) -> Summary:
        """Import rows given by column name, through a real .csv file; a correction comes with its source page."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "表.csv"
            titles = list(dict.fromkeys(title for row in rows for title in row))
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, titles)
                writer.writeheader()
                writer.writerows(rows)
            checked = replace(READERS[kind](path), reason=reason, evidence=evidence if reason else ())
        with begin() as session:
            day = BusinessDay(self.day, datetime.combine(self.day, AT))
            return perform(session, ACTS[f"import_{kind}"], checked, day, self.actor, source=self.source)


SEEN = {
    "暗访日期": "2026-09-16",
    "是否达到要求": "是",
    "完成情况": "已完工",
    "所见情况": "现场已通车",
    "核查人员代号": "A-07",
}


def filled(folder: Path, key: str, rows: dict[int, dict[str, Any]] | None = None) -> Path:
    """Returns the sheet of a covert list as a third party returns it: the values of `SEEN`, or `rows` by position."""
    with begin() as session:
        book = load_workbook(BytesIO(workbook(covert_paper(session, key))))
    sheet: Any = book["暗访清单"]
    titles = [cell.value for cell in sheet[1]]
    for number in range(2, sheet.max_row + 1):
        for title, value in (SEEN | (rows or {}).get(number - 1, {})).items():
            sheet.cell(number, titles.index(title) + 1).value = value
    book.save(folder / "暗访清单.xlsx")
    return folder / "暗访清单.xlsx"


def seal_all(session: Session) -> None:
    """Seal notices, deliveries, messages and addresses as they are: by this transaction's act, else as a delivery."""
    act = transaction(session).block
    sealed = {"act_id": act.act_id, "sealed_at": None} if act else by_run(session, database_time(session))
    for table in SEALED_TABLES:
        run(session, f"WITH found AS (SELECT * FROM {table}) {seal_of(table, 'found')}", **sealed)  # noqa: S608 - own names


class Sql:
    """Queries the bound database, or updates it directly, bypassing the ledger."""

    def __call__(self, statement: str, **params: Any) -> int:
        with begin() as session:
            return run(session, statement, **params).rowcount

    def sealed(self, statement: str, **params: Any) -> int:
        """As above, with the seals of a delivery run: what the statement leaves counts as done by the system."""
        with begin() as session:
            changed = run(session, statement, **params).rowcount
            seal_all(session)
            return changed

    def rows(self, statement: str, **params: Any) -> list[tuple[Any, ...]]:
        with begin() as session:
            return [tuple(row) for row in run(session, statement, **params)]

    def column(self, statement: str, **params: Any) -> list[Any]:
        return [row[0] for row in self.rows(statement, **params)]

    def value(self, statement: str, **params: Any) -> Any:
        return self.rows(statement, **params)[0][0]


PRISTINE = """
CREATE SCHEMA pristine;
DO $$ DECLARE t text; BEGIN
    FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('CREATE TABLE pristine.%1$I AS TABLE public.%1$I', t);
    END LOOP;
END $$;
CREATE TABLE pristine.sequences AS
    SELECT format('public.%I', sequencename) AS name, last_value FROM pg_sequences WHERE schemaname = 'public';
CREATE TABLE pristine.filled AS SELECT relname AS name FROM pg_class
    WHERE relnamespace = 'pristine'::regnamespace AND relname <> 'sequences' AND pg_relation_size(oid) > 0;
CREATE FUNCTION pristine.reset() RETURNS void LANGUAGE plpgsql SET session_replication_role = replica AS $$
DECLARE t text; used text; BEGIN
    SELECT string_agg(format('public.%I', relname), ', ') INTO used FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0
        AND relname NOT IN (SELECT name FROM pristine.filled);
    IF used IS NOT NULL THEN
        EXECUTE 'TRUNCATE ' || used || ' CASCADE';
    END IF;
    FOR t IN SELECT name FROM pristine.filled LOOP
        EXECUTE format('DELETE FROM public.%1$I x
            WHERE NOT EXISTS (SELECT FROM pristine.%1$I p WHERE p::text = x::text)', t);
        EXECUTE format('INSERT INTO public.%1$I SELECT p.* FROM pristine.%1$I p
            WHERE NOT EXISTS (SELECT FROM public.%1$I x WHERE x::text = p::text)', t);
    END LOOP;
    PERFORM setval(name::regclass, coalesce(last_value, 1), last_value IS NOT NULL) FROM pristine.sequences;
END $$
"""


@dataclass(slots=True)
class Databases:
    """The databases of one cluster, copied from templates.

    `fresh` binds a copy and drops it afterwards. `reset` binds a copy that stays and is restored before each use: many
    times faster, for tests that change only rows.
    """

    url: str
    made: int = field(default=0)
    kept: set[str] = field(default_factory=set)

    def address(self, name: str) -> str:
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def admin(self, statement: str) -> None:
        administrator = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with administrator.connect() as connection:
            connection.execute(text(statement))
        administrator.dispose()

    def template(self, name: str, origin: str, fill: Callable[[], Any]) -> None:
        self.admin(f"CREATE DATABASE {name} TEMPLATE {origin}")
        bind(self.address(name))
        fill()
        unbind()

    @contextmanager
    def fresh(self, template: str = "template0") -> Iterator[str]:
        self.made += 1
        name = f"test_{self.made}"
        self.admin(f"CREATE DATABASE {name} TEMPLATE {template}")
        bind(self.address(name))
        try:
            yield self.address(name)
        finally:
            unbind()
            self.admin(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def reset(self, template: str) -> Iterator[str]:
        address = self.address(f"kept_{template}")
        if template not in self.kept:
            self.template(f"kept_{template}", template, lambda: Sql()(PRISTINE))
            self.kept.add(template)
        bind(address)  # keep the pool: a connection that has used the tables before is many times faster than a new one
        Sql().rows("SELECT pristine.reset()")
        yield address


def _open_march() -> None:
    agency = Acting()
    usual = {"年度": "2026", "下达日期": "2026-02-27"}
    agency.take("departments", *({"编码": f"D00{n}", "名称": f"第00{n}厅"} for n in (1, 2)))
    leads = {"T001": "D001", "T002": "D001", "T003": "D002"}
    rows = ({"编号": code, "目标名称": f"目标{code}", "责任部门": lead, **usual} for code, lead in leads.items())
    agency.on("2026-02-27").take("targets", *rows)
    agency.on("2026-03-01").open("monthly_check", "2026-03")


def rehearse() -> None:
    """Make the bound installation a rehearsal, so that days and instants can be chosen; it may send to anybody.

    It keeps its outbox, as if it had been one from the beginning.
    """
    with begin() as session:
        if not is_rehearsal(session):
            day = BusinessDay(Acting().day, datetime.combine(Acting().day, AT))
            perform(session, begin_rehearsal, RehearsalBegun(send_to=(ANYWHERE,)), day)
            run(session, "UPDATE notice SET cancelled = NULL WHERE cancelled = :why", why=CANCELLED)
            seal_all(session)


def made_folder(name: str = "tests") -> Path:
    """A folder for homes that are thrown away: in memory where there is room, and open to the server's own user."""
    folder = Path(tempfile.mkdtemp(prefix=f"mubiao-{name}-", dir=memory_folder() or "/tmp"))  # noqa: S108 - a folder of our own in it
    folder.chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """The cluster, with three templates: `migrated`; `founded`, 贵州省 live since 2026-01-01; `march`, see below."""
    home = made_folder()
    try:
        before = _begun.copy()
        quick = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "jit")
        made = Databases(embedded.start(home, dict.fromkeys(quick, "off")))
        _begun[:] = before  # this is nobody's own
        made.template("migrated", "template0", migrate)
        made.template("founded", "migrated", lambda: Acting().do("init", name="贵州省", go_live="2026-01-01"))
        made.template("march", "founded", _open_march)
        yield made
    finally:
        unbind()
        embedded.stop(home)
        shutil.rmtree(home)


@pytest.fixture(scope="session", autouse=True)
def usual_store(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The evidence folder of a test that asks for none; without it a test would use that of the test before it."""
    configure_store(tmp_path_factory.mktemp("usual") / "evidence", 1)


@pytest.fixture(scope="module", autouse=True)
def at_first_unbound() -> None:
    """Unbind the database of the previous module, so that a module without a database does not use it."""
    unbind()


@pytest.fixture
def database(databases: Databases) -> Iterator[str]:
    """A fresh database with its tables, bound."""
    with databases.reset("migrated") as url:
        yield url


@pytest.fixture
def founded(databases: Databases, store: Path) -> Iterator[str]:
    """A fresh database of 贵州省, live since 2026-01-01, bound."""
    assert not store.exists()
    with databases.reset("founded") as url:
        yield url


@pytest.fixture(scope="session")
def anyone() -> Acting:
    """The agency's operator on 2026-01-01, in the database that is bound."""
    return Acting()


@pytest.fixture
def acting(founded: str, anyone: Acting) -> Acting:
    """The agency's operator in a founded database."""
    assert founded
    return anyone


@pytest.fixture
def sql() -> Sql:
    return Sql()


@pytest.fixture
def departments(anyone: Acting, sql: Sql) -> Make:
    """`departments(2, 生效日期="2026-02-01")`: the codes of that many new departments."""

    def make(n: int = 1, **columns: str) -> list[str]:
        known = sql.value("SELECT count(*) FROM department WHERE NOT is_agency")
        codes = [f"D{known + i + 1:03d}" for i in range(n)]
        anyone.take("departments", *({"编码": code, "名称": f"第{code[1:]}厅", **columns} for code in codes))
        return codes

    return make


@pytest.fixture
def targets(anyone: Acting, sql: Sql) -> Make:
    """`targets("D001", 2)`: the codes of two targets that D001 leads, issued 2026-02-27."""

    def make(lead: str, n: int = 1, **columns: str) -> list[str]:
        known = sql.value("SELECT count(*) FROM target")
        codes = [f"T{known + i + 1:03d}" for i in range(n)]
        usual = {"年度": "2026", "责任部门": lead, "下达日期": "2026-02-27"} | columns
        issued = anyone.on(max(str(anyone.day), usual["下达日期"]))
        issued.take("targets", *({"编号": code, "目标名称": f"目标{code}", **usual} for code in codes))
        return codes

    return make


@pytest.fixture
def march(databases: Databases, store: Path) -> Iterator[Acting]:
    """D001 leads T001 and T002, D002 leads T003, and the check of March is open; today is 5 March."""
    assert not store.exists()
    with databases.reset("march"):
        yield Acting().on("2026-03-05")


@pytest.fixture
def filled_in(tmp_path: Path) -> FilledIn:
    """`filled_in("2026Q3-1", {2: {"是否达到要求": "否"}})`: the sheet of a covert list as it is returned."""
    return lambda key, rows=None: filled(tmp_path, key, rows)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """The evidence folder of this test; one file may have one megabyte."""
    configure_store(tmp_path / "evidence", 1)
    return tmp_path / "evidence"


@pytest.fixture
def photograph(tmp_path: Path) -> Photograph:
    """`photograph("三月.jpg", 7)`: a picture with soft hills, others for each number; more options are Pillow's."""

    def take(name: str, number: int = 1, size: tuple[int, int] = (640, 480), **options: Any) -> Path:
        hills = Random(number).randbytes(12 * 12)  # noqa: S311 - a picture, no secret
        image = Image.frombytes("L", (12, 12), hills).resize(size, Image.Resampling.BICUBIC).convert("RGB")
        image.save(tmp_path / name, **options)
        return tmp_path / name

    return take


@pytest.fixture
def violations(tmp_path: Path) -> Violations:
    """Returns a function that lists the violations found by `verify`."""

    def find() -> list[str]:
        with begin() as session:
            return verify(session, tmp_path / "evidence")[1]

    return find


@pytest.fixture
def together() -> Together:
    """Runs functions of a session at the same time, each in a separate transaction; returns their results or errors."""

    def at_once(*works: Callable[[Session], Any]) -> list[Any]:
        barrier = Barrier(len(works))

        def one(work: Callable[[Session], Any]) -> Any:
            try:
                with begin() as session:
                    run(session, "SELECT 1")
                    barrier.wait(30)
                    return work(session)
            except MubiaoError as error:
                return error

        with ThreadPoolExecutor(len(works)) as pool:
            return list(pool.map(one, works))

    return at_once


@pytest.fixture
def meanwhile() -> Iterator[Meanwhile]:
    """`meanwhile("UPDATE obligation", act)`: run `act` just before the next statement that contains these words."""
    stop: list[Callable[[], None]] = []
    missed: list[str] = []

    def arrange(words: str, happens: Callable[[], Any]) -> None:
        waiting = [happens]
        missed.append(words)

        def watch(_c: Any, _r: Any, statement: str, *_more: Any) -> None:
            if waiting and words in statement:
                missed.remove(words)
                waiting.pop()()

        event.listen(engine(), "before_cursor_execute", watch)
        stop.append(lambda: event.remove(engine(), "before_cursor_execute", watch))

    yield arrange
    for each in stop:
        each()
    assert missed == []  # without the statement the test would prove nothing


@contextmanager
def counting() -> Iterator[list[int]]:
    """Counts statements, each parameter set of an executemany as one; the only item of the list is the count."""
    total = [0]

    def count(_c: Any, _r: Any, _statement: str, params: Any, _context: Any, executemany: Any) -> None:
        total[0] += len(params) if executemany else 1

    event.listen(engine(), "before_cursor_execute", count)
    try:
        yield total
    finally:
        event.remove(engine(), "before_cursor_execute", count)


@contextmanager
def inserted(table: str) -> Iterator[list[int]]:
    """Counts statements that insert into a table; the only item of the list is the count."""
    total = [0]

    def count(_c: Any, _r: Any, statement: str, params: Any, _context: Any, executemany: Any) -> None:
        if f"INSERT INTO {table} " in statement:
            total[0] += len(params) if executemany else 1

    event.listen(engine(), "before_cursor_execute", count)
    try:
        yield total
    finally:
        event.remove(engine(), "before_cursor_execute", count)


CROWD = """
WITH d AS (INSERT INTO department (jurisdiction_id, code, name, short_name, is_agency)
        SELECT j.id, 'D' || lpad(n::text, 5, '0'), '部门' || n, '', false FROM jurisdiction j, generate_series(1, :n) n
        WHERE j.go_live IS NOT NULL RETURNING id, jurisdiction_id, code),
    o AS (INSERT INTO office (department_id, email, wecom_robot) SELECT id, '', '' FROM d),
    t AS (INSERT INTO target (jurisdiction_id, year, code, name, requirement, source_document, key_project, unit,
            parent_code, parent_name, parent_unit, division, paper_number, issued_on, version)
        SELECT d.jurisdiction_id, 2026, concat_ws('-', d.code, k), '目标', '', '', k = 1, '', '', '', '', '', '',
            '2026-02-27', 1 FROM d, generate_series(1, 2) k RETURNING id, code)
INSERT INTO target_department (target_id, department_id, position)
SELECT t.id, d.id, 0 FROM t JOIN d ON d.code = split_part(t.code, '-', 1)
"""


@pytest.fixture
def crowd() -> str:
    """SQL that inserts `:n` departments leading two targets each, one a key project, bypassing the ledger."""
    return CROWD


@pytest.fixture
def statements(databases: Databases) -> Statements:
    """`statements(2000, {"remind": work})`: returns how many statements each work executes, in turn, in that crowd."""

    def measure(n: int, works: dict[str, Callable[[Acting, Sql], Any]]) -> dict[str, int]:
        counts = {}
        with databases.fresh("founded"):
            Sql()(CROWD, n=n)
            for name, work in works.items():
                with counting() as total:
                    work(Acting(), Sql())
                counts[name] = total[0]
        return counts

    return measure


READ = "SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) FROM pg_stat_xact_user_tables"


@pytest.fixture
def reads(databases: Databases) -> Reads:
    """`reads(1000, act, …)`: returns how many rows each act of a session reads, in turn, in that crowd.

    The statistics are older than the crowd, so the planner assumes empty tables, as in a fresh installation.
    """

    def measure(n: int, *acts: Callable[[Session], Any]) -> list[int]:
        counts = []
        with databases.fresh("founded"):
            Sql()("ANALYZE")
            Sql()(CROWD, n=n)
            for each in acts:
                with begin() as session:
                    before = run(session, READ).scalar_one()
                    each(session)
                    counts.append(int(run(session, READ).scalar_one() - before))
        return counts

    return measure


@pytest.fixture
def empty(databases: Databases) -> AbstractContextManager[str]:
    """A fresh database without any table, bound inside `with`."""
    return databases.fresh()
