"""Departments that no notice can reach are named (6.1.6)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.registry.addresses import SHOWN, unreachable, warn_unreachable
from models.rules.errors import Refused

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations


WORDS = "1个部门没有目标办邮箱、企业微信机器人和联络员邮箱，收不到通知：第001厅。"


def lost(acting: Acting) -> list[str]:
    with begin() as session:
        return list(unreachable(session, acting.context().jurisdiction, acting.day))


@pytest.fixture
def bare(march: Acting, sql: Sql) -> Acting:
    """D001 has no address, the others have a mailbox."""
    sql.sealed("UPDATE office SET email = 'x@gz.gov.cn', wecom_robot = ''")
    sql.sealed("UPDATE office SET email = '' WHERE department_id = (SELECT id FROM department WHERE code = 'D001')")
    return march


@pytest.mark.parametrize("column", ["email", "wecom_robot"])
def test_an_office_with_a_mailbox_or_a_robot_is_reached(bare: Acting, sql: Sql, column: str) -> None:
    assert lost(bare) == ["D001"]
    sql.sealed(f"UPDATE office SET {column} = 'x@gz.gov.cn'")  # noqa: S608 - a column of the table
    assert lost(bare) == []


def test_a_current_liaison_with_a_mailbox_is_reached(bare: Acting) -> None:
    bare.do("appoint_liaison", department="D001", name="王五")
    assert lost(bare) == ["D001"]
    bare.do("appoint_liaison", department="D001", name="赵六", email="zl@gz.gov.cn", valid_from="2026-03-09")
    assert lost(bare.on("2026-03-08")) == ["D001"]
    assert lost(bare.on("2026-03-09")) == []


def test_a_department_that_has_ended_is_not_named(bare: Acting, sql: Sql) -> None:
    sql("UPDATE department SET valid_to = '2026-03-31' WHERE code = 'D001'")
    assert lost(bare.on("2026-03-31")) == ["D001"]
    assert lost(bare.on("2026-04-01")) == []


def test_the_import_of_departments_says_so_of_its_rows(bare: Acting) -> None:
    assert bare.take("departments", {"编码": "D001", "名称": "第001厅"}).words.endswith(WORDS)
    assert "收不到通知" not in bare.take("departments", {"编码": "D002", "名称": "第002厅"}).words


def test_the_sweep_names_those_it_cannot_tell(bare: Acting, sql: Sql) -> None:
    words = bare.system.do("watch_liaisons").words
    assert words == ("2个部门没有联络员，将通知其目标办和本机构；第001厅没有收件地址，系统通知不到，请电话告知。")
    told = "SELECT payload FROM notice WHERE kind = 'liaison_missing' AND audience = 'agency'"
    assert sql.rows(told) == [({"departments": ["第001厅", "第002厅"], "unreachable": ["第001厅"]},)]


def test_no_office_is_said_to_be_told_if_none_can_be(bare: Acting) -> None:
    bare.do("appoint_liaison", department="D002", name="王五")
    words = bare.system.do("watch_liaisons").words
    assert words == "1个部门没有联络员，将通知本机构；第001厅没有收件地址，系统通知不到，请电话告知。"


def test_a_long_list_of_names_is_cut() -> None:
    assert warn_unreachable([]) == ""
    assert warn_unreachable(map(str, range(SHOWN + 1))).endswith("：0、1、2、3、4、5、6、7、8、9等。")


KEY = "geheim-key-4711"
ROBOT = "SELECT f.wecom_robot FROM office f JOIN department d ON d.id = f.department_id WHERE d.code = 'D001'"
SHEET = {"编码": "D001", "名称": "第001厅", "目标办邮箱": "a@b.cn", "企业微信机器人": KEY}


@pytest.fixture
def keyed(march: Acting) -> Acting:
    """D001 has a robot."""
    march.take("departments", SHEET)
    return march


@pytest.mark.parametrize("mask", ["******", "***", "**********", " ****** ", "＊＊＊＊＊＊"])
def test_the_mask_read_back_leaves_the_key_as_it_is(keyed: Acting, sql: Sql, violations: Violations, mask: str) -> None:
    summary = keyed.take("departments", SHEET | {"企业微信机器人": mask})
    assert sql.value(ROBOT) == KEY
    assert summary.counts["changed"] == 0
    assert violations() == []


def test_other_cells_of_a_row_with_a_mask_are_taken(keyed: Acting, sql: Sql, violations: Violations) -> None:
    keyed.take("departments", SHEET | {"企业微信机器人": "******", "目标办邮箱": "neu@b.cn"})
    assert sql.value(ROBOT) == KEY
    assert sql.value("SELECT count(*) FROM office WHERE email = 'neu@b.cn'") == 1
    assert violations() == []


def test_another_key_and_an_empty_cell_still_replace_it(keyed: Acting, sql: Sql) -> None:
    keyed.take("departments", SHEET | {"企业微信机器人": "ein-anderer"})
    assert sql.value(ROBOT) == "ein-anderer"
    with pytest.raises(Refused, match=r"企业微信机器人为空，会清空登记的地址.*确要清空的加 --yes"):
        keyed.take("departments", SHEET | {"企业微信机器人": ""}, clears=False)
    emptied = keyed.take("departments", SHEET | {"企业微信机器人": ""})
    assert "清空：第001厅 企业微信机器人。" in emptied.words
    assert sql.value(ROBOT) == ""


@pytest.mark.parametrize("code", ["D002", "D099"])
def test_a_mask_where_there_is_no_robot_is_refused_at_its_cell(keyed: Acting, sql: Sql, code: str) -> None:
    name = {"D002": "第002厅", "D099": "第099厅"}[code]
    with pytest.raises(Refused, match="是掩码，而本系统没有这个部门的机器人key") as refusal:
        keyed.take("departments", SHEET, {"编码": code, "名称": name, "企业微信机器人": "******"})
    assert KEY not in refusal.value.message
    assert sql.value("SELECT count(*) FROM office WHERE wecom_robot LIKE '%*%'") == 0


def test_no_notice_is_ever_addressed_to_a_mask(keyed: Acting, sql: Sql) -> None:
    keyed.take("departments", SHEET | {"企业微信机器人": "******"})
    assert sql.value("SELECT count(*) FROM office WHERE wecom_robot = '******'") == 0


def test_neither_ledger_nor_transitions_hold_the_key(keyed: Acting, sql: Sql) -> None:
    keyed.take("departments", SHEET | {"企业微信机器人": "******"})
    for table in ("block", "transition", "notice"):
        rows = sql.column(f"SELECT t::text FROM {table} t")  # noqa: S608 - names above
        assert KEY not in json.dumps(rows)
