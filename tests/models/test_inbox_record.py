"""The note of the inbox on this machine: since when it does not answer, until it was read or is set no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.inbox_record import NAME, forget_reading, inbox_failure, note_failure, note_read, withheld_mails
from tests.mails import moment

if TYPE_CHECKING:
    from pathlib import Path


def test_the_first_failure_is_the_beginning_and_the_newest_reason_counts(tmp_path: Path) -> None:
    note_failure(tmp_path, moment("2026-03-05 10:30"), "登录失败")
    note_failure(tmp_path, moment("2026-03-05 10:40"), "连接中断")
    assert inbox_failure(tmp_path) == (moment("2026-03-05 10:30"), "连接中断")


def test_a_reading_ends_it(tmp_path: Path) -> None:
    note_failure(tmp_path, moment("2026-03-05 10:30"), "登录失败")
    note_read(tmp_path, moment("2026-03-05 10:40"))
    assert inbox_failure(tmp_path) is None


def test_without_an_inbox_there_is_no_failure(tmp_path: Path) -> None:
    assert inbox_failure(tmp_path) is None
    note_failure(tmp_path, moment("2026-03-05 10:30"), "登录失败")
    forget_reading(tmp_path)
    forget_reading(tmp_path)
    assert inbox_failure(tmp_path) is None


def test_a_note_that_is_damaged_is_none(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("{", encoding="utf-8")
    assert inbox_failure(tmp_path) is None


def test_what_the_last_run_did_not_get_is_kept_by_its_key(tmp_path: Path) -> None:
    assert withheld_mails(tmp_path) == frozenset()
    note_read(tmp_path, moment("2026-03-05 10:30"), ["7"])
    assert withheld_mails(tmp_path) == {"7"}
    note_failure(tmp_path, moment("2026-03-05 10:40"), "连接中断", ["8"])
    assert withheld_mails(tmp_path) == {"8"}
    note_read(tmp_path, moment("2026-03-05 10:50"))
    assert withheld_mails(tmp_path) == frozenset()
