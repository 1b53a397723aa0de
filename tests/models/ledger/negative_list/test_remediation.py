"""整改: both due dates, withdrawal, feedback, recheck (6.2.5, A9) – one by one, then in any order."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from models.rules.kinds import Known
from models.rules.states import REMEDIATION, No, RemediationEvent, RemediationState, follow
from tests.acting import SEEN_THERE
from tests.conftest import RECHECKED
from tests.databases import story

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Databases, Meanwhile, Sql, Statements, Violations

OWED = """
SELECT o.id, o.state, o.due_version, o.round, x.due::text, o.counted_on::text, o.late FROM obligation o
JOIN deadline x ON x.id = o.deadline_id WHERE o.kind = :kind ORDER BY o.round
"""


@pytest.fixture
@story
def september(march: Acting) -> Acting:
    """T001 was listed on 10 September; its remediation is limited to 30 September; today is the 20th."""
    march.on("2026-09-10").lists("T001", "进度滞后", "2026-09-08")
    march.on("2026-09-10").do("set_limit", target="T001", limit="2026-09-30")
    return march.on("2026-09-20")


def declare(acting: Acting, completed_on: str = "2026-09-20") -> Summary:
    return acting.do("declare_completion", target="T001", completed_on=completed_on, measures="增派人员")


def withdraw(acting: Acting) -> Summary:
    return acting.do("withdraw_completion", target="T001", reason="数据有误")


def feed_back(acting: Acting) -> Summary:
    return acting.do("file_feedback", target="T001", feedback="已完成整改")


def owed(sql: Sql, kind: str) -> tuple[Any, ...]:
    rows = sql.rows(OWED, kind=kind)
    assert len(rows) == 1
    return rows[0][1:]


def test_a37_after_the_year_a_declaration_is_withdrawn_by_the_office_or_with_its_letter(
    september: Acting, sql: Sql
) -> None:
    declare(september)
    january = september.on("2027-01-11")
    why: dict[str, Any] = {"target": "T001", "year": 2026, "reason": "误报"}
    words = "2026年已终了，合计待其复查（recheck）：撤回完成申报须由部门来信，或附部门的撤回函（--evidence）。"
    assert january.on_behalf("电话", "李明来电").refused("withdraw_completion", **why) == words
    letter = str(SEEN_THERE)
    assert january.on_behalf("纸质", "来函").do("withdraw_completion", **why, evidence=letter).counts["withdrawn"] == 1
    assert sql.rows("SELECT record, file_name FROM exhibit WHERE record = 'remediation'") == [
        ("remediation", SEEN_THERE.name)
    ]
    again: dict[str, Any] = {"target": "T001", "year": 2026, "completed_on": "2026-12-01", "measures": "增派人员"}
    january.office("D001").do("declare_completion", **again)
    mailed = replace(january, actor=replace(january.office("D001").actor, known=Known.KNOWN))
    assert mailed.do("withdraw_completion", **why).counts["withdrawn"] == 1


def test_a9_completion_discharges_the_remediation_and_starts_five_working_days(september: Acting, sql: Sql) -> None:
    summary = declare(september.office("D001").on("2026-10-08"), "2026-09-30")
    assert owed(sql, "remediation") == ("discharged", 1, 1, "2026-09-30", "2026-09-30", False)
    assert owed(sql, "feedback") == ("open", 1, 1, "2026-10-13", None, None)
    assert summary.data == {"feedback_due": "2026-10-13"}


def test_a27_the_stated_completion_day_decides_not_the_day_it_was_declared(september: Acting, sql: Sql) -> None:
    assert declare(september.on("2026-10-09"), "2026-10-01").counts["late"] == 1
    assert owed(sql, "remediation")[-2:] == ("2026-10-01", True)


def test_a9_a_late_feedback_is_a_separate_breach(september: Acting, sql: Sql) -> None:
    declare(september)
    assert feed_back(september.on("2026-09-29")).counts["late"] == 1
    assert owed(sql, "remediation")[-1] is False
    assert owed(sql, "feedback") == ("discharged", 1, 1, "2026-09-28", "2026-09-29", True)


def test_a9_feedback_in_time_after_a_late_remediation_is_in_time(september: Acting, sql: Sql) -> None:
    declare(september.on("2026-10-09"), "2026-10-09")
    assert feed_back(september.on("2026-10-15")).counts["late"] == 0
    assert owed(sql, "remediation")[-1] is True


def test_the_agency_is_notified_of_the_feedback_and_the_office_of_its_duty(september: Acting, sql: Sql) -> None:
    declare(september)
    feed_back(september)
    query = "SELECT kind, audience, payload FROM notice WHERE kind IN ('feedback_owed', 'fed_back') ORDER BY id"
    fed_back = {"department": "第001厅", "target": "目标T001", "feedback": "已完成整改", "late": False}
    fed_back |= {"within": "整改完成后5个工作日内反馈"}
    assert sql.rows(query) == [
        ("feedback_owed", "office", {"completed_on": "2026-09-20"}),
        ("fed_back", "agency", fed_back),
    ]


def test_the_agency_is_notified_that_the_feedback_was_entered_long_after_its_receipt(
    september: Acting, sql: Sql
) -> None:
    declare(september)
    feed_back(september.on("2026-10-20").on_behalf("纸质", received="2026-09-22"))
    told = "SELECT payload ->> 'late', payload ->> 'entered_late' FROM notice WHERE kind = 'fed_back'"
    assert sql.rows(told) == [("false", "true")]


@pytest.mark.parametrize(
    ("completed_on", "text"),
    [
        ("2026-09-21", "完成日期2026-09-21在今天（2026-09-20）之后，请在完成后申报。"),
        ("2026-09-09", "完成日期2026-09-09早于列入负面清单的日期2026-09-10。"),
    ],
)
def test_a27_completion_in_the_future_or_before_the_listing_is_refused(
    september: Acting, sql: Sql, completed_on: str, text: str
) -> None:
    assert september.refused("declare_completion", target="T001", completed_on=completed_on, measures="已补建") == text
    assert sql.rows(OWED, kind="feedback") == []


def test_completion_before_the_start_of_its_round_is_refused(september: Acting, sql: Sql) -> None:
    declare(september)
    feed_back(september)
    again = september.on("2026-09-24")
    again.rechecks("T001", "仍未完成", new_limit="2026-10-30")
    text = again.refused("declare_completion", target="T001", completed_on="2026-09-23", measures="已补建")
    assert text == "完成日期2026-09-23早于本轮整改开始的日期2026-09-24。"
    declare(again, "2026-09-24")
    assert sql.column("SELECT state FROM remediation ORDER BY round") == ["rejected", "completed"]


def test_completion_of_a_target_that_was_not_listed_is_refused(september: Acting) -> None:
    text = september.refused("declare_completion", target="T002", completed_on="2026-09-20", measures="已补建")
    assert text.startswith("目标T002没有列入负面清单。")


def test_completion_before_a_limit_was_set_is_refused(september: Acting) -> None:
    september.lists("T002", "进度滞后", "2026-09-18")
    text = september.refused("declare_completion", target="T002", completed_on="2026-09-20", measures="已补建")
    assert "尚未明确整改时限" in text


def test_completion_declared_twice_is_refused_and_points_to_withdrawing(september: Acting) -> None:
    declare(september)
    text = september.refused("declare_completion", target="T001", completed_on="2026-09-20", measures="已补建")
    assert text == "已申报整改完成；如需更改完成日期，请先撤回申报。"


def test_another_department_may_not_declare(september: Acting) -> None:
    office = september.office("D002")
    assert "不能办理“第001厅”" in office.refused(
        "declare_completion", target="T001", completed_on="2026-09-20", measures="已补建"
    )


def test_feedback_without_completion_is_refused(september: Acting) -> None:
    text = september.refused("file_feedback", target="T001", feedback="已完成")
    assert text == "尚未申报整改完成，不能反馈。请先申报完成。"


def test_feedback_twice_is_refused(september: Acting) -> None:
    declare(september)
    feed_back(september)
    assert september.refused("file_feedback", target="T001", feedback="又") == "整改情况已经反馈，不能重复反馈。"


@pytest.mark.parametrize("completed", [False, True])
def test_a_recheck_before_feedback_is_refused(september: Acting, *, completed: bool) -> None:
    if completed:
        declare(september)
    assert (
        september.refused("recheck", target="T001", passed=True, found="属实", **RECHECKED)
        == "尚未收到整改反馈，不能复查。"
    )


def test_a_withdrawal_without_declaration_is_refused(september: Acting) -> None:
    text = september.refused("withdraw_completion", target="T001", reason="数据有误")
    assert text == "尚未申报整改完成，没有可撤回的申报。"


def test_a_withdrawal_reopens_the_remediation_under_its_old_limit_and_voids_the_feedback(
    september: Acting, sql: Sql
) -> None:
    declare(september)
    withdraw(september)
    assert owed(sql, "remediation") == ("open", 2, 1, "2026-09-30", None, None)
    assert owed(sql, "feedback")[:2] == ("void", 1)
    assert sql.rows("SELECT state, completed_on FROM remediation") == [("remedying", None)]


@pytest.mark.parametrize("fed_back", [False, True])
def test_withdrawing_and_declaring_again_keeps_the_same_rows_with_a_new_due_version(
    september: Acting, sql: Sql, *, fed_back: bool
) -> None:
    declare(september)
    if fed_back:
        feed_back(september)
    first = sql.rows(OWED, kind="feedback")[0]
    withdraw(september.on("2026-09-22"))
    declare(september.on("2026-09-29"), "2026-09-28")
    again = sql.rows(OWED, kind="feedback")
    assert again == [(first[0], "open", 2, 1, "2026-10-10", None, None)]
    assert owed(sql, "remediation") == ("discharged", 2, 1, "2026-09-30", "2026-09-28", False)
    occasions = "SELECT occasion FROM notice WHERE kind = 'feedback_owed' ORDER BY id"
    assert sql.column(occasions) == ["1", "2"]


def test_what_was_late_stays_late_when_completion_is_withdrawn_and_declared_again(
    september: Acting, sql: Sql, violations: Violations
) -> None:
    assert declare(september.on("2026-10-09"), "2026-10-01").counts["late"] == 1
    assert feed_back(september.on("2026-11-02")).counts["late"] == 1
    withdraw(september.on("2026-11-03"))
    assert declare(september.on("2026-11-03"), "2026-09-30").counts["late"] == 1
    withdraw(september.on("2026-11-03"))
    declare(september.on("2026-11-03"), "2026-11-03")
    assert feed_back(september.on("2026-11-04")).words == "已反馈“目标T001”整改情况（逾期）。"
    assert [owed(sql, kind)[-1] for kind in ("remediation", "feedback")] == [True, True]
    assert violations() == []


def test_a_waived_feedback_stays_waived_when_completion_is_declared_again(september: Acting, sql: Sql) -> None:
    declare(september)
    september.do("waive", obligation=sql.rows(OWED, kind="feedback")[0][0], reason="已当面反馈")
    withdraw(september)
    declare(september)
    assert owed(sql, "feedback")[:2] == ("waived", 1)


def test_a_passed_recheck_closes_the_entry_and_notifies_head_and_office(september: Acting, sql: Sql) -> None:
    declare(september)
    feed_back(september)
    september.rechecks("T001")
    assert sql.value("SELECT state FROM negative_entry") == "made_good"
    assert sql.rows("SELECT state, recheck FROM remediation") == [("accepted", "属实")]
    assert sql.column("SELECT audience FROM notice WHERE kind = 'rechecked' ORDER BY 1") == ["head", "office"]


def test_a_failed_recheck_opens_another_round_with_a_new_limit(september: Acting, sql: Sql) -> None:
    declare(september)
    feed_back(september)
    september.rechecks("T001", "仍未完成", new_limit="2026-10-30")
    assert [row[1:5] for row in sql.rows(OWED, kind="remediation")] == [
        ("discharged", 1, 1, "2026-09-30"),
        ("open", 1, 2, "2026-10-30"),
    ]
    assert sql.column("SELECT state FROM remediation ORDER BY round") == ["rejected", "remedying"]
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'listed'") == 4


@pytest.mark.parametrize("fields", [{"passed": True, "new_limit": "2026-10-30"}, {"passed": False}])
def test_a_recheck_says_a_new_limit_exactly_when_it_failed(september: Acting, fields: dict[str, Any]) -> None:
    assert "复查未通过须定新的整改时限，通过则不填" in september.refused(
        "recheck", target="T001", found="属实", **RECHECKED, **fields
    )


def test_a_new_limit_in_the_past_is_refused_and_the_round_stays_as_it_was(september: Acting, sql: Sql) -> None:
    declare(september)
    feed_back(september)
    text = september.refused("recheck", target="T001", passed=False, found="否", new_limit="2026-09-19", **RECHECKED)
    assert "不能早于" in text
    assert sql.column("SELECT state FROM remediation") == ["fed_back"]


def test_a_recheck_that_passed_twice_changes_nothing(september: Acting, sql: Sql) -> None:
    declare(september)
    feed_back(september)
    september.rechecks("T001")
    before = sql.value("SELECT hash FROM chain_head")
    assert september.rechecks("T001", "再看").counts == {"rechecked": 0}
    assert sql.value("SELECT hash FROM chain_head") == before


def test_a_round_that_was_rechecked_is_closed(september: Acting) -> None:
    declare(september)
    feed_back(september)
    september.rechecks("T001")
    assert september.refused("withdraw_completion", target="T001", reason="误") == "本轮整改已复查完毕，不能再改。"


def test_a_withdrawal_after_the_calendar_changed_reopens_the_remediation_by_the_new_one(
    september: Acting, sql: Sql
) -> None:
    declare(september)
    notice = {
        "notice_title": "关于调整2026年放假安排的通知",
        "notice_number": "测试〔2026〕1号",
        "notice_date": "2026-09-01",
    }
    september.take("calendar", {"date": "2026-09-30", "kind": "holiday", "name": "调整", **notice})
    withdraw(september)
    aim = """SELECT x.due::text, x.target::text FROM obligation o JOIN deadline x ON x.id = o.deadline_id
        WHERE o.kind = 'remediation'"""
    assert sql.rows(aim) == [("2026-09-30", "2026-09-29")]


def test_the_daily_flow_opens_a_feedback_that_is_missing(september: Acting, sql: Sql) -> None:
    declare(september)
    for table in ("notice", "transition"):
        column = "kind = 'feedback_owed'" if table == "notice" else "record_key LIKE 'feedback|%'"
        sql(f"DELETE FROM {table} WHERE {column}")  # noqa: S608 - constants
    sql("DELETE FROM obligation WHERE kind = 'feedback'")
    summary = september.system.do("repair_feedback")
    assert (summary.words, summary.counts) == ("补开整改反馈1项。", {"opened": 1})
    assert owed(sql, "feedback")[3] == "2026-09-28"


def test_the_daily_flow_changes_nothing_if_nothing_is_missing(september: Acting, sql: Sql) -> None:
    assert september.system.do("repair_feedback").words == "整改反馈无需补开。"
    declare(september)
    before = sql.value("SELECT hash FROM chain_head")
    assert september.system.do("repair_feedback").words == "整改反馈无需补开。"
    assert sql.value("SELECT hash FROM chain_head") == before


def test_a_declaration_that_lost_a_race_is_to_be_tried_again(september: Acting, meanwhile: Meanwhile, sql: Sql) -> None:
    meanwhile("UPDATE remediation", lambda: declare(september))
    text = september.unavailable("declare_completion", target="T001", completed_on="2026-09-19", measures="已补建")
    assert text == "该事项刚刚被另一操作更改，请重试。"
    assert sql.value("SELECT completed_on::text FROM remediation") == "2026-09-20"


def test_the_daily_flow_takes_as_many_statements_for_2000_departments_as_for_10(statements: Statements) -> None:
    works = {"repair_feedback": lambda acting, _sql: acting.system.do("repair_feedback")}
    assert statements(10, works) == statements(2000, works)


class Remediations(RuleBasedStateMachine):
    """Declare, withdraw, feed back and recheck in any order: the database follows the table, and verify stays clean."""

    around: ClassVar[tuple[Databases, Acting, Sql, Violations]]

    def __init__(self) -> None:
        super().__init__()
        databases, self.acting, self.sql, self.violations = self.around
        self.stack = ExitStack()
        self.stack.enter_context(databases.reset("march"))
        self.acting = self.acting.on("2026-09-10")
        self.acting.lists("T001", "进度滞后", "2026-09-08")
        self.acting.do("set_limit", target="T001", limit="2026-09-30")
        self.rounds = [RemediationState.REMEDYING]

    def teardown(self) -> None:
        self.stack.close()

    def follow(self, event: RemediationEvent, name: str, **fields: Any) -> bool:
        """Do the act; the pure table says whether it must be refused, ignored or done."""
        now = self.rounds[-1]
        if isinstance(outcome := REMEDIATION[now][event], No):
            assert self.acting.refused(name, target="T001", **fields) == outcome.reason
            return False
        then = follow(REMEDIATION, now, event)
        self.acting.do(name, target="T001", **fields)
        if then is not None:
            assert isinstance(then, RemediationState)
            self.rounds[-1] = then
        return then is not None

    @rule(days=st.integers(1, 3))
    def time_passes(self, days: int) -> None:
        later = self.acting.day.toordinal() + days
        self.acting = self.acting.on(self.acting.day.fromordinal(later).isoformat())

    @rule()
    def declare(self) -> None:
        self.follow(
            RemediationEvent.COMPLETE, "declare_completion", completed_on=self.acting.day.isoformat(), measures="已补建"
        )

    @rule()
    def withdraw(self) -> None:
        self.follow(RemediationEvent.WITHDRAW, "withdraw_completion", reason="数据有误")

    @rule()
    def feed_back(self) -> None:
        self.follow(RemediationEvent.FEED_BACK, "file_feedback", feedback="已完成")

    @rule()
    def pass_recheck(self) -> None:
        self.follow(RemediationEvent.ACCEPT, "recheck", passed=True, found="属实", **RECHECKED)

    @rule()
    def fail_recheck(self) -> None:
        limit = self.acting.day.isoformat()
        if self.follow(RemediationEvent.REJECT, "recheck", passed=False, found="不实", new_limit=limit, **RECHECKED):
            self.rounds.append(RemediationState.REMEDYING)

    @rule()
    def repair(self) -> None:
        self.acting.system.do("repair_feedback")

    @invariant()
    def the_database_agrees_with_the_table(self) -> None:
        assert self.sql.column("SELECT state FROM remediation ORDER BY round") == self.rounds
        open_duties = {(row[3], row[1]) for row in self.sql.rows(OWED, kind="remediation") if row[1] == "open"}
        assert open_duties == {(n, "open") for n, s in enumerate(self.rounds, 1) if s is RemediationState.REMEDYING}
        feedback = {row[3]: row[1] for row in self.sql.rows(OWED, kind="feedback")}
        for number, state in enumerate(self.rounds, 1):
            wanted = {RemediationState.COMPLETED: "open", RemediationState.REMEDYING: "void"}.get(state, "discharged")
            assert feedback.get(number, "void") == wanted
        made_good = self.rounds[-1] is RemediationState.ACCEPTED
        assert self.sql.value("SELECT state FROM negative_entry") == ("made_good" if made_good else "remedying")

    @invariant()
    def verify_is_clean(self) -> None:
        assert self.violations() == []


def test_in_any_order_the_database_follows_the_table_and_verify_stays_clean(
    databases: Databases, anyone: Acting, sql: Sql, violations: Violations, store: Path
) -> None:
    assert not store.exists()
    Remediations.around = databases, anyone, sql, violations
    run_state_machine_as_test(
        Remediations,
        settings=settings(
            max_examples=settings().max_examples // 8,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
