"""收到: a reply to our message stops the reminder three working days before, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from deployments.loopback.mail import MailServer
from models.intake.received_mail import BouncedTo
from models.ledger.answer.mail_verdict import DAYS
from models.ledger.answer.senders import MANY
from models.rules.workdays import SHANGHAI, BusinessDay
from notifications.delivery import deliver
from notifications.outlets import Outlets
from tests.mails import ADDRESS, mail_from, take

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Sql


SENT = "SELECT m.reference FROM message m JOIN recipient r ON r.id = m.recipient_id WHERE r.address = :to ORDER BY m.id"
REMINDERS = """
SELECT n.occasion, d.code, n.cancelled FROM notice n JOIN department d ON d.id = n.department_id
WHERE n.kind IN ('reminder', 'overdue') AND n.audience = 'office' ORDER BY n.id
"""


@dataclass(slots=True)
class Sending:
    """Sends what is due to a mail server of this machine."""

    url: str
    agency: Acting

    def at(self, text: str) -> None:
        at = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
        deliver(BusinessDay(at.date(), at), Outlets({"mail": self.url}, "example.org", lambda _session: at, "甲"))

    def remind(self, day: str) -> None:
        self.agency.on(day).system.do("remind")
        self.at(f"{day} 09:00")


@pytest.fixture
def sending(march: Acting, tmp_path: Path) -> Iterator[Sending]:
    """D001 and D002 have mailboxes and were told of the month of March on the 5th."""
    rows = ({"编码": f"D00{n}", "名称": f"第00{n}厅", "目标办邮箱": f"d00{n}@example.org"} for n in (1, 2))
    march.take("departments", *rows)
    with MailServer(tmp_path / "post") as server:
        found = Sending(server.url, march)
        found.at("2026-03-05 09:00")
        yield found


def reference(sql: Sql, to: str = ADDRESS) -> str:
    return str(sql.column(SENT, to=to)[0])


def test_the_reminder_of_three_days_is_not_sent_and_the_last_one_is(
    sending: Sending, sql: Sql, violations: Violations
) -> None:
    take(mail_from(ADDRESS, "2026-03-05 10:00", text="收到", answered=(reference(sql),)))
    assert sql.rows("SELECT state, sentence FROM received_mail") == [
        ("acknowledged", "已知悉1项，到期前3个工作日不再提醒")
    ]
    sending.remind("2026-03-26")
    assert sql.rows(REMINDERS) == [("1|T-3", "D001", "目标办已回复收到"), ("1|T-3", "D002", None)]
    sending.remind("2026-03-31")
    assert sql.rows(REMINDERS)[2:] == [("1|T", "D001", None), ("1|T", "D002", None)]
    assert len(sql.column(SENT, to=ADDRESS)) == 2
    assert violations() == []


@pytest.mark.parametrize("sender", ["someone@example.com", "d002@example.org"])
def test_an_office_acknowledges_for_itself_only(sending: Sending, sql: Sql, sender: str) -> None:
    take(mail_from(sender, "2026-03-05 10:00", text="收到", answered=(reference(sql),)))
    sending.remind("2026-03-26")
    assert [cancelled for *_, cancelled in sql.rows(REMINDERS)] == [None, None]


def test_an_acknowledgement_with_something_that_did_not_come_is_returned(sending: Sending, sql: Sql) -> None:
    lost = "压缩包“回复表.rar”没有打开，只接受.zip。"
    take(mail_from(ADDRESS, "2026-03-05 10:00", text="收到", answered=(reference(sql),), missing=(lost,)))
    assert sql.rows("SELECT state, sentence FROM received_mail") == [("returned", f"没有收取：{lost.rstrip('。')}")]
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'answer_receipt'") == 1
    sending.remind("2026-03-26")
    assert sql.rows(REMINDERS)[0] == ("1|T-3", "D001", None)


def test_who_answers_for_two_offices_acknowledges_for_the_one_whose_message_it_is(sending: Sending, sql: Sql) -> None:
    liaison = {"角色": "联络员", "姓名": "李明", "邮箱": "liming@example.org"}
    sending.agency.take("contacts", *({"部门编码": f"D00{n}", **liaison} for n in (1, 2)))
    mail = mail_from(liaison["邮箱"], "2026-03-05 10:00", text="收到")
    take(replace(mail, answered=(reference(sql, "d002@example.org"),)))
    sending.remind("2026-03-26")
    told = [row for row in sql.rows(REMINDERS) if row[0] == "1|T-3"]
    assert told == [("1|T-3", "D001", None), ("1|T-3", "D002", "目标办已回复收到")]


def test_a_duty_with_a_new_due_date_is_reminded_of_again(sending: Sending, sql: Sql) -> None:
    take(mail_from(ADDRESS, "2026-03-05 10:00", text="收到", answered=(reference(sql),)))
    sql("UPDATE obligation SET due_version = 2 WHERE id = 1")
    sending.remind("2026-03-26")
    assert ("2|T-3", "D001", None) in sql.rows(REMINDERS)


def test_after_ten_wrong_codes_an_acknowledgement_waits_too(sending: Sending, sql: Sql) -> None:
    take(mail_from(ADDRESS, "2026-03-05 09:30", text="在吗"))
    wrong = """
    INSERT INTO answer (jurisdiction_id, mail_id, matter, due_version, file, file_digest, sheet, known, received_on,
        outcome, sentence, complaints)
    SELECT 2, 1, '', 1, 'x', CAST(n AS text), 'x', 'coded', '2026-03-05', 'unknown', '', '[]'
    FROM generate_series(1, 10) n
    """
    sql(wrong)
    take(mail_from(ADDRESS, "2026-03-05 10:00", text="收到", answered=(reference(sql),)))
    assert sql.rows("SELECT state, sentence FROM received_mail ORDER BY id")[1] == ("waiting", MANY)
    sending.remind("2026-03-26")
    assert sql.rows(REMINDERS)[0] == ("1|T-3", "D001", None)


@pytest.mark.parametrize("text", ["收到，谢谢！\n张三\n省教育厅", "好的，收到，我们正在办🙏"])
def test_an_acknowledgement_may_be_polite_and_signed(sending: Sending, sql: Sql, text: str) -> None:
    assert sending.url
    take(mail_from(ADDRESS, "2026-03-05 10:00", text=text, answered=(reference(sql),), quiet=True))
    assert sql.rows("SELECT state, jsonb_array_length(confirmed) FROM received_mail") == [("acknowledged", 1)]


def test_thanks_alone_acknowledge_nothing(sending: Sending, sql: Sql) -> None:
    assert sending.url
    take(mail_from(ADDRESS, "2026-03-05 10:00", text="谢谢", answered=(reference(sql),)))
    assert sql.rows("SELECT state, confirmed FROM received_mail") == [("automatic", [])]
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'answer_receipt'") == 0


def test_an_automatic_answer_acknowledges_nothing(sending: Sending, sql: Sql) -> None:
    mail = mail_from(ADDRESS, "2026-03-05 10:00", text="收到", answered=(reference(sql),), automatic=True)
    take(mail)
    sending.remind("2026-03-26")
    assert [cancelled for *_, cancelled in sql.rows(REMINDERS)] == [None, None]


def bounced(address: str, known: str, at: str, return_path: str | None = "") -> None:
    bounce = (BouncedTo(address, known, "550 5.1.1 no such\r\nuser"),)
    take(mail_from("mailer-daemon@example.org", at, bounces=bounce, return_path=return_path, automatic=True))


def test_a_bounce_of_our_message_to_that_recipient_is_kept(sending: Sending, sql: Sql, violations: Violations) -> None:
    assert sending.url
    bounced(ADDRESS.upper(), reference(sql), "2026-03-05 10:00")
    assert sql.rows("SELECT state, sentence FROM received_mail") == [("bounced", "退信，1个地址未送达")]
    assert sql.rows("SELECT words, returned_on::text FROM bounce") == [("550 5.1.1 no such user", "2026-03-05")]
    assert sql.column("SELECT state FROM message ORDER BY id LIMIT 1") == ["sent"]
    assert violations() == []


@pytest.mark.parametrize(
    ("address", "at", "return_path"),
    [
        ("d002@example.org", "2026-03-05 10:00", ""),
        ("", "2026-03-05 10:00", ""),
        (ADDRESS, f"2026-03-{5 + DAYS} 09:01", ""),
        (ADDRESS, "2026-03-05 10:00", "d001@example.org"),
    ],
)
def test_a_bounce_about_another_recipient_too_late_or_with_a_sender_counts_nothing(
    sending: Sending, sql: Sql, address: str, at: str, return_path: str | None
) -> None:
    assert sending.url
    bounced(address, reference(sql), at, return_path)
    assert sql.value("SELECT count(*) FROM bounce") == 0
    assert "未采信" in sql.value("SELECT sentence FROM received_mail")
    assert sql.value("SELECT state FROM received_mail") == "waiting"


@pytest.mark.parametrize(("names", "state"), [("it", "bounced"), ("", "waiting")])
def test_where_the_mailbox_keeps_no_return_path_a_bounce_names_our_message(
    sending: Sending,
    sql: Sql,
    names: str,
    state: str,
) -> None:
    assert sending.url
    bounced(ADDRESS, reference(sql) if names else "", "2026-03-05 10:00", None)
    assert sql.column("SELECT state FROM received_mail") == [state]


def test_a_bounce_that_names_no_message_is_about_the_newest_to_that_recipient(sending: Sending, sql: Sql) -> None:
    sending.remind("2026-03-26")
    bounced(ADDRESS, "", "2026-03-26 10:00")
    assert sql.rows("SELECT state FROM received_mail") == [("bounced",)]
    newest = "SELECT max(m.id) FROM message m JOIN recipient r ON r.id = m.recipient_id WHERE r.address = :to"
    assert sql.column("SELECT message_id FROM bounce") == [sql.value(newest, to=ADDRESS)]


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
