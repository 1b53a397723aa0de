"""The PostgreSQL server of the measurements, and fresh databases of a given size."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from deployments import embedded
from deployments.bench.plain import Plain
from deployments.child_processes import ignore_interrupts
from deployments.environment import environment
from deployments.server import free_port, prefect_environment
from models.database import begin, bind, unbind
from models.ledger.acts import OPERATOR
from models.ledger.evidence.store import configure_store
from models.ledger.perform import perform
from models.ledger.registry.installation import initialize
from models.migrations import migrate
from models.rules.errors import Unavailable
from models.rules.rehearsal import ANYWHERE
from models.rules.workdays import SHANGHAI, BusinessDay
from models.statements import run
from tasks.home import home_folder
from tasks.settings import settings

GO_LIVE = date(2026, 3, 1)
FOUNDING = {"name": "测速省", "go_live": GO_LIVE, "rehearsal": True, "send_to": [ANYWHERE]}
ROOM = 4 * 2**30
# No autovacuum: a fresh installation has no statistics either, and no measurement is disturbed.
STILL = ("ALTER SYSTEM SET autovacuum = off", "SELECT pg_reload_conf()")
# Departments with a liaison and targets, and the agency's mailbox, inserted without acts to save time.
CROWD = """
WITH d AS (INSERT INTO department (jurisdiction_id, code, name, short_name, is_agency)
        SELECT j.id, 'D' || lpad(n::text, 6, '0'), '部门' || n, '', false
        FROM jurisdiction j, generate_series(1, :departments) n WHERE j.go_live IS NOT NULL
        RETURNING id, jurisdiction_id, code),
    o AS (INSERT INTO office (department_id, email, wecom_robot) SELECT id, code || '@bench.test', '' FROM d),
    a AS (UPDATE office SET email = 'agency@bench.test'
        WHERE department_id IN (SELECT id FROM department WHERE is_agency)),
    c AS (INSERT INTO contact (department_id, role, name, email, mobile, wecom_id)
        SELECT id, 'liaison', '联络员', '', '', '' FROM d),
    t AS (INSERT INTO target (jurisdiction_id, year, code, name, requirement, source_document, key_project, unit,
            parent_code, parent_name, parent_unit, division, paper_number, issued_on, version)
        SELECT d.jurisdiction_id, 2026, concat_ws('-', d.code, k), '目标' || k, '', '', false, '', '', '', '', '', '',
            '2026-02-27', 1 FROM d, generate_series(1, :targets) k RETURNING id, code)
INSERT INTO target_department (target_id, department_id, position)
SELECT t.id, d.id, 0 FROM t JOIN d ON d.code = split_part(t.code, '-', 1)
"""


def on(day: date, at: time = time(8, 0)) -> BusinessDay:
    """Returns a business day with its instant."""
    return BusinessDay(day, datetime.combine(day, at, SHANGHAI))


@dataclass(slots=True)
class BenchServer:
    """The server with its template databases."""

    url: str
    home: Path
    ready: set[str] = field(default_factory=set)
    made: int = 0

    @contextmanager
    def fresh(self, departments: int, targets: int) -> Iterator[str]:
        """Copy the template of that size, bind this process to the copy, and drop it at the end."""
        self.made += 1
        name = f"run_{self.made}"
        template = self._template(departments, targets)
        self.administer(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        try:
            yield self._bind(name)
        finally:
            unbind()
            self.administer(f"DROP DATABASE {name} WITH (FORCE)")

    def _template(self, departments: int, targets: int) -> str:
        name = f"size_{departments}_{targets}"
        if name not in self.ready:
            self.administer(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
            url = self._bind(name)
            migrate()
            with begin() as session:
                perform(session, initialize, FOUNDING, on(GO_LIVE), OPERATOR)
            with begin() as session:
                run(session, CROWD, departments=departments, targets=targets)
            Plain(url).create()
            unbind()
            self.ready.add(name)
        return name

    def _bind(self, name: str) -> str:
        url = make_url(self.url).set(database=name).render_as_string(hide_password=False)
        bind(url)
        return url

    def administer(self, *statements: str) -> None:
        """Run statements as the server's superuser, each in autocommit."""
        address = Plain(self.url, "public").address
        with psycopg.connect(address, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


@contextmanager
def bench_server() -> Iterator[BenchServer]:
    """Start a server in a temporary home below MUBIAO_HOME with default settings; remove it at the end.

    Raises Unavailable if the folder cannot be used or the disk has too little space.
    """
    base = home_folder()
    try:
        base.mkdir(parents=True, exist_ok=True)
        home = Path(tempfile.mkdtemp(prefix="bench-", dir=base))
    except OSError as error:
        raise Unavailable(f"无法使用数据目录 {base}，请检查权限和磁盘，或另设 MUBIAO_HOME。") from error
    try:
        if shutil.disk_usage(home).free < ROOM:
            raise Unavailable(f"测速需要约{ROOM // 2**30}GB磁盘空间，“{base}”所在磁盘不足，请清理或另设 MUBIAO_HOME。")
        home.chmod(0o755)  # the server's OS user needs to pass through
        (home / "tmp").mkdir()
        with environment({"MUBIAO_HOME": str(home), **prefect_environment(home, free_port())}):
            configure_store(home / "evidence", settings().evidence_limit_mb)
            server = BenchServer(embedded.start(home), home)
            server.administer(*STILL)
            yield server
    finally:
        with ignore_interrupts():
            unbind()
            embedded.stop(home)
            shutil.rmtree(home, ignore_errors=True)
