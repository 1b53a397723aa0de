"""One installation: its database started, bound, shared and unbound; an external database is checked first."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from deployments import embedded
from deployments.backup.records import digests_of
from deployments.cli import run as run_command
from deployments.home_locks import sole_run
from deployments.installation import installation, read_only
from models.database import begin, bind, engine, is_bound
from models.rules.errors import Refused, Unavailable
from models.statements import run
from tasks.settings import Settings, read_settings
from tests.conftest import made_folder
from tests.mails import in_transaction
from tests.models.migrations.forbidden import FORBIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Databases, Sql
    from tests.deployments.conftest import Mubiao, Program

pytestmark = pytest.mark.process  # the code under test starts the programs of PostgreSQL

SECRET = "g3heim-wort"  # noqa: S105 - to be looked for in the output
INSIDE = """
import sys
from deployments.installation import installation
with installation(new=True):
    print(1, flush=True)
    sys.stdin.read()
"""

TOO_OLD = "本版本之前的数据不能升级，请重新启用。\n"
TOO_NEW = "数据表由更新版本的程序建立，请先升级本程序。\n"
COMMANDS = (
    ("up",),
    ("init", "--jurisdiction", "贵州省", "--go-live", "2026-01-01"),
    ("owed",),
    ("why", "1"),
    ("verify",),
    ("run", "daily_sweep"),
    ("act", "register_inspector", "--name", "王文"),
    ("error-rate", "--inspection", "2026-1"),
    ("export", "results", "{folder}/a.xlsx"),
    ("backup", "{folder}/b.mubiao"),
    ("restore", "{folder}/kept.mubiao"),
    ("evidence", "move", "s3://a/b"),
)


@pytest.fixture
def home() -> Iterator[Path]:
    """A home without a database yet, which the server's own user can enter."""
    folder = made_folder()
    yield folder
    embedded.stop(folder)
    rmtree(folder)


