"""The databases of the one server that the tests of a process share: templates and copies of them."""

import functools
import os
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, Pool, create_engine, event, make_url, text
from sqlmodel import Session

from deployments import embedded
from deployments.child_processes import Children
from deployments.server import start_server, wait_for_server
from deployments.simulation.world import memory_folder
from models.database import _bound, _data, address, begin, bind, database_time, engine, is_bound, unbind
from models.intake.jurisdiction import RehearsalBegun
from models.ledger.acts import OPERATOR
from models.ledger.evidence.store import evidence_store
from models.ledger.jurisdiction import is_rehearsal
from models.ledger.perform import perform
from models.ledger.rehearsal import CANCELLED, begin_rehearsal
from models.ledger.seals import SEALED_TABLES, by_run, seal_of
from models.migrations import migrate
from models.rules.rehearsal import ANYWHERE
from models.rules.workdays import BusinessDay
from models.statements import run, transaction
from tests.acting import AT, Acting
from tests.kinds import unnoted
from tests.pristine import PRISTINE, RESETS

STORIES = "stories"  # the database that stories are told in
QUICK = dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "jit"), "off")
QUICK["max_parallel_workers_per_gather"] = "0"  # to start workers takes longer than what they read


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


@dataclass(frozen=True, slots=True)
class Told:
    """A story that was told: the number of its rows, its files, and what its function returned."""

    number: int
    files: Path
    result: Any


