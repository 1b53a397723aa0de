"""Masks: a sheet with asterisks in place of the robot's key leaves the key as it is, and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from models.rules.errors import Refused

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

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
    keyed.take("departments", SHEET | {"企业微信机器人": ""})
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
