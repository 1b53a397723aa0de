"""The rows of a sheet of indicators: whose tree they are, and what is wrong with the whole tree, by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.models.ledger.target.trees import DRAFT, checked, complaints, counts, leaf, row, tree

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

FIXED = "UPDATE target_draft SET state = :state"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([leaf("1", 单位="")], "第2行“单位”列：单位未填写，有数量的指标须写明单位"),
        (
            [leaf("1", 方向="")],
            "第2行“方向”列：方向未填写，有数量的指标须写明方向，可填：不少于、不多于、等于",
        ),
        ([row("1")], "第2行“标准”列：标准未填写，没有数量的指标须写明可核查的标准"),
        ([leaf("1", 完成时限="")], "第2行“完成时限”列：完成时限未填写，最下一级指标须写明完成时限"),
        ([leaf("1", "9")], "第2行“上级指标”列：上级指标“9”不存在，请核对其编号"),
        (
            [leaf("1", 完成时限="2027-01-31")],
            "第2行“完成时限”列：完成时限2027年1月31日晚于目标的完成时限（年底（默认），即2026年12月31日）",
        ),
        ([leaf("1"), leaf("1-1", "1")], "第2行“数量”列：数量由下一级指标填写，此处请留空"),
        ([leaf("1/1")], "第2行“指标编号”列：指标编号“1/1”含有“/”，编号中不能用，请改用“-”"),
        ([leaf("1"), leaf("1")], "第3行“指标编号”列：指标编号“1”重复：第2行与第3行，请只保留一行"),
    ],
)
def test_a_fault_is_named_by_its_cell(march: Acting, rows: list[dict[str, str]], words: str) -> None:
    assert words in complaints(march, *rows)


def test_a_fourth_level_is_a_fault(march: Acting) -> None:
    deep = row("1"), row("1-1", "1"), row("1-1-1", "1-1"), leaf("1-1-1-1", "1-1-1")
    [found] = complaints(march, *deep)
    assert found.endswith("“1-1-1”已是三级指标，“1-1-1-1”在其下为第4级，指标最多三级")


def test_a_fault_of_a_node_that_the_sheet_lacks_stands_at_its_first_row(march: Acting) -> None:
    march.take("drafts", DRAFT)
    march.take("indicators", *tree("N1"))
    [found] = {
        words.split("：")[1] for words in complaints(march, row("1", "1-1", target="N1"), leaf("3", target="N1"))[:1]
    }
    assert "首尾相接" in found or "由下一级指标填写" in found


def test_a_tree_with_an_unreadable_row_is_not_judged_as_a_whole(march: Acting) -> None:
    rows = row("1", 数量="很多"), leaf("1-1", "1"), leaf("1", target="T002", 年度="去年")
    assert [words.split("“")[1][:2] for words in complaints(march, *rows)] == ["数量", "年度"]


def test_a_tree_that_is_on_record_is_not_judged_again(march: Acting, sql: Sql) -> None:
    march.take("indicators", *tree())
    sql("UPDATE target SET deadline = '2026-06-30' WHERE code = 'T001'")
    assert counts(march, *tree()) == (0, 0, 4)


def test_an_issued_tree_gets_no_further_node(march: Acting) -> None:
    march.take("indicators", *tree())
    assert complaints(march, *tree(), checked("3")) == [
        "第6行“指标编号”列：指标编号“3”不在目标“T001”下达的指标中，下达后不能增加，请核对编号"
    ]


def test_a_target_that_was_issued_from_a_draft_has_the_tree_of_the_draft(march: Acting, sql: Sql) -> None:
    march.take("drafts", DRAFT)
    sql("UPDATE target SET code = 'N1' WHERE code = 'T002'")
    sql(FIXED, state="issued")
    assert "不在目标“N1”下达的指标中" in complaints(march, leaf("1", target="N1"))[0]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("submitted", "“N1”：该目标已经报审；需要修改的，请先退回"),
        ("approved", "“N1”：该目标已经审批；需要修改的，请先退回"),
        ("withdrawn", "“N1”不在2026年目标和草案中，请核对编号"),
    ],
)
def test_a_draft_that_can_change_no_more_keeps_its_tree(march: Acting, sql: Sql, state: str, words: str) -> None:
    march.take("drafts", DRAFT)
    march.take("indicators", leaf("1", target="N1"))
    sql(FIXED, state=state)
    assert complaints(march, leaf("2", target="N1"))[0].endswith(f"目标编号{words}")


def test_a_draft_that_can_change_no_more_takes_rows_without_a_change(march: Acting, sql: Sql) -> None:
    march.take("drafts", DRAFT)
    march.take("indicators", leaf("1", target="N1"))
    sql(FIXED, state="submitted")
    assert counts(march, leaf("1", target="N1")) == (0, 0, 1)
