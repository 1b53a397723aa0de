"""复查: two people of the roster without a tie, or a signed finding since the feedback; no third way (6.2.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.duty.register import explain_obligation
from tests.conftest import SEEN_THERE
from tests.databases import story
from tests.models.ledger.inspection.namesakes import BOTH, REMARK, register_namesake

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations
    from tests.models.ledger.conftest import Conform

ROUND = "SELECT state, recheck, rechecked_by, recheck_signed_by, recheck_finding_id FROM remediation ORDER BY round"
PASSED: dict[str, Any] = {
    "target": "T001",
    "passed": True,
    "found": "属实",
    "rechecked_by": "郑玲、韩丽",
    "signed_by": "郑玲",
    "evidence": [str(SEEN_THERE)],
}
BASED: dict[str, Any] = {"target": "T001", "passed": True, "found": "属实", "inspection": "2026-2"}


@pytest.fixture
@story
def fed_back(failed: Acting) -> Acting:
    """T001 failed on 15 September and was fed back today, on the 21st; 郑玲 and 韩丽 were not there."""
    failed.do("sign_off", inspection="2026-1", leader="王文", limit="2026-10-20")
    today = failed.on("2026-09-21")
    today.do("declare_completion", target="T001", completed_on="2026-09-18", measures="补建34公里")
    today.do("file_feedback", target="T001", feedback="已通车")
    return today


@pytest.fixture
@story
def another(fed_back: Acting, plan: dict[str, str]) -> Acting:
    """郑玲 and 韩丽 may inspect as 2026-2, too; today is the 22nd."""
    fed_back.do("draft_inspection", kind="专项核查", title="另一次核查", **plan)
    fed_back.do("appoint_team", inspection="2026-2", leader="郑玲", members="韩丽")
    fed_back.do("issue_plan", inspection="2026-2", document_number="黔目标办〔2026〕21号")
    return fed_back.on("2026-09-22")


def test_two_people_recheck_with_evidence_and_one_signs(fed_back: Acting, sql: Sql, violations: Violations) -> None:
    fed_back.do("recheck", **PASSED)
    assert sql.rows(ROUND) == [("accepted", "属实", ["郑玲", "韩丽"], "郑玲", None)]
    assert sql.column("SELECT state FROM negative_entry") == ["made_good"]
    files = "SELECT record_key, file_name FROM exhibit WHERE record = 'remediation'"
    assert sql.rows(files) == [("2026|T001|1|1", SEEN_THERE.name)]
    assert sql.value("SELECT source ->> 'paper' FROM block WHERE act = 'recheck'") == "签字1号"
    assert violations() == []
    sql("UPDATE remediation SET rechecked_by = '[\"王文\"]'")
    assert [each for each in violations() if "整改 2026|T001|1|1" in each]


def test_the_history_says_who_rechecked(fed_back: Acting, sql: Sql) -> None:
    fed_back.do("recheck", **PASSED)
    number = sql.value("SELECT id FROM obligation WHERE kind = 'recheck_owed'")
    with begin() as session:
        last = explain_obligation(session, number, fed_back.day)["history"][-1]
    assert last["detail"]["rechecked"] == "郑玲、韩丽复查，郑玲签字"
    assert last["source"] == {"paper": "签字1号", "paper_date": "2026-09-21"}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"rechecked_by": "郑玲"}, "复查须由2人以上同时进行（4.3），只写了1人。"),
        ({"signed_by": "王文"}, "签字人不是复查人员，复查须由其中一人签字。"),
        ({"rechecked_by": "郑玲、赵勇"}, "核查人员名册中没有“赵勇”，请先登记（register_inspector）。"),
        ({"signed_by": "赵勇"}, "核查人员名册中没有“赵勇”，请先登记（register_inspector）。"),
    ],
)
def test_the_people_are_two_of_the_roster_and_one_of_them_signs(
    fed_back: Acting, sql: Sql, change: dict[str, str], refusal: str
) -> None:
    assert fed_back.refused("recheck", **PASSED | change) == refusal
    assert sql.column("SELECT state FROM remediation") == ["fed_back"]


def test_a_person_counts_once(fed_back: Acting) -> None:
    standing = {"credit_code": "91520100MA6DL0000X", "qualification": "工程咨询甲级", "independence": "无隶属关系"}
    fed_back.do("register_third_party", name="中鼎评估公司", **standing)
    fed_back.do("register_inspector", name="赵勇", third_party="中鼎评估公司")
    twice = PASSED | {"rechecked_by": "赵勇、中鼎评估公司/赵勇", "signed_by": "赵勇"}
    assert fed_back.refused("recheck", **twice) == "复查人员重复，每人只写一次。"


def test_a_person_with_a_tie_does_not_recheck(fed_back: Acting) -> None:
    fed_back.do("declare_tie", inspector="韩丽", department="D001", reason="配偶在该部门任职")
    text = "“韩丽”与“第001厅”有回避情形（配偶在该部门任职），不能参加对该部门的核查。"
    assert fed_back.refused("recheck", **PASSED) == text


def test_the_people_are_valid_on_the_day_of_the_recheck(fed_back: Acting) -> None:
    fed_back.do("register_inspector", name="韩丽", valid_to="2026-09-21")
    assert fed_back.on("2026-09-22").refused("recheck", **PASSED) == (
        "韩丽于2026-09-22不在名册有效期内（本人或其第三方机构），不能参加核查。"
    )
    assert fed_back.do("recheck", **PASSED).counts["made_good"] == 1


def test_a_recheck_of_its_own_needs_the_signed_paper_and_one_by_an_inspection_does_not(
    another: Acting, conform: Conform
) -> None:
    conform(another, "2026-2", "T001", "郑玲", "韩丽")
    unsigned = replace(another, signs=False)
    assert "须由一名复查人员本人签字" in unsigned.refused("recheck", **PASSED)
    assert unsigned.do("recheck", **BASED).counts["made_good"] == 1


def test_a_signed_finding_since_the_feedback_is_a_basis(
    another: Acting, sql: Sql, conform: Conform, violations: Violations
) -> None:
    conform(another, "2026-2", "T001", "郑玲", "韩丽")
    another.do("recheck", **BASED)
    finding = sql.value("SELECT id FROM finding WHERE state = 'signed' AND conclusion = 'conforms'")
    assert sql.rows(ROUND) == [("accepted", "属实", [], "", finding)]
    detail = (
        "SELECT detail ->> 'rechecked' FROM transition WHERE record_key LIKE 'recheck_owed%' AND event = 'discharge'"
    )
    assert sql.column(detail) == ["依据核查2026-2的核查结果"]
    assert violations() == []
    sql("UPDATE remediation SET recheck_finding_id = NULL")
    assert [each for each in violations() if "整改 2026|T001|1|1" in each]


def test_a_failed_finding_since_the_feedback_opens_another_round(another: Acting, sql: Sql) -> None:
    found = {"found": "差8公里", "methods": "实地查看", "found_on": "2026-09-22", "found_by": "郑玲、韩丽"}
    fails: dict[str, Any] = {"conclusion": "未按质按量完成", "evidence": [str(SEEN_THERE)]}
    another.do("record_finding", inspection="2026-2", target="T001", **fails, **found)
    unsigned = another.refused("recheck", **BASED)
    assert unsigned == (
        "核查2026-2在收到反馈（2026-09-21）以后没有对目标T001签字生效的核查结果，不能作为复查的依据；"
        "请核查并由组长签字，或由两名以上核查人员复查。"
    )
    another.do("sign_off", inspection="2026-2", leader="郑玲")
    text = "核查2026-2对目标T001的核查结论是“未按质按量完成”，与复查通过不符。"
    assert another.refused("recheck", **BASED) == text
    another.do("recheck", **BASED | {"passed": False, "new_limit": "2026-11-20"})
    assert [row[0] for row in sql.rows(ROUND)] == ["rejected", "remedying"]


def test_a_conforming_finding_does_not_fail_a_recheck(another: Acting, conform: Conform) -> None:
    conform(another, "2026-2", "T001", "郑玲", "韩丽")
    refusal = another.refused("recheck", **BASED | {"passed": False, "new_limit": "2026-11-20"})
    assert refusal == "核查2026-2对目标T001的核查结论是“符合目标要求”，与复查未通过不符。"


def test_a_finding_from_before_the_feedback_is_none(fed_back: Acting) -> None:
    refusal = fed_back.refused(
        "recheck", **BASED | {"inspection": "2026-1", "passed": False, "new_limit": "2026-11-20"}
    )
    assert refusal.startswith("核查2026-1在收到反馈（2026-09-21）以后没有对目标T001签字生效的核查结果")


def test_on_one_day_a_finding_from_before_the_feedback_is_none_and_one_from_after_it_is(
    another: Acting, conform: Conform
) -> None:
    today = another.on("2026-09-22")
    conform(today, "2026-2", "T001", "郑玲", "韩丽")
    for _ in range(2):
        today.office("D001").do("withdraw_completion", target="T001", reason="另补材料")
        today.office("D001").do("declare_completion", target="T001", completed_on="2026-09-20", measures="已补建")
        today.office("D001").do("file_feedback", target="T001", feedback="已补建")
        assert today.refused("recheck", **BASED).startswith("核查2026-2在收到反馈（2026-09-22）以后没有")
        conform(today, "2026-2", "T001", "郑玲", "韩丽")
    assert today.do("recheck", **BASED).counts["made_good"] == 1


@pytest.mark.usefixtures("fed_back")
@pytest.mark.parametrize(
    "change", ["rechecked_by = '[\"王文\"]'", "recheck_signed_by = '王文'", "recheck_finding_id = 1"]
)
def test_what_was_not_rechecked_cannot_be_given_a_hand(sql: Sql, violations: Violations, change: str) -> None:
    assert violations() == []
    sql(f"UPDATE remediation SET {change}")  # noqa: S608 - constants
    assert [each for each in violations() if "整改 2026|T001|1|1" in each]


def test_4_3_two_of_one_name_do_not_recheck(failed: Acting) -> None:
    failed.do("sign_off", inspection="2026-1", leader="王文", limit="2026-10-20")
    today = failed.on("2026-09-21")
    today.do("declare_completion", target="T001", completed_on="2026-09-18", measures="补建34公里")
    today.do("file_feedback", target="T001", feedback="已通车")
    register_namesake(today)
    seen: dict[str, Any] = {"target": "T001", "passed": True, "found": "属实", "evidence": [str(SEEN_THERE)]}
    assert today.do("recheck", **seen, rechecked_by=BOTH, signed_by="本机构/王文").words.endswith(REMARK)
