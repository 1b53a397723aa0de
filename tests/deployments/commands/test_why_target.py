"""`mubiao why --target`: the requirements of a target and the consents to its adjustments, a month later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.commands.why_target import format_outcomes
from tests.deployments.conftest import HAND
from tests.models.ledger.draft.lists import draft, issued_list
from tests.models.ledger.target.trees import leaf, tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao


TARGET = ("--target", "T001")
HEAD = ("--consented-on", "2026-03-07", "--number", "厅签1号")


@pytest.fixture
def adjusted(line: Mubiao, people: None, tmp_path: Path) -> Mubiao:
    """T001 was to be done by October, and since 10 March by November; 赵六 is the head of D001."""
    assert people is None
    paper = tmp_path / "通知.pdf"
    paper.write_bytes(b"paper")
    text = ("--ground", "不可抗力", "--reason", "洪涝停工", "--evidence", str(paper))
    new = ("--deadline", "2026-11-30", "--unit", "座")
    line.done("act", "request_adjustment", "--by", "D001/目标办", *TARGET, *text, *new, "--on", "2026-03-06")
    line.done("act", "consent_head", *TARGET, "--by", "D001/赵六", *HEAD, "--on", "2026-03-07")
    leader = ("--consented-on", "2026-03-09", "--number", "省签〔2026〕1号", "--consented-by", "孙八")
    on_behalf = ("--source", "纸质", "--source-note", "厅函〔2026〕2号")
    line.done("act", "consent_leader", "--by", "D001/目标办", *TARGET, *leader, *on_behalf, "--on", "2026-03-09")
    line.done("act", "file_adjustment", "--by", "D001/目标办", *TARGET, "--on", "2026-03-10")
    return line


def test_a_month_later_everything_about_an_adjustment_can_be_read(adjusted: Mubiao) -> None:
    text = adjusted.done("why", *TARGET, "--on", "2026-04-10")
    for words in (
        "第001厅：2026年目标T001“目标T001”\n现行要求（第2版）：完成时限2026年11月30日\n",
        "  第1版 2026年2月27日 下达：未写明\n  第2版 2026年3月10日 调整（第1次调整）：完成时限2026年11月30日\n",
        "第1次调整（已备案，第001厅申请）：不可抗力，洪涝停工\n  调整为：单位座，完成时限2026年11月30日\n",
        "  2026年3月7日 主要领导同意：第001厅 赵六，2026年3月7日，厅签1号（主要领导同意调整，",
        f"录入人{HAND}称由第001厅 赵六办理（经办人代录））\n",
        "  2026年3月9日 分管省领导同意：孙八，2026年3月9日，省签〔2026〕1号（分管省领导同意调整，",
        f"，录入人{HAND}称由第001厅目标办办理（经办人代录，纸质：厅函〔2026〕2号））\n",
        "  印证材料 通知.pdf（2026年3月6日收到，SHA-256 ",
        "  2026年3月10日 目标调整备案（目标绩效管理机构）：尚未投递",
    ):
        assert words in text


def test_a_return_and_a_correction_are_labelled(adjusted: Mubiao, tmp_path: Path) -> None:
    adjusted.done("act", "return_adjustment", *TARGET, "--reason", "缺签批件", "--on", "2026-03-12")
    adjusted.done(
        "act", "withdraw_adjustment", *TARGET, "--by", "D001/目标办", "--reason", "不再调整", "--on", "2026-03-13"
    )
    sheet, page = tmp_path / "目标.csv", tmp_path / "任务书.pdf"
    page.write_bytes(b"the source page")
    sheet.write_text("编号,年度,目标名称,责任部门,数量\nT001,2026,目标T001,D001,3\n", encoding="utf-8")
    adjusted.done(
        "import", "targets", str(sheet), "--correction", "漏填", "--evidence", str(page), "--on", "2026-03-13"
    )
    text = adjusted.done("why", *TARGET, "--on", "2026-04-10")
    assert "  第3版 2026年3月12日 退回恢复（第1次调整）：未写明\n  第3版（更正1） 2026年3月13日 更正：3\n" in text
    assert "\n    更正原因：漏填\n    更正依据 任务书.pdf（SHA-256 " in text
    assert "  2026年3月13日 目标更正（目标办）：尚未投递\n" in text
    assert f"  2026年3月12日 退回，原因：缺签批件（退回目标调整，管理机构经办人{HAND}）\n" in text


def test_the_document_holds_target_versions_and_adjustments(adjusted: Mubiao) -> None:
    found = adjusted.json("why", *TARGET, "--on", "2026-04-10")
    keys = [
        "target",
        "versions",
        "leaves",
        "indicators",
        "notes",
        "evidence",
        "notices",
        "adjustments",
        "findings",
        "entries",
    ]
    keys += ["appeals"]
    assert list(found) == keys
    [adjustment] = found["adjustments"]
    assert (adjustment["head_by"], adjustment["leader_number"]) == ("第001厅 赵六", "省签〔2026〕1号")
    assert [move["event"] for move in adjustment["history"]] == ["requested", "consent_head", "consent_leader", "file"]
    assert [file["file_name"] for file in adjustment["evidence"]] == ["通知.pdf"]
    assert len(adjustment["notices"]) == 3


def test_an_obligation_says_which_of_its_targets_it_asks_for_as_they_were(adjusted: Mubiao) -> None:
    text = adjusted.done("why", "1", "--on", "2026-03-20")
    assert "  目标T001按第1版要求填报：未写明（现行第2版）\n" in text
    assert "目标T002按" not in text
    lines = adjusted.json("why", "1", "--on", "2026-03-20")["lines"]
    assert [(each["code"], each["version"], each["newest"]) for each in lines] == [("T001", 1, 2), ("T002", 1, 1)]


def test_a_target_that_never_changed_has_one_version(line: Mubiao) -> None:
    text = line.done("why", "--target", "T003", "--on", "2026-03-05")
    assert text.splitlines()[1:] == [
        "现行要求（第1版）：未写明",
        "分类：未载明；下达文号：未载明",
        "",
        "历次要求：",
        "  第1版 2026年2月27日 下达：未写明",
    ]


@pytest.mark.parametrize(
    ("words", "year"), [(("--target", "T099", "--on", "2026-03-05"), 2026), ((*TARGET, "--year", "2025"), 2025)]
)
def test_a_target_that_is_not_there_is_refused(line: Mubiao, words: tuple[str, ...], year: int) -> None:
    assert line.refused("why", *words) == f"{year}年目标中没有编号“{words[1]}”。其他年度请加 --year。\n"


@pytest.mark.process
def test_the_evidence_of_an_adjustment_is_restored_from_a_backup(adjusted: Mubiao, tmp_path: Path) -> None:
    text = adjusted.json("backup", str(tmp_path / "b.mubiao"))
    assert text["missing"] == []
    [stored] = [each for each in (adjusted.home / "evidence").glob("*/*") if each.is_file()]
    stored.unlink()
    assert "文件不存在" in adjusted.refused("verify")


def test_the_leaves_of_a_target_are_shown_with_their_former_versions(line: Mubiao, anyone: Acting) -> None:
    assert "指标：" not in line.done("why", "--target", "T001", "--year", "2026")
    anyone.on("2026-03-05").take("indicators", *tree())
    anyone.on("2026-03-05").take("indicators", leaf("2", 数量="75"), reason="录入有误")
    rows = line.done("why", "--target", "T001", "--year", "2026").splitlines()
    place = rows.index("指标：")
    assert rows[place + 1 : place + 6] == [
        "  指标1-1 指标1-1：不少于100公里，2026年9月30日",
        "  指标1-2 指标1-2：竣工验收合格，2026年10月31日",
        "  指标2 指标2：不少于75公里，2026年9月30日",
        "    此前（第1版）指标2 指标2：不少于7.5公里，2026年9月30日",
        "    更正原因：录入有误",
    ]
    assert rows[place + 6].startswith("    更正依据 现场核查记录.txt（SHA-256 ")


def test_a_quantity_that_the_words_state_is_said_once(line: Mubiao, anyone: Acting) -> None:
    row = {"年度": "2026", "目标名称": "公路", "责任部门": "D001", "下达日期": "2026-02-27", "单位": "公里"}
    stated = {"编号": "T010", "绩效要求": "建成100公里", "数量": "100"}
    other = {"编号": "T011", "绩效要求": "建成公路", "数量": "100"}
    anyone.on("2026-02-27").take("targets", row | stated, row | other)
    for target, words in (("T010", "建成100公里"), ("T011", "建成公路（100公里）")):
        rows = line.done("why", "--target", target, "--year", "2026").splitlines()
        assert rows[1] == f"现行要求（第1版）：{words}"
        assert f"  第1版 2026年2月27日 下达：{words}" in rows


def test_an_adjustment_says_which_leaf_it_changes(line: Mubiao, anyone: Acting, tmp_path: Path) -> None:
    anyone.on("2026-03-05").take("indicators", *tree())
    (tmp_path / "通知.pdf").write_bytes(b"paper")
    asks = {"target": "T001", "indicator": "2", "ground": "重大政策", "reason": "任务调减", "quantity": "6"}
    anyone.on("2026-03-06").office("D001").do("request_adjustment", **asks, evidence=str(tmp_path / "通知.pdf"))
    assert "  调整为：指标2 数量6\n" in line.done("why", "--target", "T001", "--year", "2026")


def test_a_draft_is_told_before_and_after_its_issue(line: Mubiao, anyone: Acting) -> None:
    march = anyone.on("2026-03-05")
    draft(march, "N2")
    words = line.done("why", "--target", "N2", "--on", "2026-03-05")
    assert "第001厅：2026年目标草案N2“农村公路N2”（已拟定）" in words
    assert "2026年3月5日 导入目标草案：已拟定" in words
    assert set(line.json("why", "--target", "N2", "--on", "2026-03-05")) == {"draft"}


def test_an_issued_target_is_told_with_the_way_of_its_draft(line: Mubiao, anyone: Acting) -> None:
    issued_list(anyone.on("2026-03-05"))
    words = line.done("why", "--target", "N2", "--on", "2026-03-20")
    assert "2026年目标N2“农村公路N2”" in words
    assert "2026年目标草案N2“农村公路N2”（已下达）" in words
    assert "报审2026-1：2026年3月16日报省直目标绩效管理领导小组办公室，沟通结果：同意" in words
    assert {"target", "draft"} <= set(line.json("why", "--target", "N2", "--on", "2026-03-20"))


def test_a_draft_says_what_it_asked_before_a_change(line: Mubiao, anyone: Acting) -> None:
    march = anyone.on("2026-03-05")
    draft(march, "N2")
    draft(march.on("2026-03-06"), "N2", 绩效要求="建成900公里", 数量="900", 完成时限="")
    rows = line.done("why", "--target", "N2", "--on", "2026-03-06").splitlines()
    assert "  2026年3月5日 导入目标草案：已拟定（" in rows[-2]
    words = "2026年3月6日 导入目标草案：已拟定，此前：绩效要求建成1000公里，数量1000，完成时限2026-12-31（"
    assert words in rows[-1]


APPEAL = "负面清单条目 2026/T001/1 第1次 2026年3月10日"
WHEN = ("--target", "T001", "--on", "2026-03-12")


def test_entry_and_appeal_stand_below_the_requirements_with_what_says_more(line: Mubiao, anyone: Acting) -> None:
    march = anyone.on("2026-03-10")
    march.lists("T001", "未达目标要求", "2026-03-09")
    march.do("set_limit", target="T001", limit="2026-04-20")
    march.do("set_policy", key="appeal_answer_days", value="5", basis="5号")
    march.office("D001").do("lodge_appeal", target="T001", ground="已完工")
    text = line.done("why", *WHEN)
    entries, appeals = text.partition("\n负面清单条目：\n")[2].split("\n\n申诉：\n")
    assert entries.startswith(
        "  第1次 2026年3月10日列入（整改中，第1轮，时限2026年4月20日）：未达目标要求；经过：mubiao why "
    )
    assert appeals.startswith(f"  {APPEAL}提出（已提出），申诉理由：已完工；经过：mubiao why ")
    assert "申诉" in line.done("why", appeals.strip().rpartition(" ")[2])
    anyone.on("2026-03-11").do("refuse_appeal", target="T001", reason="与此无关")
    assert "（不予受理，2026年3月11日），申诉理由：已完工；裁定或不予受理的理由：与此无关；" in line.done("why", *WHEN)
    finding = text.partition("\n核查结果：\n")[2].splitlines()[0]
    assert (finding.startswith("  核查2026-1 2026年3月"), "未按质按量完成（已签字" in finding) == (True, True), finding


def test_a_proposed_entry_has_no_day_of_listing_and_a_ruling_is_named() -> None:
    entry = {"occurrence": 1, "state": "proposed", "listed_on": None, "found_on": "2026-03-09", "round": None}
    appeal = {"kind": "entry", "key": "2026/T001/1", "number": 1, "state": "ruled", "lodged_on": "2026-03-10"}
    lines = format_outcomes(
        {
            "findings": [],
            "entries": [entry | {"finding": "未达要求", "limit": None, "duties": []}],
            "appeals": [
                appeal
                | {
                    "ended_on": "2026-04-01",
                    "ruling": "withdrawn",
                    "ground": "已完工",
                    "reason": "属实",
                    "duties": [7, 8],
                }
            ],
        }
    )
    ruled = f"  {APPEAL}提出（已裁定，撤销，2026年4月1日），申诉理由：已完工"
    ruled += "；裁定或不予受理的理由：属实；经过：mubiao why 7、8"
    assert list(lines) == [
        "",
        "负面清单条目：",
        "  第1次 2026年3月9日发现（拟列入）：未达要求",
        "",
        "申诉：",
        ruled,
    ]


def test_a_target_is_found_by_the_key_that_the_facts_print(adjusted: Mubiao) -> None:
    assert adjusted.done("why", "--target", "2026/T001", "--on", "2027-02-01").startswith("第001厅：2026年目标T001")
