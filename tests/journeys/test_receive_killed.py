"""The process that takes mails and sends receipts is killed at every statement: each mail is taken once all the same.

Some of the points with the other tests; all of them with `.venv/bin/pytest tests/journeys/test_receive_killed.py
--every 1`. A point is just before a statement, a commit, or a flag in the mailbox.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from deployments.loopback.mail import MailServer
from deployments.simulation.faults.children import Child
from flows.receive import STEPS
from models.database import begin, bind, unbind
from models.file_store.folder import Folder
from models.ledger.chain.verify import verify
from models.rules.workdays import BusinessDay
from models.statements import run
from notifications.inbox.maildir import Maildir
from tasks.clock import clear_virtual_instant, set_virtual_instant
from tasks.flow_steps import deliver_notices
from tasks.settings import read_settings
from tasks.step import run_steps
from tests.by_mail import PASSED, RELAY, SPREADSHEET, Duty, Letter, filled, reply_to
from tests.journeys.kill_points import kill_at
from tests.mails import in_transaction, moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from deployments.simulation.faults.children import ChildResult
    from tests.conftest import Acting, Databases
    from tests.journeys.conftest import Drawn

OPENS, CLOSES, FRIDAY = 9, 17, 5
SOME = 37  # of the points are tried with the other tests, each so many points after the one before
FIRST, SECOND = "d001@example.org", "d002@example.org"
MARCH = Duty("monthly_check", "2026-03")
SENT, READ, AGAIN, LATER = (f"2026-03-05 {hour}" for hour in ("09:00", "10:30", "10:50", "11:10"))
BOUNCE = """Return-Path: <>
From: MAILER-DAEMON@mx.example.com
To: answers@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {address}
Action: failed
Diagnostic-Code: smtp; 550 5.1.1 user unknown

--b
Content-Type: message/rfc822

Message-ID: {reference}
Subject: x

