"""The queue before passwords are checked: people in known browsers do not wait for guesses."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from deployments.portal import passwords
from tests.deployments.portal.conftest import OWN, PASSWORD, Desk
from tests.deployments.portal.site import served

if TYPE_CHECKING:
    from tests.conftest import Sql

ACCOUNTS = """
WITH c AS (INSERT INTO contact (department_id, role, name, email, mobile, wecom_id)
        SELECT d.id, 'liaison', 'P' || n, '', '', '' FROM department d, generate_series(1, 48) n WHERE d.code = 'D001'),
    a AS (INSERT INTO account (jurisdiction_id, serial, person, opened_on, ended_why, reads_why)
        SELECT d.jurisdiction_id, 100 + n, 'P' || n, '2026-03-01', '', ''
        FROM department d, generate_series(1, 48) n WHERE d.code = 'D001' RETURNING id, person),
    p AS (INSERT INTO account_place (account_id, department_id)
        SELECT a.id, d.id FROM a, department d WHERE d.code = 'D001'),
    w AS (INSERT INTO password (account_id, hash, set_at) SELECT id, :hash, '2026-03-01' FROM a)
INSERT INTO page_session (account_id, token_digest, form_token, browser, known, begun_at, seen_at)
SELECT id, person, person, encode(sha256(CAST(person AS bytea)), 'hex'), true, '2026-03-04', '2026-03-04' FROM a
"""
OF_OWN, OF_NEW, GUESSES = 5, 60, 50  # seconds, seconds, guesses of a name
KNOWN = [{"name": f"D001/P{n}", "cookie": f"mubiao-browser=P{n}"} for n in range(1, 39)]
NEW = [{"name": f"D001/P{n}", "cookie": ""} for n in range(39, 49)]


@pytest.fixture
def accounts(desk: Desk, sql: Sql, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """48 people have an account with a hash as dear as that of the product; 38 have signed in in a browser."""
    monkeypatch.setattr(passwords, "HASHER", OWN)
    monkeypatch.setattr(passwords, "DECOY", OWN.hash("unknown"))
    sql(ACCOUNTS, hash=OWN.hash(PASSWORD))
    return desk


def attacked(desk: Desk, connections: int, *, names: bool, people: list[dict[str, str]], before: float) -> Any:
    """What came of it when people signed in while connections guessed their names, or ever new ones."""
    with served(desk) as site:
        given = {"host": site.url.partition("//")[2], "connections": connections, "before": before, "people": people}
        given["apart"] = 1.5  # seconds
        given["names"] = [each["name"] for each in KNOWN] if names else []
        program = [sys.executable, "-m", "tests.deployments.portal.guessers"]
        said = subprocess.run(program, input=json.dumps(given), capture_output=True, text=True, check=False)  # noqa: S603
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


def slowness(desk: Desk) -> float:
    """How many times too long they take without any guess, because other work keeps this machine busy."""
    came = attacked(desk, 0, names=True, people=KNOWN, before=0)
    return max(1.0, max(float(took) for _, took in came["told"]) * 1.5 / OF_OWN)


def check(came: Any, people: int, seconds: float) -> None:
    assert [status for status, _ in came["told"]] == [303] * people
    assert max(took for _, took in came["told"]) <= seconds, came
    assert came["guesses"] <= GUESSES


@pytest.mark.process
def test_while_others_guess_four_people_in_their_own_browsers_get_in_at_once(accounts: Desk) -> None:
    check(attacked(accounts, 4, names=True, people=KNOWN[:4], before=0.5), 4, OF_NEW)


@pytest.mark.process
@pytest.mark.exhaustive
@pytest.mark.parametrize("names", ["their names", ""])
@pytest.mark.parametrize("connections", [4, 400])
def test_the_hour_of_guessing(accounts: Desk, connections: int, names: str) -> None:
    slow = slowness(accounts)
    check(attacked(accounts, connections, names=bool(names), people=KNOWN, before=5), len(KNOWN), OF_OWN * slow)
    check(attacked(accounts, connections, names=bool(names), people=NEW, before=5), len(NEW), OF_NEW * slow)


@pytest.mark.parametrize("cookie", ["P1", "another"])
def test_a_browser_is_of_ones_own_only_with_the_token_that_it_was_given(accounts: Desk, cookie: str) -> None:
    name = "D001/P1"
    for _ in range(10):
        Desk(accounts.acting).sign_in(name, "wrong-2026")
    accounts.client.cookies.set("mubiao-browser", cookie, "testserver.local", "/")
    assert accounts.sign_in(name).status_code == (303 if cookie == "P1" else 429)
