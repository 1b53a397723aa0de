"""Rows of heads and leaders: at the machine at once, from the page for a second person; who is in office is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from models.rules.errors import Refused
from models.rules.kinds import Known
from tests.page_clerks import APPOINTED, at_page

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

HEAD = {"部门编码": "D002", "角色": "主要领导", "姓名": "王强"}
LIAISON = HEAD | {"角色": "联络员", "姓名": "李明", "邮箱": "ming@example.org"}
TOLD = "SELECT audience, payload FROM notice WHERE kind = 'signer_changed' ORDER BY id"


@pytest.fixture
def headed(march: Acting) -> Acting:
    """D002 has a head with an address, the agency too."""
    march.take("contacts", HEAD | {"邮箱": "qiang@example.org"}, HEAD | {"部门编码": "AGENCY", "姓名": "郑平"})
    return march


@pytest.mark.usefixtures("headed")
def test_a_first_sheet_at_the_machine_is_in_force_at_once_and_tells_no_one(sql: Sql) -> None:
    assert sql.rows(TOLD) == []
    assert sql.value("SELECT count(*) FROM contact WHERE role = 'head'") == 2


def test_a_change_at_the_machine_is_told_to_the_former_address_and_to_the_head_of_the_agency(
    headed: Acting, sql: Sql
) -> None:
    headed.take("contacts", HEAD | {"邮箱": "new@example.org"})
    (head, told), (agency, own) = sql.rows(TOLD)
    assert (head, agency) == ("head", "agency")
    assert told["former"] == ["qiang@example.org"]
    assert told["lines"] == own["lines"] == ["第002厅主要领导王强（更改，邮箱new@example.org）"]


def test_the_head_of_the_agency_is_told_at_his_own_address(headed: Acting, sql: Sql) -> None:
    headed.take("contacts", HEAD | {"部门编码": "AGENCY", "姓名": "郑平", "邮箱": "ping@example.org"})
    headed.take("contacts", HEAD | {"手机": "13885120213"})
    assert [audience for audience, _ in sql.rows(TOLD)] == ["agency", "head", "head"]


def test_an_address_of_a_liaison_under_the_name_of_a_head_waits_too(headed: Acting, sql: Sql) -> None:
    clerk = at_page(headed)
    assert "待另一名经办人确认" in clerk.take("contacts", LIAISON | {"姓名": "王强"}).words
    assert clerk.take("contacts", LIAISON).counts == {"rows": 1, "new": 1, "changed": 0, "same": 0}
    assert sql.value("SELECT count(*) FROM contact WHERE role = 'liaison'") == 1


@pytest.mark.parametrize("paper", [None, replace(APPOINTED, page=""), replace(APPOINTED, number="", dated=None)])
def test_without_number_date_and_file_nothing_is_kept(headed: Acting, sql: Sql, paper: None) -> None:
    with pytest.raises(Refused, match="须写明任免文件的文号、日期并附文件"):
        at_page(headed, paper=paper).take("contacts", LIAISON, HEAD | {"姓名": "赵六"})
    assert sql.value("SELECT count(*) FROM contact WHERE role = 'liaison'") == 0


def test_a_sheet_of_departments_that_names_a_head_waits_and_its_rest_does_not(march: Acting, sql: Sql) -> None:
    row = {"编码": "D001", "名称": "第001厅", "主要领导": "赵六", "联络员": "钱七"}
    words = at_page(march).take("departments", row).words
    assert "登记联系人1人：第001厅联络员钱七" in words
    assert "待另一名经办人确认（签字人变更1）" in words
    assert sql.column("SELECT name FROM contact WHERE name IN ('赵六', '钱七')") == ["钱七"]


def test_the_same_sheet_again_is_the_same_change_and_is_told_once(headed: Acting, sql: Sql) -> None:
    for _ in range(2):
        at_page(headed).take("contacts", HEAD | {"姓名": "赵六"})
    assert sql.value("SELECT count(*) FROM signer_change") == 1
    assert [audience for audience, _ in sql.rows(TOLD)] == ["head", "agency"]


def test_what_one_clerk_registers_under_the_name_of_a_head_to_come_waits_too(headed: Acting) -> None:
    headed.take("contacts", HEAD | {"姓名": "赵六", "生效日期": "2026-04-01"})
    assert "待另一名经办人确认" in at_page(headed).take("contacts", LIAISON | {"姓名": "赵六"}).words
    clerk = at_page(headed, paper=None)
    assert "须两人办理" in clerk.refused("appoint_liaison", department="D002", name="赵六", email="e@example.org")


def test_an_address_in_another_place_of_the_account_of_a_head_waits_too(headed: Acting, sql: Sql) -> None:
    elsewhere = LIAISON | {"部门编码": "D001", "姓名": "王强"}
    headed.take("contacts", elsewhere | {"邮箱": "own@example.org"})
    headed.do("open_account", people=["D002/王强", "D001/王强"], code_digest="b" * 64)
    clerk = at_page(headed)
    assert "待另一名经办人确认" in clerk.take("contacts", elsewhere | {"邮箱": "clerk@example.org"}).words
    assert "须两人办理" in clerk.refused("appoint_liaison", department="D001", name="王强", email="e@example.org")
    assert sql.value("SELECT email FROM contact WHERE role = 'liaison'") == "own@example.org"


def test_a_row_under_the_name_of_a_head_of_the_same_sheet_waits_with_him(headed: Acting, sql: Sql) -> None:
    at_page(headed).take("contacts", HEAD | {"姓名": "赵六"}, LIAISON | {"姓名": "赵六"}, LIAISON)
    assert sql.column("SELECT name FROM contact WHERE name IN ('赵六', '李明')") == ["李明"]
    assert sql.value("SELECT jsonb_array_length(rows) FROM signer_change") == 2


def test_a_row_that_changes_nothing_asks_for_no_paper(headed: Acting) -> None:
    assert at_page(headed, paper=None).take("contacts", HEAD).counts["same"] == 1


def test_an_office_registers_no_address_under_the_name_of_its_head_from_afar(headed: Acting) -> None:
    office = headed.office("D002")
    mail = replace(office, actor=replace(office.actor, known=Known.KNOWN))
    other = {"department": "D002", "email": "x@example.org"}
    assert "“王强”是“第002厅”的主要领导" in mail.refused("appoint_liaison", name="王强", **other)
    days = {"first_day": str(headed.day), "last_day": "2026-03-20"}
    headed.take("contacts", LIAISON)
    given = {"person": "李明", "representative": "王强", **days, **other}
    assert "须两人办理" in mail.refused("appoint_representative", **given)


def test_the_head_of_the_agency_is_told_that_a_head_is_represented(headed: Acting, sql: Sql) -> None:
    days = {"first_day": str(headed.day), "last_day": "2026-03-20", "email": "w@example.org"}
    headed.do("appoint_representative", department="D002", person="王强", representative="王芳", **days)
    [(audience, told)] = sql.rows(TOLD)
    assert (audience, told["what"]) == ("agency", "主要领导委托他人代收通知")


def test_signers_whose_terms_one_clerk_ends_by_a_merger_are_told_at_their_former_address(
    headed: Acting, sql: Sql
) -> None:
    headed.take("contacts", LIAISON)
    merged = {"department": "D002", "successor": "D001", "effective_on": str(headed.day), "basis": "黔编1号"}
    at_page(headed, paper=None).do("merge_department", **merged)
    (head, told), (agency, own) = sql.rows(TOLD)
    assert (head, agency, told["former"]) == ("head", "agency", ["qiang@example.org"])
    assert told["lines"] == own["lines"] == ["第002厅主要领导王强（更改，失效日期2026年3月4日）"]
    assert told["what"] == "所在部门并入“第001厅”，以下登记随之终止"
