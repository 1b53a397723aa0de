"""中止: the suspended deadlines, and the day from which they resume (A14)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.duty.register import days_in_words, list_obligations
from models.rules.cycles import RULES
from models.rules.negative_list import FEEDBACK as FEEDBACK_DUTY
from tests.databases import story
from tests.models.ledger.reforming import HANDED_OVER, reform

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

FEEDBACK = """
SELECT o.state, o.due_version, x.due::text, x.proof ->> 'n' FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind = 'feedback'
"""


@pytest.fixture
@story
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
