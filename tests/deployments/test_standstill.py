"""What stands still is seen by `up` and by the page, told once by both together, and once more when it ends."""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import pytest

from deployments import standstill
from deployments.loopback.mail import MailServer
from deployments.standstill import (
    STILL,
    UP_LOCK,
    Lookout,
    certificate_ending,
    check_ends,
    ledger_causes,
    seen_by_page,
    seen_by_up,
    sign_of_life,
    watching,
    watching_up,
)
from deployments.start_record import last_backup, record_backup, record_listener, record_start
from models.database import begin, unbind
from models.last_run import note_beginning
from models.ledger.day_runs import count_end
from notifications.alert import Seen
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

RELAY = "mbmail://127.0.0.1:1/?mode=insecure&from=a@x.org"
NOT_THERE = {"PREFECT_API_URL": "http://127.0.0.1:1/api"}


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

    def causes(self, now: str, **more: Any) -> dict[str, Seen]:
        chosen = self.chosen.model_copy(update={"backup_days": 0, **more})
        with begin() as session:
            found = ledger_causes(session, chosen, moment(now))
        return {code: each for code, each in found.items() if each}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    (tmp_path / "logs").mkdir()
    with MailServer(tmp_path / "mails") as mail:
        made = Place(tmp_path, mail)
        with using(made.chosen):
            yield made
    clear_virtual_instant()


def look(*lookouts: Lookout, at: str) -> None:
    set_virtual_instant(moment(at))
    for each in lookouts:
        each.look()


@pytest.mark.parametrize(
    ("now", "days"),
    [("2026-03-06 08:59", 0), ("2026-03-06 09:00", 1), ("2026-03-07 09:00", 2), ("2026-03-08 08:00", 2)],
)
def test_a_sweep_that_has_not_come_by_nine_is_seen_on_each_day(
    place: Place, march: Acting, now: str, days: int
) -> None:
    march.system.do("record_sweep", "record_sweep|2026-03-05")
    seen = place.causes(now).get("sweep_missing")
    assert seen == (Seen(days, moment("2026-03-06 09:00")) if days else None)


@pytest.mark.usefixtures("acting")
def test_before_the_first_sweep_the_founding_counts(place: Place) -> None:
    assert place.causes("2026-01-01 23:00") == {}
    assert place.causes("2026-01-02 09:00")["sweep_missing"].number == 1


@pytest.mark.usefixtures("march")
def test_late_runs_are_those_that_hang_and_those_that_did_not_come(place: Place) -> None:
    in_transaction(count_end, "deliver", moment("2026-03-04 09:00"))
    with begin() as session:
        note_beginning(session, "daily_sweep", moment("2026-03-05 08:00"), "host:1:a")
    assert place.causes("2026-03-05 08:29")["run_late"] == Seen(1)  # 整改反馈 of 7:40 did not come
    assert place.causes("2026-03-05 08:51")["run_late"].number == 5


@pytest.mark.usefixtures("march")
def test_a_backup_older_than_its_setting_is_seen_from_the_founding_on(place: Place) -> None:
    at = "2026-03-10 08:00"
    founded = place.causes(at, backup_days=7)["backup_old"]
    assert founded.number == 68
    record_backup(place.home, moment("2026-03-02 23:00"))
    assert "backup_old" not in place.causes("2026-03-09 23:30", backup_days=7)
    assert place.causes(at, backup_days=7)["backup_old"] == Seen(8, moment("2026-03-02 23:00"))
    assert "backup_old" not in place.causes(at, backup_days=0)


def test_a_spoilt_mark_of_a_backup_is_none(place: Place) -> None:
    (place.home / "last-backup").write_text("?", encoding="utf-8")
    assert last_backup(place.home) is None


@pytest.mark.parametrize(("days", "left"), [(31, None), (29, 29), (0, 0), (-3, 0)])
def test_a_certificate_is_seen_thirty_days_before_its_end(place: Place, days: int, left: int | None) -> None:
    both = made_certificate(place.home)
    chosen = place.chosen.model_copy(update={"page_certificate": both})
    end = moment("2026-01-01 08:00") + timedelta(days=36500)
    seen = certificate_ending(chosen, end - timedelta(days=days, minutes=-1 if days < 0 else 0))
    assert seen == (None if left is None else Seen(left))


def test_no_certificate_or_an_unreadable_one_is_no_end(place: Place) -> None:
    now = moment("2026-03-05 09:00")
    assert certificate_ending(place.chosen, now) is None
    gone = place.chosen.model_copy(update={"page_certificate": place.home / "gone.pem"})
    assert certificate_ending(gone, now) is None


@pytest.mark.usefixtures("march")
def test_check_says_when_the_last_backup_was_and_what_ends(place: Place) -> None:
    def said(now: str) -> list[tuple[str, bool, str]]:
        with begin() as session:
            return [tuple(each) for each in check_ends(session, chosen, moment(now))]  # type: ignore[misc]

    chosen = place.chosen
    first, second = said("2026-03-05 09:00")
    assert first == ("备份", False, "没有备份过，已63天没有备份，请执行 mubiao backup 文件")
    assert second == ("证书和口令", True, "")
    record_backup(place.home, moment("2026-03-02 23:00"))
    chosen = place.chosen.model_copy(update={"page_certificate": made_certificate(place.home)})
    assert said("2026-03-05 09:00")[0] == ("备份", True, "最近一次2026-03-02")
    assert "网页证书还有" in said("2125-12-01 09:00")[1][2]


