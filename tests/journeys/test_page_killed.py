"""The process of the page is killed at every statement of an answer with two files: nothing half, nothing twice.

Some of the points with the other tests; all of them with `--every 1`. A point is just before a statement or a commit.
"""

from __future__ import annotations

import signal
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from deployments.simulation.faults.children import Child
from models.database import begin, bind, unbind
from models.file_store.folder import Folder
from models.ledger.account.sessions import begin_session
from models.ledger.chain.verify import verify
from models.ledger.evidence.store import configure_store
from models.rules.workdays import SHANGHAI
from models.statements import run
from tasks.clock import clear_virtual_instant, set_virtual_instant
from tasks.settings import read_settings, settings
from tests.databases import rehearse
from tests.deployments.portal.conftest import CODE, Desk
from tests.journeys.kill_points import kill_at
from tests.mails import in_transaction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Acting, Databases
    from tests.journeys.conftest import Drawn

SOME = 7  # of the points are tried with the other tests, each so many points after the one before
TOKEN, AT, MARCH = "t" * 43, datetime(2026, 3, 5, 10, tzinfo=SHANGHAI), "/duty/2"
FILES = {f"{name}.jpg": b"\xff\xd8\xff" + name.encode() * 100 for name in ("东", "西")}
LEFT = """
SELECT (SELECT count(*) FROM report), (SELECT count(*) FROM evidence_use), (SELECT count(*) FROM answer),
    (SELECT count(*) FROM page_draft WHERE content ->> 'T003.progress' = '60'), (SELECT count(*) FROM page_draft_file)
"""
TAKEN, KEPT, NOTHING = (1, 2, 1, 0, 0), (0, 0, 0, 1, 2), (0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Trial:
    """A copy of the installation with a home of its own."""

    acting: Acting
    home: Path
    url: str

    def run(self, point: int = 0) -> Any:
        unbind()
        return Child(partial(send, self.acting, self.url, point)).end()

    def left(self) -> tuple[int, ...]:
        bind(self.url)
        with begin() as session:
            return tuple(run(session, LEFT).one())


def send(acting: Acting, url: str, point: int) -> int:
    """Open the form and send it with what its draft lacks, in a process that is killed at a point of the sending."""
    bind(url)
    configure_store(settings().home / "evidence", 50)
    set_virtual_instant(AT)
    desk = Desk(acting)
    desk.client.cookies.set("mubiao", TOKEN)
    shown = desk.get(MARCH)
    lacking = [("T003.evidence", (name, data)) for name, data in FILES.items() if name not in shown.text]
    given = desk.form(MARCH)
    _, reached = kill_at(point)
    assert desk.post(MARCH, files=lacking or None, **given, **{"T003.progress": "60", "do": "send"}).status_code == 303
    return reached()


@pytest.fixture(scope="module")
def person(databases: Databases, anyone: Acting) -> Iterator[Acting]:
    """D002's liaison has an account and is signed in; the check of March is open."""
    march = anyone.on("2026-03-05")

    def sign_in() -> None:
        rehearse()
        march.take("contacts", {"部门编码": "D002", "角色": "联络员", "姓名": "李明", "邮箱": "ming@example.org"})
        march.do("open_account", people=["D002/李明"], code_digest=sha256(CODE.encode()).hexdigest())
        set_virtual_instant(AT)
        assert Desk(march).first().status_code == 303
        with begin() as session:
            account = run(session, "SELECT id FROM account").scalar_one()
            begin_session(session, account, sha256(TOKEN.encode()).hexdigest(), TOKEN, AT, "")

    databases.template("to_send", "march", sign_in)
    yield march
    clear_virtual_instant()
    read_settings.cache_clear()


@contextmanager
def trial(databases: Databases, person: Acting, folder: Path) -> Iterator[Trial]:
    folder.mkdir()
    with databases.fresh("to_send") as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUBIAO_HOME", str(folder))
        read_settings.cache_clear()
        try:
            yield Trial(person, folder, url)
        finally:
            unbind()


def test_killed_at_a_point_and_sent_again_it_is_taken_once_and_whole(
    databases: Databases, person: Acting, tmp_path: Path, drawn: Drawn
) -> None:
    with trial(databases, person, tmp_path / "0") as undisturbed:
        points = undisturbed.run().value
        assert undisturbed.left() == TAKEN
    assert points > 20
    found = set()
    for point in drawn(range(1, points + 1), SOME):
        with trial(databases, person, tmp_path / f"{point}") as killed:
            assert killed.run(point).code == -signal.SIGKILL
            left = killed.left()
            found.add(left)
            assert left in (NOTHING, KEPT, TAKEN), point
            if left != TAKEN:
                assert killed.run().code == 0
            assert killed.left() == TAKEN, point
            assert in_transaction(verify, Folder(killed.home / "evidence"))[1] == []
    assert {NOTHING, KEPT} <= found
