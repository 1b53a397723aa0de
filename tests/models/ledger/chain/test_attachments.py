"""附件: changed, removed and dropped bytes are named, and only those of messages long final may be missing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from models.database import begin, database_time
from models.ledger.attachments import KEPT_FOR, digest_of, drop_old, keep
from models.ledger.chain.attachments import check_attachments
from models.statements import run

if TYPE_CHECKING:
    from tests.conftest import Sql

FILE = b"a sheet"
MESSAGE = """
WITH r AS (INSERT INTO recipient (jurisdiction_id, channel, address) SELECT id, 'mail', 'a@example.org'
    FROM jurisdiction WHERE go_live IS NOT NULL RETURNING id)
INSERT INTO message (recipient_id, business_date, wave, reference, subject, text, html, markdown, state, tries,
    claimed_by, reason, maybe_duplicate, sent_at, next_try, attachments)
SELECT r.id, CAST(:day AS timestamptz), 1, 'x', '', '', '', '', CAST(:state AS text), 1, '', '', false,
    CASE CAST(:state AS text) WHEN 'sent' THEN CAST(:day AS timestamptz) END,
    CASE CAST(:state AS text) WHEN 'dropped' THEN CAST(:day AS timestamptz) END,
    jsonb_build_array(jsonb_build_object('name', '表.xlsx', 'digest', CAST(:digest AS text))) FROM r
"""
MISSING = "消息 1：附件“表.xlsx”的内容被删除，消息办结尚不满90天。"


def now() -> datetime:
    with begin() as session:
        return database_time(session)


def faults() -> list[str]:
    with begin() as session:
        return list(check_attachments(session))


def carried(state: str, age: timedelta) -> datetime:
    """Insert a message that became final that long ago, with a file that is as old; returns the present instant."""
    present = now()
    with begin() as session:
        run(session, MESSAGE, state=state, day=present - age, digest=digest_of(FILE))
        keep(session, [FILE], present - age)
    return present


def dropped(at: datetime) -> int:
    with begin() as session:
        return drop_old(session, at)


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize("state", ["sent", "dropped"])
def test_bytes_may_go_once_their_message_has_been_final_for_ninety_days(sql: Sql, state: str) -> None:
    present = carried(state, KEPT_FOR + timedelta(hours=1))
    assert (faults(), dropped(present), faults()) == ([], 1, [])
    assert sql.rows("SELECT digest, content FROM attachment") == [(digest_of(FILE), None)]
    assert dropped(present) == 0


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize("state", ["sent", "dropped"])
def test_bytes_of_a_younger_message_stay_and_are_missed(sql: Sql, state: str) -> None:
    assert dropped(carried(state, KEPT_FOR - timedelta(minutes=5))) == 0
    sql("UPDATE attachment SET content = NULL")
    assert faults() == [MISSING]


@pytest.mark.usefixtures("march")
def test_a_run_whose_clock_is_ahead_of_the_newest_block_drops_nothing_that_verify_would_miss() -> None:
    present = carried("sent", KEPT_FOR - timedelta(minutes=5))
    assert (dropped(present + timedelta(hours=8)), faults()) == (0, [])


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize("state", ["waiting", "parked", "sending"])
def test_bytes_of_a_message_that_may_still_be_sent_stay_however_old_it_is(sql: Sql, state: str) -> None:
    assert dropped(carried(state, 3 * KEPT_FOR)) == 0
    sql("UPDATE attachment SET content = NULL")
    assert faults() == [MISSING]


@pytest.mark.usefixtures("march")
def test_a_row_may_never_be_missing(sql: Sql) -> None:
    carried("sent", 3 * KEPT_FOR)
    sql("DELETE FROM attachment")
    assert faults() == ["消息 1：附件“表.xlsx”被删除。"]


@pytest.mark.usefixtures("march")
def test_a_changed_byte_is_named_with_the_file(sql: Sql) -> None:
    carried("sent", timedelta(days=1))
    sql("UPDATE attachment SET content = set_byte(content, 0, 7)")
    assert faults() == [f"附件 {digest_of(FILE)[:12]}：内容被更改，与校验码不符。"]


@pytest.mark.usefixtures("march")
def test_a_file_that_comes_again_is_kept_again_and_for_as_long(sql: Sql) -> None:
    present = carried("sent", KEPT_FOR + timedelta(days=1))
    dropped(present)
    with begin() as session:
        keep(session, [FILE], present)
    assert [bytes(content) for content in sql.column("SELECT content FROM attachment")] == [FILE]
    assert dropped(present + timedelta(days=89)) == 0


@pytest.mark.usefixtures("march")
def test_bytes_that_no_message_names_are_dropped_too_and_not_missed(sql: Sql) -> None:
    present = now()
    with begin() as session:
        keep(session, [FILE, FILE], present - KEPT_FOR - timedelta(days=1))
    assert sql.value("SELECT count(*) FROM attachment") == 1
    assert (dropped(present), faults()) == (1, [])
