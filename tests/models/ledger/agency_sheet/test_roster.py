"""The roster in sheets: every third party and inspector is a row; a changed cell changes one, a new row adds one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.intake.complaints import ImportRefused
from tests.databases import story
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, rows_in, take, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

PARTY = {"qualification": "工程咨询甲级", "independence": "无隶属关系", "credit_code": "91520100MA6DL0000X"}
PARTIES = "SELECT name, qualification, valid_to::text FROM third_party ORDER BY name"
PEOPLE = """
SELECT p.name, y.name, p.position, p.valid_to::text FROM inspector p LEFT JOIN third_party y ON y.id = p.third_party_id
ORDER BY y.name NULLS FIRST, p.name
"""


@pytest.fixture
@story
def registered(march: Acting) -> Acting:
    """A third party, one of its people and two of the agency's."""
    march.do("register_third_party", name="中鼎评估公司", valid_to="2026-12-31", **PARTY)
    march.do("register_inspector", name="王文", position="处长")
    march.do("register_inspector", name="李天", valid_from="2026-01-01")
    march.do("register_inspector", name="郑玲", third_party="中鼎评估公司")
    return march


def test_what_is_registered_imports_without_a_change(registered: Acting, sql: Sql, tmp_path: Path) -> None:
    before = sql.value("SELECT height FROM chain_head")
    assert counts(take(registered, "third-parties", export(registered, "third-parties", tmp_path))) == (0, 0, 1)
    assert counts(take(registered, "inspectors", export(registered, "inspectors", tmp_path))) == (0, 0, 3)
    assert sql.value("SELECT height FROM chain_head") == before


def test_a_changed_cell_changes_only_its_field(
    registered: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    sheet = fill(export(registered, "third-parties", tmp_path), {2: {"资质": "工程咨询乙级"}})
    assert counts(take(registered, "third-parties", sheet)) == (0, 1, 0)
    assert sql.rows(PARTIES) == [("中鼎评估公司", "工程咨询乙级", "2026-12-31")]
    assert counts(take(registered, "third-parties", sheet)) == (0, 0, 1)
    assert violations() == []


def test_a_cleared_day_is_cleared_and_a_cleared_name_of_a_paper_is_refused(
    registered: Acting, sql: Sql, tmp_path: Path
) -> None:
    sheet = fill(export(registered, "third-parties", tmp_path), {2: {"委托终止日期": None}})
    assert counts(take(registered, "third-parties", sheet)) == (0, 1, 0)
    assert sql.rows(PARTIES) == [("中鼎评估公司", "工程咨询甲级", None)]
    with pytest.raises(ImportRefused, match="“资质”必填") as refusal:
        take(registered, "third-parties", fill(export(registered, "third-parties", tmp_path), {2: {"资质": None}}))
    assert refusal.value.complaints[0].cell == "D2"


def test_new_rows_are_added_below_those_of_the_ledger(registered: Acting, sql: Sql, tmp_path: Path) -> None:
    new = {5: {"姓名": "钱进", "第三方机构": "中鼎评估公司", "职务": "工程师"}, 6: {"姓名": "韩丽"}}
    sheet = fill(export(registered, "inspectors", tmp_path), new)
    assert counts(take(registered, "inspectors", sheet)) == (2, 0, 3)
    assert sql.rows(PEOPLE) == [
        ("李天", None, "", None),
        ("王文", None, "处长", None),
        ("韩丽", None, "", None),
        ("郑玲", "中鼎评估公司", "", None),
        ("钱进", "中鼎评估公司", "工程师", None),
    ]
    assert counts(take(registered, "inspectors", sheet)) == (0, 0, 5)


def test_a_template_has_no_rows_and_takes_new_ones(registered: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = template(registered, "inspectors", tmp_path)
    assert rows_in(sheet) == []
    assert counts(take(registered, "inspectors", fill(sheet, {2: {"姓名": "韩丽", "失效日期": "2026年12月31日"}}))) == (
        1,
        0,
        0,
    )
    assert ("韩丽", None, "", "2026-12-31") in sql.rows(PEOPLE)


def test_a_row_changed_elsewhere_is_refused_by_name_even_if_it_was_not_edited(
    registered: Acting, sql: Sql, tmp_path: Path
) -> None:
    sheet = export(registered, "inspectors", tmp_path)
    registered.do("register_inspector", name="王文", position="副处长")
    with pytest.raises(ImportRefused, match="“王文”在表格导出以后已有改动，请重新导出后填写"):
        take(registered, "inspectors", sheet)
    assert ("王文", None, "副处长", None) in sql.rows(PEOPLE)


def test_a_name_in_a_row_of_the_ledger_is_not_changed(registered: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(registered, "inspectors", tmp_path), {3: {"姓名": "王闻"}})
    with pytest.raises(ImportRefused, match="姓名是台账里已有的，不能改动，请改回“王文”"):
        take(registered, "inspectors", sheet)
    assert len(sql.rows(PEOPLE)) == 3


def test_one_bad_row_leaves_the_good_ones_undone(registered: Acting, sql: Sql, tmp_path: Path) -> None:
    rows = {
        2: {"职务": "主任"},
        5: {"姓名": "钱进", "第三方机构": "无名公司"},
        6: {"姓名": "韩丽", "生效日期": "2026-05-01", "失效日期": "2026-04-01"},
        7: {"职务": "没有姓名"},
    }
    with pytest.raises(ImportRefused) as refusal:
        take(registered, "inspectors", fill(export(registered, "inspectors", tmp_path), rows))
    messages = [each.message for each in refusal.value.complaints]
    assert [each.cell for each in refusal.value.complaints] == ["D5", "D6", "B7"]
    assert messages[0].startswith("没有登记第三方机构“无名公司”")
    assert messages[1] == "终止日期2026-04-01早于起始日期2026-05-01。"
    assert messages[2] == "“姓名”必填。"
    assert len(sql.rows(PEOPLE)) == 3


def test_the_result_says_what_each_row_did(registered: Acting, tmp_path: Path) -> None:
    done = take(registered, "inspectors", fill(export(registered, "inspectors", tmp_path), {5: {"姓名": "韩丽"}}))
    assert done.words == "核查人员共4行：新增1，更改0，未变3。\n已登记核查人员“韩丽”（本机构）。"


def test_a_sheet_without_its_check_codes_says_the_same_of_everyone(registered: Acting, tmp_path: Path) -> None:
    sheet = fill(export(registered, "inspectors", tmp_path), {number: {"核对码": None} for number in (2, 3, 4)})
    assert counts(take(registered, "inspectors", sheet)) == (0, 0, 3)
