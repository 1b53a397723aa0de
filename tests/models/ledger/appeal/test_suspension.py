"""中止: the suspended deadlines, and the day from which they resume (A14)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.duty.register import days_in_words, list_obligations
from models.rules.cycles import RULES
from models.rules.negative_list import FEEDBACK as FEEDBACK_DUTY
from tests.conftest import SEEN_THERE
from tests.models.ledger.exploring import Deed, Explorer, Step, one
from tests.models.ledger.reforming import HANDED_OVER, reform

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations


FEEDBACK = """
SELECT o.state, o.due_version, x.due::text, x.proof ->> 'n' FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind = 'feedback'
"""


@pytest.fixture
def declared(issued: Acting) -> Acting:
    """T001 was declared complete on 18 September, its feedback is due on the 24th; an appeal runs since the 21st."""
    issued.lists("T001", "进度滞后", "2026-09-10")
    issued.do("set_limit", target="T001", limit="2026-09-17")
    issued.on("2026-09-18").do("declare_completion", target="T001", completed_on="2026-09-18", measures="已补建")
    later = issued.on("2026-09-21")
    later.do("lodge_appeal", target="T001", ground="另有34公里已完工")
    later.do("accept_appeal", target="T001")
    return later


def test_a_feedback_of_five_days_does_not_count_the_suspended_ones(declared: Acting, sql: Sql) -> None:
    assert sql.rows(FEEDBACK) == [("suspended", 1, "2026-09-24", "5")]
    declared.on("2026-09-23").do("withdraw_appeal", target="T001", reason="已核对清楚")
    # 21, 22 and 23 September do not count, nor do the 25th to the 27th (Mid-Autumn); the 20th is a make-up Sunday
    assert sql.rows(FEEDBACK) == [("open", 2, "2026-09-30", "5")]


def test_a_feedback_that_resumes_keeps_its_number_of_days_when_the_rule_has_another(
    declared: Acting, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RULES, FEEDBACK_DUTY.due.key, replace(FEEDBACK_DUTY.due, n=7))
    declared.on("2026-09-23").do("withdraw_appeal", target="T001", reason="已核对清楚")
    assert sql.rows(FEEDBACK) == [("open", 2, "2026-09-30", "5")]
    words = "SELECT DISTINCT proof ->> 'words' FROM deadline WHERE rule = :rule"
    assert sql.column(words, rule=FEEDBACK_DUTY.due.key) == ["整改完成后5个工作日内反馈"]


def test_a_second_appeal_suspends_again_and_the_first_days_stay_uncounted(declared: Acting, sql: Sql) -> None:
    declared.on("2026-09-23").do("withdraw_appeal", target="T001", reason="已核对清楚")
    again = declared.on("2026-09-24")
    again.do("lodge_appeal", target="T001", ground="补充材料")
    again.do("accept_appeal", target="T001")
    again.do("withdraw_appeal", target="T001", reason="不再申诉")
    suspensions = "SELECT x.suspensions FROM obligation o JOIN deadline x ON x.id = o.deadline_id"
    assert sql.value(suspensions + " WHERE o.kind = 'feedback'") == [
        {"first": "2026-09-21", "last": "2026-09-23"},
        {"first": "2026-09-24", "last": "2026-09-24"},
    ]


def test_an_obligation_overdue_at_acceptance_gets_no_extra_days(issued: Acting, sql: Sql) -> None:
    issued.lists("T001", "进度滞后", "2026-09-10")
    issued.do("set_limit", target="T001", limit="2026-09-17")
    late = issued.on("2026-09-21")
    late.do("lodge_appeal", target="T001", ground="另有34公里已完工")
    late.do("accept_appeal", target="T001")
    late.on("2026-09-23").do("withdraw_appeal", target="T001", reason="已核对清楚")
    due = "SELECT x.due::text FROM obligation o JOIN deadline x ON x.id = o.deadline_id WHERE o.kind = 'remediation'"
    assert sql.column(due) == ["2026-09-17"]


def overdue(acting: Acting, kind: str) -> tuple[int, str]:
    """Returns days left and time left in words of the obligation of a kind."""
    with begin() as session:
        (item,) = list_obligations(session, acting.day, kind=kind)
    return item.days_left, days_in_words(item)


def test_the_days_of_an_appeal_after_the_due_date_are_not_overdue(issued: Acting) -> None:
    issued.lists("T001", "进度滞后", "2026-09-10")
    issued.do("set_limit", target="T001", limit="2026-09-17")
    late = issued.on("2026-09-21")
    late.do("lodge_appeal", target="T001", ground="另有34公里已完工")
    late.do("accept_appeal", target="T001")
    late.on("2026-09-23").do("withdraw_appeal", target="T001", reason="已核对清楚")
    # the 18th, the make-up Sunday 20th and the 24th count
    assert overdue(issued.on("2026-09-24"), "remediation") == (-3, "逾期3个工作日")
    excused = issued.on("2026-09-24").do("excuse_limit", target="T001", limit="2026-10-20", reason="汛期停工")
    assert excused.counts["overdue"] == 3


@pytest.mark.parametrize("act", HANDED_OVER)
def test_a_suspended_duty_is_in_the_list_of_the_successor(
    declared: Acting, sql: Sql, violations: Violations, act: str
) -> None:
    reform(declared.on("2026-09-22"), act)
    with begin() as session:
        duties = list_obligations(session, declared.day, department="D002", kind="feedback")
        assert [(item.row.state, item.row.taken_over_from) for item in duties] == [("suspended", "第001厅")]
    (told,) = sql.column("SELECT DISTINCT payload -> 'duties' FROM notice WHERE kind = 'taken_over'")
    assert {"title": "整改反馈“目标T001”（申诉期间中止）", "due": "2026-09-24"} in told
    assert violations() == []


def test_a_day_that_a_changed_calendar_kept_is_not_made_earlier_by_the_end_of_an_appeal(
    issued: Acting, sql: Sql
) -> None:
    issued.lists("T001", "进度滞后", "2026-09-10")
    issued.do("set_limit", target="T001", limit="2026-10-20")
    late = issued.on("2026-09-21")
    late.do("lodge_appeal", target="T001", ground="另有34公里已完工")
    late.do("accept_appeal", target="T001")
    sql("UPDATE deadline SET due = '2026-11-20', proof = proof || '{\"computed\": \"2026-10-20\"}'")
    late.on("2026-09-22").do("withdraw_appeal", target="T001", reason="已核对清楚")
    due = "SELECT x.due::text FROM obligation o JOIN deadline x ON x.id = o.deadline_id WHERE o.kind = 'remediation'"
    assert sql.value(due) >= "2026-11-20"


SATURDAY = {
    "date": "2026-09-19",
    "kind": "makeup_workday",
    "name": "调整",
    "notice_date": "2026-09-24",
    "notice_title": "国务院办公厅关于调整2026年9月放假安排的通知",
    "notice_number": "国办发明电〔2026〕9号",
}
RESUMED = (
    "SELECT o.state, x.due::text, x.proof ->> 'computed' FROM obligation o JOIN deadline x ON x.id = o.deadline_id"
)


def test_a_calendar_that_changes_during_an_appeal_makes_no_duty_overdue(
    issued: Acting, sql: Sql, violations: Violations
) -> None:
    issued.lists("T001", "进度滞后", "2026-09-10")
    issued.do("set_limit", target="T001", limit="2026-09-17")
    issued.on("2026-09-18").do("declare_completion", target="T001", completed_on="2026-09-18", measures="已补建")
    due = issued.on("2026-09-24")  # the feedback is due today
    due.do("lodge_appeal", target="T001", ground="另有34公里已完工")
    due.do("accept_appeal", target="T001")
    due.take("calendar", SATURDAY)
    due.on("2026-09-28").do("withdraw_appeal", target="T001", reason="已核对清楚")
    # by the rule it would have been due on the 23rd, before the appeal
    assert sql.rows(f"{RESUMED} WHERE o.kind = 'feedback'") == [("open", "2026-09-29", "2026-09-23")]
    due.on("2026-09-28").take("calendar", {**SATURDAY, "date": "2026-11-02", "kind": "holiday"})
    assert sql.rows(f"{RESUMED} WHERE o.kind = 'feedback'") == [("open", "2026-09-29", "2026-09-23")]
    assert violations() == []


TARGET = {"target": "T001"}
REASON = {"reason": "情况有变"}
BY_PAPER = {"number": "黔目标函〔2026〕9号", "dated": "2026-09-01"}
DUTIES = ("remediation", "feedback", "limit_owed", "recheck_owed")
AGAIN_SEEN = {"rechecked_by": "郑玲、韩丽", "signed_by": "郑玲", "evidence": [str(SEEN_THERE)]}
# What the deed "reinspect" does: a re-inspection is issued after the appeal was accepted.
AGAIN: dict[str, Any] = {"inspection": "2026-2"}
CONFORMS: dict[str, Any] = {
    **TARGET, "conclusion": "符合目标要求", "declared_complete": "是", "declared_reason": "书面申报",
    "found": "完成120公里", "methods": "实地查看", "found_on": "2026-09-28",
}  # fmt: skip
REINSPECTION: tuple[Step, ...] = (
    ("issue_plan", {**AGAIN, "document_number": "黔目标办〔2026〕21号"}),
    ("assign_reinspection", TARGET | AGAIN),
    ("record_finding", {**CONFORMS, **AGAIN, "found_by": "郑玲、韩丽"}),
    ("sign_off", {**AGAIN, "leader": "郑玲"}),
)
# What the deed "correct" does: the first team finds that the target conforms, and its leader signs.
CORRECTION: tuple[Step, ...] = (
    ("record_finding", {**CONFORMS, "inspection": "2026-1", "found_by": "王文、李天", "evidence": [str(SEEN_THERE)]}),
    ("sign_off", {"inspection": "2026-1", "leader": "王文"}),
)
MERGER = {"department": "D001", "successor": "D002", "effective_on": "2026-09-28", "basis": "黔机编〔2026〕12号"}
# The acts about an entry, its rounds, its appeals and their duties, each with its input.
DEEDS: tuple[Deed, ...] = (
    one("propose_entry", {**TARGET, "way": "在线", "finding": "未完成", "found_on": "2026-09-26"}),
    one("list_finding", {**TARGET, "inspection": "2026-1", "leader": "王文"}),
    one("assign_confirmation", {**TARGET, "inspection": "2026-1"}),
    one("set_limit", {**TARGET, "limit": "2026-11-20"}),
    one("extend_limit", {**TARGET, "limit": "2026-12-10", **REASON}),
    one("excuse_limit", {**TARGET, "limit": "2026-12-10", **REASON}),
    one("declare_completion", {**TARGET, "completed_on": "2026-09-28", "measures": "已补建"}),
    one("withdraw_completion", TARGET | REASON),
    one("file_feedback", {**TARGET, "feedback": "已补建"}),
    one("recheck", {**TARGET, **AGAIN_SEEN, "passed": "是", "found": "属实"}),
    one("recheck", {**TARGET, **AGAIN_SEEN, "passed": "否", "found": "不实", "new_limit": "2026-12-01"}),
    one("lodge_appeal", {**TARGET, "ground": "另有34公里已完工"}),
    one("accept_appeal", TARGET),
    one("refuse_appeal", TARGET | REASON),
    one("withdraw_appeal", TARGET | REASON),
    ("reinspect", REINSPECTION),
    ("correct", CORRECTION),
    one("rule_appeal", {**TARGET, "ruling": "维持", **REASON}),
    one("rule_appeal", {**TARGET, "ruling": "撤销", **REASON}),
    one("rule_appeal", {**TARGET, "ruling": "变更", **REASON, "finding": "完成110公里", "new_limit": "2026-12-20"}),
    one("cancel_inspection", {"inspection": "2026-2", **REASON}),
    one("merge_department", MERGER),
    *(one("waive", {"of_kind": kind, **REASON, **BY_PAPER}) for kind in DUTIES),
    *(one("withdraw_waiver", {"of_kind": kind, **REASON}) for kind in DUTIES),
)
# The newest entry, round, appeal and duties.
STATE = """
SELECT (SELECT concat_ws(' ', occurrence, state) FROM negative_entry ORDER BY id DESC LIMIT 1),
    (SELECT concat_ws(' ', round, state) FROM remediation ORDER BY id DESC LIMIT 1),
    (SELECT concat_ws(' ', state, inspection_id) FROM appeal ORDER BY id DESC LIMIT 1),
    (SELECT state FROM obligation WHERE kind = 'remediation' ORDER BY id DESC LIMIT 1),
    (SELECT state FROM obligation WHERE kind = 'feedback' ORDER BY id DESC LIMIT 1)
"""


def test_every_act_in_every_state_is_done_or_refused_in_words(failed: Acting, plan: dict[str, str]) -> None:
    issued = failed
    issued.do("draft_inspection", kind="专项核查", title="申诉复核", **plan)
    issued.do("appoint_team", inspection="2026-2", leader="郑玲", members="韩丽")
    explorer = Explorer(issued.on("2026-09-28"), DEEDS, STATE, longest=6)
    explorer.explore()
    assert explorer.faults == []
    assert [state for state in explorer.states if is_running_during_an_appeal(*state)] == []
    assert explorer.done == {name for name, _ in DEEDS} - {"excuse_limit"}  # no limit has passed
    assert len(explorer.states) > 60


def is_running_during_an_appeal(*state: Any) -> bool:
    _entry, _round, appeal, *duties = state
    return str(appeal).startswith("accepted") and "open" in duties
