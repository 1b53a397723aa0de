"""What else lies in an inbox: a forged code, strangers, 自动回复, 收到, bounces; each has its end, and is said."""

from __future__ import annotations

from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from models.ledger.answer.inbox import list_mails, show_mail
from tests.by_mail import SPREADSHEET, Duty, Mailing, Values, filled, forged, mailing_of, reply_to
from tests.mails import in_transaction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

FIRST, SECOND, HEAD = "d001@example.org", "d002@example.org", "head@example.org"
STRANGER = "liming@example.com"
MARCH = Duty("monthly_check", "2026-03")
ROWS: Values = {"T001": {"progress": 40}, "T002": {"progress": 60}}
STATES = "SELECT state, sentence FROM received_mail ORDER BY id"
REMINDED = """
SELECT w.code, n.occasion FROM notice n JOIN department w ON w.id = n.department_id
WHERE n.kind = 'reminder' AND n.cancelled IS NULL ORDER BY 2, 1
"""
BOUNCED = """
SELECT r.address, b.words, b.returned_on::text FROM bounce b JOIN message m ON m.id = b.message_id
    JOIN recipient r ON r.id = m.recipient_id
"""


@pytest.fixture
def mailing(march: Acting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailing]:
    """Both offices have mailboxes, the first a head too; on 5 March they were sent the sheets of the month."""
    boxes = {"D001": FIRST, "D002": SECOND}
    march.take("departments", *({"编码": k, "名称": f"第{k[1:]}厅", "目标办邮箱": v} for k, v in boxes.items()))
    march.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "王厅", "邮箱": HEAD})
    with mailing_of(tmp_path, monkeypatch) as opened:
        opened.send("2026-03-05 09:00")
        yield opened


def bounce_of(message: EmailMessage, address: str, words: str = "550 5.1.1 user unknown") -> EmailMessage:
    """What the relay of an office says of a mail of ours that it could not deliver, as RFC 3464 wants it."""
    returned = EmailMessage()
    returned["Return-Path"], returned["From"] = "<>", "MAILER-DAEMON@mx.example.com"
    returned["Subject"], returned["To"] = "Undelivered Mail Returned to Sender", "answers@example.org"
    returned.set_content(f"<{address}>: {words}")
    report, about, recipient = EmailMessage(), EmailMessage(), EmailMessage()
    about["Reporting-MTA"] = "dns; mx.example.com"
    recipient["Final-Recipient"], recipient["Action"] = f"rfc822; {address}", "failed"
    recipient["Diagnostic-Code"] = f"smtp; {words}"
    report["Content-Type"] = "message/delivery-status"
    report.set_payload([about, recipient])
    original = EmailMessage()
    original["Message-ID"], original["Subject"] = message["Message-ID"], message["Subject"]
    original.set_content("")
    returned.make_mixed()
    returned.attach(report)
    returned.add_attachment(original)
    return returned


def test_a_forged_code_waits_and_a_good_answer_after_it_is_taken(
    mailing: Mailing, sql: Sql, violations: Violations
) -> None:
    letter = mailing.letter(FIRST, MARCH)
    mail = reply_to(letter.message, FIRST)
    mail.add_attachment(forged(filled(letter, MARCH, ROWS)), *SPREADSHEET, filename=letter.name)
    mailing.put(mail, "2026-03-10 10:00")
    assert mailing.receive("2026-03-10 10:10").words == "来信1：待管理机构处理1份。"
    mailing.send("2026-03-10 10:11")
    words = mailing.last_words(FIRST)
    assert "没有收取，1项待处理" in words
    assert "回复码不是本系统发出的，或者被改动过，请用原表填写" in words
    assert sql.column("SELECT outcome FROM answer") == ["unknown"]
    assert sql.value("SELECT count(*) FROM report") == 0
    mailing.answer(FIRST, MARCH, "2026-03-10 11:00", ROWS)
    mailing.receive("2026-03-10 11:10")
    assert sql.column("SELECT state FROM received_mail ORDER BY id") == ["waiting", "taken"]
    assert violations() == []


