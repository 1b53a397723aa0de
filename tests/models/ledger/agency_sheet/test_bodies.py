"""参与单位 and 内设机构 in sheets: exported rows change nothing, a new row adds one, a wrong one names its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from models.ledger.registry.bodies import register_body, register_division
from models.rules.errors import Refused
from tests.databases import story
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, take, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

BODIES = "SELECT name, kind, member, contact, valid_to::text FROM body ORDER BY id"


@pytest.fixture
@story
def registered(march: Acting) -> Acting:
    """A leading group, a body that works with it, and a part of a department."""
    march.do(register_body.name, name="领导小组", kind="领导小组", contact="张三")
    march.do(register_body.name, name="省委组织部", kind="组织部", member="是", basis="黔党办发〔2017〕9号")
    march.do(register_division.name, department="D001", name="办公室")
    return march


@pytest.mark.parametrize(("kind", "rows"), [("bodies", 2), ("divisions", 1)])
def test_what_is_registered_imports_without_a_change(
    registered: Acting, sql: Sql, tmp_path: Path, kind: str, rows: int
) -> None:
    before = sql.value("SELECT height FROM chain_head")
    assert counts(take(registered, kind, export(registered, kind, tmp_path))) == (0, 0, rows)
    assert sql.value("SELECT height FROM chain_head") == before


def test_a_changed_cell_and_a_new_row_are_one_act(
    registered: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    changed: dict[int, dict[str, Any]] = {
        2: {"联系人": None, "失效日期": "2026年12月31日"},
        4: {"单位名称": "机关工委", "单位类别": "机关工委"},
    }
    sheet = fill(export(registered, "bodies", tmp_path), changed)
    before = sql.value("SELECT height FROM chain_head")
    assert counts(take(registered, "bodies", sheet)) == (1, 1, 1)
    assert sql.rows(BODIES) == [
        ("领导小组", "leading_group", False, "", "2026-12-31"),
        ("省委组织部", "organization", True, "", None),
        ("机关工委", "work_committee", False, "", None),
    ]
    assert sql.value("SELECT height FROM chain_head") == before + 1
    assert violations() == []


def test_divisions_of_several_departments_are_new_rows(registered: Acting, sql: Sql, tmp_path: Path) -> None:
    new = {2: {"部门编码": "D002", "内设机构名称": "办公室"}, 3: {"部门编码": "D001", "内设机构名称": "财务处"}}
    assert counts(take(registered, "divisions", fill(template(registered, "divisions", tmp_path), new))) == (2, 0, 0)
    assert sql.value("SELECT count(*) FROM division") == 3


def test_a_second_leading_group_is_refused_with_its_row(registered: Acting, sql: Sql, tmp_path: Path) -> None:
    new = {2: {"单位名称": "另一领导小组", "单位类别": "领导小组"}}
    with pytest.raises(ImportRefused, match="同一时期只有一个"):
        take(registered, "bodies", fill(template(registered, "bodies", tmp_path), new))
    assert sql.value("SELECT count(*) FROM body") == 2


def test_the_paper_of_a_member_is_not_cleared(registered: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = export(registered, "bodies", tmp_path)
    with pytest.raises(ImportRefused, match="E3") as error:
        take(registered, "bodies", fill(sheet, {3: {"依据文件": None}}))
    assert "“省委组织部”登记为领导小组成员单位，须写明依据文件" in str(error.value)
    assert sql.column("SELECT basis FROM body ORDER BY id") == ["", "黔党办发〔2017〕9号"]
    counted = counts(take(registered, "bodies", fill(sheet, {3: {"依据文件": None, "领导小组成员单位": "否"}})))
    assert counted == (0, 1, 1)


HOSTILE = (
    "=1+1",
    "@SUM(A1)",
    "'甲",
    "-处|室",
    "甲\n乙",
    "\t甲",
    "0012",
    "2026-01-01",
    "<b>甲</b>",
    "甲'; DROP TABLE body; --",
    "𠮷",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_a_program_might_read_differently_comes_back_as_it_was(
    march: Acting, sql: Sql, tmp_path: Path, violations: Violations, text: str
) -> None:
    march.do(register_body.name, name=text, kind="其他", contact="李明", basis=text)
    march.do(register_division.name, department="D001", name=text)
    before = sql.value("SELECT height FROM chain_head")
    for kind in ("bodies", "divisions"):
        assert counts(take(march, kind, export(march, kind, tmp_path))) == (0, 0, 1)
    assert sql.value("SELECT height FROM chain_head") == before
    assert violations() == []


@pytest.mark.parametrize(
    ("kind", "row", "words"),
    [
        ("bodies", {"单位名称": "省政协", "单位类别": "理事会"}, "C3"),
        ("bodies", {"单位名称": "省政协", "单位类别": None}, "单位类别"),
        ("bodies", {"单位名称": "省政协", "单位类别": "其他", "邮箱": "不是邮箱"}, "F3"),
        ("bodies", {"单位名称": "省政协", "单位类别": "其他", "领导小组成员单位": "是"}, "E3"),
        (
            "bodies",
            {"单位名称": "省政协", "单位类别": "其他", "生效日期": "2026-03-02", "失效日期": "2026-03-01"},
            "终止日期2026-03-01早于起始日期2026-03-02",
        ),
        ("divisions", {"部门编码": "D999", "内设机构名称": "财务处"}, "D999"),
        ("divisions", {"部门编码": "D001", "内设机构名称": None}, "内设机构名称"),
    ],
)
def test_one_wrong_row_is_named_and_the_right_one_is_not_stored_either(
    march: Acting, sql: Sql, tmp_path: Path, kind: str, row: dict[str, str | None], words: str
) -> None:
    right = {
        "bodies": {"单位名称": "省人大", "单位类别": "其他"},
        "divisions": {"部门编码": "D001", "内设机构名称": "办公室"},
    }
    with pytest.raises(ImportRefused) as error:
        take(march, kind, fill(template(march, kind, tmp_path), {2: right[kind], 3: row}))
    assert words in str(error.value)
    assert "3" in str(error.value)
    assert sql.value("SELECT (SELECT count(*) FROM body) + (SELECT count(*) FROM division)") == 0


def test_a_sheet_without_the_column_of_the_kind_is_refused(march: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = tmp_path / "参与单位.csv"
    sheet.write_text("单位名称\n省人大\n", encoding="utf-8")
    with pytest.raises(Refused, match="缺少列：单位类别"):
        take(march, "bodies", sheet)
    assert sql.value("SELECT count(*) FROM body") == 0
