"""The embedded database's roles: permitted connections, and a first start that was killed."""

import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from deployments import access, embedded
from deployments.access import APP, OWNER, READER, as_role
from deployments.installation import installation
from deployments.postmaster import USER
from models.database import engine
from models.migrations.protection import weaknesses
from models.rules.errors import Unavailable
from tasks.settings import Settings
from tests.conftest import made_folder

pytestmark = pytest.mark.process

IS_ROOT = os.geteuid() == 0
OPEN_TO_ALL = all(folder.stat().st_mode & 0o001 for folder in Path(psycopg.__file__).parents)
# A home as if its first start had made the cluster and nothing else: no role, and every connection is trusted.
BARE = """
import os, signal, sys, time
from pathlib import Path
from psycopg import OperationalError
from deployments import access, embedded
from deployments.access import APP, OWNER, READER
from deployments.postmaster import connect

home = Path(sys.argv[1]).resolve()
data = home / "postgres"

def make_bare():
    with connect(data, "postgres") as superuser:
        superuser.execute("DROP DATABASE IF EXISTS mubiao WITH (FORCE)")
        for role in OWNER, APP, READER:
            superuser.execute(f"DROP ROLE IF EXISTS {role}")
        (data / "pg_ident.conf").write_text("")
        (data / "pg_hba.conf").write_text("local all all trust")
        since = time.time()
        superuser.execute("SELECT pg_reload_conf()")
    access.wait_for_rules(data, since)

def stand():
    with connect(data, "mubiao") as superuser:
        owners = superuser.execute(
            "SELECT datdba::regrole::text FROM pg_database WHERE datname = 'mubiao'").fetchall()
    try:
        connect(data, "mubiao", "stranger").close()
    except OperationalError:
        return [*owners, "closed"]
    return [*owners, "open"]

def start_and_die(at):
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] != 0
    watched, seen = {access.__file__, embedded.__file__}, 0
    def watch(frame, event, _):
        nonlocal seen
        seen += event in ("call", "c_call") and frame.f_code.co_filename in watched
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)
    sys.setprofile(watch)
    embedded.start(home)
    os._exit(0)
"""
# Killed one step later each time, until the start completes.
DYING = f"""{BARE}
at, dies = 0, True
while dies:
    at += 1
    make_bare()
    dies = start_and_die(at)
    claimed = stand() if access.is_protected(data, "mubiao") else None
    embedded.start(home)
    print(claimed, stand(), sep="|")
"""
REJECTED = re.escape("pg_hba.conf rejects connection")
PROTECTED = f"[('{OWNER}',), 'closed']"
AS_ANOTHER = """
import os, sys, psycopg
os.setgroups([]), os.setgid(65534), os.setuid(65534)
psycopg.connect(sys.argv[1])
"""
NAMELESS = """
import os, pathlib, sys
from deployments import embedded
os.setgroups([]), os.setgid(54321), os.setuid(54321)
embedded.start(pathlib.Path(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home whose cluster has an additional foreign role."""
    home = made_folder()
    url = embedded.start(home)
    ask(url, "CREATE ROLE stranger LOGIN")
    yield home
    embedded.stop(home)
    shutil.rmtree(home)


@pytest.fixture
def url(home: Path) -> str:
    return embedded.start(home)


def ask(url: str, statement: str) -> tuple[object, ...]:
    with create_engine(url, poolclass=NullPool).begin() as connection:
        found = connection.execute(text(statement))
        return tuple(found.one()) if found.returns_rows else ()


def python(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own lines
        [sys.executable, "-c", script, *arguments],
        env={name: value for name, value in os.environ.items() if name != "COVERAGE_PROCESS_CONFIG"},  # noqa: TID251 - of the child
        capture_output=True,
        text=True,
        check=False,
    )


def plain(url: str, role: str) -> str:
    return make_url(as_role(url, role)).set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize("role", [USER, OWNER, APP, READER])
def test_the_operator_may_connect_as_each_role(url: str, role: str) -> None:
    assert ask(as_role(url, role), "SELECT current_user") == (role,)


def test_no_other_role_may_connect(url: str) -> None:
    with pytest.raises(psycopg.OperationalError, match=REJECTED):
        psycopg.connect(plain(url, "stranger"))


