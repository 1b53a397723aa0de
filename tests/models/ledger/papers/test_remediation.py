"""《整改通知》 as a paper: finding, inspection and both limits, valid since the date of the paper."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.papers.remediation import RemediationPaper, recheck_in_words, remediation_paper
from models.ledger.papers.signature import Signature
from models.rules.errors import Refused
from models.rules.inspection import Way
from tests.conftest import SEEN_THERE

if TYPE_CHECKING:
    from tests.conftest import Acting


FOUND: dict[str, Any] = {
    "declared_complete": "是",
    "declared_reason": "书面申报",
    "found": "完成86公里",
    "methods": "实地查看",
    "found_by": "王文、李天",
    "evidence": [str(SEEN_THERE)],
}
REFORM = {"effective_on": "2026-09-25", "basis": "黔机编〔2026〕12号"}


def paper(code: str = "T001", year: int = 2026) -> RemediationPaper:
    with begin() as session:
        return remediation_paper(session, code, year)


def refused(code: str = "T001", year: int = 2026) -> str:
    with pytest.raises(Refused) as refusal:
        paper(code, year)
    return refusal.value.message


def listed(acting: Acting, **more: str) -> Acting:
    """T001 failed the inspection 2026-1 on site, signed on the day of `acting`."""
    fields = FOUND | {"place": "大方县", "found_on": "2026-09-14", "conclusion": "未按质按量完成"} | more
    acting.do("record_finding", inspection="2026-1", target="T001", **fields)
    acting.do("sign_off", inspection="2026-1", leader="王文", limit="2026-10-20")
    return acting


def test_it_has_the_finding_the_inspection_and_both_limits(issued: Acting) -> None:
    issued.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "王建国"})
    listed(issued)
    found = paper()
    assert (found.department, found.head, found.title) == ("第001厅", "王建国", "关于限期整改“目标T001”的通知")
    assert (found.year, found.target_code, found.target, found.asked) == (2026, "T001", "目标T001", "未写明")
    assert (found.finding, found.found_on, found.listed_on) == ("完成86公里", date(2026, 9, 14), date(2026, 9, 15))
    assert (found.occurrence, found.round, found.failed, found.suspended_since) == (1, 1, None, None)
    number, title = "黔目标办〔2026〕20号", "第三季度核查"
    by = found.origin
    assert (by.key, by.title, by.document_number) == ("2026-1", title, number)
    assert (by.way, by.confirmed, by.place) == (Way.ON_SITE, Way.ON_SITE, "大方县")
    assert (by.signed_by, by.signed_on) == ("王文", date(2026, 9, 15))
    assert found.clocks == "整改时限 2026年10月20日；完成后5个工作日内反馈；最迟2026年10月27日"
    assert found.why.startswith("《目标管控》6.2.4、6.2.5，")
    assert found.signature == Signature("贵州省目标绩效管理机构", date(2026, 9, 15))


def test_a_covert_finding_has_neither_inspector_nor_place(issued: Acting) -> None:
    listed(issued, way="暗访")
    origin = paper().origin
    assert (origin.way, origin.place, origin.signed_by) == (Way.COVERT, None, None)


def test_it_has_the_requirements_on_the_day_of_the_finding(filed: Acting, plan: dict[str, str]) -> None:
    filed.do("register_inspector", name="王文")
    filed.do("register_inspector", name="李天")
    filed.do("draft_inspection", kind="季度核查", title="核查", **plan)
    filed.do("appoint_team", inspection="2026-1", leader="王文", members="李天")
    filed.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    fields = FOUND | {"found_on": "2026-04-15", "conclusion": "未按质按量完成"}
    filed.do("record_finding", inspection="2026-1", target="T009", **fields)
    filed.do("sign_off", inspection="2026-1", leader="王文", limit="2026-05-20")
    assert paper("T009").asked == "建成1000公里（860公里，完成时限2026年12月31日）"


def test_an_extended_limit_makes_a_paper_of_the_day_of_the_extension(issued: Acting) -> None:
    extension = {
        "target": "T001",
        "limit": "2026-11-10",
        "reason": "汛期停工",
        "number": "黔目标〔2026〕8号",
        "dated": "2026-10-12",
    }
    listed(issued).on("2026-10-12").do("extend_limit", **extension)
    assert (paper().limit, paper().latest) == (date(2026, 11, 10), date(2026, 11, 17))
    assert paper().signature.day == date(2026, 10, 12)


def test_a14_the_paper_of_the_first_round_names_the_last_day_for_an_appeal(issued: Acting) -> None:
    issued.do("set_policy", key="appeal_lodging_days", value="10", basis="5号")
    listed(issued)
    until = paper().contest_until
    assert until is not None
    assert until > paper().signature.day


BY_TWO = "认定甲、认定乙复查，认定甲签字，签字文件签字1号（2026年9月22日）"


def test_a_second_round_has_the_text_of_the_recheck(issued: Acting) -> None:
    listed(issued)
    issued.do("declare_completion", target="T001", completed_on="2026-09-15", measures="补建")
    issued.do("file_feedback", target="T001", feedback="已完成")
    later = issued.on("2026-09-22")
    later.rechecks("T001", "仍缺12公里", new_limit="2026-11-10")
    found = paper()
    assert (found.round, found.failed) == (2, (date(2026, 9, 22), "仍缺12公里", BY_TWO))
    assert (found.limit, found.signature.day) == (date(2026, 11, 10), date(2026, 9, 22))


def test_while_an_appeal_runs_it_says_since_when_the_clocks_stand_still(contested: Acting) -> None:
    contested.do("accept_appeal", target="T001")
    assert paper().suspended_since == date(2026, 9, 22)


def test_after_the_ruling_it_bears_the_day_and_the_limit_of_the_ruling(reinspected: Acting) -> None:
    reinspected.do("rule_appeal", target="T001", ruling="维持", reason="复核属实")
    found = paper()
    assert (found.suspended_since, found.signature.day) == (None, date(2026, 9, 28))
    assert found.limit == date(2026, 10, 26)  # four working days of the appeal, which the holiday of the 25th is not


def test_an_entry_withdrawn_by_the_ruling_needs_no_paper(cleared: Acting) -> None:
    cleared.do("rule_appeal", target="T001", ruling="撤销", reason="复核符合要求")
    assert refused() == "目标T001的条目经裁定撤销，不需要整改通知。"


def test_after_a_merger_it_is_addressed_to_the_successor(issued: Acting) -> None:
    listed(issued)
    issued.take("contacts", {"部门编码": "D002", "角色": "主要领导", "姓名": "钱七"})
    issued.on("2026-09-25").do("merge_department", department="D001", successor="D002", **REFORM)
    assert (paper().department, paper().head) == ("第002厅", "钱七")
    assert paper().signature.day == date(2026, 9, 25)


def test_a_department_bears_the_name_of_the_day_of_the_paper(issued: Acting) -> None:
    listed(issued).on("2026-09-25").do("rename_department", department="D001", name="新厅", **REFORM)
    assert paper().department == "第001厅"


def test_an_entry_without_a_limit_has_no_paper(issued: Acting) -> None:
    issued.lists("T001")
    assert refused() == "目标T001尚未明确整改时限，请先明确（set_limit），再发整改通知。"


def test_a_proposed_or_unconfirmed_entry_has_no_paper(issued: Acting) -> None:
    issued.do("propose_entry", target="T001", way="在线", finding="未完成", found_on="2026-09-15")
    assert refused() == "目标T001拟列入负面清单，尚待现场认定，认定后才发整改通知。"
    fields = FOUND | {"found_on": "2026-09-15", "conclusion": "符合目标要求"}
    issued.do("record_finding", inspection="2026-1", target="T001", **fields)
    issued.do("sign_off", inspection="2026-1", leader="王文")
    assert refused() == "目标T001的条目未予认定，不需要整改通知。"


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize(
    ("code", "year", "text"),
    [
        ("T777", 2026, "2026年目标中没有编号“T777”。其他年度请加 --year。"),
        ("T001", 2025, "2025年目标中没有编号“T001”。其他年度请加 --year。"),
        ("T001", 2026, "目标T001没有列入负面清单，不需要整改通知。"),
    ],
)
def test_a_target_that_is_not_listed_has_no_paper(code: str, year: int, text: str) -> None:
    assert refused(code, year) == text


NONE: dict[str, Any] = {"rechecked_by": [], "recheck_signed_by": "", "basis": None, "source": {}}
PAPER = {"paper": "黔目标复签〔2026〕1号", "paper_date": "2026-09-21"}
BY_TWO_OF_RECHECK = {"rechecked_by": ["郑玲", "韩丽"], "recheck_signed_by": "郑玲"}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({}, ""),
        ({"rechecked_by": None, "recheck_signed_by": None, "source": None}, ""),
        (
            BY_TWO_OF_RECHECK | {"source": PAPER},
            "郑玲、韩丽复查，郑玲签字，签字文件黔目标复签〔2026〕1号（2026年9月21日）",
        ),
        (BY_TWO_OF_RECHECK | {"source": {"page": "1f9c0a7b3d5e77"}}, "郑玲、韩丽复查，郑玲签字，签字页1f9c0a7b3d5e"),
        ({"basis": "2026-2", "source": PAPER}, "依据核查2026-2的核查结果"),
    ],
)
def test_a_recheck_is_told_with_its_hand(row: dict[str, Any], words: str) -> None:
    assert recheck_in_words(SimpleNamespace(**NONE | row)) == words
