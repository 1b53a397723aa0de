"""The book of alerts: one message a cause and hour over all processes, once more when it ends, also on a full disk."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from notifications.alert import CAUSES, Seen
from notifications.alert_book import NAME, SIZE, list_unsent, note, note_run, opened_book, settle, take_errands
from notifications.channels import Outcome, Result
from tests.mails import moment

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from notifications.alert_book import Entries, Errand

START = moment("2026-03-05 09:00")
SENT = Result(Outcome.SENT, "250")
DOWN = Result(Outcome.UNREACHABLE, "refused", "邮件服务器不通")
DOUBT = Result(Outcome.DOUBTFUL, "timeout", "没有得到答复")


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def send(entries: Entries, minutes: float, result: Result = SENT, addresses: int = 1) -> list[tuple[str, int, bool]]:
    """What one process sends at that minute."""
    errands = take_errands(entries, addresses, at(minutes))
    for errand in errands:
        settle(entries, errand, result, at(minutes))
    return [(each.cause.code, each.count, each.ended) for each in errands]


def low(entries: Entries, minutes: float, number: int | None) -> None:
    note(entries, {"disk_low": None if number is None else Seen(number)}, at(minutes))


def test_a_standing_cause_is_told_once_an_hour_with_its_number() -> None:
    entries: Entries = {}
    told = []
    for minutes in range(0, 121, 10):
        low(entries, minutes, 400 - minutes)
        told += send(entries, minutes)
    assert told == [("disk_low", 400, False), ("disk_low", 340, False), ("disk_low", 280, False)]


def test_its_end_is_told_once() -> None:
    entries: Entries = {}
    low(entries, 0, 300)
    assert send(entries, 0) == [("disk_low", 300, False)]
    low(entries, 10, None)
    assert [send(entries, minutes) for minutes in (10, 11, 20)] == [[("disk_low", 300, True)], [], []]


def test_what_ended_before_it_was_told_is_not_told() -> None:
    entries: Entries = {}
    note(entries, {"prefect_away": Seen()}, at(0))
    assert send(entries, 2) == []
    note(entries, {"prefect_away": None}, at(2))
    assert send(entries, 9) == []
    assert entries == {}


def test_what_begins_again_within_the_hour_waits_for_the_hour() -> None:
    entries: Entries = {}
    low(entries, 0, 300)
    send(entries, 0)
    low(entries, 5, None)
    send(entries, 5)
    low(entries, 10, 200)
    assert [send(entries, minutes) for minutes in (10, 59, 60)] == [[], [], [("disk_low", 200, False)]]


def test_the_last_words_of_a_process_do_not_wait_for_the_hour_once_the_end_was_told() -> None:
    entries: Entries = {}
    low(entries, 0, 300)
    send(entries, 0)
    assert take_errands(entries, 1, at(4), last=True) == []
    low(entries, 5, None)
    send(entries, 5)
    low(entries, 20, 200)
    assert send(entries, 20) == []
    assert [each.count for each in take_errands(entries, 1, at(20), last=True)] == [200]


def test_what_is_away_is_told_when_up_has_not_healed_it_with_its_minutes() -> None:
    entries: Entries = {}
    note(entries, {"page_away": Seen()}, at(0))
    assert send(entries, 0) == []
    note(entries, {"page_away": Seen()}, at(4))
    assert send(entries, 4) == [("page_away", 4, False)]


def test_failed_runs_are_counted_and_told_again_only_if_there_are_more() -> None:
    entries: Entries = {}
    told = []
    for minutes, failures in ((0, 1), (10, 1), (20, 2), (61, 0), (62, 0), (130, 0)):
        if failures:
            note_run(entries, "deliver", failures, at(minutes))
        told += send(entries, minutes)
    assert told == [("run_failed", 1, False), ("run_failed", 4, False)]


def test_failed_runs_have_ended_when_each_of_them_has_succeeded() -> None:
    entries: Entries = {}
    for run in ("deliver", "daily_sweep"):
        note_run(entries, run, 1, at(0))
    assert send(entries, 0) == [("run_failed", 2, False)]
    note_run(entries, "deliver", 0, at(1))
    assert send(entries, 1) == []
    note_run(entries, "monthly_check", 0, at(2))
    note_run(entries, "daily_sweep", 0, at(3))
    assert send(entries, 3) == [("run_failed", 2, True)]
    note_run(entries, "deliver", 1, at(70))
    assert send(entries, 70) == [("run_failed", 1, False)]


def test_the_certificate_is_told_once_a_day() -> None:
    entries: Entries = {}
    told = []
    for hours in range(49):
        note(entries, {"certificate_ending": Seen(20)}, at(60 * hours))
        told += send(entries, 60 * hours)
    assert len(told) == 3


def test_two_processes_that_see_the_same_send_one_message(tmp_path: Path) -> None:
    taken: list[Errand] = []
    for _ in range(2):
        with opened_book(tmp_path) as entries:
            low(entries, 0, 300)
            taken += take_errands(entries, 1, at(0))
    assert [each.cause.code for each in taken] == ["disk_low"]


def test_what_a_dead_process_had_taken_another_one_sends_after_five_minutes() -> None:
    entries: Entries = {}
    low(entries, 0, 300)
    assert len(take_errands(entries, 1, at(0))) == 1
    assert send(entries, 4) == []
    assert send(entries, 5) == [("disk_low", 300, False)]


def test_each_of_two_addresses_is_told() -> None:
    entries: Entries = {}
    low(entries, 0, 300)
    assert send(entries, 0, addresses=2) == [("disk_low", 300, False)] * 2


def test_what_was_not_taken_is_tried_again_and_named_until_then(tmp_path: Path) -> None:
    assert list_unsent(tmp_path, at(6)) == []
    with opened_book(tmp_path) as entries:
        low(entries, 0, 300)
        send(entries, 0, DOWN)
    assert list_unsent(tmp_path, at(8 * 24 * 60)) == []
    assert list_unsent(tmp_path, at(6)) == ["第1个地址，2026-03-05 09:00，“磁盘空间将尽”没有送出：邮件服务器不通"]
    with opened_book(tmp_path) as entries:
        assert [send(entries, minutes) for minutes in (4, 5)] == [[], [("disk_low", 300, False)]]
    assert list_unsent(tmp_path, at(6)) == []


def test_a_doubtful_one_is_named_and_not_sent_again_within_the_hour() -> None:
    entries: Entries = {}
    low(entries, 0, 300)
    send(entries, 0, DOUBT)
    assert entries["unsent"]["0"]["words"] == "“磁盘空间将尽”不能确定是否送达：没有得到答复"
    assert [send(entries, minutes) for minutes in (10, 59, 60)] == [[], [], [("disk_low", 300, False)]]


def test_the_file_is_written_over_in_place(tmp_path: Path) -> None:
    with opened_book(tmp_path):
        pass
    made = (tmp_path / NAME).stat()
    with opened_book(tmp_path) as entries:
        low(entries, 0, 300)
    after = (tmp_path / NAME).stat()
    assert (after.st_ino, after.st_size) == (made.st_ino, made.st_size) == (made.st_ino, SIZE)


@pytest.mark.parametrize("content", ["", "{", "[]", "\0" * 100])
def test_a_torn_file_is_an_empty_one(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_text(content, encoding="utf-8")
    with opened_book(tmp_path) as entries:
        assert entries == {}


def test_on_a_full_disk_the_process_remembers_what_it_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "pwrite", no_room)
        for minutes, told in ((0, 1), (1, 0)):
            with opened_book(tmp_path) as entries:
                low(entries, minutes, 300)
                assert len(send(entries, minutes)) == told
    with opened_book(tmp_path) as entries:
        assert send(entries, 2) == []
    assert b"disk_low" in (tmp_path / NAME).read_bytes()


def test_without_its_folder_the_process_remembers_too(tmp_path: Path) -> None:
    for minutes, told in ((0, 1), (1, 0)):
        with opened_book(tmp_path / "gone") as entries:
            low(entries, minutes, 300)
            assert len(send(entries, minutes)) == told


def test_every_cause_can_be_told() -> None:
    entries: Entries = {}
    for minutes in (0, 10):
        note(entries, {code: Seen(1) for code in CAUSES}, at(minutes))
        send(entries, minutes)
    assert {code for code in CAUSES if entries[code]["to"]["0"].get("told")} == set(CAUSES)
