"""核验误差率 of an inspection: computed from its sample and its signed findings (2.1, A12)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.inspection.error_rate import rate_of
from models.records import Inspection
from models.rules.errors import Refused
from tests.conftest import SEEN_THERE
from tests.databases import story

if TYPE_CHECKING:
    from models.rules.error_rate import Overall
    from tests.conftest import Acting, Sql

SIGN = {"inspection": "2026-1", "leader": "王文", "limit": "2026-10-20"}
FOUND: dict[str, Any] = {
    "found": "现场核实",
    "methods": "实地查看",
    "found_on": "2026-09-15",
    "found_by": "王文、李天",
    "evidence": [str(SEEN_THERE)],
}


@pytest.fixture
@story
def sampled(drafted: Acting) -> Acting:
    """All three targets are drawn for 2026-1, those of D001 and of D002 as two strata; today is 15 September."""
    drafted.do("commit_sample", subject="2026-1", year=2026, by="department", share="100%", secret="ab" * 32)
    drafted.do("draw_sample", subject="2026-1")
    drafted.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    return drafted.on("2026-09-15")


def found(acting: Acting, target: str, conclusion: str, declared: str = "是") -> None:
    fields: dict[str, Any] = {
        "declared_complete": declared,
        "declared_reason": "书面申报",
        "conclusion": conclusion,
        **FOUND,
    }
    acting.do("record_finding", inspection="2026-1", target=target, **fields)


def rate() -> Overall:
    with begin() as session:
        return rate_of(session, session.get_one(Inspection, 1))


def test_the_rate_is_the_share_of_declared_and_failed_among_the_drawn(sampled: Acting) -> None:
    found(sampled, "T001", "未按质按量完成")
    found(sampled, "T002", "未按质按量完成", declared="否")
    found(sampled, "T003", "符合目标要求")
    sampled.do("sign_off", **SIGN)
    overall = rate()
    assert [(each.tally.name, each.tally.failing, each.tally.sample) for each in overall.strata] == [
        ("D001", 1, 2),
        ("D002", 0, 1),
    ]
    assert (overall.total.tally.rate, overall.total.tally.rate_declared) == (Fraction(1, 3), Fraction(1, 2))
    assert overall.total.bounds == (Fraction(1, 3), Fraction(1, 3))  # all were inspected
    assert overall.words.endswith("注意：仅凭抽取方保证。")


def test_the_last_signature_needs_findings_for_the_whole_sample(sampled: Acting) -> None:
    found(sampled, "T001", "符合目标要求")
    text = sampled.refused("sign_off", **SIGN)
    assert text.startswith("抽取的样本中还有2项没有核查结果，不能签字：2026/T002、2026/T003。请先核查并记录")


def test_without_a_sample_there_is_no_rate(issued: Acting) -> None:
    found(issued, "T001", "符合目标要求")
    issued.do("sign_off", **SIGN)
    with pytest.raises(Refused, match=r"^核查2026-1没有抽取样本，不计算误差率。$"):
        rate()


def test_before_everything_is_signed_there_is_no_rate(sampled: Acting) -> None:
    found(sampled, "T001", "符合目标要求")
    with pytest.raises(Refused, match=r"^核查2026-1的样本中还有3项没有签字生效的核查结果，暂不计算误差率。$"):
        rate()


def test_a_finding_withdrawn_on_appeal_does_not_count_as_failed(sampled: Acting, plan: dict[str, str]) -> None:
    for target in ("T001", "T002", "T003"):
        found(sampled, target, "未按质按量完成" if target == "T001" else "符合目标要求")
    sampled.do("sign_off", **SIGN)
    sampled.do("lodge_appeal", target="T001", ground="已完工")
    sampled.do("accept_appeal", target="T001")
    sampled.do("draft_inspection", kind="专项核查", title="申诉复核", **plan)
    sampled.do("appoint_team", inspection="2026-2", leader="郑玲", members="韩丽")
    sampled.do("issue_plan", inspection="2026-2", document_number="黔目标办〔2026〕21号")
    sampled.do("assign_reinspection", target="T001", inspection="2026-2")
    again = FOUND | {
        "found_by": "郑玲、韩丽",
        "declared_complete": "是",
        "declared_reason": "书面申报",
        "conclusion": "符合目标要求",
    }
    sampled.do("record_finding", inspection="2026-2", target="T001", **again)
    sampled.do("sign_off", inspection="2026-2", leader="郑玲")
    assert rate().total.tally.rate == Fraction(1, 3)
    sampled.do("rule_appeal", target="T001", ruling="撤销", reason="已全部完工", evidence=[str(SEEN_THERE)])
    assert rate().total.tally.rate == 0


def test_a_stratum_of_which_nothing_was_drawn_has_no_rate(sampled: Acting, sql: Sql) -> None:
    for target in ("T001", "T002", "T003"):
        found(sampled, target, "符合目标要求")
    sampled.do("sign_off", **SIGN)
    sql("UPDATE sample SET drawn = jsonb_set(drawn, '{1,1}', '[]')")
    assert [each.tally.name for each in rate().strata] == ["D001"]


def test_the_first_team_to_sign_does_not_wait_for_the_others_findings(drafted: Acting) -> None:
    drafted.do("appoint_team", inspection="2026-1", team=2, leader="郑玲", members="韩丽")
    drafted.do("draft_inspection", inspection="2026-1", whole_picture="是")
    drafted.do("commit_sample", subject="2026-1", year=2026, by="department", share="100%", secret="ab" * 32)
    drafted.do("draw_sample", subject="2026-1")
    drafted.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    later = drafted.on("2026-09-15")
    found(later, "T001", "符合目标要求")
    assert later.do("sign_off", **SIGN).counts["signed"] == 1
    fields: dict[str, Any] = {
        "declared_complete": "是",
        "declared_reason": "书面申报",
        "conclusion": "符合目标要求",
        **FOUND,
        "found_by": "郑玲、韩丽",
    }
    later.do("record_finding", inspection="2026-1", target="T002", **fields)
    second = SIGN | {"leader": "郑玲", "team": 2}
    refused = later.refused("sign_off", **second)
    assert refused.startswith("抽取的样本中还有1项没有核查结果，不能签字：2026/T003。")