@contextmanager
def inside(home: Path) -> Iterator[None]:
    """Another process that uses the same home."""
    with subprocess.Popen(  # noqa: S603 - our own lines
        [sys.executable, "-c", INSIDE],
        env={"MUBIAO_HOME": str(home), "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == b"1\n"
        yield
        other.communicate()
    assert other.returncode == 0


def own(url: str, **more: str | SecretStr) -> Settings:
    """The settings of an installation with an external database."""
    return Settings.model_validate({"database_url": SecretStr(url), **more})


@pytest.fixture
def role(databases: Databases) -> Iterator[str]:
    """A role that may log in, with a password, and nothing else; the server asks for the password."""
    databases.admin(f"CREATE ROLE clerk LOGIN PASSWORD '{SECRET}'")
    rules = Path(ask(databases, "SHOW hba_file"))
    before = rules.read_text()
    rules.write_text(f"local all clerk scram-sha-256\n{before}")
    databases.admin("SELECT pg_reload_conf()")
    yield "clerk"
    rules.write_text(before)
    databases.admin("SELECT pg_reload_conf()")
    databases.admin("DROP ROLE clerk")


def ask(databases: Databases, question: str) -> str:
    asked = create_engine(databases.url)
    with asked.connect() as connection:
        output = str(connection.execute(text(question)).scalar_one())
    asked.dispose()
    return output


def as_role(url: str, role: str, password: str) -> str:
    return make_url(url).set(username=role, password=password).render_as_string(hide_password=False)


def test_the_embedded_database_is_created_bound_and_stopped_by_the_last_process(mubiao: Mubiao, home: Path) -> None:
    mubiao.set(MUBIAO_HOME=str(home))
    with installation(Settings(home=home), new=True):
        assert is_bound()
        assert embedded.is_running(home)
    assert not is_bound()
    assert not embedded.is_running(home)


@pytest.mark.exhaustive
def test_a_database_stays_up_while_another_process_uses_it(mubiao: Mubiao, home: Path) -> None:
    mubiao.set(MUBIAO_HOME=str(home))
    with inside(home):
        with installation(Settings(home=home), new=True), begin() as session:
            assert run(session, "SELECT 1").scalar() == 1
        assert embedded.is_running(home)
    assert not embedded.is_running(home)


def test_a_home_that_is_in_use_answers_at_once(at_home: Mubiao) -> None:
    assert at_home.json("owed") == []
    assert at_home.json("verify")["ok"]
    assert "贵州省" in at_home.done("init", "--jurisdiction", "贵州省", "--go-live", "2026-01-01")


def test_the_real_program_answers_from_a_home(program: Program, lived_in: Path) -> None:
    answer = program("owed", "--json", MUBIAO_HOME=str(lived_in))
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "[]\n", "")


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg", "postgresql+psycopg2"])
def test_an_address_may_be_written_as_other_programs_write_it(databases: Databases, scheme: str) -> None:
    with databases.fresh("founded") as url:
        address = url.replace("postgresql+psycopg", scheme, 1)
        with installation(own(address, owner_url=SecretStr(address))) as found:
            assert found == url
            assert engine().driver == "psycopg"


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize("url", [f"mysql://u:{SECRET}@h/x", f"{SECRET}", f"postgresql://u:{SECRET}@h:port/x"])
@pytest.mark.parametrize("variable", ["DATABASE_URL", "MUBIAO_OWNER_URL"])
def test_an_address_of_no_postgresql_is_refused_without_repeating_it(mubiao: Mubiao, url: str, variable: str) -> None:
    mubiao.set(DATABASE_URL=f"postgresql://u:{SECRET}@127.0.0.1:1/x").set(**{variable: url})
    output = mubiao.refused("owed")
    assert output.startswith(variable)
    assert "postgresql://用户:密码@主机" in output
    assert SECRET not in output


@pytest.mark.parametrize("host", ["127.0.0.1:1", "nosuch.invalid"])
def test_a_server_that_is_down_asks_to_retry(mubiao: Mubiao, host: str) -> None:
    output = mubiao.set(DATABASE_URL=f"postgresql://u:{SECRET}@{host}/x").refused("owed", code=3)
    assert "请确认数据库已启动后重试" in output
    assert SECRET not in output


def test_a_wrong_password_is_reported_and_never_echoed(line: Mubiao, role: str) -> None:
    output = line.set(DATABASE_URL=as_role(line.database, role, f"{SECRET}-x")).refused("owed", code=3)
    assert "用户名或密码不正确" in output
    assert SECRET not in output


def test_a_missing_password_is_a_refused_login(line: Mubiao, role: str) -> None:
    assert "数据库拒绝登录" in line.set(DATABASE_URL=as_role(line.database, role, "")).refused("owed", code=3)


def test_a_missing_database_is_reported(line: Mubiao, databases: Databases) -> None:
    assert "数据库不存在" in line.set(DATABASE_URL=databases.address("nosuch")).refused("owed", code=3)


def test_missing_rights_of_a_role_are_reported(line: Mubiao, role: str) -> None:
    output = line.set(DATABASE_URL=as_role(line.database, role, SECRET)).refused("owed", code=3)
    assert "数据库用户权限不足" in output
    assert SECRET not in output


def test_a_role_that_may_not_create_tables_is_reported_and_the_log_has_no_password(
    mubiao: Mubiao, databases: Databases, role: str
) -> None:
    with databases.fresh() as mubiao.database:
        output = mubiao.set(DATABASE_URL=as_role(mubiao.database, role, SECRET)).refused("owed", code=3)
    assert "数据库用户权限不足" in output
    log = (mubiao.home / "logs" / "errors.log").read_text(encoding="utf-8")
    assert "InsufficientPrivilege" in log
    assert SECRET not in output + log


def test_an_application_role_works_where_the_owner_made_the_tables(
    mubiao: Mubiao, databases: Databases, role: str
) -> None:
    with databases.fresh() as url:
        mubiao.set(MUBIAO_OWNER_URL=url, MUBIAO_APP_ROLE=role, DATABASE_URL=as_role(url, role, SECRET))
        mubiao.done("init", "--jurisdiction", "贵州省", "--go-live", "2026-01-01")
        assert mubiao.json("verify")["ok"]
        with installation(), pytest.raises(Unavailable, match="权限不足"), begin() as session:
            run(session, "UPDATE block SET actor = 'x'")
        databases.admin(f"REVOKE ALL ON DATABASE {make_url(url).database} FROM {role}")
        mubiao.database = url
        mubiao.set(DATABASE_URL=url).done("verify")
        with installation(own(url)), engine().begin() as owner:
            owner.execute(text(f"DROP OWNED BY {role}"))


def test_a_reader_may_look_at_what_the_owner_made_and_change_nothing(
    mubiao: Mubiao, databases: Databases, role: str
) -> None:
    with databases.fresh("founded") as url:
        mubiao.database = url
        mubiao.set(MUBIAO_READ_ROLE=role, DATABASE_URL=url).done("verify")
        mubiao.set(MUBIAO_READ_ROLE="", DATABASE_URL=as_role(url, role, SECRET))
        assert mubiao.json("verify")["ok"]
        refused = mubiao.refused("init", "--jurisdiction", "贵州省", "--go-live", "2026-02-01", code=3)
        assert "数据库用户权限不足" in refused
        with installation(own(url)), engine().begin() as owner:
            owner.execute(text(f"DROP OWNED BY {role}"))


def test_the_owner_is_bound_only_for_replacing_the_tables(mubiao: Mubiao, home: Path) -> None:
    mubiao.set(MUBIAO_HOME=str(home))
    with installation(Settings(home=home), new=True) as url, begin() as session:
        assert make_url(url).username == run(session, "SELECT current_user").scalar() == "mubiao_app"
    with installation(Settings(home=home), new=True, as_owner=True) as url, begin() as session:
        assert make_url(url).username == run(session, "SELECT current_user").scalar() == "mubiao_owner"


def test_the_application_of_an_embedded_installation_cannot_change_history(at_home: Mubiao, lived_in: Path) -> None:
    at_home.done("act", "register_inspector", "--name", "王文")
    allowed = []
    with installation(Settings(home=lived_in), new=True):
        for name, statement in FORBIDDEN.items():
            try:
                with begin() as session:
                    run(session, statement)
                    run(session, "SET CONSTRAINTS ALL IMMEDIATE")
            except (DBAPIError, Refused, Unavailable):
                continue
            allowed.append(name)
    assert allowed == []


@pytest.mark.usefixtures("at_home")
def test_read_only_access_to_an_embedded_installation_uses_the_reader_role(lived_in: Path) -> None:
    with read_only(Settings(home=lived_in)) as session:
        assert run(session, "SELECT current_user").scalar() == "mubiao_read"
        assert run(session, "SELECT count(*) FROM department").scalar() == 1
    assert not is_bound()


def test_read_only_access_cannot_write_even_as_the_owner(databases: Databases) -> None:
    with databases.fresh("founded") as url:
        with read_only(own(url)) as session:
            assert run(session, "SELECT current_setting('transaction_isolation')").scalar() == "repeatable read"
        with pytest.raises(Unavailable, match="目前只能查询"), read_only(own(url)) as session:
            run(session, "UPDATE department SET name = 'x'")


def test_read_only_access_creates_no_installation(tmp_path: Path) -> None:
    home = tmp_path / "nowhere"
    with pytest.raises(Refused, match=f"“{home}”中没有本系统的数据"), read_only(Settings(home=home)):
        pass
    assert not home.exists()


def test_read_only_access_migrates_no_tables(databases: Databases) -> None:
    with databases.fresh() as url:
        with pytest.raises(Refused, match="还没有本系统的数据表"), read_only(own(url)):
            pass
        assert not is_bound()
        bind(url)
        with begin() as session:
            assert run(session, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").scalar() == 0


def test_an_application_role_is_a_plain_name(mubiao: Mubiao, databases: Databases) -> None:
    with databases.fresh("founded") as mubiao.database:
        mubiao.set(DATABASE_URL=mubiao.database, MUBIAO_APP_ROLE='x"; DROP TABLE block; --')
        assert "只能由字母、数字和下划线组成" in mubiao.refused("owed")


def test_a_server_that_is_too_old_is_refused(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.database.OLDEST_SERVER", 990000)
    with databases.fresh("founded") as url, pytest.raises(Refused, match="PostgreSQL 版本过低"), installation(own(url)):
        pass


def test_an_error_of_the_database_inside_becomes_a_sentence_and_a_log(databases: Databases, mubiao: Mubiao) -> None:
    log = str(mubiao.home / "logs" / "errors.log")
    with (
        databases.fresh("founded") as url,
        pytest.raises(Unavailable, match=re.escape(f"（详情见 {log}）")),
        installation(own(url, home=str(mubiao.home))),
        engine().connect() as connection,
    ):
        connection.execute(text("SELECT * FROM nosuch"))
    assert ProgrammingError.__name__ in (mubiao.home / "logs" / "errors.log").read_text(encoding="utf-8")
    assert not is_bound()


def test_only_one_runs_a_home_and_the_next_may_when_it_has_left(tmp_path: Path) -> None:
    with sole_run(tmp_path), pytest.raises(Refused, match="已有一个正在运行的 mubiao"), sole_run(tmp_path):
        pass
    with sole_run(tmp_path):
        pass


def test_an_unusable_home_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="无法使用数据目录"), sole_run(tmp_path / "file"):
        pass


@pytest.mark.parametrize(
    ("version", "sentence"),
    [("0001", TOO_OLD), ("0018", TOO_OLD), ("0121", TOO_OLD), ("9999", TOO_NEW)],
    ids=("0001", "0018", "0121", "9999"),
)
def test_a_database_of_another_version_is_refused_by_every_command_and_not_changed(
    mubiao: Mubiao, databases: Databases, sql: Sql, tmp_path: Path, version: str, sentence: str
) -> None:
    with databases.fresh("march") as mubiao.database:
        mubiao.set(DATABASE_URL=mubiao.database).done("backup", str(tmp_path / "kept.mubiao"))
        sql("UPDATE alembic_version SET version_num = :version", version=version)
        before, files = in_transaction(digests_of), sorted(tmp_path.rglob("*"))
        for words in COMMANDS:
            assert mubiao.refused(*(word.format(folder=tmp_path) for word in words)) == sentence, words
            assert sorted(tmp_path.rglob("*")) == files, words
        assert sentence.rstrip() in mubiao("check").out
        assert in_transaction(digests_of) == before


@pytest.mark.exhaustive(2)
@pytest.mark.parametrize(
    "words",
    [["owed"], ["verify"], ["up"], ["evidence", "move", "s3://a/b"], ["targets", "--json"], ["why", "1"], ["messages"]],
)
def test_a_command_on_a_home_without_data_makes_nothing(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MUBIAO_HOME", str(tmp_path / "mistyped"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    read_settings.cache_clear()
    assert run_command(words) == 1
    assert "中没有本系统的数据。请检查 MUBIAO_HOME，或先执行 mubiao init。" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
