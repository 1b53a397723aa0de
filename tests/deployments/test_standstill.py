"""What stands still is seen by `up` and by the page, told once by both together, and once more when it ends."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Semaphore, Thread
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from deployments import standstill
from deployments.loopback.mail import MailServer
from deployments.standstill import look, seen_by_up, seen_here, seen_in_ledger, watching, watching_up
from deployments.start_record import last_backup, record_backup, record_listener, record_start
from models.database import begin, bind, unbind
from models.inbox_record import note_failure
from models.last_run import note_beginning
from models.ledger.day_runs import count_end
from models.rules.errors import Refused
from tasks.alerts import tell
from tasks.clock import clear_virtual_instant, set_virtual_instant
from tasks.settings import Settings, using
from tests.certificates import made_certificate
from tests.conftest import rehearse
from tests.mails import in_transaction, moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Acting, Sql

NOT_THERE = "postgresql://nobody@127.0.0.1:1/x"


class Place:
    """A home with an operator; what was mailed."""

    def __init__(self, home: Path, mail: MailServer) -> None:
        self.home, self.mail = home, mail
        self.chosen = Settings(
            home=home,
            alert_to="duty@example.org",
            mail_url=mail.url,
            database_url="postgresql://elsewhere/x",
        )

    @property
    def got(self) -> list[str]:
        return [str(each.message["Subject"]).replace("【系统告警】", "") for each in self.mail.received]

    def causes(self, now: str, **more: Any) -> dict[str, int]:
        chosen = self.chosen.model_copy(update={"backup_days": 0, **more})
        set_virtual_instant(moment(now))
        found = {**seen_in_ledger(chosen), **seen_here(chosen)}
        return {code: number for code, number in found.items() if number is not None}

    def look(self, at: str, *more: Any) -> None:
        set_virtual_instant(moment(at))
        look(self.chosen, *more)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with MailServer(tmp_path / "mails") as mail:
        made = Place(tmp_path, mail)
        with using(made.chosen):
            yield made
    clear_virtual_instant()


@pytest.mark.parametrize(
    ("now", "days"),
    [("2026-03-06 08:59", 0), ("2026-03-06 09:00", 1), ("2026-03-07 09:00", 2), ("2026-03-08 08:00", 2)],
)
def test_a_sweep_that_has_not_come_by_nine_is_seen_on_each_day(
    place: Place, march: Acting, now: str, days: int
) -> None:
    march.system.do("record_sweep", "record_sweep|2026-03-05")
    assert place.causes(now).get("sweep_missing", 0) == days


@pytest.mark.usefixtures("acting")
def test_before_the_first_sweep_the_founding_counts(place: Place) -> None:
    assert place.causes("2026-01-01 23:00") == {}
    assert place.causes("2026-01-02 09:00")["sweep_missing"] == 1


@pytest.mark.usefixtures("march")
def test_late_runs_are_those_that_hang_and_those_that_did_not_come(place: Place) -> None:
    in_transaction(count_end, "deliver", moment("2026-03-04 09:00"))
    with begin() as session:
        note_beginning(session, "daily_sweep", moment("2026-03-05 08:00"), "host:1:a")
    assert place.causes("2026-03-05 08:29")["run_late"] == 1  # 整改反馈 of 7:40 did not come
    assert place.causes("2026-03-05 08:51")["run_late"] == 5


@pytest.mark.usefixtures("march")
def test_a_backup_older_than_its_setting_is_seen_from_the_founding_on(place: Place) -> None:
    at = "2026-03-10 08:00"
    assert place.causes(at, backup_days=7)["backup_old"] == 68
    record_backup(place.home, moment("2026-03-02 23:00"))
    assert "backup_old" not in place.causes("2026-03-09 23:30", backup_days=7)
    assert place.causes(at, backup_days=7)["backup_old"] == 8
    assert "backup_old" not in place.causes(at, backup_days=0)


@pytest.mark.usefixtures("march")
def test_an_inbox_that_has_not_answered_for_two_office_hours_is_seen(place: Place) -> None:
    with begin() as session:
        note_failure(session, moment("2026-03-05 09:00"), "登录被拒绝")
    seen = [
        "inbox_away" in place.causes(now, inbox_url=SecretStr(inbox))
        for now, inbox in (("2026-03-05 10:30", "imap"), ("2026-03-05 11:30", "imap"), ("2026-03-05 11:30", ""))
    ]
    assert seen == [False, True, False]


def test_a_spoilt_mark_of_a_backup_is_none(place: Place) -> None:
    (place.home / "last-backup").write_text("?", encoding="utf-8")
    assert last_backup(place.home) is None


@pytest.mark.parametrize(("days", "left"), [(31, None), (29, 29), (0, 0), (-3, 0)])
def test_a_certificate_is_seen_thirty_days_before_its_end(place: Place, days: int, left: int | None) -> None:
    both = made_certificate(place.home)
    end = moment("2026-01-01 08:00") + timedelta(days=36500)
    set_virtual_instant(end - timedelta(days=days, minutes=-1 if days < 0 else 0))
    assert seen_here(place.chosen.model_copy(update={"page_certificate": both}))["certificate_ending"] == left


def test_no_certificate_or_an_unreadable_one_is_no_end(place: Place) -> None:
    gone = place.chosen.model_copy(update={"page_certificate": place.home / "gone.pem"})
    assert [seen_here(each)["certificate_ending"] for each in (place.chosen, gone)] == [None, None]


@pytest.mark.usefixtures("march")
def test_an_alert_of_a_rehearsal_bears_its_mark(place: Place) -> None:
    rehearse()
    tell({"disk_low": 300})
    assert place.got == ["【演练】磁盘空间将尽：剩余300MB"]


def test_a_missing_sweep_is_told_once_an_hour_by_whichever_process_looks_and_its_end_once(
    place: Place, march: Acting, sql: Sql
) -> None:
    sql("UPDATE notice SET resolved_at = now()")
    march.system.do("record_sweep", "record_sweep|2026-03-05")
    record_backup(place.home, moment("2026-03-05 23:00"))
    for now in ("2026-03-06 09:00", "2026-03-06 09:30"):
        place.look(now)
    assert place.got == ["每日巡检到9时仍没有办完：1天"]
    place.look("2026-03-06 10:00")
    assert len(place.got) == 2
    march.system.on("2026-03-06").do("record_sweep", "record_sweep|2026-03-06")
    place.look("2026-03-06 10:05")
    assert place.got[2:] == ["已恢复：每日巡检到9时仍没有办完"]


def test_what_waits_for_two_office_hours_is_seen(place: Place, march: Acting, sql: Sql) -> None:
    march.system.do("record_sweep", "record_sweep|2026-03-05")
    sql("UPDATE block SET at = '2026-03-05 08:00+08' WHERE act_id IN (SELECT act_id FROM notice)")
    waiting = int(sql.value("SELECT count(*) FROM notice WHERE resolved_at IS NULL AND cancelled IS NULL"))
    assert waiting
    assert "outbox_waiting" not in place.causes("2026-03-05 10:29")
    assert place.causes("2026-03-05 12:00")["outbox_waiting"] == waiting
    sql("UPDATE notice SET resolved_at = now() WHERE resolved_at IS NULL")
    assert "outbox_waiting" not in place.causes("2026-03-05 12:00")


def test_a_database_that_is_away_is_told_and_the_rest_is_seen_all_the_same(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    bind(NOT_THERE)
    monkeypatch.setattr(standstill, "ENOUGH", 2**62)
    place.look("2026-03-06 03:00")
    place.look("2026-03-06 03:04")
    unbind()
    assert [each.partition("：")[0] for each in place.got] == ["磁盘空间将尽", "数据库不能使用"]
    assert place.got[1] == "数据库不能使用：已4分钟"


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize("fault", [LookupError(), Refused("没有放假安排")])
def test_what_cannot_be_looked_at_is_told_and_is_no_database_that_is_away(place: Place, fault: Exception) -> None:
    def fail() -> dict[str, int | None]:
        raise fault

    record_backup(place.home, moment("2026-03-05 01:00"))
    place.look("2026-03-05 03:00", fail)
    assert place.got[-1:] == ["有的情况未能查看：1项"]
    assert not any("数据库" in each for each in place.got)


def test_a_home_without_data_is_no_database_that_is_away(place: Place) -> None:
    assert seen_in_ledger(place.chosen.model_copy(update={"database_url": None})) == {}


def test_up_sees_that_the_page_does_not_answer_once_its_start_has_ended(place: Place) -> None:
    record_listener(place.home, "127.0.0.1:1")
    assert seen_by_up(place.chosen) == {"up_away": None, "page_away": 1}
    record_start(place.home)
    assert seen_by_up(place.chosen) == {"up_away": None}


class _Fine(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_up_sees_that_the_page_answers_again(place: Place) -> None:
    server = HTTPServer(("127.0.0.1", 0), _Fine)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    record_listener(place.home, f"127.0.0.1:{server.server_port}")
    there = seen_by_up(place.chosen)
    server.shutdown()
    thread.join()
    server.server_close()
    assert there == {"up_away": None, "page_away": None}


def test_the_page_tells_that_up_has_died_and_the_next_up_that_it_is_back(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    unbind()
    parents = iter((7, 1))
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit), watching_up(place.chosen):
        signal.raise_signal(signal.SIGTERM)
    signal.signal(signal.SIGTERM, before)
    assert place.got == ["mubiao up 停止：已1分钟"]
    tell(seen_by_up(place.chosen))
    assert place.got[1:] == ["已恢复：mubiao up 停止"]


@pytest.mark.parametrize("address", ["duty@example.org", ""])
def test_a_thread_looks_again_and_again_if_an_address_is_set(
    place: Place, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(standstill, "EVERY", 0.0)
    twice = Semaphore(0)
    chosen = place.chosen.model_copy(update={"alert_to": address and place.chosen.alert_to, "database_url": None})

    def more() -> dict[str, int | None]:
        twice.release()
        return {}

    with watching(chosen, more, first=0.0):
        assert all(twice.acquire(timeout=10 if address else 0.1) for _ in range(2)) is bool(address)