@pytest.mark.skipif(not (IS_ROOT and OPEN_TO_ALL), reason="only root can become another user")
def test_another_user_of_the_machine_is_rejected_even_if_the_socket_is_open(home: Path, url: str) -> None:
    data = home / "postgres"
    modes = {place: stat.S_IMODE(place.stat().st_mode) for place in (data, data / ".s.PGSQL.5432")}
    try:
        for place in modes:
            place.chmod(0o777)
        for role in (USER, OWNER, APP, READER):
            output = python(AS_ANOTHER, plain(url, role)).stderr
            assert f'Peer authentication failed for user "{role}"' in output
    finally:
        for place, mode in modes.items():
            place.chmod(mode)


@pytest.mark.skipif(not (IS_ROOT and OPEN_TO_ALL), reason="only root can become another user")
def test_a_user_without_a_name_is_refused_in_words() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o777)
        output = python(NAMELESS, f"{folder}/home").stderr
    assert "操作系统中没有编号为54321的用户名" in output


def test_the_application_and_a_reader_may_not_create_tables(url: str) -> None:
    for role in (APP, READER):
        for statement in ("CREATE TABLE x (id int)", "CREATE TEMPORARY TABLE x (id int)", "CREATE SCHEMA x"):
            with pytest.raises(Exception, match="permission denied"):
                ask(as_role(url, role), statement)


def test_an_installation_works_as_the_application_and_migrates_as_the_owner(home: Path) -> None:
    with installation(Settings(home=home), new=True) as address:
        assert make_url(address).username == APP
        with Session(engine()) as session:
            assert weaknesses(session) == []
    url = embedded.start(home)
    assert ask(as_role(url, READER), "SELECT count(*) FROM block") == (0,)
    assert ask(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner <> 'mubiao_owner'") == (
        0,
    )


@pytest.mark.exhaustive
def test_a_first_start_killed_at_any_step_is_finished_by_the_next_start_and_never_claimed_before(
    home: Path, url: str
) -> None:
    assert url
    ended = python(DYING, str(home))
    assert ended.stderr == ""
    stands = [line.split("|") for line in ended.stdout.splitlines()]
    assert len(stands) > 30
    assert {after for _, after in stands} == {PROTECTED}
    assert {claimed for claimed, _ in stands} == {"None", PROTECTED}


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize("rules", ["local all all trust\n", "local all all reject\n"])
def test_rules_changed_by_hand_are_repaired_when_the_server_starts(home: Path, url: str, rules: str) -> None:
    embedded.stop(home)
    (home / "postgres" / "pg_hba.conf").write_text(rules)
    assert embedded.start(home) == url
    with pytest.raises(psycopg.OperationalError, match=REJECTED):
        psycopg.connect(plain(url, "stranger"))


def test_rules_that_lock_out_every_role_of_a_running_server_are_repaired(home: Path, url: str) -> None:
    with psycopg.connect(plain(url, USER), autocommit=True) as superuser:
        (home / "postgres" / "pg_hba.conf").write_text("local all all reject\n")
        superuser.execute("SELECT pg_reload_conf()")
    assert embedded.start(home) == url
    assert ask(as_role(url, APP), "SELECT 1") == (1,)


def test_the_wait_for_a_server_that_does_not_read_its_rules_times_out(
    home: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert url
    monkeypatch.setattr(access, "PATIENCE", 0.1)
    with pytest.raises(Unavailable, match="没有启用新的访问规则"):
        access.wait_for_rules(home / "postgres", time.time() + 3600)


def test_only_the_servers_user_can_read_the_rules(home: Path, url: str) -> None:
    assert url
    for name in ("pg_hba.conf", "pg_ident.conf"):
        seen, data = (home / "postgres" / name).stat(), (home / "postgres").stat()
        assert (seen.st_uid, seen.st_gid, stat.S_IMODE(seen.st_mode)) == (data.st_uid, data.st_gid, 0o600)


def test_a_table_that_the_superuser_made_becomes_the_owners_at_the_next_start(home: Path, url: str) -> None:
    ask(url, "CREATE TABLE made_by_hand (id serial)")
    embedded.start(home)
    ask(as_role(url, OWNER), "DROP TABLE made_by_hand")
