"""Kept files: a row that was removed, and a size that is not that of the file, are named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.intake.received_mail import ReceivedMail
from models.intake.source import SignedPaper
from models.ledger.evidence.store import store_files
from tests.answers import duty_number, fill_in, sent
from tests.mails import mail_from, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations


@pytest.fixture
def mail(march: Acting, sql: Sql, tmp_path: Path) -> ReceivedMail:
    """D001 has sent its month by mail."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": "d001@example.org"})
    form = sent(march, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    answer = mail_from("d001@example.org", "2026-03-05 10:20", fill_in(form, rows={"T001": {"进度（%）": 40}}))
    take(answer)
    return answer


def test_the_row_of_a_file_that_an_office_sent_is_missed(mail: ReceivedMail, violations: Violations, sql: Sql) -> None:
    assert violations() == []
    sql("DELETE FROM evidence WHERE sha256 = :digest", digest=mail.files[0].digest)
    assert violations() == ["来信 1：所附文件“回复表.xlsx”的印证材料记录被删除。"]


def test_a_size_that_is_not_that_of_the_file_is_named(mail: ReceivedMail, violations: Violations, sql: Sql) -> None:
    sql("UPDATE evidence SET size = size + 1")
    assert violations() == [f"印证材料 {mail.files[0].digest[:12]}：记载的大小被更改。"]


def test_a_file_of_a_stranger_needs_no_row(mail: ReceivedMail, violations: Violations, sql: Sql) -> None:
    take(mail_from("someone@example.com", "2026-03-05 11:00", mail.files[0].path))
    assert sql.value("SELECT count(*) FROM received_mail WHERE office_id IS NULL") == 1
    assert violations() == []


def test_the_row_of_a_signed_page_is_missed(march: Acting, violations: Violations, sql: Sql, tmp_path: Path) -> None:
    (tmp_path / "签字页.jpg").write_bytes(b"page")
    with begin() as session:
        [page] = store_files(session, [tmp_path / "签字页.jpg"])
    march.take("contacts", {"部门编码": "D002", "角色": "主要领导", "姓名": "D002厅长"})
    march.report("D002", "2026-03", "T003")
    head = march.head("D002").actor
    signing = replace(march, actor=replace(head, paper=SignedPaper(page=page)), signs=False)
    signing.do("record_read", obligation=sql.value("SELECT obligation_id FROM report"))
    assert violations() == []
    sql("DELETE FROM evidence")
    height = sql.value("SELECT max(height) FROM block")
    assert violations() == [f"台账第{height}块：签字页{page[:12]}的印证材料记录被删除。"]
