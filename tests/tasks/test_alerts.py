"""Alerts leave from any process by mail or robot, past the outbox and without a database."""

from __future__ import annotations

import os
from contextlib import suppress
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest

from deployments.loopback.mail import DROP, MailServer
from deployments.loopback.wecom import BUSY, HTML, WeComServer
from models.database import unbind
from models.rules.cycles import DELIVER, MONTHLY_CHECK
from models.rules.errors import Refused
from notifications import alert_book
from notifications.alert_book import find_unsent
from tasks import alerts
from tasks.alerts import tell, tell_run, telling_operator
from tasks.clock import clear_virtual_instant, current_instant, set_virtual_instant
from tasks.settings import Settings, using
from tests.mails import moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from models.rules.cycle import Cycle, Routine

LOW = {"disk_low": 300}


class Operator:
    """Two mailboxes of one relay, or other addresses; what came."""

    def __init__(self, home: Path, mail: MailServer) -> None:
        self.home, self.mail = home, mail

    def chosen(self, to: str = "duty@example.org", **more: object) -> Settings:
        return Settings(home=self.home, alert_to=to, mail_url=self.mail.url, **more)  # type: ignore[arg-type]

    @property
    def got(self) -> list[str]:
        return [str(each.message["Subject"]).removeprefix("【系统告警】") for each in self.mail.received]

    @property
    def unsent(self) -> str:
        return find_unsent(self.home, current_instant())


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    unbind()
    with MailServer(tmp_path / "mails") as mail:
        yield Operator(tmp_path, mail)
    clear_virtual_instant()


def clock(words: str) -> None:
    set_virtual_instant(moment(words))


def ran(cycle: Cycle | Routine, *, fails: bool = False) -> None:
    with suppress(Refused), telling_operator(cycle):
        if fails:
            raise Refused("不行")


def test_a_cause_is_mailed_once_an_hour_and_once_when_it_ends_without_a_database(operator: Operator) -> None:
    with using(operator.chosen()):
        for now in ("2026-03-05 09:00", "2026-03-05 09:30", "2026-03-05 10:00"):
            clock(now)
            tell(LOW)
        for now in ("2026-03-05 10:10", "2026-03-05 10:20"):
            clock(now)
            tell({"disk_low": None})
    assert operator.got == ["磁盘空间将尽：剩余300MB"] * 2 + ["已恢复：磁盘空间将尽"]
    [first, *_] = operator.mail.received
    assert first.recipient == "duty@example.org"
    [part] = [each for each in first.message.walk() if each.get_content_type() == "text/plain"]
    assert "自2026-03-05 09:00起。请到运行本系统的机器上处理，可先执行 mubiao check。" in part.get_content()


def test_a_run_tells_that_it_failed_and_the_next_one_that_it_is_over(operator: Operator) -> None:
    with using(operator.chosen()):
        clock("2026-03-05 09:00")
        ran(DELIVER, fails=True)
        clock("2026-03-05 09:10")
        ran(DELIVER, fails=True)
        ran(MONTHLY_CHECK)
        clock("2026-03-05 10:01")
        tell({})  # the look of another process
        ran(DELIVER)
    assert operator.got == ["定时运行失败：1次", "定时运行失败：2次", "已恢复：定时运行失败"]


def test_a_run_of_many_cells_tells_how_many_failed_and_its_shell_no_success(operator: Operator) -> None:
    with using(operator.chosen()):
        clock("2026-03-05 09:00")
        with telling_operator(DELIVER):
            tell_run("deliver main", 3)
        assert operator.got == ["定时运行失败：3次"]
        tell_run("deliver main")
    assert operator.got[1:] == ["已恢复：定时运行失败"]


def test_a_robot_and_a_mailbox_are_both_told(operator: Operator) -> None:
    with WeComServer({"key-1"}) as robots, using(operator.chosen(f"duty@example.org {robots.webhook('key-1')}")):
        tell(LOW)
    assert (len(operator.got), [each.key for each in robots.received]) == (1, ["key-1"])
    assert "磁盘空间将尽：剩余300MB" in robots.received[0].content


@pytest.mark.parametrize(("answer", "words"), [(BUSY, "没有送出"), (HTML, "不能确定是否送达")])
def test_what_a_robot_did_not_take_is_never_told_as_sent(operator: Operator, answer: object, words: str) -> None:
    with WeComServer({"key-1"}) as robots, using(operator.chosen(f"{robots.url}?to=key-1")):
        robots.answer(answer)  # type: ignore[arg-type]
        tell(LOW)
    assert robots.received == []
    assert f"“磁盘空间将尽”第1个地址{words}：" in operator.unsent


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("mbmail://127.0.0.1:1/?mode=insecure&from=a@x.org&to=b@x.org", "不通"),
        ("mbwecoms://127.0.0.1/", "没有写明收件人"),
        ("unknown://x", "无法识别"),
    ],
)
def test_what_could_not_be_sent_is_shown_and_tried_after_five_minutes(operator: Operator, to: str, why: str) -> None:
    with using(operator.chosen(to)):
        for now in ("2026-03-05 09:00", "2026-03-05 09:04", "2026-03-05 09:05"):
            clock(now)
            tell(LOW)
        assert operator.unsent.startswith("2026-03-05 09:05，“磁盘空间将尽”第1个地址没有送出")
    assert why in operator.unsent


def test_an_answer_that_was_lost_is_doubtful_and_not_repeated_at_once(operator: Operator) -> None:
    operator.mail.answer(DROP)
    with using(operator.chosen()):
        for now in ("2026-03-05 09:00", "2026-03-05 09:10"):
            clock(now)
            tell(LOW)
    assert len(operator.got) == 1
    assert "不能确定是否送达" in operator.unsent


def test_on_a_full_disk_it_is_told_all_the_same_and_nothing_is_raised(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", no_room)
    with using(operator.chosen()):
        for _ in range(2):
            tell(LOW)
    assert operator.got == ["磁盘空间将尽：剩余300MB"]


def test_a_fault_of_a_plugin_is_no_fault_of_the_run(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise TypeError

    monkeypatch.setattr(alerts, "open_route", broken)
    with using(operator.chosen()):
        tell(LOW)
    assert "程序出错（TypeError）" in operator.unsent


def test_without_an_address_nothing_is_told_and_nothing_written(operator: Operator) -> None:
    with using(Settings(home=operator.home)):
        tell(LOW)
        ran(DELIVER, fails=True)
    assert not (operator.home / alert_book.NAME).exists()


def test_many_processes_at_once_send_one_message(operator: Operator) -> None:
    barrier = Barrier(6)

    def see() -> None:
        barrier.wait()
        tell(LOW)

    with using(operator.chosen()):
        threads = [Thread(target=see) for _ in range(6)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert operator.got == ["磁盘空间将尽：剩余300MB"]