@dataclass(slots=True)
class Databases:
    """The databases of one cluster.

    `fresh` binds a copy of a template and drops it afterwards. `reset` binds the one database of the stories, which is
    made as the template was before each use: many times faster, for tests that change only rows.
    """

    url: str
    folder: Path
    keeps: bool = True  # stories and connections; under the clause gate each test starts with the code as it is then
    made: int = field(default=0)
    bases: dict[str, int] = field(default_factory=dict)  # the templates that `reset` knows, by the number of their rows
    unclean: int = 0  # the story whose rows are made when something first asks: of nested stories only the last
    told: tuple[str, ...] = ()  # the template and the stories that the bound database tells; empty after another write
    used: set[int] = field(default_factory=set)  # the stories that this file was given
    asked: Counter[tuple[str, ...]] = field(default_factory=Counter)
    waiting: Engine | None = None  # that of the stories while another database is bound
    stories: dict[tuple[str, ...], Told] = field(default_factory=dict)
    resets: psycopg.Connection[Any] | None = None  # the connection that does

    def address(self, name: str) -> str:
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def admin(self, statement: str) -> None:
        administrator = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with administrator.connect() as connection:
            connection.execute(text(statement))
        administrator.dispose()

    def template(self, name: str, origin: str, fill: Callable[[], Any]) -> None:
        self.set_aside()
        self.admin(f"CREATE DATABASE {name} TEMPLATE {origin}")
        bind(self.address(name))
        fill()
        unbind()

    @contextmanager
    def fresh(self, template: str = "template0") -> Iterator[str]:
        self.made += 1
        name = f"test_{self.made}"
        self.set_aside()
        self.admin(f"CREATE DATABASE {name} TEMPLATE {template}")
        bind(self.address(name))
        try:
            yield self.address(name)
        finally:
            unbind()
            self.admin(f"DROP DATABASE {name} WITH (FORCE)")

    def base(self, name: str, origin: str, fill: Callable[[], Any]) -> None:
        """Make a template of `reset`, from one that it knows."""
        self._turn_to(self.bases.get(origin, 0), ())
        fill()
        self.bases[name] = self._save()

    @contextmanager
    def reset(self, template: str) -> Iterator[str]:
        self._turn_to(self.bases[template], (template,))
        yield self.address(STORIES)

    def story(self, name: str, tell: Callable[[], Any], folder: Path | None = None) -> Any:
        """Returns what `tell` returns; its rows and files are told at first, kept when it is asked for again.

        The files are those of the folder, by default those of the evidence.
        """
        folder = folder or evidence_store().scratch
        key = (*self.told, name)
        if not (self.told and self.keeps):
            return tell()
        if kept := self.stories.get(key):
            self._turn_to(kept.number, key)
            if kept.files.exists():
                shutil.copytree(kept.files, folder, dirs_exist_ok=True)
            return kept.result
        result = tell()
        self.asked[key] += 1
        if self.asked[key] > 1:
            number = self._save()
            self.stories[key] = Told(number, self.folder / f"story_{number}", result)
            if folder.exists():
                shutil.copytree(folder, self.stories[key].files)
        self.told = key
        return result

    def _save(self) -> int:
        self.made += 1
        Sql().rows("SELECT pristine.keep(:story)", story=self.made)
        return self.made

    def _turn_to(self, story: int, told: tuple[str, ...]) -> None:
        """Bind the database of the stories; something that asks it finds the rows of this one."""
        if not self._is_bound():
            unbind()
            if self.waiting:
                _bound["engine"], self.waiting = self.waiting, None
                _data[:] = [embedded.data_of(self.folder)]
            bind(self.address(STORIES))
        self.unclean, self.told = story, told
        self.used.add(story)

    def _is_bound(self) -> bool:
        """Returns whether the stories are bound, and as their owner."""
        return is_bound() and engine().url == address(self.address(STORIES))

    def settle(self) -> None:
        """Make the rows of the story now, if that is still to be done."""
        story, self.unclean = self.unclean, 0
        if story:
            try:
                self._reset(story)
            except psycopg.OperationalError:  # a test has ended all connections but its own
                self.resets = None
                self._reset(story)

    def _reset(self, story: int) -> None:
        url = make_url(self.address(STORIES)).set(drivername="postgresql").render_as_string(hide_password=False)
        self.resets = self.resets or psycopg.connect(url, options=RESETS, autocommit=True, prepare_threshold=1)
        self.resets.execute("SELECT pristine.reset(%s)", [story])

    def look_over(self) -> None:
        """Reset the first and the last that this file was given; a table that a reset has forgotten fails."""
        found, used = {}, self.used - {0}
        for story in {min(used), max(used)} if used else ():
            self._turn_to(story, ())
            found[story] = Sql().column("SELECT pristine.forgotten(:story)", story=story)
        self.used.clear()
        assert not any(found.values()), f"not as it was after a reset: {found}"

    def set_aside(self) -> None:
        """Leave no database bound; the connections to that of the stories, and the plans that they keep, wait."""
        if self._is_bound() and self.keeps and not self.waiting:
            self.waiting = _bound.pop("engine")
        unbind()

    def leave(self) -> None:
        """Close all connections."""
        unbind()
        for each in (self.waiting and self.waiting.dispose, self.resets and self.resets.close):
            if each:
                each()


_clusters: list[Databases] = []


@event.listens_for(Engine, "connect")
def _keep_plans(connection: Any, _record: object) -> None:
    """After a rollback, thus after each refusal, psycopg forgets what it has prepared, as if tables were dropped."""
    if connection.info.dbname == STORIES:
        connection.prepare_threshold = 2
        connection._prepared.clear = bool


@event.listens_for(Pool, "checkout")
def _reset_what_is_used(connection: Any, *_more: object) -> None:
    if _clusters and connection.info.dbname == STORIES:
        _clusters[-1].settle()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call() -> None:
    """A test may use its database in any way: by other processes, too."""
    if _clusters:
        _clusters[-1].settle()


@event.listens_for(Engine, "before_cursor_execute")
def _note_a_write(_c: object, _r: object, statement: str, *_more: object) -> None:
    if _clusters and not statement.lstrip().startswith(("SELECT", "SET", "SHOW")):
        _clusters[-1].told = ()


def leave_unbound() -> None:
    """Leave no database bound in this process."""
    if _clusters:
        _clusters[-1].set_aside()
    unbind()


