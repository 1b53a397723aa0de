"""The databases of the one server that the tests of a process share: templates and copies of them."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlmodel import Session

from deployments import embedded
from deployments.simulation.world import memory_folder
from models.database import begin, bind, database_time, unbind
from models.intake.jurisdiction import RehearsalBegun
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

QUICK = dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "jit"), "off")


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
        with unnoted():  # no test starts it
            made = Databases(embedded.start(home, QUICK))
        made.template("migrated", "template0", migrate)
        made.template("founded", "migrated", lambda: Acting().do("init", name="贵州省", go_live="2026-01-01"))
        made.template("march", "founded", _open_march)
        yield made
    finally:
        unbind()
        embedded.stop(home)
        shutil.rmtree(home)
