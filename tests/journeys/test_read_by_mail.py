"""已阅 of the head in a reply to the results that he was told: recorded as 本人邮件; 同意 is to be signed."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from docx import Document

from models.database import begin
from models.intake.source import describe_author
from models.ledger.answer.inbox import show_mail
from tests.by_mail import Duty, Mailing, mailing_of, reply_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Acting, Sql

FIRST, HEAD = "d001@example.org", "head@example.org"
MARCH = Duty("monthly_check", "2026-03")
READ = "SELECT version, read_on::text, read_by FROM acknowledgement"
RESULT = "SELECT obligation_id FROM notice WHERE kind = 'result' AND audience = 'head'"
BLOCK = "SELECT actor, role, known, entered_by, source FROM block WHERE act = 'record_read'"


@pytest.fixture
def mailing(march: Acting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailing]:
    """The office has answered the sheet of March, and its head was told the result on 10 March."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": FIRST})
    march.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "王强", "邮箱": HEAD})
    with mailing_of(tmp_path, monkeypatch) as opened:
        opened.send("2026-03-05 09:00")
        opened.answer(FIRST, MARCH, "2026-03-10 10:00", {"T001": {"progress": 40}, "T002": {"progress": 60}})
        opened.receive("2026-03-10 10:10")
        opened.send("2026-03-10 10:20")
        yield opened


def reply(mailing: Mailing, text: str, at: str = "2026-03-11 09:00", *, stamped: bool = True) -> str:
    """The head replies to the result; returns the receipt."""
    [result] = [mail for mail in mailing.mails_to(HEAD) if "结果报告" in str(mail["Subject"])][:1]
    mailing.put(reply_to(result, HEAD, text), at, stamped=stamped)
    mailing.receive(f"{at[:14]}10")
    mailing.send(f"{at[:14]}11")
    return mailing.last_words(HEAD)


@pytest.mark.parametrize(
    "text",
    ["已阅", "阅。\n王强 3月11日", "已阅。\n\n王强\n厅长\n> 同意", "已阅！\n\n发自我的iPhone", "已阅，谢谢！\n王 强"],
)
def test_read_alone_is_recorded_as_the_own_mail_of_the_head(mailing: Mailing, sql: Sql, text: str) -> None:
    words = reply(mailing, text)
    assert sql.rows(READ) == [(1, "2026-03-11", "王强")]
    [(actor, role, known, by, source)] = sql.rows(BLOCK)
    assert (actor, role, known) == ("第001厅 王强", "head", "own_mail")
    move = {"actor": actor, "known": known, "entered_by": by, "source": source}
    assert describe_author(move) == "第001厅 王强（本人邮件，回复表：来信2，2026年3月11日收到）"
    assert "“2026年3月月度检查”（已登记）：已登记主要领导本人已阅（本人邮件）。" in words
    assert "要做什么：不需要再做什么" in words
    assert sql.value("SELECT state FROM received_mail WHERE sender = :head", head=HEAD) == "taken"
    words = reply(mailing, "同意。王强", "2026-03-11 14:00")
    assert "“2026年3月月度检查”（已登记）：已登记已阅，不需要签字。" in words
    assert sql.rows(READ) == [(1, "2026-03-11", "王强")]


def test_agreement_is_answered_with_the_page_to_sign(mailing: Mailing, sql: Sql) -> None:
    words = reply(mailing, "已阅，同意")
    assert "“同意”须签字，邮件不能代替" in words
    assert sql.rows(READ) == []
    [part] = mailing.mails_to(HEAD)[-1].iter_attachments()
    assert part.get_filename() == "结果报告阅签页.docx"
    tables = Document(BytesIO(part.get_content())).tables
    assert tables[0].cell(0, 0).text == "2026年3月月度检查"
    assert "平均进度50.0%" in tables[0].cell(0, 1).text
    assert "要做什么：按上面写明的办法签字" in words


