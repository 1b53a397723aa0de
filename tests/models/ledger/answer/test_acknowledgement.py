"""收到 as a new mail: it answers the one message with its subject, if none of ours is newer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.mails import ADDRESS, mail_from, take
from tests.models.ledger.answer.test_mail_verdict import Sending, sending

if TYPE_CHECKING:
    from tests.conftest import Sql

__all__ = ["sending"]
SUBJECT = (
    "SELECT m.subject FROM message m JOIN recipient r ON r.id = m.recipient_id WHERE r.address = :to ORDER BY m.id"
)
STATES = "SELECT state, jsonb_array_length(confirmed) FROM received_mail ORDER BY id"


def acknowledge(sql: Sql, at: str, mark: str = "", number: int = 0, sender: str = ADDRESS) -> None:
    subject = sql.column(SUBJECT, to=ADDRESS)[number]
    take(mail_from(sender, at, text="收到，谢谢", subject=f"{mark}{subject}"))


@pytest.mark.parametrize("mark", ["", "Re: ", "回复："])
def test_a_new_mail_with_the_subject_of_our_only_message_acknowledges_it(sending: Sending, sql: Sql, mark: str) -> None:
    assert sending.url
    acknowledge(sql, "2026-03-05 10:00", mark)
    assert sql.rows(STATES) == [("acknowledged", 1)]


@pytest.mark.parametrize(("at", "state"), [("2026-03-19 10:00", "acknowledged"), ("2026-03-20 10:00", "automatic")])
def test_only_messages_of_ten_working_days_count(sending: Sending, sql: Sql, at: str, state: str) -> None:
    assert sending.url
    acknowledge(sql, at)
    assert [found for found, _ in sql.rows(STATES)] == [state]


def test_another_subject_acknowledges_nothing(sending: Sending, sql: Sql) -> None:
    assert sending.url
    take(mail_from(ADDRESS, "2026-03-05 10:00", text="收到", subject="工作汇报"))
    assert sql.rows(STATES) == [("automatic", 0)]


def tell_again(sql: Sql, subject: str, day: str) -> None:
    """D001 is told once more, on this day."""
    told = {"day": day, "subject": subject, "at": f"{day} 09:00+08"}
    sql("""
        INSERT INTO notice SELECT (jsonb_populate_record(n, '{"id": 9001, "occasion": "once more"}')).* FROM notice n
        WHERE id = (SELECT v.notice_id FROM delivery v JOIN message m ON m.id = v.message_id
            JOIN recipient r ON r.id = m.recipient_id WHERE r.address = 'd001@example.org' LIMIT 1)""")
    sql(
        """
        INSERT INTO message SELECT (jsonb_populate_record(m, jsonb_build_object('id', 9001,
            'reference', repeat('e', 32), 'business_date', CAST(:day AS text),
            'subject', CAST(:subject AS text), 'sent_at', CAST(:at AS text)))).*
        FROM message m JOIN recipient r ON r.id = m.recipient_id WHERE r.address = 'd001@example.org' LIMIT 1""",
        **told,
    )
    sql("""
        INSERT INTO delivery (notice_id, recipient_id, person, message_id)
        SELECT 9001, recipient_id, '', id FROM message WHERE id = 9001""")


def test_the_message_of_another_office_is_not_acknowledged(sending: Sending, sql: Sql) -> None:
    assert sending.url
    tell_again(sql, "只对第001厅", "2026-03-06")
    take(mail_from("d002@example.org", "2026-03-06 10:00", text="收到", subject="只对第001厅"))
    take(mail_from(ADDRESS, "2026-03-06 10:00", text="收到", subject="只对第001厅"))
    assert sql.rows(STATES) == [("automatic", 0), ("acknowledged", 1)]


def test_a_message_that_is_not_the_newest_is_not_acknowledged(sending: Sending, sql: Sql) -> None:
    assert sending.url
    tell_again(sql, "另一封", "2026-03-10")
    acknowledge(sql, "2026-03-10 10:00")
    acknowledge(sql, "2026-03-10 10:10", number=1)
    assert sql.rows(STATES) == [("automatic", 0), ("acknowledged", 1)]


def test_of_two_messages_with_one_subject_none_is_acknowledged(sending: Sending, sql: Sql) -> None:
    assert sending.url
    tell_again(sql, sql.column(SUBJECT, to=ADDRESS)[0], "2026-03-10")
    acknowledge(sql, "2026-03-10 10:00")
    assert sql.rows(STATES) == [("automatic", 0)]
