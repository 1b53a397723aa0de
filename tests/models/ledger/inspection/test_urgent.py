"""紧急核查: due within the configured working days, or by its plan if none are configured (6.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.duty.register import explain_obligation, list_obligations
from models.rules.deadlines import describe_proof
from tests.databases import story

if TYPE_CHECKING:
    from datetime import date

    from tests.conftest import Acting, Sql, Violations

OWED = """
SELECT o.kind, o.subject, o.state, x.due::text, o.late, o.counted_on::text
FROM obligation o JOIN deadline x ON x.id = o.deadline_id WHERE o.kind LIKE '%inspection' ORDER BY o.id
"""
ISSUE = {"inspection": "2026-1", "document_number": "黔目标办〔2026〕20号"}
FINDING = {
    "inspection": "2026-1",
    "declared_complete": "是",
    "declared_reason": "书面申报",
    "found": "属实",
    "methods": "实地查看",
}
CONFORMS = "符合目标要求"


def draft(acting: Acting, plan: dict[str, str], ends: str, kind: str = "紧急核查") -> Acting:
    """An inspection with the plan, complete but for its issue on 10 September; 王文 leads, 李天 is with him."""
    acting.do("draft_inspection", kind=kind, title="防汛物资", **plan | {"ends_on": ends})
    acting.do("appoint_team", inspection="2026-1", leader="王文", members="李天")
    return acting


def limited(acting: Acting, days: int | str) -> None:
    acting.do("set_policy", key="urgent_inspection_days", value=days, basis="黔目标办〔2026〕5号")


def proof(sql: Sql, day: date) -> str:
    with begin() as session:
        number = sql.value("SELECT id FROM obligation WHERE kind = 'urgent_inspection'")
        return describe_proof(explain_obligation(session, number, day)["proof"])


def find(acting: Acting, day: str, people: str = "王文、李天", target: str = "T001") -> None:
    on = acting.on(day)
    on.do("record_finding", target=target, conclusion=CONFORMS, found_on=day, found_by=people, **FINDING)


@pytest.fixture
@story
def urgent(roster: Acting, plan: dict[str, str]) -> Acting:
    """An urgent plan that ends on 16 September, where 5 working days would reach the 17th, was issued on the 10th."""
    limited(roster, 5)
    draft(roster, plan, "2026-09-16").do("issue_plan", **ISSUE)
    return roster


@pytest.mark.parametrize(
    ("kind", "days", "ends", "refused"),
    [
        ("紧急核查", 5, "2026-09-17", False),
        ("紧急核查", 5, "2026-09-18", True),
        ("紧急核查", 1, "2026-09-11", False),
        ("紧急核查", 1, "2026-09-12", True),
        ("紧急核查", 1, "2026-09-10", False),
        ("紧急核查", None, "2026-12-31", False),
        ("专项核查", 5, "2026-09-18", False),
    ],
)
def test_an_urgent_plan_has_no_more_time_than_was_set(
    roster: Acting, sql: Sql, plan: dict[str, str], kind: str, days: int | None, ends: str, *, refused: bool
) -> None:
    if days:
        limited(roster, days)
    draft(roster, plan, ends, kind)
    if refused:
        last = {5: "2026-09-17", 1: "2026-09-11"}[days or 0]
        assert roster.refused("issue_plan", **ISSUE) == (
            f"紧急核查应在方案下达后{days}个工作日内（{last}前）核查并签字（机构设定），方案的核查时限{ends}过晚，"
            f"请改为{last}或更早。"
        )
        assert sql.rows(OWED) == []
    else:
        roster.do("issue_plan", **ISSUE)
        owed = "urgent_inspection" if kind == "紧急核查" else "inspection"
        assert sql.rows(OWED) == [(owed, "2026-1", "open", ends, None, None)]


def test_days_set_after_the_plan_was_issued_change_nothing(roster: Acting, sql: Sql, plan: dict[str, str]) -> None:
    draft(roster, plan, "2026-09-30").do("issue_plan", **ISSUE)
    limited(roster, 1)
    assert roster.do("issue_plan", **ISSUE).counts == {"issued": 0}
    assert sql.rows(OWED) == [("urgent_inspection", "2026-1", "open", "2026-09-30", None, None)]


def test_the_proof_names_the_limit_and_the_configured_days(urgent: Acting, sql: Sql) -> None:
    assert proof(sql, urgent.day) == (
        "《目标管控》6.2.2，对紧急事项及时核查，在核查方案（黔目标办〔2026〕20号）明确的时限内核查并签字，"
        "该时限不晚于方案下达后5个工作日（9月17日，管理机构设定）。"
    )


def test_without_days_the_proof_says_that_the_plan_alone_counts(roster: Acting, sql: Sql, plan: dict[str, str]) -> None:
    draft(roster, plan, "2026-09-30").do("issue_plan", **ISSUE)
    assert "标准未定天数，以方案为准，为本系统默认" in proof(sql, roster.day)


@pytest.mark.parametrize(("day", "late", "words"), [("2026-09-16", False, "按期"), ("2026-09-17", True, "逾期")])
def test_the_signature_ends_it_and_says_whether_that_was_in_time(
    urgent: Acting, sql: Sql, violations: Violations, day: str, words: str, *, late: bool
) -> None:
    find(urgent, day)
    signed = urgent.on(day).do("sign_off", inspection="2026-1", leader="王文")
    assert signed.words == (f"核查2026-1第1组1项核查结果经组长王文签字生效，列入负面清单0项，紧急核查{words}办结。")
    assert sql.rows(OWED) == [("urgent_inspection", "2026-1", "discharged", "2026-09-16", late, day)]
    assert violations() == []


def test_a_correction_signed_later_leaves_the_verdict_as_it_was(urgent: Acting, sql: Sql) -> None:
    for day in ("2026-09-15", "2026-09-18"):
        find(urgent, day)
        words = urgent.on(day).do("sign_off", inspection="2026-1", leader="王文").words
    assert words.endswith("列入负面清单0项。")
    assert sql.rows(OWED) == [("urgent_inspection", "2026-1", "discharged", "2026-09-16", False, "2026-09-15")]


def test_of_several_teams_the_last_signature_ends_it(roster: Acting, sql: Sql, plan: dict[str, str]) -> None:
    draft(roster, plan | {"whole_picture": "是"}, "2026-09-16")
    roster.do("appoint_team", inspection="2026-1", team=2, leader="郑玲", members="韩丽")
    roster.do("issue_plan", **ISSUE)
    find(roster, "2026-09-14")
    sign = roster.on("2026-09-14").do("sign_off", inspection="2026-1", leader="王文")
    assert "办结" not in sign.words  # the second team has no finding
    find(roster, "2026-09-15", "郑玲、韩丽", "T003")
    find(roster, "2026-09-15", target="T002")
    sign = roster.on("2026-09-15").do("sign_off", inspection="2026-1", team=2, leader="郑玲")
    assert "办结" not in sign.words  # the first has one more to sign
    sign = roster.on("2026-09-15").do("sign_off", inspection="2026-1", leader="王文")
    assert "，紧急核查按期办结。" in sign.words
    assert sql.rows(OWED) == [("urgent_inspection", "2026-1", "discharged", "2026-09-16", False, "2026-09-15")]


def test_concluded_without_a_finding_it_is_done_on_that_day(urgent: Acting, sql: Sql) -> None:
    urgent.on("2026-09-17").do("conclude_inspection", inspection="2026-1")
    assert sql.rows(OWED) == [("urgent_inspection", "2026-1", "discharged", "2026-09-16", True, "2026-09-17")]


def test_a_cancelled_inspection_has_no_open_duty(urgent: Acting, sql: Sql, violations: Violations) -> None:
    urgent.do("cancel_inspection", inspection="2026-1", reason="险情已解除")
    assert sql.rows(OWED) == [("urgent_inspection", "2026-1", "void", "2026-09-16", None, None)]
    assert violations() == []


def test_a_cancellation_after_the_signature_keeps_the_discharge(urgent: Acting, sql: Sql) -> None:
    find(urgent, "2026-09-15")
    urgent.on("2026-09-15").do("sign_off", inspection="2026-1", leader="王文")
    urgent.on("2026-09-16").do("cancel_inspection", inspection="2026-1", reason="并入年度核查")
    assert sql.rows(OWED) == [("urgent_inspection", "2026-1", "discharged", "2026-09-16", False, "2026-09-15")]


def test_the_agency_is_reminded_until_the_findings_are_signed(urgent: Acting, sql: Sql) -> None:
    for day in ("2026-09-10", "2026-09-11", "2026-09-14", "2026-09-16", "2026-09-17"):
        urgent.on(day).system.do("remind")
    find(urgent, "2026-09-17")
    urgent.on("2026-09-17").do("sign_off", inspection="2026-1", leader="王文")
    urgent.on("2026-09-21").system.do("remind")
    query = "SELECT kind, audience, occasion FROM notice WHERE subject LIKE '%urgent_inspection%' ORDER BY id"
    assert sql.rows(query) == [
        ("reminder", "agency", "1|T-3"),
        ("reminder", "agency", "1|T"),
        ("overdue", "agency", "1|T+1"),
    ]


def test_it_is_called_an_urgent_inspection_by_its_number(urgent: Acting) -> None:
    with begin() as session:
        titles = [each.title for each in list_obligations(session, urgent.day)]
    assert "紧急核查2026-1" in titles


def test_an_older_urgent_duty_ends_with_the_inspection(urgent: Acting, sql: Sql) -> None:
    sql("UPDATE obligation SET kind = 'inspection' WHERE kind = 'urgent_inspection'")
    find(urgent, "2026-09-15")
    assert "办结" not in urgent.on("2026-09-15").do("sign_off", inspection="2026-1", leader="王文").words
    urgent.on("2026-09-15").do("conclude_inspection", inspection="2026-1")
    assert sql.rows(OWED)[0][2] == "discharged"
