"""Every invariant catches what is planted against it, in a sentence that names the day and the record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants import Watch
from models.rules.workdays import days_between

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Sql

TODAY = date(2025, 3, 20)
HOLIDAY = """
INSERT INTO calendar_day (jurisdiction_id, date, kind, name, notice_title, notice_number, notice_date)
VALUES (1, '2025-04-10', 'holiday', '假设', '关于2025年放假的通知', '假设〔2025〕1号', '2025-04-01')
"""
UNPROTECTED = "SET session_replication_role = replica; "
DUTY = """(SELECT o.id FROM obligation o JOIN department d ON d.id = o.department_id
    WHERE o.kind = 'monthly_check' AND o.period = '{period}' AND d.code = '{code}')"""
PLACES = {
    "SILENT": DUTY.format(period="2025-02", code="D004"),
    "DONE": DUTY.format(period="2025-01", code="D002"),
    "MOVE": """INSERT INTO transition (act_id, record, record_id, record_key, event, from_state, to_state, digest,
        detail)""",
}
# What is planted behind the ledger's back, and what is said about it.
AFTER_THE_SWEEP = {
    "an obligation is missing": (
        "DELETE FROM obligation WHERE id = DONE",
        "月度检查 2025-01：应有4个部门，实有3个。",
    ),
    "a period is opened too early": (
        "UPDATE cycle_run SET period = '2025-04' WHERE period = '2025-03'",
        "monthly_check 2025-04：尚不应开启，实有4个部门。",
    ),
    "a line is missing": (
        """DELETE FROM report_line WHERE obligation_id = DONE AND version = 0
        AND target_id = (SELECT min(target_id) FROM report_line WHERE obligation_id = DONE)""",
        "monthly_check 2025-01 D002：应填报5项目标，实有4项。",
    ),
    "a remediation has no duty": (
        "DELETE FROM obligation WHERE kind = 'remediation'",
        "remediation 2025/D002-04/1 第1轮：应办事项缺少或重复。",
    ),
    "an overdue duty was not reminded": (
        "DELETE FROM notice WHERE obligation_id = SILENT AND audience = 'head' AND kind = 'overdue'",
        "monthly_check|2025-02|D004||0：缺少T+3的提醒（head）。",
    ),
    "an overdue duty is not chased": (
        "DELETE FROM urging WHERE obligation_id = SILENT AND step > 1",
        "monthly_check|2025-02|D004||0：应有3步催办，实有1步。",
    ),
    "a finished duty is reminded": (
        """INSERT INTO notice (jurisdiction_id, kind, subject, occasion, audience, department_id, obligation_id,
        payload, act_id, created_on) SELECT jurisdiction_id, 'overdue', 'monthly_check|2025-01|D002||0', '1|T+3',
        'head', department_id, id, '{}', 9999999, '2025-03-20' FROM obligation WHERE id = DONE""",
        "monthly_check|2025-01|D002||0：事项已办结，仍生成了提醒（overdue 1|T+3）。",
    ),
}
AT_NIGHT = {
    "a due date moved": (
        "UPDATE deadline SET due = due + 1 WHERE rule = 'month_end' AND anchor = '2025-03-31'",
        "期限 month_end（2025-03-31起）：记为2025-04-01，按规则应为2025-03-31。",
    ),
    "a proof says something else": (
        "UPDATE deadline SET proof = proof || '{\"basis\": \"\"}' WHERE rule = 'month_end' AND anchor = '2025-03-31'",
        "期限 month_end（2025-03-31起）：依据与规则推算的不同。",
    ),
    "a move that no table has": (
        """MOVE
        SELECT max(act_id), 'obligation', SILENT, 'monthly_check|2025-02|D004||0', 'discharge', 'open', 'void', '',
        '{}' FROM block""",
        "obligation monthly_check|2025-02|D004||0：不允许的变动（discharge：open→void）。",
    ),
    "a move from where the record did not stand": (
        """MOVE
        SELECT max(act_id), 'obligation', SILENT, 'monthly_check|2025-02|D004||0', 'return', 'discharged', 'open', '',
        '{}' FROM block""",
        "obligation monthly_check|2025-02|D004||0：由“discharged”变动（return），但此前为“open”。",
    ),
    "a record that stands elsewhere": (
        "UPDATE obligation SET state = 'waived' WHERE id = SILENT",
        "obligation monthly_check|2025-02|D004||0：台账为“open”，记录为“waived”。",
    ),
    "a move of no act": (
        """MOVE
        VALUES (8888888, 'obligation', SILENT, 'monthly_check|2025-02|D004||0', 'waive', 'open', 'waived', '', '{}')""",
        "obligation monthly_check|2025-02|D004||0：有不属于任何操作的变动。",
    ),
    "a block that was changed": ("UPDATE block SET actor = '别人' WHERE height = 9", "台账第9块（"),
    "a block that is gone": ("DELETE FROM block WHERE height = 9", "台账第10块（"),
    "a message that never ended": (
        "UPDATE message SET state = 'sending' WHERE id = (SELECT min(id) FROM message)",
        "：sending，没有了结也没有原因。",
    ),
    "a message that waits without a reason": (
        "UPDATE message SET state = 'waiting', reason = '' WHERE id = (SELECT min(id) FROM message)",
        "：waiting，没有了结也没有原因。",
    ),
    "a notice that was forgotten": (
        "UPDATE notice SET resolved_at = NULL WHERE obligation_id = SILENT AND kind = 'opened_monthly_check'",
        "通知 opened_monthly_check monthly_check|2025-02|D004||0 ：没有投递，也没有原因。",
    ),
    "a notice that went out twice": (
        """ALTER TABLE delivery DROP CONSTRAINT delivery_notice_id_recipient_id_key;
        INSERT INTO delivery (notice_id, recipient_id, person, message_id)
        SELECT notice_id, recipient_id, person, message_id FROM delivery WHERE id = (SELECT min(id) FROM delivery)""",
        " 收到两次。",
    ),
    "a reminder of what was done already": (
        """UPDATE notice SET subject = 'monthly_check|2025-01|D002||0' WHERE obligation_id = SILENT
        AND kind = 'overdue' AND audience = 'head'""",
        "通知 overdue monthly_check|2025-01|D002||0 1|T+3：事项已办结，仍发出了提醒。",
    ),
}


@pytest.fixture
def watch(year: Year) -> Watch:
    """Somebody who has looked at nothing yet."""
    return Watch(year.plan, year.world, year.outside)


def test_a_sound_year_has_nothing_to_be_told(year: Year, watch: Watch) -> None:
    watch.after_sweep(TODAY, year.calendar)
    watch.at_night(TODAY, year.calendar)
    watch.at_the_end(year.calendar)
    assert watch.violations == []


def plant(sql: Sql, statement: str) -> None:
    for word, meaning in PLACES.items():
        statement = statement.replace(word, meaning)
    sql(UNPROTECTED + statement)


@pytest.mark.parametrize("what", AFTER_THE_SWEEP)
def test_what_the_sweep_should_have_seen_to_is_missed(year: Year, watch: Watch, sql: Sql, what: str) -> None:
    planted, said = AFTER_THE_SWEEP[what]
    plant(sql, planted)
    watch.after_sweep(TODAY, year.calendar)
    assert f"2025-03-20 {said}" in watch.violations


@pytest.mark.parametrize("what", AT_NIGHT)
def test_what_may_never_be_is_seen_at_night(year: Year, watch: Watch, sql: Sql, what: str) -> None:
    planted, said = AT_NIGHT[what]
    plant(sql, planted)
    watch.at_night(TODAY, year.calendar)
    assert [found for found in watch.violations if found.startswith("2025-03-20 ") and said in found] != []


def test_a_calendar_that_changed_without_its_due_dates_is_seen(year: Year, sql: Sql) -> None:
    for day in days_between(date(2025, 3, 21), date(2025, 4, 1)):
        year.live(day)
    sql(HOLIDAY)
    year.watch.at_night(date(2025, 4, 1), year.look_up())
    assert year.watch.violations == [
        "2025-04-01 期限 quarter_end_15（2025-03-31起）：日历已变，在办事项仍为2025-04-22。"
    ]


def test_a_due_date_of_a_calendar_that_never_was_is_seen(year: Year, watch: Watch, sql: Sql) -> None:
    plant(sql, "UPDATE deadline SET calendar = 'abc' WHERE anchor = '2025-01-31'")
    watch.at_night(TODAY, year.calendar)
    assert watch.violations == ["2025-03-20 期限 month_end（2025-01-31起）：所依据的日历（abc）不曾有过。"]


def test_a_letter_that_nobody_sent_or_that_came_twice_is_seen(year: Year, watch: Watch, sql: Sql) -> None:
    known = sql.value("SELECT reference FROM message WHERE state = 'sent' ORDER BY id LIMIT 1")
    for letter, times in (("<feedbeef@simulated.test>", 1), (f"<{known}@simulated.test>", 2)):
        year.outside.today[letter] = "mail"
        year.outside.taken[letter] = times
    watch.at_night(TODAY, year.calendar)
    assert watch.violations == [
        "2025-03-20 消息 feedbeef：对方收到了，台账中没有。",
        f"2025-03-20 消息 {known}：对方收到2次，记为sent。",
    ]


def test_what_is_only_seen_by_looking_at_everything_again_is_seen_at_the_end(
    year: Year, watch: Watch, sql: Sql
) -> None:
    plant(sql, "UPDATE obligation SET late = NOT late WHERE id = DONE")
    plant(sql, "UPDATE deadline SET due = due + 1 WHERE anchor = '2025-01-31'")
    watch.at_the_end(year.calendar)
    assert "2026-01-31 应办事项 monthly_check|2025-01|D002||0：被更改，与台账不符。" in watch.violations
    assert "2026-01-31 期限 month_end（2025-01-31起）：记为2025-02-01，按规则应为2025-01-31。" in watch.violations


def test_what_was_looked_at_once_is_not_looked_at_again(year: Year, sql: Sql) -> None:
    plant(sql, "UPDATE block SET actor = '别人' WHERE height = 9")
    year.watch.at_night(TODAY, year.calendar)
    assert year.watch.violations == []
