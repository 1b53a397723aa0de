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

import pytest
from sqlalchemy import Engine, Pool, create_engine, event, make_url, text
from sqlmodel import Session

from deployments import embedded
from deployments.child_processes import Children
from deployments.server import start_server, wait_for_server
from deployments.simulation.world import memory_folder
from models.database import _bound, _data, begin, bind, database_time, engine, is_bound, unbind
from models.intake.jurisdiction import RehearsalBegun
from models.ledger.evidence.store import store_folder
from models.ledger.perform import perform
from models.ledger.rehearsal import CANCELLED, begin_rehearsal, is_rehearsal
from models.ledger.seals import SEALED_TABLES, by_run, seal_of
from models.migrations import migrate
from models.rules.business_day import BusinessDay
from models.rules.rehearsal import ANYWHERE
from models.statements import run
from models.transaction import transaction
from tests.acting import AT, Acting
from tests.kinds import unnoted

MOST = 25  # stories that are kept at a time, 16 MB each
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


# Besides a copy of each table with rows, `pristine` holds a function that makes the rows as they were. It looks for
# what was written: an empty table that has pages, a filled one whose rows have another number or a newer transaction, a
# sequence that went on. The statement that looks is written out for all tables, so that it is planned once.
PRISTINE = """
CREATE SCHEMA pristine;
CREATE TABLE pristine.filled AS SELECT relname AS name, 0::bigint AS rows, 0::bigint AS newest FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0;
CREATE TABLE pristine.sequences AS SELECT c.oid::regclass AS name, pg_sequence_last_value(c.oid) AS last FROM pg_class c
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'S';
DO $$ DECLARE t text; looks text; BEGIN
    FOR t IN SELECT name FROM pristine.filled LOOP
        EXECUTE format('CREATE TABLE pristine.%1$I AS TABLE public.%1$I', t);
    END LOOP;
    SELECT string_agg(format('SELECT %1$L AS name, count(*) AS rows, coalesce(max(xmin::text::bigint), 0) AS newest
        FROM public.%1$I', name), ' UNION ALL ') INTO looks FROM pristine.filled;
    EXECUTE 'CREATE VIEW pristine.looks AS ' || looks;
END $$;
UPDATE pristine.filled f SET rows = l.rows, newest = l.newest FROM pristine.looks l WHERE l.name = f.name;
CREATE FUNCTION pristine.reset() RETURNS void LANGUAGE plpgsql SET session_replication_role = replica AS $$
DECLARE this record; left_over bigint; BEGIN
    FOR this IN SELECT relname AS name, pg_relation_size(oid) AS size FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0
            AND relname NOT IN (SELECT name FROM pristine.filled) LOOP
        IF this.size > 100000 THEN
            EXECUTE format('TRUNCATE public.%I CASCADE', this.name);
        ELSE  -- prepared statements keep their plans
            EXECUTE format('DELETE FROM public.%I', this.name);
        END IF;
    END LOOP;
    FOR this IN SELECT f.* FROM pristine.filled f LEFT JOIN pristine.looks l USING (name)
        WHERE (f.rows, f.newest) IS DISTINCT FROM (l.rows, l.newest) LOOP
        EXECUTE format('DELETE FROM public.%I WHERE xmin::text::bigint > $1', this.name) USING this.newest;
        EXECUTE format('SELECT count(*) FROM public.%I', this.name) INTO left_over;
        IF left_over < this.rows THEN  -- what was changed or deleted
            EXECUTE format('INSERT INTO public.%1$I SELECT p.* FROM pristine.%1$I p
                WHERE NOT EXISTS (SELECT FROM public.%1$I x WHERE x::text = p::text)', this.name);
            UPDATE pristine.filled f SET newest = l.newest FROM pristine.looks l
                WHERE f.name = this.name AND l.name = f.name;
        END IF;
    END LOOP;
    PERFORM setval(name, coalesce(last, 1), last IS NOT NULL) FROM pristine.sequences
        WHERE pg_sequence_last_value(name) IS DISTINCT FROM last;
END $$;
CREATE FUNCTION pristine.forgotten() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE t text; hash text := 'SELECT md5(string_agg(x::text, E''\\n'' ORDER BY x::text)) FROM %I.%I x';
    found text; before text; BEGIN
    FOR t IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format(hash, 'public', t) INTO found;
        before := NULL;
        IF t IN (SELECT name FROM pristine.filled) THEN EXECUTE format(hash, 'pristine', t) INTO before; END IF;
        IF found IS DISTINCT FROM before THEN RETURN NEXT t; END IF;
    END LOOP;
    RETURN QUERY SELECT name::text FROM pristine.sequences WHERE pg_sequence_last_value(name) IS DISTINCT FROM last;
END $$
"""


@dataclass(frozen=True, slots=True)
class Told:
    """A story that was told: the database that holds it, its files, and what its function returned."""

    database: str
    files: Path
    result: Any