--b--
"""
# What is left of the mails: the same whenever the process was killed, and however often.
LEFT = {
    "mails": "SELECT sender, state, sentence FROM received_mail ORDER BY received_at",
    "apart": "SELECT digest, sender, seen_on FROM unregistered_mail",
    "blocks": "SELECT act, role, count(*) FROM block WHERE act <> 'deliver' GROUP BY 1, 2 ORDER BY 1, 2",
    "reports": "SELECT progress::int FROM report_line WHERE version > 0 ORDER BY target_id",
    "bounces": "SELECT words FROM bounce",
    "receipts": "SELECT subject, kind, count(*) FROM notice GROUP BY 1, 2 ORDER BY 2, 1",
    "sent": "SELECT reference, state FROM message ORDER BY reference",
}
DOUBTFUL = "SELECT reference FROM message WHERE maybe_duplicate"


@dataclass(slots=True)
class Scene:
    """The installation before its mailbox is read: a database that is copied for each trial, and the mails."""

    databases: Databases
    folder: Path
    smtp: MailServer
    mails: list[tuple[str, bytes]]
    made: int = 0

    @contextmanager
    def trial(self) -> Iterator[Trial]:
        """A copy of the installation with its mails in a mailbox; nothing is bound, so that processes can be forked."""
        self.made += 1
        home = self.folder / f"home{self.made}"
        self.smtp.received.clear()
        with self.databases.fresh("to_receive") as url, pytest.MonkeyPatch.context() as patch:
            unbind()
            for name in ("new", "cur", "tmp"):
                (home / "post" / name).mkdir(parents=True)
            for number, (at, data) in enumerate(self.mails):
                place = home / "post" / "new" / f"{number}.example"
                place.write_bytes(data)
                os.utime(place, (moment(at).timestamp(),) * 2)
            set_environment(patch, home, self.smtp, url)
            try:
                yield Trial(self, home, url)
            finally:
                unbind()


@dataclass(slots=True)
class Trial:
    """One copy of the installation, in which runs of `receive` are started and killed."""

    scene: Scene
    home: Path
    url: str

    def start(self, at: str, point: int = 0) -> Child:
        """Start a run at an instant; it is killed at a point, counted from 1, if one is given."""
        unbind()
        return Child(partial(receive, at, point))

    def run(self, at: str, point: int = 0) -> ChildResult:
        return self.start(at, point).end()

    def outcome(self) -> dict[str, Any]:
        """What is left in the ledger and the mailboxes. Fails if more than one receipt came twice, or one unmarked."""
        bind(self.url)
        left: dict[str, Any] = {name: rows(statement) for name, statement in LEFT.items()}
        arrived = Counter(mail.message["Message-ID"].strip("<>").partition("@")[0] for mail in self.scene.smtp.received)
        twice = [reference for reference, times in arrived.items() if times > 1]
        assert len(twice) <= 1, twice
        assert max(arrived.values()) <= 2
        assert set(twice) <= {reference for (reference,) in rows(DOUBTFUL)}
        violations = in_transaction(verify, Folder(self.home / "evidence"))[1]
        unread = sorted(path.name for path in (self.home / "post" / "new").iterdir())
        return left | {"arrived": set(arrived), "violations": violations, "unread": unread}


def rows(statement: str) -> list[tuple[Any, ...]]:
    with begin() as session:
        return [tuple(row) for row in run(session, statement)]


def set_environment(patch: pytest.MonkeyPatch, home: Path, smtp: MailServer, url: str = "") -> None:
    told = {"HOME": str(home), "MAIL_URL": smtp.url, "INBOX_URL": f"maildir://{home / 'post'}", "INBOX_RELAY": RELAY}
    for name in ("CLOCK", "WECOM_URL", "WECOM_APP_URL", "INBOX_ADDRESS"):
        patch.delenv(f"MUBIAO_{name}", raising=False)
    for name, value in told.items():
        patch.setenv(f"MUBIAO_{name}", value)
    if url:
        patch.setenv("DATABASE_URL", url)
    read_settings.cache_clear()


def at_instant(at: str) -> BusinessDay:
    set_virtual_instant(moment(at))
    return BusinessDay(moment(at).date(), moment(at))


def receive(at: str, point: int) -> int:
    """The flow in a separate process, killed at a point; returns how many points there were."""
    pass_point, reached = kill_at(point)
    flag = Maildir.flag

    def flag_at_point(inbox: Maildir, waiting: Any) -> None:
        pass_point()
        flag(inbox, waiting)

    pytest.MonkeyPatch().setattr(Maildir, "flag", flag_at_point)  # until the end of this process
    run_steps(STEPS, at_instant(at), engine=False)
    return reached()


def mails_to_read(smtp: MailServer) -> list[tuple[str, bytes]]:
    """A report, a sheet with a wrong cell, a stranger's mail and a bounce, each with the instant of its arrival."""
    letters = {mail.recipient: letter_of(mail.message) for mail in smtp.received}
    report, wrong = (
        answer(letters[FIRST], FIRST, {"T001": {"progress": 40}, "T002": {"progress": 60}}),
        answer(letters[SECOND], SECOND, {"T003": {"progress": 300}}),
    )
    stranger = reply_to(None, "liming@example.com").as_bytes()
    bounce = BOUNCE.format(address=SECOND, reference=letters[SECOND].message["Message-ID"]).encode()
    arrivals = (f"2026-03-05 10:{minute}" for minute in (10, 12, 14, 16))
    return list(zip(arrivals, (report, wrong, stranger, bounce), strict=True))


def letter_of(message: Any) -> Letter:
    (sheet,) = message.iter_attachments()
    return Letter(message, sheet.get_filename(), sheet.get_content())


def answer(letter: Letter, sender: str, values: dict[str, Any]) -> bytes:
    reply = reply_to(letter.message, sender)
    reply["Authentication-Results"] = PASSED
    reply.add_attachment(filled(letter, MARCH, values), *SPREADSHEET, filename=letter.name)
    return reply.as_bytes()


