"""核查 at its end: all of a drawn sample signed, every department judged, the year's duty done (3.3, 6.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import SEEN_THERE
from tests.models.ledger.inspection.drawn import draw_until

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations
    from tests.models.ledger.conftest import Conform

OWED = "SELECT state, counted_on::text, late FROM obligation WHERE kind = 'mid_term_inspection'"
INSPECTION = {"inspection": "2026-1"}
LAST_YEAR = {"编号": "T101", "年度": "2025", "目标名称": "上年公路", "下达日期": "2025-02-27"}


def under_way(
    acting: Acting, plan: dict[str, str], *codes: str, take: int, among: tuple[str, ...] = (), **more: str
) -> None:
    """The mid-term inspection 2026-1 is issued, and `take` of these targets are drawn for it."""
    acting.do("draft_inspection", kind="中期核查", title="中期核查", **more, **plan)
    sampled(acting, *codes, take=take, among=among)
    acting.do("appoint_team", **INSPECTION, leader="王文", members="李天")
    acting.do("issue_plan", **INSPECTION, document_number="黔目标办〔2026〕18号")


def sampled(acting: Acting, *codes: str, take: int, among: tuple[str, ...] = ()) -> None:
    """`take` of these targets of 2026 are drawn for 2026-1; all of them, if others are `among` the population."""
    ids, others = ([f"2026/{code}" for code in each] for each in (codes, among))
    if others:
        draw_until(acting, "2026-1", ids, others)
        return
    strata, why = [{"name": "全部", "ids": ids}], "只查这几项"
    acting.do("commit_sample", subject="2026-1", strata=strata, take=take, secret="1" * 64, left_out_reason=why)
    acting.do("draw_sample", subject="2026-1")


def signed(acting: Acting, *codes: str) -> None:
    """These targets conform, and 王文 has signed."""
    fields: dict[str, Any] = {"declared_complete": False, "found": "属实。", "methods": "实地查看"}
    fields |= {"conclusion": "符合目标要求", "found_on": acting.day, "found_by": "王文、李天"}
    for code in codes:
        acting.do("record_finding", **INSPECTION, target=code, **fields)
    acting.do("sign_off", **INSPECTION, leader="王文")


def test_all_of_the_sample_has_signed_findings_at_the_end(roster: Acting, plan: dict[str, str]) -> None:
    under_way(roster, plan, "T001", "T003", take=2)
    unseen = roster.refused("conclude_inspection", **INSPECTION)
    assert unseen == "核查2026-1抽取的样本和负面清单中还有2项（2026/T001、2026/T003）没有签字的核查结果，不能结束。"
    signed(roster, "T001", "T003")
    assert "没有总体评价" in roster.refused("conclude_inspection", **INSPECTION)


def test_4_4_a_quarterly_inspection_leaves_nothing_of_its_sample_out(drafted: Acting) -> None:
    sampled(drafted, "T001", "T003", take=2)
    drafted.do("issue_plan", **INSPECTION, document_number="黔目标办〔2026〕18号")
    failed: dict[str, Any] = {
        "declared_complete": False,
        "conclusion": "未按质按量完成",
        "found": "没有完工",
        "methods": "实地查看",
    }
    who: dict[str, Any] = {"found_on": drafted.day, "found_by": "王文、李天", "evidence": [str(SEEN_THERE)]}
    drafted.do("record_finding", **INSPECTION, target="T001", **failed, **who)
    drafted.do("list_finding", **INSPECTION, target="T001", leader="王文")
    assert drafted.refused("conclude_inspection", **INSPECTION) == (
        "核查2026-1抽取的样本中还有1项（2026/T003）没有签字的核查结果，不能结束。"
    )
    signed(drafted, "T003")
    assert drafted.do("conclude_inspection", **INSPECTION).counts == {"ended": 1}


def test_listed_targets_are_inspected_in_addition_to_the_sample(roster: Acting, plan: dict[str, str]) -> None:
    under_way(roster, plan, "T003", take=1, among=("T001",))
    roster.on("2026-09-09").lists("T001", "进度滞后", "2026-09-08")
    roster.lists("T002", "进度滞后", "2026-09-10")
    signed(roster, "T003")
    assert "负面清单中还有1项（2026/T001）没有签字的核查结果" in roster.refused("conclude_inspection", **INSPECTION)
    signed(roster, "T001")
    assert "没有总体评价" in roster.refused("conclude_inspection", **INSPECTION)


UNSAMPLED = {"coverage": "全数", "reason": "本季只有三项目标"}


@pytest.mark.parametrize("given", [{}, {"coverage": "全数"}, {"reason": "目标少"}, {"coverage": "全数", "reason": " "}])
def test_4_4_a_quarterly_inspection_without_a_sample_says_why(
    issued: Acting, conform: Conform, given: dict[str, str]
) -> None:
    conform(issued, "2026-1", "T001")
    assert issued.refused("conclude_inspection", **INSPECTION, **given) == (
        "核查2026-1是季度核查，没有抽取样本（4.4）。请写明是全数还是专项（--coverage）和不抽样的原因（reason），再结束。"
    )


def test_the_reason_without_a_sample_stays_with_the_inspection(issued: Acting, conform: Conform, sql: Sql) -> None:
    conform(issued, "2026-1", "T001")
    issued.do("conclude_inspection", **INSPECTION, **UNSAMPLED)
    assert sql.value("SELECT ended_why FROM inspection") == "不抽样（全数）：本季只有三项目标"


def test_an_inspection_with_a_sample_gives_no_such_reason(drafted: Acting, conform: Conform) -> None:
    sampled(drafted, "T001", take=1)
    drafted.do("issue_plan", **INSPECTION, document_number="黔目标办〔2026〕20号")
    issued = drafted.on("2026-09-15")
    conform(issued, "2026-1", "T001")
    refusal = issued.refused("conclude_inspection", **INSPECTION, **UNSAMPLED)
    assert refusal == ("核查2026-1已经抽取样本，或者不是季度核查，请去掉不抽样的范围和原因（coverage、reason）。")
    assert issued.do("conclude_inspection", **INSPECTION).words == "核查2026-1已结束。"


def test_departments_that_the_plan_names_are_evaluated_too(roster: Acting, plan: dict[str, str]) -> None:
    under_way(roster, plan, "T001", "T003", take=1, departments="D001、D002")
    signed(roster, "T001", "T003")
    assert "还有2个部门（第001厅、第002厅）没有总体评价" in roster.refused("conclude_inspection", **INSPECTION)
    roster.do("evaluate_department", **INSPECTION, department="D001", overall="良好。")
    assert "还有1个部门（第002厅）没有总体评价" in roster.refused("conclude_inspection", **INSPECTION)


def test_a_plan_that_names_no_department_evaluates_all_that_lead_a_target_of_the_year(
    roster: Acting, plan: dict[str, str]
) -> None:
    roster.take("departments", {"编码": "D003", "名称": "第003厅"})
    roster.take("targets", {**LAST_YEAR, "责任部门": "D003"})
    under_way(roster, plan, "T001", take=1, among=("T003",))
    signed(roster, "T001", "T003")
    roster.do("evaluate_department", **INSPECTION, department="D001", overall="良好。")
    assert "还有1个部门（第002厅）没有总体评价" in roster.refused("conclude_inspection", **INSPECTION)
    roster.do("evaluate_department", **INSPECTION, department="D002", overall="良好。")
    assert roster.do("conclude_inspection", **INSPECTION).words == "核查2026-1已结束。"


def test_a_department_of_the_plan_that_leads_no_target_of_the_year_is_not_evaluated(
    roster: Acting, plan: dict[str, str]
) -> None:
    roster.take("departments", {"编码": "D003", "名称": "第003厅"})
    under_way(roster, plan, "T001", take=1, departments="D001、D003")
    signed(roster, "T001")
    assert "没有依据" in roster.refused("evaluate_department", **INSPECTION, department="D003", overall="良好。")
    roster.do("evaluate_department", **INSPECTION, department="D001", overall="良好。")
    assert roster.do("conclude_inspection", **INSPECTION).words.startswith("核查2026-1已结束。")


LEFT = "本年中期核查还有1个部门（第002厅）没有作出总体评价，该事项没有办结，请另拟方案核查。"


@pytest.fixture
def halved(mid_term: Acting) -> Acting:
    """D001 is evaluated, the inspection 2026-1 of D001 is not concluded yet."""
    mid_term.do("evaluate_department", **INSPECTION, department="D001", overall="良好。")
    return mid_term


def of_the_rest(acting: Acting, plan: dict[str, str], conform: Conform) -> None:
    """Another mid-term inspection, 2026-2 of D002, finds T003 in order and is concluded."""
    this, day = {"inspection": "2026-2"}, acting.day
    both = plan | {"ends_on": str(day), "departments": "D002"}
    acting.do("draft_inspection", kind="中期核查", title="中期核查（二）", **both)
    strata = [{"name": "全部", "ids": ["2026/T003"]}]
    acting.do("commit_sample", subject="2026-2", strata=strata, take=1, secret="2" * 64, left_out_reason="只核查这几项")
    acting.do("draw_sample", subject="2026-2")
    acting.do("appoint_team", **this, leader="王文", members="李天")
    acting.do("issue_plan", **this, document_number="黔目标办〔2026〕19号")
    conform(acting, "2026-2", "T003")
    acting.do("evaluate_department", **this, department="D002", overall="良好。")
    acting.do("conclude_inspection", **this)


def test_6_2_1_the_inspection_of_one_department_is_not_that_of_the_year(halved: Acting, sql: Sql) -> None:
    assert halved.do("conclude_inspection", **INSPECTION).words == f"核查2026-1已结束。{LEFT}"
    assert sql.rows(OWED) == [("open", None, None)]


def test_6_2_1_the_years_duty_ends_with_the_inspection_that_leaves_no_department_out(
    halved: Acting, plan: dict[str, str], conform: Conform, sql: Sql, violations: Violations
) -> None:
    halved.do("conclude_inspection", **INSPECTION)
    of_the_rest(halved.on("2026-08-21"), plan, conform)
    assert sql.rows(OWED) == [("discharged", "2026-08-21", False)]
    assert violations() == []


def test_what_a_running_inspection_has_evaluated_does_not_count_yet(
    halved: Acting, plan: dict[str, str], conform: Conform, sql: Sql
) -> None:
    of_the_rest(halved, plan, conform)
    assert sql.rows(OWED) == [("open", None, None)]
    assert halved.on("2026-08-21").do("conclude_inspection", **INSPECTION).words == "核查2026-1已结束。"
    assert sql.rows(OWED) == [("discharged", "2026-08-21", False)]


def test_a_department_without_targets_of_the_year_is_not_waited_for(halved: Acting, sql: Sql) -> None:
    sql("UPDATE target SET issued_on = '2026-12-01' WHERE code = 'T003'")
    assert halved.do("conclude_inspection", **INSPECTION).words == "核查2026-1已结束。"
    assert sql.rows(OWED) == [("discharged", "2026-08-20", False)]


@pytest.mark.parametrize(
    ("terms", "waited_for"),
    [
        ("valid_from = '2026-06-30'", True),
        ("valid_from = '2026-07-01'", False),
        ("valid_to = '2026-08-19'", False),
        ("valid_to = '2026-08-20'", True),
    ],
)
def test_a_department_of_the_second_half_year_or_that_has_ended_is_not_waited_for(
    halved: Acting,
    sql: Sql,
    terms: str,
    waited_for: bool,  # noqa: FBT001
) -> None:
    sql(f"UPDATE department SET {terms} WHERE code = 'D002'")  # noqa: S608 - constants only
    words = halved.do("conclude_inspection", **INSPECTION).words
    assert words == f"核查2026-1已结束。{LEFT if waited_for else ''}"


def test_it_ends_late_after_the_end_of_august(halved: Acting, plan: dict[str, str], conform: Conform, sql: Sql) -> None:
    of_the_rest(halved, plan, conform)
    halved.on("2026-09-01").do("conclude_inspection", **INSPECTION)
    assert sql.rows(OWED) == [("discharged", "2026-09-01", True)]


def test_a_duty_that_was_waived_stays_so(mid_term: Acting, sql: Sql) -> None:
    number = sql.value("SELECT id FROM obligation WHERE kind = 'mid_term_inspection'")
    mid_term.do("waive", obligation=number, reason="与年度核查合并", number="黔目标函〔2026〕9号", dated="2026-03-02")
    mid_term.do("evaluate_department", **INSPECTION, department="D001", overall="良好。")
    mid_term.do("conclude_inspection", **INSPECTION)
    assert sql.rows(OWED) == [("waived", None, None)]


def test_an_ended_inspection_is_not_ended_again(mid_term: Acting, sql: Sql) -> None:
    mid_term.do("evaluate_department", **INSPECTION, department="D001", overall="良好。")
    mid_term.do("conclude_inspection", **INSPECTION)
    again = mid_term.on("2026-08-21").do("conclude_inspection", **INSPECTION)
    assert again.words == "核查2026-1此前已结束，未作改动。"
    assert sql.rows(OWED) == [("open", None, None)]


def test_a_cancelled_inspection_is_said_to_be_cancelled(issued: Acting) -> None:
    issued.do("cancel_inspection", inspection="2026-1", reason="不再进行")
    refused = issued.refused("conclude_inspection", inspection="2026-1", coverage="全数", reason="目标少")
    assert refused == "该核查已经取消。"


def test_6_2_4_a_target_that_failed_is_not_spared_by_cancelling_the_inspection(failed: Acting, sql: Sql) -> None:
    assert failed.refused("cancel_inspection", **INSPECTION, reason="不再进行") == (
        "核查2026-1有1项“未按质按量完成”的核查结果还没有签字，不能取消：请由组长签字（sign_off），"
        "或由核查组重新核查、记录（record_finding）以后再取消。"
    )
    failed.do("sign_off", **INSPECTION, leader="王文", limit="2026-10-20")
    assert failed.do("cancel_inspection", **INSPECTION, reason="不再进行").counts == {"ended": 1}
    assert failed.do("cancel_inspection", **INSPECTION, reason="不再进行").counts == {"ended": 0}
    assert sql.column("SELECT state FROM negative_entry") == ["remedying"]