@dataclass(slots=True)
class Databases:
    """The databases of one cluster, copied from templates.

    `fresh` binds a copy and drops it afterwards. `reset` binds a copy that stays and is restored before each use: many
    times faster, for tests that change only rows.
    """

    url: str
    folder: Path
    keeps: bool = True  # stories; under the clause gate the code that is replaced tells them
    made: int = field(default=0)
    kept: set[str] = field(default_factory=set)
    unclean: str = ""  # the database that is reset when something first asks it: of nested stories only the last
    told: tuple[str, ...] = ()  # the template and the stories that the bound database tells; empty after another write
    used: set[str] = field(default_factory=set)  # the databases that this file was given
    asked: Counter[tuple[str, ...]] = field(default_factory=Counter)
    engines: dict[str, Engine] = field(default_factory=dict)  # those that wait for their next use
    stories: dict[tuple[str, ...], Told] = field(default_factory=dict)  # the one used last at the end

    def address(self, name: str) -> str:
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def settle(self) -> None:
        """Reset the bound database now, if that is still to be done: other processes are about to use it."""
        if self.unclean and is_bound() and engine().url.database == self.unclean:
            Sql().rows("SELECT")
        self.unclean = ""

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
        if template not in self.kept:
            self.template(f"kept_{template}", template, lambda: Sql()(PRISTINE))
            self.kept.add(template)
        self._clean(f"kept_{template}", (template,))
        yield self.address(f"kept_{template}")

    def story(self, name: str, tell: Callable[[], Any], folder: Path | None = None) -> Any:
        """Returns what `tell` returns; its rows and files are told at first, kept when it is asked for again.

        The files are those of the folder, by default those of the evidence.
        """
        folder = folder or store_folder()
        key = (*self.told, name)
        if not (self.told and self.keeps):
            return tell()
        if kept := self.stories.pop(key, None):
            self.stories[key] = kept
            self._clean(kept.database, key)
            if kept.files.exists():
                shutil.copytree(kept.files, folder, dirs_exist_ok=True)
            return kept.result
        result = tell()
        self.asked[key] += 1
        if self.asked[key] > 1:
            self._keep(key, result, folder)
        self.told = key
        return result

    def _keep(self, key: tuple[str, ...], result: Any, folder: Path) -> None:
        self.made += 1
        kept = Told(f"story_{self.made}", self.folder / f"story_{self.made}", result)
        origin = str(engine().url.database)
        self.settle()
        unbind()
        self.template(kept.database, origin, lambda: (Sql()("DROP SCHEMA pristine CASCADE"), Sql()(PRISTINE)))
        bind(self.address(kept.database))
        if folder.exists():
            shutil.copytree(folder, kept.files)
        self.stories[key] = kept
        if len(self.stories) > MOST:
            self._forget(next(iter(self.stories)))

    def _forget(self, key: tuple[str, ...]) -> None:
        gone = self.stories.pop(key)
        if waiting := self.engines.pop(self.address(gone.database), None):
            waiting.dispose()
        self.used.discard(gone.database)
        self.admin(f"DROP DATABASE {gone.database} WITH (FORCE)")
        shutil.rmtree(gone.files, ignore_errors=True)

    def _clean(self, database: str, told: tuple[str, ...]) -> None:
        self._turn_to(self.address(database))
        self.unclean, self.told = database, told
        self.used.add(database)

    def look_over(self) -> None:
        """Reset what this file was given; a table that its reset has forgotten fails."""
        found = {}
        for database in sorted(self.used):
            self._clean(database, ())
            found[database] = Sql().column("SELECT pristine.forgotten()")
        self.used.clear()
        assert not any(found.values()), f"not as it was after a reset: {found}"

    def leave(self) -> None:
        """Close all connections."""
        unbind()
        while self.engines:
            self.engines.popitem()[1].dispose()

    def set_aside(self) -> None:
        """Leave no database bound; the connections of one that is kept wait for its next use."""
        if is_bound() and str(engine().url.database).startswith(("kept_", "story_")):
            waits = _bound.pop("engine")
            self.engines[waits.url.render_as_string(hide_password=False)] = waits
        unbind()

    def _turn_to(self, address: str) -> None:
        """Bind a database, with its pool: a connection that has used the tables before is many times faster."""
        self.set_aside()
        if address in self.engines:
            _bound["engine"] = self.engines.pop(address)
            _data[:] = [embedded.data_of(self.folder)]
        bind(address)


_clusters: list[Databases] = []


@event.listens_for(Pool, "checkout")
def _reset_what_is_used(connection: Any, *_more: object) -> None:
    if _clusters and _clusters[-1].unclean and connection.info.dbname == _clusters[-1].unclean:
        _clusters[-1].unclean = ""
        connection.execute("SELECT pristine.reset()")
        connection.commit()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call() -> None:
    """A test may use its database in any way."""
    if _clusters and _clusters[-1].unclean:
        with unnoted():
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
    """A fixture whose rows and files are kept for the next test that asks for it: it acts, and returns an actor, or one
    of the fixtures that it was given. Its files: those in `tmp_path` if it was given, else the evidence.
    """
    name = f"{tell.__module__}.{tell.__qualname__}"

    @functools.wraps(tell)
    def told(**given: Any) -> Any:
        def remember() -> tuple[str, Any]:
            result = tell(**given)
            return next(((each, None) for each, value in given.items() if value is result), ("", result))

        returned, result = _clusters[-1].story(name, remember, given.get("tmp_path")) if _clusters else remember()
        return given.get(returned, result)

    return told


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
        made.template("founded", "migrated", lambda: Acting().do("init", name="贵州省", go_live="2026-01-01"))
        made.template("march", "founded", _open_march)
        yield made
    finally:
        while _clusters:
            _clusters.pop().leave()
        embedded.stop(home)
        shutil.rmtree(home)