@pytest.fixture(scope="module")
def scene(databases: Databases, tmp_path_factory: pytest.TempPathFactory, anyone: Acting) -> Iterator[Scene]:
    """On 5 March both offices were sent the sheets of the month, and four mails have come since."""
    folder = tmp_path_factory.mktemp("killed")
    boxes = {"D001": FIRST, "D002": SECOND}

    def send_sheets() -> None:
        offices = ({"编码": code, "名称": f"第{code[1:]}厅", "目标办邮箱": box} for code, box in boxes.items())
        anyone.on("2026-03-05").take("departments", *offices)
        deliver_notices.fn(at_instant(SENT))

    with MailServer(folder / "sent") as smtp, pytest.MonkeyPatch.context() as patch:
        set_environment(patch, folder, smtp)
        databases.template("to_receive", "march", send_sheets)
        yield Scene(databases, folder, smtp, mails_to_read(smtp))
    clear_virtual_instant()
    read_settings.cache_clear()


@pytest.fixture(scope="module")
def undisturbed(scene: Scene) -> tuple[int, dict[str, Any]]:
    """How many points an undisturbed run passes, and what it leaves."""
    with scene.trial() as trial:
        passed = trial.run(READ)
        assert trial.run(AGAIN).code == passed.code == 0
        assert isinstance(passed.value, int)
        return passed.value, trial.outcome()


def test_what_the_four_mails_become(undisturbed: tuple[int, dict[str, Any]]) -> None:
    points, outcome = undisturbed
    assert points > 100
    assert [state for _, state, _ in outcome["mails"]] == ["taken", "returned", "bounced"]
    assert outcome["reports"] == [(40,), (60,)]
    assert len(outcome["bounces"]) == 1
    assert len(outcome["arrived"]) == 2
    assert outcome["unread"] == outcome["violations"] == []


def test_killed_at_a_point_and_started_again_nothing_is_lost_or_taken_twice(
    scene: Scene, undisturbed: tuple[int, dict[str, Any]], drawn: Drawn
) -> None:
    points, outcome = undisturbed
    for point in drawn(range(1, points + 1), SOME):
        with scene.trial() as trial:
            assert trial.run(READ, point).code == -signal.SIGKILL, point
            assert trial.run(AGAIN).code == 0
            assert trial.outcome() == outcome, point


def _later_instants(at: datetime) -> Iterator[datetime]:
    """Yields instants in office hours of working days, each later than the lease of the one before."""
    while True:
        yield at
        at += timedelta(minutes=16)
        while at.hour >= CLOSES or at.isoweekday() > FRIDAY:
            at = at.replace(hour=OPENS, minute=0) + timedelta(days=1)


def test_killed_again_and_again_a_little_later_each_time_it_gets_through(
    scene: Scene, undisturbed: tuple[int, dict[str, Any]], pytestconfig: pytest.Config
) -> None:
    _, outcome = undisturbed
    instants = _later_instants(moment(READ))
    later = count(1, pytestconfig.getoption("--every", None) or SOME)
    with scene.trial() as trial:
        while trial.run(f"{next(instants):%Y-%m-%d %H:%M}", next(later)).code:
            pass
        found = trial.outcome()
    assert found["violations"] == found["unread"] == []
    # The messages may have been sent on another day, under other references.
    assert {name: found[name] for name in ("mails", "reports", "bounces", "receipts")} == {
        name: outcome[name] for name in ("mails", "reports", "bounces", "receipts")
    }


@pytest.mark.parametrize("share", [0, 0.2, 0.5, 0.8])
def test_two_processes_at_one_mailbox_take_each_mail_once_also_if_one_is_killed(
    scene: Scene, undisturbed: tuple[int, dict[str, Any]], share: float
) -> None:
    points, outcome = undisturbed
    with scene.trial() as trial:
        both = [trial.start(READ, int(points * share)), trial.start(READ)]
        codes = [child.end().code for child in both]
        assert codes[1] == 0
        assert codes[0] in (0, -signal.SIGKILL)
        assert trial.run(AGAIN).code == trial.run(LATER).code == 0
        assert trial.outcome() == outcome
