"""A second person confirms what one entered of heads and leaders, or returns it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.account.people import clerks_of, heads_agency
from models.ledger.account.signer_changes import list_signer_changes
from models.ledger.jurisdiction import home
from tests.models.ledger.account.conftest import HEAD, digest
from tests.page_clerks import at_page

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

NEW_HEAD = {"部门编码": "D002", "角色": "主要领导", "姓名": "李明", "邮箱": "ming@example.org"}


@pytest.fixture
def entered(opened: Acting) -> Acting:
    """王文 entered at the page that the liaison is the head."""
    at_page(opened).take("contacts", NEW_HEAD)
    return at_page(opened, "周涛", 9, None)


def test_another_clerk_confirms_and_the_first_does_not(entered: Acting, sql: Sql) -> None:
    assert "由“王文”录入，须由另一名经办人确认" in at_page(entered, paper=None).refused("confirm_signers", number=1)
    words = entered.do("confirm_signers", number=1).words
    assert "已确认签字人变更1：第002厅主要领导李明" in words
    assert "须为这次任职重新开单" in words
    assert "此前已确认" in entered.refused("confirm_signers", number=1)
    assert sql.rows("SELECT state, closed_by FROM signer_change") == [("confirmed", "周涛（网页账号9）")]


def test_at_the_machine_one_person_confirms(opened: Acting) -> None:
    at_page(opened).take("contacts", NEW_HEAD)
    assert opened.do("confirm_signers", number=1).counts == {"confirmed": 1}


def test_what_was_entered_of_a_department_that_was_merged_since_is_only_returned(entered: Acting, sql: Sql) -> None:
    entered.do("merge_department", department="D002", successor="D001", effective_on="2026-03-05", basis="黔编1号")
    assert "此后已并入其他部门，不能生效" in entered.refused("confirm_signers", number=1)
    assert entered.do("return_signers", number=1, reason="部门已合并").counts == {"returned": 1}
    assert sql.value("SELECT count(*) FROM contact WHERE role = 'head' AND name = '李明'") == 0


def test_who_is_registered_does_not_confirm(entered: Acting) -> None:
    assert "登记的就是“李明”本人" in at_page(entered, "李明", 9).refused("confirm_signers", number=1)


def test_a_returned_change_is_listed_with_all_and_unknown_ones_are_named(entered: Acting) -> None:
    with begin() as session:
        assert [row["serial"] for row in list_signer_changes(session, entered.day)] == [1]
    assert entered.do("return_signers", number=1, reason="文号有误").counts == {"returned": 1}
    assert "没有签字人变更7" in entered.refused("return_signers", number=7, reason="文号有误")
    with begin() as session:
        assert list_signer_changes(session, entered.day) == []
        assert [row["state"] for row in list_signer_changes(session, entered.day, done=True)] == ["returned"]


@pytest.fixture
def ending(staffed: Acting) -> Acting:
    """王文 asked at the page for the end of the head's account."""
    staffed.do("open_account", people=[HEAD], code_digest=digest("H"))
    assert at_page(staffed).do("end_account", person=HEAD, reason="调离").counts == {"ended": 0, "waiting": 1}
    return at_page(staffed, "周涛", 9, None)


def test_the_account_of_a_head_ends_when_a_second_clerk_confirms(ending: Acting, sql: Sql) -> None:
    assert sql.value("SELECT ended_on FROM account") is None
    assert "已停用“王强”的账号1" in ending.do("confirm_signers", number=1).words
    assert sql.value("SELECT ended_why FROM account") == "调离"
    told = "SELECT payload ->> 'what' FROM notice WHERE kind = 'signer_changed' ORDER BY id"
    assert sql.column(told) == ["账号拟停用，待第二人确认（签字人变更1）", "账号已停用"]


def test_the_same_end_of_an_account_is_kept_once(ending: Acting, sql: Sql) -> None:
    told = sql.value("SELECT count(*) FROM notice")
    assert at_page(ending).do("end_account", person=HEAD, reason="调离").counts == {"ended": 0, "waiting": 1}
    assert sql.rows("SELECT (SELECT count(*) FROM signer_change), count(*) FROM notice") == [(1, told)]


def test_the_end_of_an_account_is_returned_or_no_longer_needed(ending: Acting, sql: Sql) -> None:
    at_page(ending, "王文", 8).do("end_account", person=HEAD, reason="另有任用")
    ending.do("return_signers", number=1, reason="没有调离")
    sql("UPDATE account SET ended_on = '2026-03-05'")
    told = sql.value("SELECT count(*) FROM notice")
    assert "不必再确认，请退回签字人变更2" in ending.refused("confirm_signers", number=2)
    assert ending.do("return_signers", number=2, reason="已停用").counts == {"returned": 1}
    assert sql.value("SELECT count(*) FROM notice") == told


def test_the_head_of_the_agency_signs_by_a_slip_of_his_term_and_is_a_clerk(staffed: Acting) -> None:
    staffed.take("contacts", {"部门编码": "AGENCY", "角色": "主要领导", "姓名": "郑平", "邮箱": "z@example.org"})
    staffed.do("open_account", people=["AGENCY/郑平"], code_digest=digest("Z"))
    with begin() as session:
        assert not heads_agency(session, 1, staffed.day)
        assert clerks_of(session, home(session), staffed.day) == []
    staffed.do("first_sign_in", code_digest=digest("Z"), password_hash="h")  # noqa: S106 - no password
    with begin() as session:
        assert heads_agency(session, 1, staffed.day)
        assert clerks_of(session, home(session), staffed.day) == ["郑平"]
