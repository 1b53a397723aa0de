"""Heads and leaders at the page: entered by one clerk with the paper, in force when another one confirms (A49b)."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from tests.deployments.portal.conftest import CODE, HEAD_CODE, Desk

if TYPE_CHECKING:
    from tests.conftest import Sql

pytestmark = pytest.mark.process  # what is sent is read in a process with limits
COLUMNS = ("部门编码", "角色", "姓名", "邮箱", "失效日期")
PAPER = {"paper": "黔人任〔2026〕3号", "paper_date": "2026-03-04"}
SECOND_CODE = "SECD2345SECD6789"
WAITING = "SELECT serial, words, state, entered_by, closed_by FROM signer_change ORDER BY serial"
TOLD = "SELECT audience, payload ->> 'what' FROM notice WHERE kind = 'signer_changed' ORDER BY id"


def sheet_of(*rows: tuple[str, ...], paper: bool = False) -> list[Any]:
    """The files of a form: the workbook, and the scan of the paper."""
    book: Any = Workbook()
    for row in (COLUMNS, *rows):
        book.active.append(row)
    book.save(buffer := BytesIO())
    files = [("files", ("联系人.xlsx", buffer.getvalue(), "application/octet-stream"))]
    return files + ([("page", ("任免.pdf", b"%PDF-1.4 paper", "application/pdf"))] if paper else [])


def send(desk: Desk, *rows: tuple[str, ...], **more: str) -> str:
    files = sheet_of(*rows, paper=bool(more))
    return desk.follow(desk.post("/sheet/contacts", files, **{**desk.form("/sheet/contacts"), **more}))


def is_head(desk: Desk) -> bool:
    """Whether the page takes the person for a head."""
    return 'href="/head"' in desk.page("/")


@pytest.fixture
def clerk(agency: Desk, sql: Sql) -> Desk:
    """王文 is signed in; the agency has a second clerk, 周涛, and D002 a head, 王强."""
    acting = agency.acting
    acting.take("contacts", {"部门编码": "D002", "角色": "主要领导", "姓名": "王强", "邮箱": "qiang@example.org"})
    acting.take("contacts", {"部门编码": "AGENCY", "角色": "联络员", "姓名": "周涛", "邮箱": "t@example.org"})
    acting.do("open_account", people=["AGENCY/周涛"], code_digest=sha256(SECOND_CODE.encode()).hexdigest())
    sql("DELETE FROM notice WHERE kind = 'signer_changed'")
    return agency


@pytest.fixture
def second(clerk: Desk) -> Desk:
    """周涛 at another browser."""
    other = Desk(clerk.acting)
    other.first(SECOND_CODE)
    return other


MADE_HEAD = ("D002", "主要领导", "李明", "ming@example.org")


def test_a_row_that_makes_a_liaison_the_head_waits_and_gives_his_session_nothing(
    clerk: Desk, second: Desk, sql: Sql
) -> None:
    liaison = Desk(clerk.acting)
    liaison.first(CODE)
    shown = send(clerk, MADE_HEAD, ("D002", "目标办主任", "吴刚", "g@example.org"), **PAPER)
    assert "主要领导、分管省领导1行：待另一名经办人确认（签字人变更1），确认以前仍按原登记" in shown
    assert "联系人共1行：新增1" in shown
    assert sql.rows("SELECT name FROM contact WHERE role = 'head'") == [("王强",)]
    assert sql.value("SELECT count(*) FROM contact WHERE name = '吴刚'") == 1
    assert "待确认的签字人变更：1项" in second.page("/day")
    assert "/act/confirm_signers?number=1" in second.page("/day")
    assert "须由另一名经办人确认" in clerk.act("confirm_signers", number="1")
    assert "已确认签字人变更1：第002厅主要领导李明" in second.act("confirm_signers", number="1")
    assert sorted(sql.column("SELECT name FROM contact WHERE role = 'head'")) == ["李明", "王强"]
    assert not is_head(liaison)


def test_a_sheet_about_heads_without_its_paper_changes_nothing(clerk: Desk, sql: Sql) -> None:
    for more in ({}, {"paper": "黔人任〔2026〕3号", "paper_date": ""}, {"paper": "", "paper_date": ""}):
        shown = send(clerk, MADE_HEAD, ("D002", "目标办主任", "吴刚", "g@example.org"), **more)
        assert "没有办理" in shown
    assert sql.value("SELECT count(*) FROM contact WHERE name = '吴刚'") == 0
    assert "须写明任免文件的文号、日期并附文件，由另一名经办人确认后生效" in send(clerk, MADE_HEAD)


def test_nothing_goes_to_a_new_address_before_it_is_confirmed_and_the_sitting_head_is_told(
    clerk: Desk, second: Desk, sql: Sql
) -> None:
    send(clerk, ("D002", "主要领导", "王强", "new@example.org"), **PAPER)
    assert sql.value("SELECT email FROM contact WHERE name = '王强'") == "qiang@example.org"
    assert [audience for audience, _ in sql.rows(TOLD)] == ["head", "agency"]
    second.act("confirm_signers", number="1")
    assert sql.value("SELECT email FROM contact WHERE name = '王强'") == "new@example.org"
    former = "SELECT payload -> 'former' FROM notice WHERE kind = 'signer_changed' AND audience = 'head' ORDER BY id"
    assert sql.column(former) == [["qiang@example.org"]] * 2


def test_a_change_is_returned_and_then_neither_confirmed_nor_lost(clerk: Desk, second: Desk, sql: Sql) -> None:
    send(clerk, MADE_HEAD, **PAPER)
    assert "已退回签字人变更1：文号有误" in second.act("return_signers", number="1", reason="文号有误")
    assert "此前已退回" in second.act("confirm_signers", number="1")
    assert sql.rows(WAITING) == [
        (1, "第002厅主要领导李明（新登记，邮箱ming@example.org）", "returned", "王文（网页账号2）", "周涛（网页账号3）")
    ]


def test_no_clerk_confirms_a_row_about_himself(clerk: Desk, second: Desk, sql: Sql) -> None:
    send(clerk, ("AGENCY", "主要领导", "周涛", "t@example.org"), **PAPER)
    assert "登记的就是“周涛”本人" in second.act("confirm_signers", number="1")
    assert sql.value("SELECT count(*) FROM contact WHERE role = 'head' AND name = '周涛'") == 0


def test_the_account_of_a_head_is_ended_by_two_and_stopped_by_one_until_the_next_working_day(
    head: Desk, agency: Desk, sql: Sql
) -> None:
    shown = agency.act("end_account", person="D002/王强", reason="调离")
    assert "须写明任免文件的文号、日期并附文件" in shown
    files = [("about.page", ("任免.pdf", b"%PDF-1.4 paper", "application/pdf"))]
    paper = {"about.paper": PAPER["paper"], "about.paper_date": PAPER["paper_date"]}
    assert "待另一名经办人确认（签字人变更1）" in agency.act(
        "end_account", files, person="D002/王强", reason="调离", **paper
    )
    assert sql.value("SELECT count(*) FROM account WHERE ended_on IS NOT NULL") == 0
    assert "暂停登录至2026年3月6日" in agency.act("stop_account", person="D002/王强", reason="疑被他人使用")
    assert "暂停登录至2026年3月6日" in head.at(10, day=6).sign_in("第002厅/王强").text
    assert head.at(9, day=7).sign_in("第002厅/王强").status_code == 303
    agency.at(9, day=9).sign_in("AGENCY/王文")
    assert "30天内暂停过" in agency.act("stop_account", person="D002/王强", reason="又有疑")


def test_a_new_slip_used_and_signed_makes_the_new_head(clerk: Desk, second: Desk) -> None:
    liaison = Desk(clerk.acting)
    liaison.first(CODE)
    send(clerk, MADE_HEAD, **PAPER)
    second.act("confirm_signers", number="1")
    assert not is_head(liaison)
    clerk.acting.do("make_slip", person="D002/李明", code_digest=sha256(HEAD_CODE.encode()).hexdigest())
    assert liaison.first(HEAD_CODE).status_code == 303
    assert is_head(liaison)


def test_the_second_clerk_opens_the_paper_and_others_do_not(clerk: Desk, second: Desk) -> None:
    liaison = Desk(clerk.acting)
    liaison.first(CODE)
    send(clerk, MADE_HEAD, **PAPER)
    address = "/signer-changes/1/paper"
    assert f'<a href="{address}">' in second.page("/act/confirm_signers?number=1")
    paper = second.get(address)
    assert (paper.content, ".pdf" in paper.headers["content-disposition"]) == (b"%PDF-1.4 paper", True)
    assert [liaison.get(address).status_code, second.get("/signer-changes/7/paper").status_code] == [404, 404]
