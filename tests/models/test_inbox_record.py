"""The row of the inbox: since when it does not answer, until it was read or is set no more."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.inbox_record import InboxFailure, inbox_failure, note_failure, note_read, withheld_mails
from tests.mails import in_transaction, moment

if TYPE_CHECKING:
    from tests.conftest import Sql

pytestmark = pytest.mark.usefixtures("database")
VERSION = "SELECT xmin::text FROM inbox_state"


def fail(at: str, words: str, *withheld: str) -> None:
    in_transaction(note_failure, moment(at), words, withheld)


def failure() -> InboxFailure | None:
    with begin() as session:
        return inbox_failure(session)


def test_the_first_failure_is_the_beginning_and_the_newest_reason_counts() -> None:
    fail("2026-03-05 10:30", "登录失败")
    fail("2026-03-05 10:40", "连接中断")
    assert failure() == (moment("2026-03-05 10:30"), "连接中断")


def test_a_reading_ends_it_and_the_next_failure_begins() -> None:
    fail("2026-03-05 10:30", "登录失败")
    in_transaction(note_read)
    assert failure() is None
    fail("2026-03-05 10:50", "登录失败")
    assert failure() == (moment("2026-03-05 10:50"), "登录失败")


def test_without_an_inbox_there_is_no_failure() -> None:
    assert failure() is None
    in_transaction(note_read)
    assert failure() is None


def test_what_the_last_run_did_not_get_is_kept_by_its_key() -> None:
    assert in_transaction(withheld_mails) == frozenset()
    in_transaction(note_read, ["7"])
    assert in_transaction(withheld_mails) == {"7"}
    fail("2026-03-05 10:40", "连接中断", "8")
    assert in_transaction(withheld_mails) == {"8"}
    in_transaction(note_read)
    assert in_transaction(withheld_mails) == frozenset()


def test_what_stands_there_is_not_written_again(sql: Sql) -> None:
    fail("2026-03-05 10:30", "登录失败")
    before = sql.value(VERSION)
    fail("2026-03-05 10:40", "登录失败")
    assert sql.value(VERSION) == before


def test_it_leaves_no_block(sql: Sql) -> None:
    blocks = sql.value("SELECT count(*) FROM block")
    with begin() as session:
        note_failure(session, datetime.fromisoformat("2026-03-05T10:30+08:00"), "登录失败")
    assert sql.value("SELECT count(*) FROM block") == blocks
