"""退信: a mail that really left and came back told no one; what follows is a call, or a mail to another address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.intake.received_mail import BouncedTo
from models.ledger.messages import list_notices
from models.ledger.notice_ends import untold_notices
from models.rules.notices import NoticeEnd
from tests.mails import mail_from, take
from tests.notifications.conftest import instant

if TYPE_CHECKING:
    from deployments.loopback.mail import MailServer
    from tests.conftest import Acting, Sql, Violations
    from tests.notifications.conftest import Post

MORNING, LATER, DUE = "2026-03-05 09:00", "2026-03-05 09:40", "2026-03-05 10:10"
SECOND, WORDS = "d002@example.org", "550 5.1.1 User unknown"
REFERENCE = """
SELECT m.reference FROM message m JOIN recipient r ON r.id = m.recipient_id WHERE r.address = :address ORDER BY m.id
"""
pytestmark = pytest.mark.usefixtures("letters")


def returned(sql: Sql, address: str, at: str = LATER) -> None:
    """The server of the office returns the first message to it."""
    bounce = (BouncedTo(address, sql.column(REFERENCE, address=address)[0], WORDS),)
    take(mail_from("mailer-daemon@example.org", at, return_path="", bounces=bounce))


def endings(at: str) -> dict[str, NoticeEnd]:
    with begin() as session:
        rows = list_notices(session, 20, instant(at))
    return {f"{row['department']}|{row['audience']}": NoticeEnd(row["ending"]) for row in rows}


def test_a_mail_that_came_back_makes_its_notice_one_to_phone_about(
    post: Post, sql: Sql, mail: MailServer, violations: Violations
) -> None:
    post.at(MORNING)
    assert SECOND in {each.recipient for each in mail.received}
    before = endings(MORNING)
    returned(sql, SECOND)
    after = endings(LATER)
    assert {key for key in before if before[key] != after[key]} == {"第002厅|office"}
    assert (before["第002厅|office"], after["第002厅|office"]) == (NoticeEnd.SENT, NoticeEnd.UNTOLD)
    assert violations() == []


def test_the_call_list_says_what_the_server_said(post: Post, sql: Sql) -> None:
    post.at(MORNING)
    returned(sql, SECOND)
    with begin() as session:
        rows = untold_notices(session, instant(LATER).date(), instant(LATER))
    assert [(row["department"], row["why"]) for row in rows if row["audience"] == "office"] == [
        ("第002厅", f"退信：{WORDS}")
    ]


def test_another_address_gets_the_notice_after_all(
    post: Post, letters: Acting, sql: Sql, mail: MailServer, violations: Violations
) -> None:
    post.at(MORNING)
    returned(sql, SECOND)
    letters.take("departments", {"编码": "D002", "名称": "第002厅", "目标办邮箱": "new@example.org"})
    post.at(DUE)
    assert [each.recipient for each in mail.received].count("new@example.org") == 1
    assert endings(DUE)["第002厅|office"] is NoticeEnd.SENT
    assert violations() == []


def test_the_same_address_is_not_written_to_again(post: Post, sql: Sql, mail: MailServer) -> None:
    post.at(MORNING)
    sent = len(mail.received)
    returned(sql, SECOND)
    post.at(DUE)
    assert len(mail.received) == sent


def test_a_robot_that_was_told_is_enough(post: Post, sql: Sql) -> None:
    post.at(MORNING)
    returned(sql, "d001@example.org")
    assert endings(LATER)["第001厅|office"] is NoticeEnd.SENT


def test_a_bounce_of_eight_days_later_counts_nothing(post: Post, sql: Sql) -> None:
    post.at(MORNING)
    returned(sql, SECOND, "2026-03-13 09:40")
    assert endings("2026-03-13 09:40")["第002厅|office"] is NoticeEnd.SENT


def test_it_is_told_by_phone_and_then_final(post: Post, letters: Acting, sql: Sql, violations: Violations) -> None:
    post.at(MORNING)
    returned(sql, SECOND)
    with begin() as session:
        [row] = [
            each for each in untold_notices(session, letters.day, instant(LATER)) if each["why"].startswith("退信")
        ]
    letters.do("told_by_phone", notices=[row["id"]], told_on="2026-03-05", person="张三", told_by="李四")
    assert endings(DUE)["第002厅|office"] is NoticeEnd.TOLD
    assert violations() == []
