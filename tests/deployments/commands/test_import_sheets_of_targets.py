"""Bad input of 目标制定, each through a real workbook or its act: refused at its cell, and nothing changed (Part 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.databases import story
from tests.deployments.commands.wrong_cells import CASES, DRAFT
from tests.models.ledger.draft.lists import (
    APPROVED,
    PAPER,
    SUBMITTED,
    approve,
    bodies,
    consult,
    draft,
    submit,
    whole_list,
)

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao, Sheet

TODAY = "2026-03-05"
HEAD = "SELECT hash FROM chain_head"


@pytest.fixture
@story
def drafted(line: Mubiao, anyone: Acting, sql: Sql) -> Acting:
    """N1 of D001 is drafted, due on 30 November; it is 5 March."""
    assert line.database
    agency = anyone.on(TODAY)
    draft(agency, "N1", 完成时限="2026-11-30")
    assert sql.value(HEAD)
    return agency


@pytest.mark.exhaustive(5)
@pytest.mark.usefixtures("drafted")
@pytest.mark.parametrize(("kind", "rows", "words"), CASES.values(), ids=CASES)
def test_a_wrong_cell_of_a_workbook_is_refused_with_its_place(
    line: Mubiao, sheet: Sheet, sql: Sql, kind: str, rows: tuple[dict[str, Any], ...], words: str
) -> None:
    before, file = sql.value(HEAD), sheet("表.xlsx", *rows)
    refusal = line.refused("import", kind, str(file), "--on", TODAY)
    assert "未作任何改动" in refusal
    assert f"表.xlsx 工作表“Sheet” {words}" in refusal
    assert sql.value(HEAD) == before


def refused(line: Mubiao, sql: Sql, *words: str, on: str = TODAY) -> str:
    """The sentence with which an act is refused; nothing has changed."""
    before = sql.value(HEAD)
    sentence = line.refused("act", *words, "--on", on)
    assert sql.value(HEAD) == before
    return sentence.rstrip("\n")


SUBMIT = ("submit_drafts", "--category", "职能绩效目标")


def paper_of(name: str, number: str, dated: str, key: str = "2026-1") -> tuple[str, ...]:
    """The words of an act about a paper with this number and date."""
    proof = ("--evidence", str(PAPER)) if name == "approve_drafts" else ()
    return name, "--submission", key, "--number", number, "--dated", dated, *proof


def test_a_body_that_is_not_registered_approves_nothing(line: Mubiao, drafted: Acting, sql: Sql) -> None:
    consult(drafted)
    assert refused(line, sql, *SUBMIT, on=SUBMITTED) == (
        "职能绩效目标由领导小组办公室审批，尚未登记。登记：mubiao act register_body --kind 领导小组办公室 --name 名称。"
    )


def test_an_approval_before_the_submission_is_refused(line: Mubiao, drafted: Acting, sql: Sql) -> None:
    bodies(drafted)
    consult(drafted)
    unknown = "没有编号为“2026-1”的报审，编号如2027-1。查看：mubiao submissions。"
    assert refused(line, sql, *paper_of("approve_drafts", "批1号", TODAY)) == unknown
    submit(drafted)
    early = paper_of("approve_drafts", "批1号", "2026-03-13")
    assert refused(line, sql, *early, on=APPROVED) == "批件日期2026-03-13早于报审日期2026-03-16，请核对。"
    unapproved = paper_of("issue_targets", "黔目标〔2026〕3号", APPROVED)
    assert refused(line, sql, *unapproved, on=APPROVED) == "报审2026-1尚未审批（approve_drafts），不能下达。"


def test_a_second_paper_of_one_number_names_the_first(line: Mubiao, drafted: Acting) -> None:
    bodies(drafted)
    consult(drafted)
    number = "黔目标批〔2026〕1号"
    approve(drafted, submit(drafted), number)
    draft(drafted, "N2")
    consult(drafted)
    second = paper_of("approve_drafts", number, APPROVED, submit(drafted))
    words = line.done("act", *second, "--on", APPROVED)
    assert f"同一文件（{number}）另用于批件（2026-1，{APPROVED}），请核对。" in words


def test_a_dynamic_target_without_its_document_is_refused_at_its_cells(
    line: Mubiao, drafted: Acting, sheet: Sheet, sql: Sql
) -> None:
    assert drafted.day.year == 2026
    urgent = DRAFT | {"管理方式": "动态目标", "来源文件": "", "来源文件日期": ""}
    before = sql.value(HEAD)
    sentence = line.refused("import", "drafts", str(sheet("急.xlsx", urgent)), "--on", TODAY)
    assert sql.value(HEAD) == before
    assert "H2：来源文件未填写，动态目标须写明来源文件和它的日期" in sentence
    assert "O2：来源文件日期未填写" in sentence


def test_a_dynamic_target_before_its_document_is_refused(line: Mubiao, drafted: Acting, sql: Sql) -> None:
    bodies(drafted)
    urgent = {"管理方式": "动态目标", "来源文件": "黔府发〔2026〕3号", "来源文件日期": "2026-03-17"}
    draft(drafted, "N2", **urgent)
    submission = (*SUBMIT, "--targets", "N2", "--unconsulted-reason", "紧急")
    assert "N2”：来源文件日期2026-03-17在今天（2026-03-16）之后" in refused(
        line, sql, *submission, on=SUBMITTED
    ).replace("N2“农村公路N2", "N2")


def test_a_unit_that_is_unknown_is_refused_where_it_is_to_be_added(
    line: Mubiao, drafted: Acting, sheet: Sheet, sql: Sql
) -> None:
    assert drafted.day.year == 2026
    part = DRAFT | {"绩效要求": "建成500筐", "数量": "500", "单位": "筐", "上级目标编号": "N1", "可加": "是"}
    before = sql.value(HEAD)
    sentence = line.refused("import", "drafts", str(sheet("分解.xlsx", part)), "--on", TODAY)
    assert sql.value(HEAD) == before
    assert "N2：可加填“是”，单位“筐”不能换算为“公里”，请改正单位或者留空" in sentence


def test_weights_of_49_5_are_refused_when_the_list_is_issued(line: Mubiao, drafted: Acting, sql: Sql) -> None:
    drafted.do("withdraw_draft", target="N1", reason="重复")
    bodies(drafted)
    codes = whole_list(drafted, "D001", first=2, 权重="7")
    draft(drafted, codes[1], 权重="7.5")
    consult(drafted)
    approve(drafted, submit(drafted))
    issue = paper_of("issue_targets", "黔目标〔2026〕3号", APPROVED)
    sentence = refused(line, sql, *issue, on=APPROVED)
    assert "第001厅：职能绩效目标的权重合计49.5，应为50。请补齐，或逐项豁免" in sentence


@pytest.mark.usefixtures("drafted")
def test_weights_of_the_party_items_of_49_5_are_refused(line: Mubiao, sheet: Sheet, sql: Sql) -> None:
    weights = "思想建设16.5、组织建设9、党风廉政建设8、队伍建设8、同步小康驻村8"
    words = ("set_policy", "--key", "party_item_weights", "--basis", "1号", "--value", weights)
    assert "合计49.5，应为41" in refused(line, sql, *words)
    before = sql.value(HEAD)
    row_of = {"设定": "党建项目权重", "内容": weights, "依据": "1号"}
    assert "合计49.5，应为41" in line.refused("import", "policies", str(sheet("设定.xlsx", row_of)), "--on", TODAY)
    assert sql.value(HEAD) == before


def test_a_draft_is_not_marked_after_its_consultation(line: Mubiao, drafted: Acting, sql: Sql) -> None:
    consult(drafted)
    assert refused(line, sql, "mark_secret", "--target", "N1", "--marking", "工作秘密", "--reason", "涉密") == (
        "该目标草案已发部门征求意见，此后不能再标注密级；请撤回，按保密规定用另一编号重新拟定。"
    )
