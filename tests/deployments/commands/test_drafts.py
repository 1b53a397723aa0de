"""`mubiao drafts`: the drafts of a year, what the lists would lack, and the sheet in which they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import load_workbook

from tests.models.ledger.draft.lists import consult, consulted_list, draft, submit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao

DRAFT = {"编号": "N1", "年度": "2026", "目标名称": "公路", "数量": "100", "单位": "公里", "责任部门": "D001"}

LACKS = "绩效要求、来源文件、目标类别、目标…"


def test_drafts_are_listed_with_their_state_and_the_gaps_of_the_lists(line: Mubiao, anyone: Acting) -> None:
    anyone.take("drafts", DRAFT)
    rows = [row.split() for row in line.done("drafts", "--on", "2026-03-05").splitlines()]
    assert rows[0] == ["编号", "目标", "责任部门", "数量", "完成时限", "状态", "意见", "报审", "缺"]
    assert rows[2] == ["N1", "公路", "第001厅", "100公里", "年底（默认）", "已拟定", LACKS]
    assert rows[-1] == ["第001厅：缺脱贫攻坚目标1项、缺本级目标6项（已下达的和草案合计）。"]
    answer = line.json("drafts", "--year", "2026")
    assert [(row["code"], row["state"]) for row in answer["drafts"]] == [("N1", "drafted")]
    assert [row["department_code"] for row in answer["gaps"]] == ["D001"]


def test_the_opinion_of_each_draft_is_awaited_answered_or_lacking(line: Mubiao, anyone: Acting) -> None:
    march = anyone.on("2026-03-05")
    codes, _ = consulted_list(march, N2="改为900公里", N3="改为800公里")
    march.do("answer_objection", target="N2", accepted=False, answer="任务已明确")
    draft(march, "M1", "D002")
    consult(march)
    shown = {row.split()[0]: row.split() for row in line.done("drafts", "--on", "2026-03-05").splitlines()[2:11]}
    said = [words for code in ("N1", "N2", "N3", "M1") for words in shown[code][-1:]]
    assert said == ["同意", "有异议（未采纳）", "有异议（未答复）", "待反馈"]
    for code, each in zip(("N3",), (False,), strict=True):
        march.do("answer_objection", target=code, accepted=each, answer="任务已明确")
    submit(march)
    assert "未反馈" in line.done("drafts", "--on", "2026-03-16", "--department", "D002")
    assert len(codes) == 7


def test_a_waived_gap_is_marked_in_both_lists(line: Mubiao, anyone: Acting) -> None:
    anyone.take("drafts", DRAFT)
    anyone.on("2026-03-05").do("waive_gap", department="D001", gap="缺本级目标6项", reason="职能单一")
    assert "缺本级目标6项（已豁免）" in line.done("drafts", "--year", "2026")
    assert "缺本级目标6项（已豁免）" in line.done("targets", "--year", "2026", "--incomplete")


def test_the_blank_sheet_explains_its_columns(line: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "草案.xlsx"
    line.done("template", "drafts", str(place))
    cover = load_workbook(place).worksheets[1]
    said = "".join(str(cell.value) for row in cover.iter_rows() for cell in row if cell.value)
    for words in ("可加：数量能否与同一上级目标的其他各项相加", "合计50", "年底（默认）", "纳入依据见《总则》5.4"):
        assert words in said


def test_drafts_of_the_next_year_are_mentioned(line: Mubiao, anyone: Acting) -> None:
    anyone.take("drafts", DRAFT | {"年度": "2027"})
    hint = "2027年有1项草案：mubiao drafts --year 2027。\n"
    assert line.done("drafts", "--on", "2026-03-05") == f"没有2026年的目标草案。{hint}"
    assert hint not in line.done("drafts", "--on", "2026-03-05", "--year", "2026")
    anyone.take("drafts", DRAFT)
    assert hint in line.done("drafts", "--on", "2026-03-05")


def test_without_drafts_the_way_to_write_them_is_said(line: Mubiao) -> None:
    assert "mubiao template drafts" in line.done("drafts", "--year", "2030")


def test_an_exported_sheet_changes_nothing_and_is_refused_after_a_change(
    line: Mubiao, anyone: Acting, tmp_path: Path
) -> None:
    anyone.take("drafts", DRAFT)
    file = str(tmp_path / "草案.xlsx")
    line.done("export", "drafts", file)
    assert "新增0，更改0，未变1" in line.done("import", "drafts", file)
    anyone.do("withdraw_draft", target="N1", reason="重复")
    assert "核对码" in line.refused("import", "drafts", file)