def test_a_signed_page_waits_for_the_agency_with_what_it_is_about(mailing: Mailing, sql: Sql) -> None:
    reply(mailing, "同意")
    mail = reply_to(mailing.mails_to(HEAD)[-1], HEAD, "请查收")
    mail.add_attachment(b"%PDF-1.7 scan", maintype="application", subtype="pdf", filename="阅签页.pdf")
    mailing.put(mail, "2026-03-11 14:00")
    mailing.receive("2026-03-11 14:10")
    mailing.send("2026-03-11 14:11")
    words = mailing.last_words(HEAD)
    assert "没有收取：签字页已收到，由管理机构登记。" in words
    assert "要做什么：来信由管理机构核实处理，不必重发。" in words
    number, state = sql.rows("SELECT id, state FROM received_mail ORDER BY id DESC LIMIT 1")[0]
    assert state == "waiting"
    with begin() as session:
        assert show_mail(session, number)["to_read"] == sql.column(RESULT)


def test_read_in_reply_to_the_receipt_is_of_the_same_results(mailing: Mailing, sql: Sql) -> None:
    reply(mailing, "同意")
    mailing.put(reply_to(mailing.mails_to(HEAD)[-1], HEAD, "已阅"), "2026-03-11 14:00", stamped=True)
    mailing.receive("2026-03-11 14:10")
    assert sql.rows(READ) == [(1, "2026-03-11", "王强")]


def test_more_than_read_is_told_how_to_be_recorded(mailing: Mailing) -> None:
    assert "只写“已阅”两字回复即可登记" in reply(mailing, "已阅，请抓紧推进M4。")


def test_without_the_stamp_nothing_is_recorded(mailing: Mailing, sql: Sql) -> None:
    assert "“已阅”没有登记" in reply(mailing, "已阅", stamped=False)
    assert sql.rows(READ) == []


@pytest.mark.parametrize("text", ["已阅，请抓紧", "已阅\n严查", "已阅？", "请督办"])
def test_other_words_are_left_to_the_agency(mailing: Mailing, sql: Sql, text: str) -> None:
    reply(mailing, text)
    assert sql.rows(READ) == []
    assert sql.value("SELECT state FROM received_mail WHERE sender = :head", head=HEAD) == "waiting"


def test_a_result_that_was_amended_since_is_not_read(mailing: Mailing, sql: Sql) -> None:
    mailing.answer(FIRST, MARCH, "2026-03-10 14:00", {"T001": {"progress": 45}, "T002": {"progress": 60}})
    mailing.receive("2026-03-10 14:10")
    assert "此后有修改" in reply(mailing, "已阅")
    assert sql.rows(READ) == []


@pytest.mark.parametrize(
    "other",
    [
        {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "邮箱": HEAD},
        {"部门编码": "D002", "角色": "主要领导", "姓名": "王强", "邮箱": HEAD},
    ],
)
def test_an_address_that_stands_for_another_contact_records_nothing(
    mailing: Mailing, march: Acting, sql: Sql, other: dict[str, str]
) -> None:
    march.take("contacts", other)
    reply(mailing, "已阅")
    assert sql.rows(READ) == []


def test_an_address_of_a_body_and_a_file_that_did_not_come_record_nothing(
    mailing: Mailing, march: Acting, sql: Sql
) -> None:
    [result] = [mail for mail in mailing.mails_to(HEAD) if "结果报告" in str(mail["Subject"])]
    mail = reply_to(result, HEAD, "已阅")
    mail.add_attachment(b"Rar!\x1a\x07\x00", "application", "x-rar", filename="意见.rar")
    mailing.put(mail, "2026-03-11 08:00")
    mailing.receive("2026-03-11 08:10")
    assert sql.rows(READ) == []
    march.do("register_body", name="省委督查室", kind="党委督查室", email=HEAD.upper())
    assert "“已阅”没有登记" in reply(mailing, "已阅")
    assert sql.rows(READ) == []


def test_an_address_of_an_office_and_a_substitute_record_nothing(mailing: Mailing, march: Acting, sql: Sql) -> None:
    named = {"department": "D001", "person": "王强", "representative": "李明", "email": "liming@example.org"}
    march.on("2026-03-09").do("appoint_representative", **named, first_day="2026-03-09", last_day="2026-03-20")
    [result] = [mail for mail in mailing.mails_to(HEAD) if "结果报告" in str(mail["Subject"])]
    mailing.put(reply_to(result, "liming@example.org", "已阅"), "2026-03-11 08:00")
    mailing.receive("2026-03-11 08:10")
    assert sql.rows(READ) == []
    march.take("departments", {"编码": "D002", "名称": "第002厅", "目标办邮箱": HEAD})
    reply(mailing, "已阅")
    assert sql.rows(READ) == []
