"""Readers of marked records: named persons, one by one (4.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

HEAD: dict[str, Any] = {"target": "T009", "reader": "D001/王建国", "reason": "分管"}
MARKED: dict[str, Any] = {"target": "T009", "marking": "工作秘密", "reason": "涉及未公开规划"}
ROWS = "SELECT name, serial, admitted FROM secrecy_reader ORDER BY id"


@pytest.fixture
def marked(april: Acting) -> Acting:
    """T009 is marked; today is 2 April."""
    april.do("mark_secret", **MARKED)
    return april


def test_a_reader_is_admitted_dismissed_and_admitted_again(marked: Acting, sql: Sql, violations: Violations) -> None:
    summary = marked.do("admit_reader", **HEAD)
    assert summary.words == "第001厅 王建国可以阅看目标T009（工作秘密），每次阅看记入台账。"
    assert marked.do("dismiss_reader", **HEAD).words == "第001厅 王建国不能再阅看目标T009（工作秘密）。"
    assert marked.do("admit_reader", **HEAD).counts == {"admitted": 1}
    assert sql.rows(ROWS) == [("王建国", 1, True), ("王建国", 2, False), ("王建国", 3, True)]
    assert violations() == []


def test_doing_it_twice_changes_nothing(marked: Acting, sql: Sql) -> None:
    assert marked.do("dismiss_reader", **HEAD).words == "第001厅 王建国不是目标T009（工作秘密）的阅看人员，未作改动。"
    marked.do("admit_reader", **HEAD)
    assert marked.do("admit_reader", **HEAD).words == "第001厅 王建国此前已可阅看目标T009（工作秘密），未作改动。"
    marked.do("dismiss_reader", **HEAD)
    assert marked.do("dismiss_reader", **HEAD).counts == {"dismissed": 0}
    assert len(sql.rows(ROWS)) == 2


@pytest.mark.parametrize(
    ("reader", "why"),
    [
        (
            "D001/张无",
            "没有找到“D001/张无”：应为“部门编码/姓名”，且该人当日在任。查看：mubiao contacts --depart",
        ),
        ("D001", "阅看人员“D001”应写成“部门编码/姓名”。"),
        (
            "D002/王建国",
            "没有找到“D002/王建国”：应为“部门编码/姓名”，且该人当日在任。查看：mubiao contacts --depart",
        ),
        ("D404/王建国", "部门“D404”不在部门名单中。查看：mubiao departments。"),
    ],
)
def test_only_a_current_contact_is_admitted(marked: Acting, reader: str, why: str) -> None:
    assert marked.refused("admit_reader", **{**HEAD, "reader": reader}).startswith(why)


def test_a_reader_of_the_agency_is_admitted_with_his_account(marked: Acting) -> None:
    marked.take("contacts", {"部门编码": "AGENCY", "角色": "联络员", "姓名": "王芳"})
    own = {**HEAD, "reader": "AGENCY/王芳"}
    assert marked.refused("admit_reader", **own) == (
        "管理机构的阅看人员在本机阅看，请写明其操作系统账户：--account 账户名。"
    )
    assert marked.do("admit_reader", **own, account="wangfang").counts == {"admitted": 1}


def test_others_have_no_account_at_this_machine(marked: Acting) -> None:
    assert marked.refused("admit_reader", **HEAD, account="wangfang") == (
        "第001厅的人不在本机阅看，由经办人凭其签字代为阅看，请去掉账户。"
    )


def test_no_reader_is_admitted_to_an_unmarked_record(april: Acting) -> None:
    text = "该事项没有标注密级。标注：mubiao act mark_secret。"
    assert april.refused("admit_reader", **HEAD) == text
    april.do("mark_secret", **MARKED)
    april.do("lift_marking", target="T009", reason="规划已公布")
    assert april.refused("admit_reader", **HEAD) == text


@pytest.mark.parametrize("marking", ["工作秘密", "机密"])
def test_a_new_marking_starts_without_readers(marked: Acting, marking: str) -> None:
    marked.do("admit_reader", **HEAD)
    marked.do("lift_marking", target="T009", reason="规划已公布")
    marked.do("mark_secret", **{**MARKED, "marking": marking})
    opening = {"target": "T009", "purpose": "核对进度"}
    text = marked.head("D001").refused("open_secret", **opening)
    assert "不是目标T009" in text
    assert marked.do("admit_reader", **HEAD).counts == {"admitted": 1}


def test_every_spelling_of_a_reader_is_that_of_one_person(marked: Acting, sql: Sql) -> None:
    marked.do("admit_reader", **HEAD)
    assert marked.do("admit_reader", **{**HEAD, "reader": "D001/王 建国"}).counts == {"admitted": 0}
    assert marked.do("dismiss_reader", **{**HEAD, "reader": "D001/王建\u200b国"}).counts == {"dismissed": 1}
    assert sql.rows(ROWS) == [("王建国", 1, True), ("王建国", 2, False)]
