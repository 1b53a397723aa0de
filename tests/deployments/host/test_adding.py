"""`host add`: a cell with roles, database, tables and rights; a killed call is ended by a second one."""

from __future__ import annotations

from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from deployments.host import registry
from models.database import begin
from models.migrations.protection import weaknesses
from models.rules.errors import Unavailable
from tasks.cell import cell
from tests.deployments.host.conftest import LIVE, SECRET

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.deployments.conftest import Mubiao
    from tests.deployments.host.conftest import Ask

pytestmark = pytest.mark.process
ZUNYI = {
    "key": "gz-zunyi",
    "jurisdiction": "遵义市",
    "go_live": "2026-01-01",
    "parent": "gz",
    "group": "main",
    "state": "active",
    "database": "cell_gz_zunyi",
}


STRIDE = 16  # statements


class Killed(BaseException):
    """A process that was killed: no handler takes it for an error."""


def adding(key: str, *more: str, name: str = "安顺市") -> tuple[str, ...]:
    return ("host", "add", key, "--jurisdiction", name, *LIVE, *more)


@pytest.fixture
def begun(host: Mubiao, monkeypatch: pytest.MonkeyPatch) -> Mubiao:
    """The call that adds 安顺市 below gz with a password in its settings was killed when it had made the row."""
    (host.home.parent / "cell.toml").write_text(f'mail_url = "mbmail://a:{SECRET}@mail.example.cn?from=m@example.cn"\n')
    with monkeypatch.context() as patch:
        patch.setattr(registry.Host, "secrets_of", killed)
        with pytest.raises(Killed):
            host(*words_of(host))
    return host


def words_of(host: Mubiao) -> tuple[str, ...]:
    return adding("begun", "--parent", "gz", "--settings", str(host.home.parent / "cell.toml"))


def killed(*_: object) -> Any:
    raise Killed


def test_a_cell_is_in_the_list_with_its_place(host: Mubiao) -> None:
    assert ZUNYI in host.json("host", "list")
    assert "遵义市" in host.done("host", "list")


def test_a_cell_is_initialized_and_its_application_cannot_rewrite_history(worked: Mubiao) -> None:
    assert worked("--cell", "gz", "verify").code == 0
    with cell("gz"), begin() as session:
        assert weaknesses(session) == []


@pytest.mark.exhaustive(thirds=True, days=8)  # each dies ten times
@pytest.mark.parametrize("first", range(1, STRIDE + 1))
def test_a_call_killed_at_any_statement_is_ended_by_the_same_call(
    host: Mubiao, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    """Each call dies some statements later than the one before, and begins with what that one left."""
    execute, left = psycopg.Cursor.execute, [0]

    def counted(*args: Any, **options: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        return execute(*args, **options)

    answer = None
    with monkeypatch.context() as patch:
        patch.setattr(psycopg.Cursor, "execute", counted)
        for last in count(first, STRIDE):
            left[0] = last
            with suppress(Killed):
                answer = host(*adding(f"killed-{first}", "--parent", "gz"))
                break
    assert answer
    assert answer.code == 0, answer.err
    assert last > 60
    assert host.json("--cell", f"killed-{first}", "verify")["ok"]


def test_until_a_cell_is_complete_only_the_same_call_works_on_it(
    begun: Mubiao, state: Callable[[], Any], tmp_path: Path
) -> None:
    before = state()
    other = tmp_path / "other.toml"
    other.write_text('mail_url = "mbmail://mail.example.cn?from=m@example.cn"\n')
    for words in (
        (*words_of(begun), "--group", "south"),
        (*words_of(begun), "--rehearsal"),
        adding("begun", "--parent", "gz"),
        adding("begun", "--parent", "gz", "--settings", str(other)),
        ("host", "add", "begun", "--jurisdiction", "毕节市", *LIVE, *words_of(begun)[-4:]),
    ):
        refusal = begun.refused(*words)
        assert "原来的内容是：安顺市，2026-01-01启用，组“main”，上级“gz”。" in refusal
        assert SECRET not in refusal
    for line in (("host", "hold", "begun"), ("host", "set", "begun", "port=1"), ("--cell", "begun", "owed")):
        assert "还没有建完" in begun.refused(*line)
    assert state() == before
    assert "已建成" in begun.done(*words_of(begun))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (adding("gz"), "已有单元“gz”（贵州省），没有改动。\n"),
        (adding("GZ"), "单元编号“GZ”有误，应为2至30个小写字母、数字和连字符，首尾不是连字符，如 gz-zunyi。\n"),
        (adding("g"), "单元编号“g”有误"),
        (adding("gz_a"), "单元编号“gz_a”有误"),
        (adding("gz\n"), "单元编号“gz\n”有误"),
        (adding("-gz"), "单元编号“-gz”有误"),
        (adding("g" * 31), "有误"),
        (adding("new", "--parent", "nobody"), "没有上级单元“nobody”。查看：mubiao host list。\n"),
        (adding("new", "--parent", "new"), "“new”不能作“new”的上级"),
        (adding("new", "--group", "组"), "组名“组”有误"),
        (adding("new", "--settings", "/nowhere"), "读不了设置文件“/nowhere”"),
        (("host", "add", "new", "--jurisdiction", "某地", *LIVE), "称谓"),
    ],
)
def test_a_wrong_word_is_refused_and_nothing_is_changed(
    host: Mubiao, state: Callable[[], Any], words: tuple[str, ...], sentence: str
) -> None:
    before = state()
    words = (
        tuple(word for word in words if word != "--")
        if "-gz" not in words
        else ("host", "add", *words[3:], "--", "-gz")
    )
    assert sentence in host.refused(*words)
    assert state() == before