def story(tell: Callable[..., Any]) -> Callable[..., Any]:
    """A fixture whose rows and files are kept for the next test that asks for it: it acts, and returns an actor, a file
    in `tmp_path`, or one of the fixtures that it was given. Its files: those in `tmp_path` if it was given, else the
    evidence. Each word that it is given makes another story.
    """
    title = f"{tell.__module__}.{tell.__qualname__}"

    @functools.wraps(tell)
    def told(**given: Any) -> Any:
        def remember() -> tuple[str, Any]:
            result, folder = tell(**given), given.get("tmp_path")
            if folder and isinstance(result, Path):
                return "tmp_path", result.relative_to(folder)
            return next(((each, None) for each, value in given.items() if value is result), ("", result))

        name = " ".join((title, *(value for value in given.values() if isinstance(value, str))))
        returned, result = _clusters[-1].story(name, remember, given.get("tmp_path")) if _clusters else remember()
        return given[returned] / result if isinstance(result, Path) else given.get(returned, result)

    return told


def _found() -> None:
    Acting().do("init", name="贵州省", go_live="2026-01-01")


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
            perform(session, begin_rehearsal, RehearsalBegun(send_to=(ANYWHERE,)), day, OPERATOR)
            run(session, "UPDATE notice SET cancelled = NULL WHERE cancelled = :why", why=CANCELLED)
            seal_all(session)


def made_folder(name: str = "tests") -> Path:
    """A folder for homes that are thrown away: in memory where there is room, and open to the server's own user."""
    folder = Path(tempfile.mkdtemp(prefix=f"mubiao-{name}-", dir=memory_folder() or "/tmp"))  # noqa: S108 - a folder of our own in it
    folder.chmod(0o755)
    return folder


@pytest.fixture(scope="module", autouse=True)
def as_they_were(pytestconfig: pytest.Config) -> Iterator[None]:
    """With `--all` the tables of a file's databases are compared once, at its end."""
    yield
    if pytestconfig.option.everything and _clusters:
        with unnoted():
            _clusters[-1].look_over()


@pytest.fixture(scope="session")
def prefect_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the workers of a run keep the tables of Prefect's server: making them takes 5 CPU seconds."""
    folder = tmp_path_factory.getbasetemp()
    return (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "prefect.db"  # noqa: TID251 - pytest's own


@contextmanager
def prefect_server(environment: dict[str, str], kept: Path) -> Iterator[Children]:
    """Yield the processes of an installation whose Prefect server runs; the first one keeps its empty tables."""
    home = Path(environment["PREFECT_HOME"])
    if kept.exists():
        home.mkdir(parents=True)
        shutil.copy(kept, home / "prefect.db")
    with Children(home.parent / "logs") as children:
        start_server(children, environment)
        wait_for_server(children, environment)
        if not kept.exists():
            written = kept.with_name(f"{kept.name}.{os.getpid()}")
            with closing(sqlite3.connect(home / "prefect.db")) as made, closing(sqlite3.connect(written)) as copy:
                made.backup(copy)
            written.rename(kept)
        yield children


@pytest.fixture(scope="session")
def databases(pytestconfig: pytest.Config) -> Iterator[Databases]:
    """The cluster, with three templates: `migrated`; `founded`, 贵州省 live since 2026-01-01; `march`, see below."""
    home = made_folder()
    try:
        with unnoted():  # no test starts it
            made = Databases(
                embedded.start(home, QUICK), home, keeps=not pytestconfig.pluginmanager.has_plugin("clause_gate")
            )
        _clusters.append(made)
        made.template("migrated", "template0", migrate)
        made.template(STORIES, "migrated", lambda: Sql()(PRISTINE))
        made.admin(f"ALTER DATABASE {STORIES} SET plan_cache_mode = force_generic_plan")
        made.base("migrated", "", lambda: None)
        for name, origin, fill in (("founded", "migrated", _found), ("march", "founded", _open_march)):
            made.template(name, origin, fill)
            made.base(name, origin, fill)
        yield made
    finally:
        while _clusters:
            _clusters.pop().leave()
        embedded.stop(home)
        shutil.rmtree(home)
