"""The pages of two cells in one process: what is one cell's is nothing to the other."""

from __future__ import annotations

from hashlib import sha256
from secrets import token_hex
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from deployments.portal import cells
from deployments.portal.cells import CellPages
from models.database import begin, is_bound
from models.statements import run
from tasks.cell import bound_to, open_registry, settings_of
from tasks.settings import read_settings
from tests.conftest import Acting
from tests.deployments.conftest import mubiao
from tests.deployments.host.conftest import LIVE, ask, host, server, worked
from tests.deployments.host.posting import fill
from tests.deployments.portal.conftest import CODE, Client, Desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.deployments.conftest import Mubiao
    from tests.deployments.host.conftest import Ask

__all__ = ["ask", "host", "mubiao", "server", "worked"]
pytestmark = [pytest.mark.process, pytest.mark.exhaustive]
DUTY = "/duty/2"


class Below(Desk):
    """A browser at a page below a path."""

    path = ""

    def get(self, path: str) -> httpx.Response:
        return super().get(self.whole(path))

    def post(self, path: str, files: Any = None, headers: Any = None, **fields: str) -> httpx.Response:
        return super().post(self.whole(path), files, headers, **fields)

    def whole(self, path: str) -> str:
        return path if path.startswith(self.path) else self.path + path


class Pages(NamedTuple):
    """Two cells at one host name, and the application that serves both."""

    host: Mubiao
    keys: tuple[str, str]
    app: Any

    def desk(self, key: str) -> Desk:
        """A browser at the page of a cell."""
        made = Below(Acting(), Client(app=self.app))
        made.path = f"/{key}"
        return made


@pytest.fixture
def pages(worked: Mubiao, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """On the morning of 5 March; in each an office has a liaison with a slip."""
    keys = (f"a{token_hex(2)}", f"b{token_hex(2)}")
    worked.set(MUBIAO_HOST_PAGES_URL="http://testserver")
    for key in keys:
        worked.done("host", "add", key, "--jurisdiction", "安顺市", *LIVE)
        registry = open_registry()
        with bound_to(settings_of(registry.cells[key], registry.secret)):
            fill()
            acting, name = Acting().on("2026-03-05"), f"李{key}"
            acting.take("contacts", {"部门编码": "D002", "角色": "联络员", "姓名": name, "邮箱": "a@example.org"})
            acting.do("open_account", people=[f"D002/{name}"], code_digest=sha256(CODE.encode()).hexdigest())
    worked.set(MUBIAO_CLOCK="2026-03-05T10:00")
    read_settings.cache_clear()
    monkeypatch.setattr(cells, "EVERY", 0.0)
    made = CellPages()
    yield Pages(worked, keys, made)
    made.close()


def reports(key: str) -> int:
    registry = open_registry()
    with bound_to(settings_of(registry.cells[key], registry.secret)), begin() as session:
        found: int = run(session, "SELECT count(*) FROM report").scalar_one()
        return found


def test_an_office_answers_its_cell_and_its_cookie_opens_no_other(pages: Pages) -> None:
    (one, other), desk = pages.keys, pages.desk(pages.keys[0])
    assert desk.first().headers["location"] == f"/{one}/"
    given = {**desk.form(DUTY), "T002.progress": "45", "do": "send"}
    assert "已收到" in desk.follow(desk.post(DUTY, **given))
    assert (reports(one), reports(other)) == (1, 0)
    assert not is_bound()
    stranger = pages.desk(other)
    for name, value in desk.client.cookies.items():
        stranger.client.cookies.set(name, value)
    assert stranger.get(DUTY).headers["location"] == f"/{other}/in?next={DUTY}"
    stranger.token = desk.token
    assert stranger.post(DUTY, **given).headers["location"].startswith(f"/{other}/in")
    assert f"李{one}" not in stranger.get("/in").text
    stranger.client.cookies.clear()
    assert stranger.first().headers["location"] == f"/{other}/"
    with_code = {**stranger.form(DUTY), "T002.progress": "45", "do": "send", "code": given["code"]}
    assert "已收到" not in stranger.follow(stranger.post(DUTY, **with_code))
    assert reports(other) == 0


def test_files_of_drafts_stand_in_the_store_of_the_cell_and_its_board_too(pages: Pages) -> None:
    (one, other), desk = pages.keys, pages.desk(pages.keys[0])
    desk.first()
    given = {**desk.form(DUTY), "T002.progress": "很多", "do": "save"}
    assert desk.post(DUTY, [("T002.evidence", ("现场.pdf", b"paper", "application/pdf"))], **given).status_code == 303
    pages.app.tidy()
    homes = pages.host.home / "cells"
    assert [each.name for each in (homes / one / "page").glob("??/*")] == [sha256(b"paper").hexdigest()]
    assert not (homes / other / "page").exists()
    boards = [(homes / key / "board" / "board.html").read_text() for key in pages.keys]
    assert ["第001厅" in each for each in boards] == [True, True]


def test_a_held_cell_an_upgrade_and_an_unknown_address_have_their_sentence(pages: Pages, ask: Ask) -> None:
    one, other = pages.keys
    pages.host.done("host", "hold", one)
    answer = pages.desk(one).get("/in")
    assert (answer.status_code, "本机构的系统暂停中" in answer.text) == (503, True)
    assert "错误编号" not in answer.text  # it is closed on purpose
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert pages.desk(other).get("/in").status_code == 200
    pages.host.done("host", "go", one)
    assert pages.desk(one).get("/in").status_code == 200
    assert pages.desk("nobody").get("/in").status_code == 404
    ask("INSERT INTO cell_change (who, what) VALUES ('测试', '开始升级')", "registry")
    assert "系统正在升级" in pages.desk(other).get("/in").text
    ask("INSERT INTO cell_change (who, what) VALUES ('测试', '升级完成')", "registry")
    ask("UPDATE alembic_version SET version_num = '0001'", f"cell_{other}")
    assert pages.desk(other).get("/in").status_code == 422
    assert pages.desk(one).get("/in").status_code == 200


def test_the_connections_of_few_cells_are_kept(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "CONNECTED", 1)
    for key in (*pages.keys, *pages.keys):
        assert pages.desk(key).get("/in").status_code == 200
    assert {f"http://testserver/{key}" for key in pages.keys} <= {*pages.app.addresses()}
