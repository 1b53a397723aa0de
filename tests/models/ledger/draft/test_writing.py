"""目标草案: drafts from a sheet, changed until they are submitted, withdrawn with a reason."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from models.ledger.draft.writing import withdraw_draft
from models.rules.draft import Ground

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

DRAFT = {
    "编号": "N1", "年度": "2026", "目标名称": "农村公路", "绩效要求": "建成1000公里", "目标类别": "职能绩效目标",
    "目标来源": "本级目标", "数量": "1000", "单位": "公里", "完成时限": "2026-12-31", "责任部门": "D001",
    "配合部门": "D002",
}  # fmt: skip
STATE = "SELECT state FROM target_draft WHERE code = :code"
LED_BY = """
SELECT x.position, d.code FROM target_draft_department x JOIN target_draft r ON r.id = x.draft_id
JOIN department d ON d.id = x.department_id WHERE r.code = :code ORDER BY x.position
"""
WITHDRAW = withdraw_draft.name


def counts(acting: Acting, *rows: dict[str, Any]) -> tuple[int, int, int]:
    found = acting.take("drafts", *rows).counts
    return found["new"], found["changed"], found["same"]


def complaints(acting: Acting, *rows: dict[str, Any], kind: str = "drafts") -> list[str]:
    with pytest.raises(ImportRefused) as refusal:
        acting.take(kind, *rows)
    return [complaint.message for complaint in refusal.value.complaints]


def test_a_draft_is_no_target_and_owes_nothing(march: Acting, sql: Sql, violations: Violations) -> None:
    assert counts(march, DRAFT) == (1, 0, 0)
    assert sql.value(STATE, code="N1") == "drafted"
    assert sql.rows(LED_BY, code="N1") == [(0, "D001"), (1, "D002")]
    assert sql.value("SELECT count(*) FROM target WHERE code = 'N1'") == 0
    assert sql.value("SELECT count(*) FROM notice WHERE subject LIKE '%N1%'") == 0
    assert violations() == []


def test_a_dynamic_draft_without_its_document_is_refused_at_each_cell(march: Acting) -> None:
    dynamic = DRAFT | {"管理方式": "动态目标", "来源文件": "", "来源文件日期": ""}
    words = "未填写，动态目标须写明来源文件和它的日期"
    assert complaints(march, dynamic) == [f"来源文件{words}", f"来源文件日期{words}"]
    given = dynamic | {"来源文件": "黔府发〔2026〕3号", "来源文件日期": "2026-03-03"}
    assert counts(march, given) == (1, 0, 0)


def test_a_part_that_says_it_adds_up_in_a_unit_that_does_not_is_refused(march: Acting, sql: Sql) -> None:
    part = DRAFT | {"编号": "N2", "上级目标编号": "N1", "数量": "3", "单位": "座", "绩效要求": "建成3座"}
    words = "可加填“是”，单位“座”不能换算为“公里”，请改正单位或者留空"
    assert complaints(march, DRAFT, part | {"可加": "是"}) == [words]
    assert sql.value("SELECT count(*) FROM target_draft") == 0
    assert counts(march, DRAFT, part) == (2, 0, 0)


def test_another_part_in_a_unit_that_does_not_add_up_is_no_fault_of_one_that_does(march: Acting) -> None:
    other = DRAFT | {"编号": "N2", "上级目标编号": "N1", "数量": "3", "单位": "座", "绩效要求": "建成3座"}
    assert counts(march, DRAFT, other, DRAFT | {"编号": "N3", "上级目标编号": "N1", "可加": "是"}) == (3, 0, 0)


def test_a_name_in_the_cell_of_the_lead_is_refused_there(march: Acting) -> None:
    lead = DRAFT | {"责任部门": "D001、第九厅", "配合部门": "第八厅"}
    found = complaints(march, lead)
    assert [words[:4] for words in found] == ["责任部门", "配合部门"]


def test_a_second_import_changes_nothing(march: Acting, sql: Sql) -> None:
    march.take("drafts", DRAFT)
    before = sql.value("SELECT hash FROM chain_head")
    assert counts(march, DRAFT) == (0, 0, 1)
    assert sql.value("SELECT hash FROM chain_head") == before


def test_a_change_is_on_record_and_keeps_what_the_sheet_does_not_give(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    march.take("drafts", DRAFT)
    fewer = {name: DRAFT[name] for name in ("编号", "年度", "目标名称", "责任部门")}
    assert counts(march, fewer | {"目标名称": "乡村公路"}) == (0, 1, 0)
    assert sql.rows("SELECT name, quantity, unit FROM target_draft") == [("乡村公路", 1000, "公里")]
    assert sql.rows(LED_BY, code="N1") == [(0, "D001"), (1, "D002")]
    events = sql.column("SELECT event FROM transition WHERE record = 'target_draft' ORDER BY id")
    assert events == ["drafted", "revise"]
    assert violations() == []


def test_the_unit_of_a_draft_stands_where_the_sheet_has_no_such_column(march: Acting) -> None:
    march.take("drafts", DRAFT)
    assert counts(march, {name: value for name, value in DRAFT.items() if name != "单位"}) == (0, 0, 1)


def test_a_quantity_is_compared_with_the_words_of_the_draft_where_the_sheet_has_none(march: Acting) -> None:
    march.take("drafts", DRAFT)
    few = {name: DRAFT[name] for name in ("编号", "年度", "目标名称", "责任部门")}
    [words] = complaints(march, few | {"数量": "900"})
    assert words.startswith("数量900公里与绩效要求中的“1000公里”不一致")
    [words] = complaints(march, few | {"绩效要求": "建成900公里"})
    assert words.startswith("数量1000公里与绩效要求中的“900公里”不一致")
    assert counts(march, few | {"数量": "900", "说明": "其余由市县承担"}) == (0, 1, 0)
    assert counts(march, few | {"完成时限": "2026-11-30"}) == (0, 1, 0)  # it is explained


def test_a35_a_sheet_that_says_dynamic_as_the_origin_makes_a_draft_dynamic(march: Acting, sql: Sql) -> None:
    march.take("drafts", DRAFT | {"来源文件": "黔府发〔2026〕3号", "来源文件日期": "2026-03-02"})
    few = {name: DRAFT[name] for name in ("编号", "年度", "目标名称", "责任部门")}
    assert counts(march, few | {"目标来源": "动态目标"}) == (0, 1, 0)
    assert sql.rows("SELECT origin, management FROM target_draft") == [("own", "dynamic")]


def test_the_departments_of_a_draft_are_replaced(march: Acting, sql: Sql, violations: Violations) -> None:
    march.take("drafts", DRAFT)
    assert counts(march, DRAFT | {"责任部门": "D002", "配合部门": ""}) == (0, 1, 0)
    assert sql.rows(LED_BY, code="N1") == [(0, "D002")]
    assert violations() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"编号": "T001"}, "编号“T001”的目标已经下达；需要改动的，请办理目标调整"),
        ({"编号": "N/1"}, "编号“N/1”含有“/”，编号中不能用，请改用“-”"),
        ({"年度": "2025"}, "年度2025已经过去，以前年度下达的目标用 mubiao import targets 补录"),
        ({"年度": "2028"}, "年度2028还早，只拟定2026年和2027年的目标，请核对"),
        ({"完成时限": "2027-01-01"}, "完成时限2027-01-01在2026年之后，年度目标最迟在2026-12-31完成"),
        ({"完成时限": "2026-03-04"}, "完成时限2026-03-04在今天（2026-03-05）之前，请核对"),
        ({"责任部门": "D009"}, "责任部门“D009”不在部门名单中，是否为“D002”？请改正后重新导入"),
        ({"责任部门": "D009", "配合部门": ""}, "责任部门“D009”不在部门名单中，是否为“D002”？请改正后重新导入"),
        ({"配合部门": "第001厅"}, "配合部门“第001厅”与“D001”是同一部门，请只写一次"),
        ({"责任部门": "AGENCY"}, "责任部门“贵州省目标绩效管理机构”是管理机构，不能作责任部门"),
        ({"党建项目": "思想建设"}, "党建项目不适用于职能绩效目标，请留空"),
        ({"数量": "900"}, "数量900公里与绩效要求中的“1000公里”不一致，请核对；两者确实不同的，在“说明”列写明原因"),
        ({"上级目标编号": "X9"}, "上级目标编号“X9”不在2026年目标和草案中，请核对编号"),
        ({"上级目标编号": "N1"}, "上级目标编号“N1”就是本目标，没有上级目标的请留空"),
        ({"单位": ""}, "单位：有数量的须写明单位"),
    ],
)
def test_a_wrong_row_is_refused_with_its_sentence(march: Acting, sql: Sql, change: dict[str, str], words: str) -> None:
    found = complaints(march, DRAFT | change)
    assert [message for message in found if message.startswith(words)] != [], found
    assert sql.value("SELECT count(*) FROM target_draft") == 0


def test_a_draft_may_belong_to_another_draft_and_to_a_target(march: Acting) -> None:
    parent, part = DRAFT | {"编号": "N2"}, DRAFT | {"上级目标编号": "N2"}
    assert counts(march, parent, part, DRAFT | {"编号": "N3", "上级目标编号": "T001"}) == (3, 0, 0)


def test_two_imports_at_once_put_no_two_drafts_above_each_other(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    """Seven pairs: without a turn most of them become a circle."""
    pairs = [(f"A{n}", f"B{n}") for n in range(7)]
    march.take("drafts", *(DRAFT | {"编号": code} for pair in pairs for code in pair))
    ready = Barrier(2)

    def put_below(code: str, parent: str) -> str:
        ready.wait(30)
        try:
            return march.take("drafts", DRAFT | {"编号": code, "上级目标编号": parent}).words
        except ImportRefused as refusal:
            return refusal.complaints[0].message

    with ThreadPoolExecutor(2) as pool:
        told = [[*pool.map(put_below, (a, b), (b, a))] for a, b in pairs]
    assert [sum("首尾相接" in words for words in each) for each in told] == [1] * len(pairs)
    assert sql.value("SELECT count(*) FROM target_draft WHERE parent_code <> ''") == len(pairs)
    assert violations() == []


def test_a_withdrawn_draft_stays_on_record_and_its_code_is_not_used_again(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    march.take("drafts", DRAFT)
    assert march.do(WITHDRAW, target="N1", reason="与上年重复").words == "目标草案N1“农村公路”已撤回。"
    assert march.do(WITHDRAW, target="N1", reason="与上年重复").counts == {"withdrawn": 0}
    assert complaints(march, DRAFT) == ["编号“N1”：该目标草案已经撤回；仍需制定的，请用另一编号重新拟定"]
    assert sql.value("SELECT detail ->> 'reason' FROM transition WHERE event = 'withdraw'") == "与上年重复"
    assert violations() == []


def test_the_code_of_a_draft_is_not_issued_by_an_import(march: Acting) -> None:
    march.take("drafts", DRAFT)
    issued = DRAFT | {"下达日期": "2026-02-27"}
    assert complaints(march, issued, kind="targets") == [
        "编号“N1”的目标草案已拟定，尚未下达；不再下达的，先撤回草案（withdraw_draft），另用编号"
    ]
    march.do(WITHDRAW, target="N1", reason="改用旧表")
    assert march.take("targets", issued).counts["new"] == 1


def test_a_code_without_a_draft_is_refused(march: Acting) -> None:
    march.take("drafts", DRAFT, DRAFT | {"年度": "2027", "完成时限": "2027-06-30"})
    assert march.refused(WITHDRAW, target="N9", reason="重复") == "没有编号为“N9”的目标草案。"
    several = march.refused(WITHDRAW, target="N1", reason="重复")
    assert several == "编号为“N1”的目标草案有2026、2027几个年度的，请写明年度（year）。"
    assert march.do(WITHDRAW, target="N1", year=2027, reason="重复").counts == {"withdrawn": 1}


@pytest.mark.parametrize(
    ("ground", "key"),
    [
        ("重大决策部署", "decision"),
        ("上级部门部署", "superior"),
        ("年度工作要点", "work_points"),
        ("临时性重大工作", "urgent"),
        ("其他事项", "other"),
    ],
    ids=list("abcde"),
)
def test_5_4_a_draft_says_why_it_is_managed_as_a_target(march: Acting, sql: Sql, ground: str, key: str) -> None:
    march.take("drafts", DRAFT | {"纳入依据": ground, "来源文件日期": "2026-02-10"})
    assert sql.rows("SELECT ground, source_date::text FROM target_draft") == [(key, "2026-02-10")]
    assert Ground(key).label == ground