def test_the_fifty_first_cell_of_a_group_is_refused(host: Mubiao, ask: Ask, state: Callable[[], Any]) -> None:
    ask(
        "INSERT INTO cell SELECT 'full-' || n, 'held', founding, NULL, 'full', '{}', secrets"
        " FROM cell, generate_series(1, 50) n WHERE key = 'gz'",
        "registry",
    )
    before = state()
    assert host.refused(*adding("new", "--group", "full")) == "组“full”已有50个单元，请用 --group 另写一个组。\n"
    assert state() == before
    ask("DELETE FROM cell WHERE key LIKE 'full-%'", "registry")


@pytest.mark.parametrize(
    ("power", "words"),
    [
        ("ALTER ROLE cell_new_app SUPERUSER", "是超级用户"),
        ("ALTER ROLE cell_new_app CREATEDB CREATEROLE", "可以建立数据库、可以建立角色"),
        ("GRANT pg_read_all_data TO cell_new_app", "属于其他角色"),
        ("GRANT CONNECT ON DATABASE registry TO cell_new_app", "在其他数据库中有权限"),
    ],
)
def test_a_role_that_may_do_too_much_is_refused(
    host: Mubiao, ask: Ask, state: Callable[[], Any], power: str, words: str
) -> None:
    ask("CREATE ROLE cell_new_app")
    ask(power)
    before = state()
    refusal = host.refused(*adding("new"))
    after = state()
    ask("REVOKE ALL ON DATABASE registry FROM cell_new_app")
    ask("DROP ROLE cell_new_app")
    assert refusal == f"数据库角色“cell_new_app”权力过大：{words}。请收回后重试。\n"
    assert after == before


def test_a_database_of_that_name_is_not_taken(host: Mubiao, ask: Ask, state: Callable[[], Any]) -> None:
    ask("CREATE DATABASE cell_new")
    before = state()
    refusal = host.refused(*adding("new"))
    after = state()
    ask("DROP DATABASE cell_new")
    assert refusal == "数据库“cell_new”已经存在，不是登记库中的单元的。请先改名或删除它。\n"
    assert after == before


def test_one_command_at_a_time_changes_cells(host: Mubiao) -> None:
    with registry.changing():
        assert host.refused(*adding("new"), code=3) == "另一个 mubiao host 命令正在改动，请稍后重试。\n"
    with registry.changing(), pytest.raises(Unavailable), registry.changing():
        pass
