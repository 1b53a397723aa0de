"""An entry of the negative list answered by mail alone: received, contested, remedied and fed back with one sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.by_mail import SPREADSHEET, Duty, Mailing, filled, forged, mailing_of, reply_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Acting, Photograph, Sql, Violations

FIRST, SECOND, STRANGER = "d001@example.org", "d002@example.org", "liming@example.com"
REMEDY = Duty("remediation", target="目标T001")
OBJECTION = {"ground": "另有34公里已完工", "evidence": ["完工.jpg"]}
RECEIVED = {"receipt": "已签收"}
RECEIPTS = """
SELECT d.code, r.received_on::text, r.received_by, r.known FROM entry_receipt r
    JOIN department d ON d.id = r.department_id ORDER BY r.id
"""
STANDING = """
SELECT o.id, o.state, o.due_version, x.due::text FROM obligation o JOIN deadline x ON x.id = o.deadline_id ORDER BY 1
"""
APPEALS = "SELECT number, ground, state, lodged_on::text FROM appeal ORDER BY id"
OUTCOMES = "SELECT outcome FROM answer ORDER BY id"


@pytest.fixture
def mailing(march: Acting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailing]:
    """Both offices have mailboxes; on 12 May the first was sent the sheet of its remediation, due on 30 June."""
    boxes = {"D001": FIRST, "D002": SECOND}
    march.take("departments", *({"编码": k, "名称": f"第{k[1:]}厅", "目标办邮箱": v} for k, v in boxes.items()))
    may = march.on("2026-05-11")
    may.lists("T001")
    may.do("set_limit", target="T001", limit="2026-06-30")
    with mailing_of(tmp_path, monkeypatch) as opened:
        opened.send("2026-05-12 09:00")
        yield opened


def receipt(mailing: Mailing, address: str, at: str) -> str:
    """The receipt that this address gets for what lies in the inbox."""
    mailing.receive(f"{at}:10")
    mailing.send(f"{at}:11")
    return mailing.last_words(address)


def test_an_entry_is_received_and_nothing_else_happens(mailing: Mailing, sql: Sql, violations: Violations) -> None:
    before = sql.rows(STANDING)
    mailing.answer(FIRST, REMEDY, "2026-05-12 22:30", RECEIVED)
    words = receipt(mailing, FIRST, "2026-05-13 09")
    assert "已收取1：“整改「目标T001」”（尚未办结）：已签收“目标T001”列入负面清单的通知（2026-05-12）。" in words
    assert sql.rows(RECEIPTS) == [("D001", "2026-05-12", "第001厅目标办", "known")]
    assert sql.rows(STANDING) == before
    mailing.answer(FIRST, REMEDY, "2026-05-14 10:00", RECEIVED, stamped=False)
    words = receipt(mailing, FIRST, "2026-05-14 10")
    assert "此前已签收（2026-05-12，第001厅目标办），未作改动" in words
    assert len(sql.rows(RECEIPTS)) == 1
    mailing.morning("2026-06-25 08:30")  # the reminder of three working days before comes all the same
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'reminder' AND cancelled IS NULL") == 1
    assert violations() == []


def test_wrong_words_and_a_forged_code_take_no_delivery(mailing: Mailing, sql: Sql) -> None:
    mailing.answer(FIRST, REMEDY, "2026-05-13 10:00", {"receipt": "同意"})
    words = receipt(mailing, FIRST, "2026-05-13 10")
    assert "签收“同意”不在可选范围内，可填：已签收" in words
    assert "附件“请改正-" in words
    letter = mailing.letter(FIRST, REMEDY)
    mail = reply_to(letter.message, FIRST)
    mail.add_attachment(forged(filled(letter, REMEDY, RECEIVED)), *SPREADSHEET, filename=letter.name)
    mailing.put(mail, "2026-05-13 11:00")
    mailing.receive("2026-05-13 11:10")
    assert sql.column(OUTCOMES) == ["returned", "unknown"]
    assert sql.rows(RECEIPTS) == []


def test_an_entry_is_contested_then_remedied_with_the_same_sheet(
    mailing: Mailing, march: Acting, sql: Sql, photograph: Photograph, violations: Violations
) -> None:
    picture = photograph("完工.jpg", 3)
    mailing.answer(FIRST, REMEDY, "2026-05-13 22:30", OBJECTION, files=(picture,))
    words = receipt(mailing, FIRST, "2026-05-14 09")
    assert "以2026年5月13日（周三）为收到日期" in words
    assert "已收取1：“整改「目标T001」”（尚未办结）：已对“目标T001”提出申诉，待管理机构受理。" in words
    assert sql.rows(APPEALS) == [(1, "另有34公里已完工", "lodged", "2026-05-13")]
    assert sql.column("SELECT file_name FROM exhibit WHERE record = 'appeal'") == ["完工.jpg"]
    march.on("2026-05-18").do("refuse_appeal", target="T001", reason="与认定无关")
    done = {"measures": "增加两个施工班组", "completed_on": "2026-06-25", "feedback": "全部完工"}
    mailing.answer(FIRST, REMEDY, "2026-06-26 10:00", OBJECTION | done, files=(picture,))
    words = receipt(mailing, FIRST, "2026-06-26 10")
    assert "（按时）：已申报完成（2026-06-25）" in words
    assert "同一理由的申诉（2026-05-13提出）不予受理，没有再次提出" in words
    assert "代替" not in words
    assert sql.column("SELECT state FROM obligation WHERE kind IN ('remediation', 'feedback')") == ["discharged"] * 2
    assert sql.column("SELECT DISTINCT act FROM block WHERE role = 'office'") == ["take_answer"]
    assert violations() == []


def test_the_same_mail_twice_lodges_one_appeal(mailing: Mailing, sql: Sql, violations: Violations) -> None:
    mail = mailing.answer(FIRST, REMEDY, "2026-05-13 10:00", {"ground": "另有34公里已完工"})
    mailing.receive("2026-05-13 10:10")
    mailing.imap.deliver(mail, mailing.day("2026-05-13 11:00").at)
    mailing.receive("2026-05-13 11:10")
    assert len(sql.rows(APPEALS)) == 1
    assert sql.column(OUTCOMES) == ["taken"]
    assert violations() == []


def test_an_appeal_after_its_limit_comes_back_with_the_sentence(mailing: Mailing, march: Acting, sql: Sql) -> None:
    march.do("set_policy", key="appeal_lodging_days", value="5", basis="1号文")
    mailing.answer(FIRST, REMEDY, "2026-05-25 10:00", {"ground": "另有34公里已完工"})
    words = receipt(mailing, FIRST, "2026-05-25 10")
    assert "申诉应于2026-05-18前提出（2026-05-11告知列入，5个工作日内），2026-05-25提出已超过时限，不能提出" in words
    assert "附件“请改正-" in words
    assert sql.rows(APPEALS) == []
    assert sql.column(OUTCOMES) == ["returned"]


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize(("sender", "told"), [(SECOND, SECOND), (STRANGER, "发件地址（可向管理机构查询，来信1）不是")])
def test_an_objection_from_another_address_waits_and_is_lodged_when_the_agency_takes_it(
    mailing: Mailing, march: Acting, sql: Sql, violations: Violations, sender: str, told: str
) -> None:
    mailing.answer(FIRST, REMEDY, "2026-05-13 10:00", {"ground": "另有34公里已完工"}, sender=sender)
    words = receipt(mailing, FIRST, "2026-05-13 10")
    assert told in words
    assert STRANGER not in words
    assert sql.rows(APPEALS) == []
    march.on("2026-05-15").do("accept_answer", mail=1, reason="已电话核实")
    assert sql.rows(APPEALS) == [(1, "另有34公里已完工", "lodged", "2026-05-13")]
    assert sql.column("SELECT known FROM block WHERE act = 'accept_answer'") == ["operator"]
    assert violations() == []


def test_an_objection_that_waited_is_not_displaced_by_what_came_after_it(
    mailing: Mailing, march: Acting, sql: Sql, violations: Violations
) -> None:
    mailing.answer(FIRST, REMEDY, "2026-05-13 10:00", {"ground": "另有34公里已完工"}, sender=STRANGER)
    mailing.answer(FIRST, REMEDY, "2026-05-14 10:00", RECEIVED)
    mailing.receive("2026-05-14 10:10")
    march.on("2026-05-15").do("accept_answer", mail=1, reason="已电话核实")
    assert sql.rows(APPEALS) == [(1, "另有34公里已完工", "lodged", "2026-05-13")]
    assert sql.column("SELECT DISTINCT replaced_id FROM answer") == [None]
    assert violations() == []
