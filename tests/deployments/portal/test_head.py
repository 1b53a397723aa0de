"""领导: a head reads a result and says so with his own hand; others cannot."""

from __future__ import annotations

import html
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from tests.deployments.portal.conftest import PASSWORD, Desk

if TYPE_CHECKING:
    from tests.conftest import Sql

CODE = "HEAD2345HEAD6789"
READ = "SELECT read_by, read_on::text FROM acknowledgement"


@pytest.fixture
def head(desk: Desk) -> Desk:
    """The head of D002 has an account, and the result of March was reported to him."""
    desk.acting.take("contacts", {"部门编码": "D002", "角色": "主要领导", "姓名": "王强", "邮箱": "qiang@example.org"})
    desk.acting.do("open_account", people=["D002/王强"], code_digest=sha256(CODE.encode()).hexdigest())
    desk.acting.report("D002", "2026-03", "T003")
    desk.first(CODE)
    desk.get("/head")
    return desk


def confirmed(desk: Desk) -> Desk:
    """The receipt of his slip is recorded on the third working day."""
    desk.at(9, day=10).acting.on("2026-03-10").do("confirm_slip", person="D002/王强")
    desk.sign_in("第002厅/王强")
    desk.get("/head")
    return desk


def read(desk: Desk, password: str = PASSWORD, obligation: str = "2") -> str:
    answer = desk.post("/head", obligation=obligation, password=password)
    return html.unescape(answer.text) if answer.status_code != 303 else desk.follow(answer)


def test_a_head_reads_a_result_with_his_password(head: Desk, sql: Sql) -> None:
    page = html.unescape(confirmed(head).get("/head").text)
    assert "2026年3月月度检查" in page
    assert "第002厅，2026年3月5日报送" in page
    assert "平均进度50.0%" in page
    page = read(head)
    assert "已登记本人已阅" in page
    assert "没有待阅的结果" in page
    assert sql.rows(READ) == [("第002厅 王强", "2026-03-10")]
    block = "SELECT actor, role, known, source FROM block WHERE act = 'record_read'"
    assert sql.rows(block) == [("第002厅 王强", "head", "signed", {"account": "网页账号2", "by_hand": "网页账号2"})]


def test_a_wrong_password_records_nothing_and_slows_down(head: Desk, sql: Sql) -> None:
    confirmed(head)
    for _ in range(5):
        assert "口令有误，没有登记" in read(head, "wrong-2026")
    assert "多次有误" in read(head)
    assert sql.rows(READ) == []


def test_without_the_signed_receipt_of_the_slip_he_does_not_act_by_hand(head: Desk, sql: Sql) -> None:
    assert "须管理机构先登记您签字的开通单回执" in head.get("/head").text
    assert "没有这个网页" in read(head)
    assert sql.rows(READ) == []


def test_a_new_slip_needs_a_new_receipt(head: Desk, sql: Sql) -> None:
    confirmed(head)
    head.acting.on("2026-03-10").do(
        "make_slip", person="D002/王强", code_digest=sha256(b"NEWA2345NEWA6789").hexdigest()
    )
    head.first("NEWA2345NEWA6789")
    head.get("/head")
    assert "没有这个网页" in read(head)
    assert sql.rows(READ) == []


def test_the_liaison_has_no_results_to_read(head: Desk, sql: Sql) -> None:
    other = Desk(head.acting)
    other.first()
    page = other.get("/head").text
    assert "没有待阅的结果" in page
    assert "领导</a>" not in page
    assert "没有这个网页" in read(other)
    assert sql.rows(READ) == []


def test_a_result_of_another_department_does_not_exist(head: Desk) -> None:
    head.acting.report("D001", "2026-03", "T001", "T002")
    assert "没有这个网页" in read(confirmed(head), obligation="1")
