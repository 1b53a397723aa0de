"""目标报审 as a paper: the drafts with how each was consulted, waived gaps, short sums with the reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.draft.consultation import answer_objection
from models.ledger.draft.gap_waivers import waive_gap
from models.ledger.papers.submission import SubmissionPaper, submission_paper
from models.rules.draft import Consulted
from models.rules.errors import Refused
from models.rules.kinds import Category
from tests.models.ledger.draft.lists import agree, approve, bodies, consult, draft, submit
from tests.models.ledger.target.trees import TOLD, tree

if TYPE_CHECKING:
    from tests.conftest import Acting

ANSWER, WAIVE = answer_objection.name, waive_gap.name
GAPS = ("缺脱贫攻坚目标1项", "缺本级目标4项")


def paper(key: str = "2026-1") -> SubmissionPaper:
    with begin() as session:
        return submission_paper(session, key)


def submitted(march: Acting) -> None:
    """N1 is agreed, N2 was objected to and answered; the gaps of D001 are waived."""
    bodies(march)
    draft(march, "N1", 来源文件日期="2026-01-05")
    draft(march, "N2", 完成时限="", 数量="", 绩效要求="建成通车")
    [number] = consult(march)
    agree(march, number, "N1", "N2", N2="改为年底前")
    march.do(ANSWER, target="N2", accepted=False, answer="已明确")
    for gap in GAPS:
        march.do(WAIVE, department="D001", gap=gap, reason="职能单一")
    submit(march)


def test_it_names_each_draft_and_how_it_was_consulted(march: Acting) -> None:
    submitted(march)
    found = paper()
    assert (found.title, found.category) == ("关于报请审批2026年职能绩效目标的请示", Category.FUNCTIONAL)
    assert found.body == "省直目标绩效管理领导小组办公室"
    assert found.signature.day == date(2026, 3, 16)
    first, second = found.drafts
    assert (first.code, first.quantity, first.deadline) == ("N1", "1000公里", date(2026, 12, 31))
    assert (first.source, first.kind) == ("省政府工作报告（2026年1月5日）", "本级目标")
    assert (first.consulted, first.said) == (Consulted.AGREED, ("", "", ""))
    assert (second.consulted, second.said) == (Consulted.SETTLED, ("用地不足", "改为年底前", "已明确"))
    assert (second.quantity, second.deadline, second.source) == ("", None, "省政府工作报告")


def test_it_tells_the_indicators_of_a_draft_and_the_last_of_their_dates(march: Acting) -> None:
    bodies(march)
    draft(march, "N1", 完成时限="", 数量="", 单位="")
    draft(march, "N2")
    hidden = [each | ({"标准": "建成指挥所"} if each.get("标准") else {}) for each in tree("N2")]
    march.take("indicators", *tree("N1"), *hidden)
    march.do("mark_secret", target="N2", marking="工作秘密", reason="涉密任务")
    consult(march)
    submit(march)
    first, marked = paper().drafts
    assert (first.indicators, first.deadline) == (TOLD, date(2026, 10, 31))
    assert (marked.indicators, marked.code) == ((), "N2")


def test_it_tells_the_gaps_that_were_waived_before_it(march: Acting) -> None:
    submitted(march)
    assert paper().waived == tuple(("第001厅", gap, "职能单一") for gap in sorted(GAPS))


def test_what_was_returned_since_is_named(march: Acting) -> None:
    submitted(march)
    approve(march, "2026-1", returned="N2", reason="另行研究")
    assert [each.returned_why for each in paper().drafts] == ["", "另行研究"]


def test_what_changed_since_says_so_and_keeps_the_opinion_of_then(march: Acting) -> None:
    submitted(march)
    approve(march, "2026-1", returned="N2", reason="另行研究")
    later = march.on("2026-03-19")
    draft(later, "N2", 完成时限="", 数量="", 绩效要求="建成一半")
    [number] = later.do("consult_drafts", due="2026-03-26").data["obligations"]
    agree(later, number, N2="不建")
    first, second = paper().drafts
    assert (first.changed, second.changed) == (False, True)
    assert (second.requirement, second.said) == ("建成一半", ("用地不足", "改为年底前", "已明确"))
    later.do(ANSWER, target="N2", accepted=False, answer="要建")
    later.on("2026-03-27").do("submit_drafts", category="职能绩效目标")
    [again] = paper("2026-2").drafts
    assert (again.changed, again.said) == (False, ("用地不足", "不建", "要建"))


def test_building_targets_have_no_gaps(march: Acting) -> None:
    bodies(march)
    building = {"目标类别": "机关建设目标", "目标来源": "", "建设目标分类": "日常管理目标", "党建项目": "思想建设"}
    draft(march, "J1", **building)
    [number] = consult(march)
    agree(march, number, "J1")
    submit(march, "机关建设目标")
    found = paper()
    assert (found.waived, found.body) == ((), "省直机关目标绩效管理领导小组")
    assert found.drafts[0].kind == "思想建设"


def test_an_unknown_paper_is_refused(march: Acting) -> None:
    draft(march, "N1")
    with pytest.raises(Refused, match="没有编号为“2026-9”的报审"):
        paper("2026-9")