@pytest.mark.usefixtures("march")
def test_an_alert_of_a_rehearsal_bears_its_mark(place: Place) -> None:
    rehearse()
    tell({"disk_low": Seen(300)})
    assert place.got == ["【演练】磁盘空间将尽：剩余300MB"]


def test_both_processes_see_a_missing_sweep_and_one_message_leaves(place: Place, march: Acting) -> None:
    march.system.do("record_sweep", "record_sweep|2026-03-05")
    record_backup(place.home, moment("2026-03-05 23:00"))
    up, page = Lookout(place.chosen), Lookout(place.chosen)
    look(up, page, at="2026-03-06 09:00")
    look(page, up, at="2026-03-06 09:30")
    assert place.got == ["每日巡检到9时仍没有办完：1天"]
    look(page, at="2026-03-06 10:00")  # `up` is dead
    assert len(place.got) == 2
    march.system.on("2026-03-06").do("record_sweep", "record_sweep|2026-03-06")
    look(up, page, at="2026-03-06 10:05")
    assert place.got[2:] == ["已恢复：每日巡检到9时仍没有办完"]


def test_what_waits_for_two_office_hours_is_told_and_what_leaves_in_between_is_not(
    place: Place, march: Acting, sql: Sql
) -> None:
    march.system.do("record_sweep", "record_sweep|2026-03-05")
    record_backup(place.home, moment("2026-03-05 08:00"))
    waiting = int(sql.value("SELECT count(*) FROM notice WHERE resolved_at IS NULL AND cancelled IS NULL"))
    assert waiting
    page = Lookout(place.chosen)
    look(page, at="2026-03-05 16:00")
    look(page, at="2026-03-05 17:59")
    assert place.got == []
    march.system.on("2026-03-06").do("record_sweep", "record_sweep|2026-03-06")
    look(page, at="2026-03-06 09:05")
    assert place.got == [f"待发消息积压：{waiting}条"]
    sql("UPDATE notice SET resolved_at = now() WHERE resolved_at IS NULL")
    look(page, at="2026-03-06 09:30")
    assert place.got[1:] == ["已恢复：待发消息积压"]


def test_a_database_that_is_away_is_told_and_the_rest_is_seen_all_the_same(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    unbind()
    monkeypatch.setattr(standstill, "ENOUGH", 2**62)

    def fault() -> dict[str, Seen | None]:
        raise LookupError  # of one look

    up = Lookout(place.chosen, fault)
    look(up, at="2026-03-06 03:00")
    look(up, at="2026-03-06 03:04")
    assert [each.partition("：")[0] for each in place.got] == ["磁盘空间将尽", "数据库不能使用"]
    assert place.got[1] == "数据库不能使用：已4分钟"


def test_a_home_without_data_is_no_database_that_is_away(place: Place) -> None:
    up = Lookout(place.chosen.model_copy(update={"database_url": None}))
    look(up, at="2026-03-06 03:00")
    look(up, at="2026-03-06 03:10")
    assert place.got == []


def test_up_sees_that_page_and_prefect_do_not_answer_once_its_start_has_ended(place: Place) -> None:
    record_listener(place.home, "127.0.0.1:1")
    away = Seen()
    assert seen_by_up(place.chosen, NOT_THERE) == {"up_away": None, "prefect_away": away, "page_away": away}
    record_start(place.home)
    assert seen_by_up(place.chosen, NOT_THERE) == {"up_away": None}


class _Fine(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_up_sees_that_they_answer_again(place: Place) -> None:
    server = HTTPServer(("127.0.0.1", 0), _Fine)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    where = f"127.0.0.1:{server.server_port}"
    record_listener(place.home, where)
    there = seen_by_up(place.chosen, {"PREFECT_API_URL": f"http://{where}/api"})
    server.shutdown()
    thread.join()
    server.server_close()
    assert there == {"up_away": None, "prefect_away": None, "page_away": None}


def test_the_page_sees_that_up_hangs_and_goes_on(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    (place.home / UP_LOCK).touch()
    assert seen_by_page(place.chosen) == {"up_away": None}
    long_ago = time.time() - STILL - 9
    os.utime(place.home / UP_LOCK, (long_ago, long_ago))
    assert seen_by_page(place.chosen) == {"up_away": Seen()}
    sign_of_life(place.home)
    monkeypatch.setenv("PREFECT_API_URL", NOT_THERE["PREFECT_API_URL"])
    assert seen_by_page(place.chosen) == {"up_away": None, "prefect_away": Seen()}


def test_a_sign_of_life_needs_no_file(tmp_path: Path) -> None:
    sign_of_life(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_page_tells_that_up_has_died_and_the_next_up_that_it_is_back(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    unbind()
    parents = iter((7, 1))
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit), watching_up(Lookout(place.chosen)):
        signal.raise_signal(signal.SIGTERM)
    signal.signal(signal.SIGTERM, before)
    assert place.got == ["mubiao up 停止或没有反应：已1分钟"]
    Lookout(place.chosen, lambda: seen_by_up(place.chosen, NOT_THERE)).look()
    assert place.got[1:] == ["已恢复：mubiao up 停止或没有反应"]


def test_a_thread_looks_again_and_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standstill, "EVERY", 0.0)
    looked, twice = [], Event()

    class Seeing(Lookout):
        def look(self) -> None:
            looked.append(self)
            if len(looked) > 1:
                twice.set()

    with watching(Seeing(place.chosen), first=0.0):
        assert twice.wait(10)