def test_a_stranger_waits_the_office_is_told_and_the_agency_takes_the_answer_as_claimed(
    mailing: Mailing, march: Acting, sql: Sql, violations: Violations
) -> None:
    mailing.answer(FIRST, MARCH, "2026-03-31 10:00", ROWS, sender=f"李明 <{STRANGER}>")
    mailing.receive("2026-03-31 10:10")
    mailing.send("2026-03-31 10:11")
    assert mailing.mails_to(STRANGER) == []  # who is not known is not answered
    words = mailing.last_words(FIRST)
    assert "发件地址（可向管理机构查询，来信1）不是您单位登记的" in words
    assert STRANGER not in words  # messages stand in backups
    [waits] = in_transaction(list_mails)
    assert (waits["sender"], waits["department"], waits["known"]) == (STRANGER, None, None)
    april = march.on("2026-04-02")
    april.do("accept_answer", mail=1, reason="已电话核实", remember=True)
    assert sql.rows("SELECT counted_on::text, late FROM obligation WHERE id = 1") == [("2026-03-31", False)]
    assert sql.column("SELECT known FROM answer ORDER BY id") == ["claimed", "claimed"]
    mailing.send("2026-04-02 10:00")
    assert STRANGER in mailing.last_words(HEAD)
    rows: Values = {**ROWS, "T001": {"progress": 45}}
    mailing.answer(FIRST, MARCH, "2026-04-03 09:00", rows, sender=STRANGER)
    mailing.receive("2026-04-03 09:10")
    assert sql.rows(STATES)[-1] == ("taken", "收取1份")
    assert violations() == []


def test_the_sheet_of_another_office_waits_and_changes_nothing(
    mailing: Mailing, sql: Sql, violations: Violations
) -> None:
    mailing.answer(FIRST, MARCH, "2026-03-10 10:00", ROWS, sender=SECOND)
    mailing.receive("2026-03-10 10:10")
    assert sql.column("SELECT outcome FROM answer") == ["waiting"]
    assert sql.value("SELECT count(*) FROM report") == 0
    mailing.send("2026-03-10 10:11")
    assert SECOND in mailing.last_words(FIRST)
    assert "由“第001厅”办理" in mailing.last_words(SECOND)
    assert violations() == []


