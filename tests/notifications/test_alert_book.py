"""The book of alerts: one message a cause and hour over all processes, once more when it ends, also on a full disk."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from notifications.alert import CAUSES
from notifications.alert_book import NAME, SIZE, find_unsent, note, note_run, opened_book, settle, take_due
from notifications.channels import Outcome, Result
from tests.mails import moment

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from notifications.alert import Alert
    from notifications.alert_book import Book

START = moment("2026-03-05 09:00")
SENT = Result(Outcome.SENT, "250")
DOWN = Result(Outcome.UNREACHABLE, "refused", "邮件服务器不通")
DOUBT = Result(Outcome.DOUBTFUL, "timeout", "没有得到答复")


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def send(book: Book, minutes: float, *results: Result) -> list[tuple[str, int, bool]]:
    """What one process sends at that minute, and these are the answers."""
    due = take_due(book, at(minutes))
    for alert in due:
        settle(book, alert, results or (SENT,), at(minutes))
    return [(each.cause.code, each.number, each.ended) for each in due]


def low(book: Book, minutes: float, number: int | None) -> None:
    note(book, {"disk_low": number}, at(minutes))


def test_a_standing_cause_is_told_once_an_hour_with_its_number() -> None:
    book: Book = {}
    told = []
    for minutes in range(0, 121, 10):
        low(book, minutes, 400 - minutes)
        told += send(book, minutes)
    assert told == [("disk_low", 400, False), ("disk_low", 340, False), ("disk_low", 280, False)]


def test_its_end_is_told_once() -> None:
    book: Book = {}
    low(book, 0, 300)
    assert send(book, 0) == [("disk_low", 300, False)]
    low(book, 10, None)
    assert [send(book, minutes) for minutes in (10, 11, 20)] == [[("disk_low", 300, True)], [], []]


def test_what_ended_before_it_was_told_is_not_told() -> None:
    book: Book = {}
    note(book, {"database_away": 0}, at(0))
    assert send(book, 2) == []
    note(book, {"database_away": None}, at(2))
    assert send(book, 9) == []
    assert book == {}


def test_what_begins_again_within_the_hour_waits_for_the_hour() -> None:
    book: Book = {}
    low(book, 0, 300)
    send(book, 0)
    low(book, 5, None)
    send(book, 5)
    low(book, 10, 200)
    assert [send(book, minutes) for minutes in (10, 59, 60)] == [[], [], [("disk_low", 200, False)]]


def test_the_last_words_of_a_process_do_not_wait_for_the_hour_once_the_end_was_told() -> None:
    book: Book = {}
    told = []
    for minutes, number in ((0, 1), (4, 1), (5, None), (20, 1), (21, 1)):
        note(book, {"up_away": number}, at(minutes))
        told += send(book, minutes)
    assert told == [("up_away", 1, False), ("up_away", 4, True), ("up_away", 1, False)]


def test_what_is_away_is_told_when_up_has_not_healed_it_with_its_minutes() -> None:
    book: Book = {}
    note(book, {"page_away": 0}, at(0))
    assert send(book, 0) == []
    note(book, {"page_away": 0}, at(4))
    assert send(book, 4) == [("page_away", 4, False)]


def test_failed_runs_are_counted_and_told_again_only_if_there_are_more() -> None:
    book: Book = {}
    told = []
    for minutes, failures in ((0, 1), (10, 1), (20, 2), (61, 0), (62, 0), (130, 0)):
        if failures:
            note_run(book, "deliver", failures, at(minutes))
        told += send(book, minutes)
    assert told == [("run_failed", 1, False), ("run_failed", 4, False)]


def test_failed_runs_have_ended_when_each_of_them_has_succeeded() -> None:
    book: Book = {}
    for run in ("deliver", "daily_sweep"):
        note_run(book, run, 1, at(0))
    assert send(book, 0) == [("run_failed", 2, False)]
    note_run(book, "deliver", 0, at(1))
    assert send(book, 1) == []
    note_run(book, "monthly_check", 0, at(2))
    note_run(book, "daily_sweep", 0, at(3))
    assert send(book, 3) == [("run_failed", 2, True)]
    note_run(book, "deliver", 1, at(70))
    assert send(book, 70) == [("run_failed", 1, False)]


def test_the_certificate_is_told_once_a_day() -> None:
    book: Book = {}
    told = []
    for hours in range(49):
        note(book, {"certificate_ending": 20}, at(60 * hours))
        told += send(book, 60 * hours)
    assert len(told) == 3


def test_two_processes_that_see_the_same_send_one_message(tmp_path: Path) -> None:
    taken: list[Alert] = []
    for _ in range(2):
        with opened_book(tmp_path) as book:
            low(book, 0, 300)
            taken += take_due(book, at(0))
    assert [each.cause.code for each in taken] == ["disk_low"]


def test_what_a_dead_process_had_taken_another_one_sends_after_five_minutes() -> None:
    book: Book = {}
    low(book, 0, 300)
    assert len(take_due(book, at(0))) == 1
    assert send(book, 4) == []
    assert send(book, 5) == [("disk_low", 300, False)]


def test_what_one_of_two_addresses_took_is_told_and_the_other_is_named(tmp_path: Path) -> None:
    with opened_book(tmp_path) as book:
        low(book, 0, 300)
        assert [send(book, minutes, DOWN, SENT) for minutes in (0, 59)] == [[("disk_low", 300, False)], []]
    assert find_unsent(tmp_path, at(6)) == "2026-03-05 09:00，“磁盘空间将尽”第1个地址没有送出：邮件服务器不通"


def test_what_was_not_taken_is_tried_again_and_named_until_then(tmp_path: Path) -> None:
    assert find_unsent(tmp_path, at(6)) == ""
    with opened_book(tmp_path) as book:
        low(book, 0, 300)
        send(book, 0, DOWN)
    assert find_unsent(tmp_path, at(8 * 24 * 60)) == ""
    assert find_unsent(tmp_path, at(6)) == "2026-03-05 09:00，“磁盘空间将尽”第1个地址没有送出：邮件服务器不通"
    with opened_book(tmp_path) as book:
        assert [send(book, minutes) for minutes in (4, 5)] == [[], [("disk_low", 300, False)]]
    assert find_unsent(tmp_path, at(6)) == ""


def test_a_doubtful_one_is_named_and_not_sent_again_within_the_hour() -> None:
    book: Book = {}
    low(book, 0, 300)
    send(book, 0, DOUBT)
    assert book["unsent"]["words"] == "“磁盘空间将尽”第1个地址不能确定是否送达：没有得到答复"
    assert [send(book, minutes) for minutes in (10, 59, 60)] == [[], [], [("disk_low", 300, False)]]


def test_the_file_is_written_over_in_place(tmp_path: Path) -> None:
    with opened_book(tmp_path):
        pass
    made = (tmp_path / NAME).stat()
    with opened_book(tmp_path) as book:
        low(book, 0, 300)
    after = (tmp_path / NAME).stat()
    assert (after.st_ino, after.st_size) == (made.st_ino, made.st_size) == (made.st_ino, SIZE)


@pytest.mark.parametrize("content", ["", "{", "[]", "\0" * 100])
def test_a_torn_file_is_an_empty_one(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_text(content, encoding="utf-8")
    with opened_book(tmp_path) as book:
        assert book == {}


def test_on_a_full_disk_the_process_remembers_what_it_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "pwrite", no_room)
        for minutes, told in ((0, 1), (1, 0)):
            with opened_book(tmp_path) as book:
                low(book, minutes, 300)
                assert len(send(book, minutes)) == told
    with opened_book(tmp_path) as book:
        assert send(book, 2) == []
    assert b"disk_low" in (tmp_path / NAME).read_bytes()


def test_without_its_folder_the_process_remembers_too(tmp_path: Path) -> None:
    for minutes, told in ((0, 1), (1, 0)):
        with opened_book(tmp_path / "gone") as book:
            low(book, minutes, 300)
            assert len(send(book, minutes)) == told


def test_every_cause_can_be_told() -> None:
    book: Book = {}
    for minutes in (0, 10):
        note(book, dict.fromkeys(CAUSES, 1), at(minutes))
        send(book, minutes)
    assert {code for code in CAUSES if book[code].get("told")} == set(CAUSES)
