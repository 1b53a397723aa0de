"""Kept files: a row that was removed, and a size that is not that of the file, are named."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from models.database import begin, database_time
from models.intake.received_mail import ReceivedMail
from models.intake.source import SignedPaper
from models.ledger.attachments import KEPT_FOR, digest_of, drop_old, keep
from models.ledger.chain.files import check_attachments
from models.ledger.evidence.store import store_files
from models.statements import run
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
    present = carried(state, KEPT_FOR + timedelta(days=1))  # the story's newest block may be hours old
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