def test_an_acknowledgement_stops_the_first_reminder_of_its_office_and_nothing_else(
    mailing: Mailing, sql: Sql, violations: Violations
) -> None:
    for address, text in ((FIRST, "收到。"), (SECOND, "收到，表打不开")):
        mailing.put(reply_to(mailing.mails_to(address)[-1], address, text), "2026-03-06 09:00")
    mailing.receive("2026-03-06 09:10")
    assert sql.rows(STATES) == [
        ("acknowledged", "已知悉1项，到期前3个工作日不再提醒"),
        ("waiting", "来信里没有回复表"),
    ]
    before = len(mailing.mails_to(FIRST))
    mailing.morning("2026-03-26 08:30")
    assert sql.rows(REMINDED) == [("D002", "1|T-3")]
    assert len(mailing.mails_to(FIRST)) == before
    mailing.morning("2026-03-31 08:30")
    assert sql.rows(REMINDED) == [("D001", "1|T"), ("D002", "1|T"), ("D002", "1|T-3")]
    mailing.answer(FIRST, MARCH, "2026-03-31 15:00", ROWS)  # with the sheet of the reminder
    mailing.receive("2026-03-31 15:10")
    assert sql.value("SELECT state FROM obligation WHERE id = 1") == "discharged"
    assert violations() == []


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize(
    "header",
    [
        {"Auto-Submitted": "auto-replied"},
        {"X-Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"Subject": "自动回复：我在休假"},
    ],
)
def test_an_automatic_reply_is_set_aside_and_not_answered(mailing: Mailing, sql: Sql, header: dict[str, str]) -> None:
    mail = reply_to(mailing.mails_to(FIRST)[-1], FIRST, "收到")
    for name, value in header.items():
        del mail[name]
        mail[name] = value
    mailing.put(mail, "2026-03-06 09:00")
    before = len(mailing.smtp.received)
    mailing.receive("2026-03-06 09:10")
    mailing.send("2026-03-06 09:11")
    assert sql.rows(STATES) == [("automatic", "自动回复或已读回执")]
    assert len(mailing.smtp.received) == before


def test_a_sheet_is_an_answer_also_if_its_mail_says_that_a_machine_wrote_it(mailing: Mailing, sql: Sql) -> None:
    letter = mailing.letter(FIRST, MARCH)
    mail = reply_to(letter.message, FIRST)
    mail["Auto-Submitted"] = "auto-generated"
    mail.add_attachment(filled(letter, MARCH, ROWS), *SPREADSHEET, filename=letter.name)
    mailing.put(mail, "2026-03-06 09:00")
    mailing.receive("2026-03-06 09:10")
    assert sql.column("SELECT outcome FROM answer") == ["taken"]
    assert sql.value("SELECT count(*) FROM report") == 1


def test_a_bounce_is_on_record_once_and_a_forged_one_is_not_believed(
    mailing: Mailing, sql: Sql, violations: Violations
) -> None:
    message = mailing.mails_to(FIRST)[-1]
    mailing.put(bounce_of(message, FIRST), "2026-03-05 09:05")
    mailing.put(bounce_of(message, SECOND), "2026-03-05 09:06")  # not the recipient of that message
    with_a_sender = bounce_of(message, FIRST)
    del with_a_sender["Return-Path"]
    with_a_sender["Return-Path"] = "<someone@example.com>"
    mailing.put(with_a_sender, "2026-03-05 09:07")
    assert mailing.receive("2026-03-05 09:10").counts["mails"] == 3
    assert sql.rows(BOUNCED) == [(FIRST, "smtp; 550 5.1.1 user unknown", "2026-03-05")]
    states = sql.rows(STATES)
    assert states[0] == ("bounced", "退信，1个地址未送达")
    assert states[1][1].startswith("退信未采信")
    mailing.put(bounce_of(message, FIRST, "552 5.2.2 mailbox full"), "2026-03-16 09:00")
    mailing.receive("2026-03-16 09:10")
    assert sql.rows(STATES)[-1] == ("waiting", "退信未采信：没有对上7天内发给该地址的消息")
    assert sql.value("SELECT count(*) FROM bounce") == 1
    assert violations() == []


def test_an_answer_that_lies_unread_stops_the_overdue_notice(mailing: Mailing, sql: Sql) -> None:
    """The sweep takes answers before it reminds and urges: what came in time is not called overdue."""
    mailing.answer(FIRST, MARCH, "2026-03-31 22:30", ROWS)
    mailing.morning("2026-04-01 08:30")
    urged = (
        "SELECT w.code FROM urging u JOIN obligation o ON o.id = u.obligation_id JOIN department w ON w.id = o.owed_by"
    )
    assert sql.column(urged) == ["D002"]
    assert "（按时）" in mailing.last_words(FIRST)


def test_the_sheets_of_one_mail_are_shown_with_their_sentences(mailing: Mailing) -> None:
    rows: Values = {"T001": {"progress": -1}, "T002": {"progress": 60}}
    mailing.answer(FIRST, MARCH, "2026-03-10 10:00", rows)
    mailing.receive("2026-03-10 10:10")
    shown = in_transaction(show_mail, 1)
    assert shown["files"] == ["第001厅_2026年3月月度检查_回复表.xlsx"]
    assert [(each["sheet"], each["outcome"]) for each in shown["sheets"]] == [("2026年3月月度检查", "returned")]


def test_more_than_six_receipts_an_hour_are_not_sent_but_everything_is_taken(
    mailing: Mailing, sql: Sql, violations: Violations
) -> None:
    for n in range(8):
        rows: Values = {**ROWS, "T001": {"progress": 40 + n}}
        mailing.answer(FIRST, MARCH, f"2026-03-10 10:0{n}", rows)
    mailing.receive("2026-03-10 10:10")
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'answer_receipt'") == 6
    assert sql.column("SELECT state FROM received_mail") == ["taken"] * 8
    assert sql.value("SELECT max(version) FROM report") == 8
    assert violations() == []
