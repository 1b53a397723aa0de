"""已阅 by mail, taken as a run takes it: once, also after a kill."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.mails import mail_from, moment, send, take, vouched

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from models.intake.received_mail import ReceivedMail
    from tests.conftest import Acting, Sql

HEAD, RELAY, AT = "head@example.org", "mx.example.org", "2026-03-06 10:00"
REFERENCE = "SELECT m.reference FROM message m JOIN recipient r ON r.id = m.recipient_id WHERE r.address = :to"


@pytest.fixture
def reported(march: Acting, tmp_path: Path, sql: Sql) -> str:
    """The reference of the message of 5 March that told the head of D002 a result."""
    march.take("contacts", {"部门编码": "D002", "角色": "主要领导", "姓名": "李厅长", "邮箱": HEAD})
    march.report("D002", "2026-03", "T003")
    send(tmp_path, moment("2026-03-05 09:00"))
    return str(sql.value(REFERENCE, to=HEAD))


def test_a_mail_that_is_taken_again_records_nothing_more(reported: str, sql: Sql) -> None:
    mail = vouched(mail_from(HEAD, AT, text="已阅", answered=(reported,)))
    for _ in range(2):
        take(mail, relay=RELAY)
        assert sql.rows("SELECT state, sentence FROM received_mail") == [("taken", "已登记主要领导已阅1项")]
        sql("UPDATE received_mail SET state = 'received'")
    assert sql.column("SELECT read_by FROM acknowledgement") == ["李厅长"]
    assert sql.column("SELECT known FROM block WHERE act = 'record_read'") == ["own_mail"]


def test_agreement_is_to_be_signed_until_the_result_is_read(reported: str, sql: Sql) -> None:
    for text, sentence in (
        ("同意", "“同意”须签字，邮件不能代替"),
        ("已阅", "已登记主要领导已阅1项"),
        ("同意。", "已登记主要领导已阅1项"),
    ):
        take(vouched(mail_from(HEAD, AT, text=text, answered=(reported,))), relay=RELAY)
        assert sentence in sql.value("SELECT sentence FROM received_mail ORDER BY id DESC LIMIT 1"), text
    assert sql.column("SELECT read_by FROM acknowledgement") == ["李厅长"]


@pytest.mark.parametrize(
    ("text", "stamp", "sentence"),
    [
        ("已阅", replace, "只收主要领导本人从只登记给其本人的邮箱发来"),
        ("同意", replace, "“同意”须签字，邮件不能代替"),
        ("已阅，请抓紧推进M4。", vouched, "只写“已阅”两字回复即可登记"),
    ],
)
def test_what_is_not_recorded_says_why(
    reported: str, sql: Sql, text: str, stamp: Callable[[ReceivedMail], ReceivedMail], sentence: str
) -> None:
    take(stamp(mail_from(HEAD, AT, text=text, answered=(reported,))), relay=RELAY)
    assert sentence in sql.value("SELECT sentence FROM received_mail")
    assert sql.value("SELECT count(*) FROM acknowledgement") == 0


def test_what_was_amended_after_it_was_read_is_not_read_by_an_answer_to_the_older_result(
    reported: str, march: Acting, sql: Sql
) -> None:
    take(vouched(mail_from(HEAD, AT, text="已阅", answered=(reported,))), relay=RELAY)
    march.on("2026-03-06").report("D002", "2026-03", "T003", name="amend_report", progress=45, reason="改正")
    take(vouched(mail_from(HEAD, "2026-03-06 11:00", text="已阅。", answered=(reported,))), relay=RELAY)
    assert "此后有修改" in sql.value("SELECT sentence FROM received_mail ORDER BY id DESC LIMIT 1")
    assert sql.column("SELECT version FROM acknowledgement") == [1]


def test_a_result_that_was_returned_is_not_read(reported: str, march: Acting, sql: Sql) -> None:
    march.on("2026-03-06").do("return_report", department="D002", period="2026-03", reason="缺少说明")
    take(vouched(mail_from(HEAD, "2026-03-06 11:00", text="已阅。", answered=(reported,))), relay=RELAY)
    assert "已退回重报" in sql.value("SELECT sentence FROM received_mail")
    assert sql.value("SELECT count(*) FROM acknowledgement") == 0


def test_in_a_reply_to_another_message_it_is_an_ordinary_mail(reported: str, sql: Sql) -> None:
    assert reported
    take(vouched(mail_from(HEAD, AT, text="已阅", answered=("0" * 32,))), relay=RELAY)
    assert sql.column("SELECT state FROM received_mail") == ["waiting"]
    assert sql.value("SELECT count(*) FROM acknowledgement") == 0


def test_in_a_reply_to_a_message_without_results_it_has_no_effect_and_no_receipt(
    reported: str, march: Acting, tmp_path: Path, sql: Sql
) -> None:
    assert reported
    march.on("2026-03-05").lists("T003")
    send(tmp_path, moment("2026-03-06 09:00"))
    [entry] = sql.column(f"{REFERENCE} AND m.reference <> :result", to=HEAD, result=reported)
    take(vouched(mail_from(HEAD, AT, text="已阅，谢谢。", answered=(entry,))), relay=RELAY)
    assert sql.rows("SELECT state, sentence FROM received_mail") == [("automatic", "礼节性来信")]
    assert sql.value("SELECT count(*) FROM acknowledgement") == 0
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'answer_receipt'") == 0
