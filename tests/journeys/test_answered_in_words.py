"""以文字回复: what a reply reports in words is taken by the sheet of the message, or goes back as a filled sheet."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from tests.by_mail import SPREADSHEET, Duty, Mailing, mailing_of, reply_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Acting, Sql

FIRST, SECOND = "d001@example.org", "d002@example.org"
MARCH = Duty("monthly_check", "2026-03")
GOOD = "1 40\n2 60 受阻 等待批复"
LINES = """
SELECT t.code, l.progress, l.status, l.remark FROM report_line l JOIN target t ON t.id = l.target_id
WHERE l.version = 1 ORDER BY t.code
"""
REPORTS = "SELECT count(*) FROM report"
TAKEN = [("T001", 40, None, ""), ("T002", 60, "blocked", "等待批复")]


@pytest.fixture
def mailing(march: Acting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailing]:
    """Both offices have mailboxes; on 5 March they were sent the sheets of the month."""
    boxes = {"D001": FIRST, "D002": SECOND}
    march.take("departments", *({"编码": k, "名称": f"第{k[1:]}厅", "目标办邮箱": v} for k, v in boxes.items()))
    with mailing_of(tmp_path, monkeypatch) as opened:
        opened.send("2026-03-05 09:00")
        yield opened


def write(mailing: Mailing, text: str, sender: str = FIRST, *, stamped: bool = True, to: str = FIRST) -> str:
    """An office answers the sheet of March in words; returns the receipt."""
    reply = reply_to(mailing.letter(to, MARCH).message, sender, text)
    mailing.put(reply, "2026-03-10 10:00", stamped=stamped)
    mailing.receive("2026-03-10 10:10")
    mailing.send("2026-03-10 10:11")
    return mailing.last_words(sender)


def sent_back(mailing: Mailing) -> list[tuple[str, bytes]]:
    """The files of the newest mail to the first office."""
    parts = list(mailing.mails_to(FIRST)[-1].iter_attachments())
    return [(part.get_filename() or "", part.get_content()) for part in parts]


def cells(book: bytes) -> list[tuple[object, ...]]:
    """Progress, status and note of each row of a sheet."""
    page = load_workbook(BytesIO(book)).worksheets[1]
    rows = list(page.iter_rows(values_only=True))
    head = next(row for row in rows if row[0] == "目标编号")
    places = [head.index(title) for title in ("进度（%）", "状态", "说明")]
    return [tuple(row[at] for at in places) for row in rows if str(row[0]).startswith("T0")]


def test_words_of_the_debtor_with_the_stamp_are_taken_and_each_row_is_repeated(mailing: Mailing, sql: Sql) -> None:
    words = write(mailing, f"{GOOD}\n\n李明\n2026年3月10日\n> 1 90")
    assert sql.rows(LINES) == TAKEN
    assert "按来信文字收取：T001 40%；T002 60%，受阻，等待批复。" in words
    assert "（按时）" in words
    assert sql.column("SELECT known FROM block WHERE act = 'take_answer'") == ["known"]


def test_without_the_stamp_nothing_is_taken_and_the_filled_sheet_comes_back_to_be_sent(
    mailing: Mailing, sql: Sql
) -> None:
    words = write(mailing, GOOD, stamped=False)
    assert "地址未经管理机构邮件系统核验，文字不能直接收取" in words
    assert "是按来信文字填好的回复表" in words
    assert sql.value(REPORTS) == 0
    [(name, book)] = sent_back(mailing)
    assert cells(book) == [(40, None, None), (60, "受阻", "等待批复")]
    reply = reply_to(mailing.mails_to(FIRST)[-1], FIRST, "")
    reply.add_attachment(book, *SPREADSHEET, filename=name)
    mailing.put(reply, "2026-03-10 11:00", stamped=False)
    mailing.receive("2026-03-10 11:10")
    assert sql.rows(LINES) == TAKEN


@pytest.mark.parametrize("text", ["1 40\n2 很多", "1 40\n2 60 已完成", "T001 40%"])
def test_with_a_line_that_is_not_understood_nothing_is_taken_and_the_reading_comes_back(
    mailing: Mailing, sql: Sql, text: str
) -> None:
    assert "没有收取，退回1项" in write(mailing, text)
    assert sql.value(REPORTS) == 0
    [(_, book)] = sent_back(mailing)
    assert len(cells(book)) == 2


def test_a_sheet_that_goes_back_again_keeps_its_name(mailing: Mailing) -> None:
    write(mailing, "1 40")
    [(first, _)] = sent_back(mailing)
    mailing.put(reply_to(mailing.mails_to(FIRST)[-1], FIRST, "1 40\n2 很多"), "2026-03-10 11:00")
    mailing.receive("2026-03-10 11:10")
    mailing.send("2026-03-10 11:11")
    [(again, _)] = sent_back(mailing)
    assert first == again == "请改正-第001厅_2026年3月月度检查_回复表.xlsx"


def test_after_the_date_has_moved_the_new_sheet_comes_back(mailing: Mailing, sql: Sql) -> None:
    sql("UPDATE obligation SET due_version = due_version + 1")
    assert "已作废" in write(mailing, GOOD)
    assert sql.value(REPORTS) == 0
    [(name, book)] = sent_back(mailing)
    assert "最新回复表" in name
    assert cells(book) == [(None, None, None)] * 2


def test_from_another_office_and_without_a_reply_words_are_left_to_the_agency(mailing: Mailing, sql: Sql) -> None:
    write(mailing, GOOD, SECOND)
    mailing.put(reply_to(None, FIRST, GOOD), "2026-03-10 11:00")
    mailing.receive("2026-03-10 11:10")
    assert sql.column("SELECT state FROM received_mail ORDER BY id") == ["waiting", "waiting"]
    assert sql.value("SELECT count(*) FROM answer") == 0
