"""No page shows what is written to stand on none: secrets are planted, and every page is asked by everyone (3-4.7)."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from itertools import product
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

import pytest
from starlette.routing import Route

from deployments.portal.agency import PAGES_OF
from deployments.portal.app import routes
from deployments.portal.sheet import SHEETS_HERE
from models.ledger.act_index import ACT_INDEX
from models.rules.workdays import SHANGHAI
from tasks.clock import set_virtual_instant
from tests.deployments.portal.conftest import Desk
from tests.deployments.portal.planted import kept, plant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import httpx

    from tests.conftest import Acting, Photograph, Sql

PEOPLE = {
    "office": ("D002", "联络员", "周宁"),
    "other office": ("D001", "联络员", "陈红"),
    "head": ("D002", "主要领导", "王强"),
    "leader": ("D002", "分管省领导", "钱进"),
    "agency": ("AGENCY", "联络员", "王文"),
    "agency head": ("AGENCY", "主要领导", "周正"),
}
REPRESENTATIVE = {"person": "周宁", "representative": "孙一", "email": "sun@example.org"}
DAY = "2027-01-21"
CODE = "PLAN2345PLAN67"


def entered(acting: Acting, number: int) -> Desk:
    """A person who has signed in with his slip."""
    person = Desk(acting)
    assert person.first(code(number)).status_code == 303
    return person


def code(number: int) -> str:
    return f"{CODE}{'2345679AB'[number]}2"


def everyone(acting: Acting) -> dict[str, Desk]:
    """A person in each role, signed in on the day."""
    acting.take("contacts", *(
        {"部门编码": code, "角色": role, "姓名": name, "邮箱": f"p{number}@example.org"}
        for number, (code, role, name) in enumerate(PEOPLE.values())
    ))  # fmt: skip
    days = {"first_day": "2027-01-20", "last_day": "2027-01-29"}
    acting.on("2027-01-19").do("appoint_representative", department="D002", **REPRESENTATIVE, **days)
    named = {who: f"{code}/{name}" for who, (code, _, name) in PEOPLE.items()}
    named |= {"representative": "D002/孙一", "reader": "AGENCY/郑平"}
    for number, (who, name) in enumerate(named.items()):
        reads = {"reads_until": "2027-06-30", "reads_why": "审计"} if who == "reader" else {}
        digest = sha256(code(number).encode()).hexdigest()
        acting.on(DAY).do("open_account", people=[name], code_digest=digest, **reads)
    set_virtual_instant(datetime(2027, 1, 21, 10, tzinfo=SHANGHAI))
    return {who: entered(acting, number) for number, who in enumerate(named)}


def addresses(sql: Sql, acts: Sequence[str]) -> Iterator[str]:
    """Every address of the table of routes, with the ids of own and of other units, and these acts."""
    duties = sql.column("SELECT id::text FROM obligation WHERE state IN ('open', 'discharged')")
    values = {
        "{number:int}": [*duties, "0", "1"],
        "{kind}": [*SHEETS_HERE],
        "{unit}": ["D001", "D002", "AGENCY"],
        "{code}": ["K002", "T001", "T003"],
        "{year:int}": ["2026"],
        "{month}": ["2026-03"],
        "{key:path}": ["people||D002||0", "people||D001||0"],
        "{office:int}": sql.column("SELECT id::text FROM department"),
        "{request}": ["x"],
    }
    for route in routes():
        if isinstance(route, Route) and "GET" in (route.methods or ()):
            names = [*PAGES_OF] if "/list" in route.path else acts
            parts = re.findall(r"\{.*?\}", route.path)
            for chosen in product(*(values.get(part, names) for part in parts)):
                path = route.path
                for part, value in zip(parts, chosen, strict=True):
                    path = path.replace(part, value)
                yield path
    for path in ("/list/{}?year=2026", "/list/{}?department=D002", "/list/{}/workbook?year=2026"):
        yield from (path.format(name) for name in PAGES_OF)


def words_of(answer: httpx.Response) -> str:
    """All that an answer says: its headers but its length, its text, and the text of the parts of a workbook."""
    said = repr([each for each in answer.headers.items() if each[0] != "content-length"]) + answer.text
    with suppress(BadZipFile), ZipFile(BytesIO(answer.content)) as book:
        said += " ".join(book.read(name).decode(errors="replace") for name in book.namelist())
    return said


FILLED = re.compile(r"<(textarea|option)\b.*?</\1>|<[^>]*>", re.DOTALL)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def dates(answer: httpx.Response) -> list[str]:
    """The dates that people would read on a page as they are kept."""
    return DATE.findall(FILLED.sub(" ", answer.text)) if "text/html" in answer.headers.get("content-type", "") else []


def leaks(said: str, planted: Mapping[str, str]) -> list[str]:
    """The secrets that an answer names; a number within the token of a form does not count."""
    words = {
        what: rf"(?<![\w-]){each}(?![\w-])" if each.isdigit() else re.escape(each) for what, each in planted.items()
    }
    return [what for what, pattern in words.items() if re.search(pattern, said)]


@pytest.fixture
def planted(desk: Desk, tmp_path: Path, photograph: Photograph) -> dict[str, str]:
    return plant(desk.acting, tmp_path, photograph)


@pytest.mark.exhaustive
def test_no_page_shows_a_planted_secret_to_anyone(
    desk: Desk, sql: Sql, planted: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    people = everyone(desk.acting)
    secrets = {**planted, **kept(sql)}
    assert len({*secrets.values()}) >= 20
    found = [
        (who, path, leak)
        for who, person in people.items()
        for path in addresses(sql, [*ACT_INDEX] if who.startswith("agency") else ["set_limit", "waive"])
        for answer in [person.get(path)]
        for leak in [*leaks(words_of(answer), secrets), *dates(answer)]
    ]
    assert leaks(words_of(people["office"].get("/unit/D002/target/2026/T003")), {"shown": "T003"}) == ["shown"]
    assert found == []
    assert leaks(caplog.text, secrets) == []
