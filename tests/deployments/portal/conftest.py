"""The page as a browser asks it: a client that is signed in, forms with their tokens, and what stands in the answer."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest
from argon2 import PasswordHasher

from deployments.portal import passwords
from deployments.portal.app import application
from models.rules.workdays import SHANGHAI
from tasks.clock import clear_virtual_instant, set_virtual_instant
from tasks.settings import read_settings
from tests.databases import rehearse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from deployments.portal.guard import Guard
    from tests.conftest import Acting, Sql

SITE = "http://testserver"
CODE, PASSWORD = "ABCD2345EFGH6789", "kaiyang-2026"
FROM_HERE = {"sec-fetch-site": "same-origin"}
TOKEN = re.compile(r'name="token" value="([^"]+)"')
OWN = passwords.HASHER
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # a hash of the product takes 0.05 CPU seconds


@dataclass
class Client:
    """Asks the application in this process, with the cookies that it set."""

    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    raises: bool = True
    app: Guard = field(default_factory=application)

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=self.raises)
            async with httpx.AsyncClient(transport=transport, base_url=SITE, cookies=self.cookies) as client:
                answer = await client.request(method, path, **more)
                self.cookies = client.cookies
            return answer

        return anyio.run(once)


@dataclass
class Desk:
    """A browser without script: it keeps cookies and the token of the page that it saw last."""

    acting: Acting
    client: Client = field(default_factory=Client)
    token: str = ""

    def at(self, hour: int, minute: int = 0, day: int = 5, month: int = 3) -> Desk:
        set_virtual_instant(datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI))
        return self

    def get(self, path: str) -> httpx.Response:
        answer = self.client.ask("GET", path)
        if found := TOKEN.search(answer.text):
            self.token = found[1]
        return answer

    def post(self, path: str, files: Any = None, headers: Any = None, **fields: str) -> httpx.Response:
        data = {"token": self.token, **fields}
        asked = FROM_HERE if headers is None else headers
        return self.client.ask("POST", path, data=data, files=files, headers=asked)

    def follow(self, answer: httpx.Response) -> str:
        """The text of the page to which a form leads."""
        assert answer.status_code == 303, answer.text
        return html.unescape(self.get(answer.headers["location"].partition("#")[0]).text)

    def first(self, code: str = CODE) -> httpx.Response:
        return self.post("/first", code=code, password=PASSWORD, again=PASSWORD)

    def sign_in(self, name: str = "第002厅/李明", password: str = PASSWORD) -> httpx.Response:
        return self.post("/in", name=name, password=password)

    def form(self, path: str) -> dict[str, str]:
        """What stands in the hidden fields of a page."""
        return {name: html.unescape(value) for name, value in re.findall(HIDDEN, self.get(path).text)}

    def page(self, path: str) -> str:
        """The text of a page."""
        return html.unescape(self.get(path).text)

    def act(self, name: str, files: Any = None, /, **fields: str) -> str:
        """The text of the page after the form of an act is sent."""
        given = {**self.form(f"/act/{name}"), "do": "send", **fields}
        return self.follow(self.post(f"/act/{name}", files=files, **given))


HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    monkeypatch.setattr(passwords, "DECOY", QUICK.hash("unknown"))


@pytest.fixture
def desk(march: Acting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """D002 has a liaison with an account whose slip was not used yet; it is 10 o'clock on 5 March."""
    monkeypatch.setenv("MUBIAO_HOME", str(tmp_path))
    read_settings.cache_clear()
    rehearse()
    march.take("contacts", {"部门编码": "D002", "角色": "联络员", "姓名": "李明", "邮箱": "ming@example.org"})
    march.do("open_account", people=["D002/李明"], code_digest=sha256(CODE.encode()).hexdigest())
    yield Desk(march).at(10)
    clear_virtual_instant()
    read_settings.cache_clear()


@pytest.fixture
def signed_in(desk: Desk) -> Desk:
    assert desk.first().status_code == 303
    desk.get("/")
    return desk


HEAD_CODE = "HEAD2345HEAD6789"


@pytest.fixture
def head(desk: Desk) -> Desk:
    """The head of D002 has an account, and the result of March was reported to him."""
    desk.acting.take("contacts", {"部门编码": "D002", "角色": "主要领导", "姓名": "王强", "邮箱": "qiang@example.org"})
    desk.acting.do("open_account", people=["D002/王强"], code_digest=sha256(HEAD_CODE.encode()).hexdigest())
    desk.acting.report("D002", "2026-03", "T003")
    desk.first(HEAD_CODE)
    desk.get("/head")
    return desk


def confirmed(desk: Desk) -> Desk:
    """The receipt of his slip is recorded on the third working day."""
    desk.at(9, day=10).acting.on("2026-03-10").do("confirm_slip", person="D002/王强")
    desk.sign_in("第002厅/王强")
    desk.get("/head")
    return desk


AGENCY_CODE = "AGEN2345AGEN6789"


@pytest.fixture
def agency(desk: Desk, sql: Sql) -> Desk:
    """王文 of the agency is signed in."""
    code = sql.value("SELECT code FROM department WHERE is_agency")
    desk.acting.take("contacts", {"部门编码": code, "角色": "联络员", "姓名": "王文", "邮箱": "w@example.org"})
    desk.acting.do("open_account", people=[f"{code}/王文"], code_digest=sha256(AGENCY_CODE.encode()).hexdigest())
    desk.first(AGENCY_CODE)
    return desk


@pytest.fixture
def signed_in_office(desk: Desk) -> Desk:
    """李明 of D002 is signed in at another browser."""
    other = Desk(desk.acting)
    assert other.first().status_code == 303
    return other
