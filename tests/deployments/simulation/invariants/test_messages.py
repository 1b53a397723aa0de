"""Messages end or wait with a reason, notices go out once and not in vain, and records match the arrivals."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.messages import TELLINGS, check_endings, check_messages
from deployments.simulation.invariants.statement_checks import run_checks
from models.database import begin
from models.rules.workdays import SHANGHAI

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Sql
    from tests.deployments.simulation.conftest import Plant


# Planted errors, and the violation each must cause.
PLANTED = {
    "a message that never ended": (
        """UPDATE message SET state = 'sending' WHERE id = (SELECT min(id) FROM message)""",
        "：sending，没有了结也没有原因。",
    ),
    "a message that waits without a reason": (
        """UPDATE message SET state = 'waiting', reason = '' WHERE id = (SELECT min(id) FROM message)""",
        "：waiting，没有了结也没有原因。",
    ),
    "a message that was given up without a reason": (
        """UPDATE message SET state = 'parked', reason = '' WHERE id = (SELECT min(id) FROM message)""",
        "：parked，没有了结也没有原因。",
    ),
    "a notice that was forgotten": (
        """UPDATE notice SET resolved_at = NULL WHERE obligation_id = SILENT AND kind = 'opened_monthly_check'""",
        "通知 opened_monthly_check monthly_check|2025-02|D004||0 ：没有投递，也没有原因。",
    ),
    "a reminder of what was done already": (
        """UPDATE notice SET subject = 'monthly_check|2025-01|D002||0' WHERE obligation_id = SILENT
        AND kind = 'overdue' AND audience = 'head'""",
        "通知 overdue monthly_check|2025-01|D002||0 1|T+3：事项已办结，仍发出了提醒。",
    ),
}


def violations(year: Year, *, sends: bool = True) -> list[str]:
    with begin() as session:
        return list(check_messages(session, {"message": 0, "delivery": 0}, year.outside, sends=sends))


def test_a_sound_year_has_no_violations(year: Year) -> None:
    assert violations(year) == []


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_error_is_reported(year: Year, plant: Plant, what: str) -> None:
    planted, violation = PLANTED[what]
    plant(planted)
    assert any(violation in found for found in violations(year))


def test_a_notice_that_went_out_twice_is_reported(year: Year, plant: Plant) -> None:
    plant("""ALTER TABLE delivery DROP CONSTRAINT delivery_notice_id_recipient_id_key;
        INSERT INTO delivery (notice_id, recipient_id, person, message_id)
        SELECT notice_id, recipient_id, person, message_id FROM delivery WHERE id = (SELECT min(id) FROM delivery)""")
    found = violations(year)
    plant("""DELETE FROM delivery WHERE id = (SELECT max(id) FROM delivery);
        ALTER TABLE delivery ADD UNIQUE (notice_id, recipient_id)""")
    assert any(" 收到两次。" in each for each in found)


def test_a_notice_may_wait_for_the_next_working_day(year: Year, plant: Plant) -> None:
    plant(PLANTED["a notice that was forgotten"][0])
    assert violations(year, sends=False) == []


def test_a_waiting_message_needs_a_reason_even_on_a_day_without_sending(year: Year, plant: Plant) -> None:
    plant(PLANTED["a message that waits without a reason"][0])
    assert len(violations(year, sends=False)) == 1


def test_an_unrecorded_or_repeated_letter_is_reported(year: Year, sql: Sql) -> None:
    known = sql.value("SELECT reference FROM message WHERE state = 'sent' ORDER BY id LIMIT 1")
    for letter, times in (("<feedbeef@simulated.test>", 1), (f"<{known}@simulated.test>", 2)):
        year.outside.today[letter] = "mail"
        year.outside.taken[letter] = times
    assert violations(year) == [
        "消息 feedbeef：对方收到了，台账中没有。",
        f"消息 {known}：对方收到2次，记为sent。",
    ]


TODAY = date(2025, 3, 20)
SENT = "(SELECT v.notice_id FROM delivery v JOIN message m ON m.id = v.message_id AND m.state = 'sent' LIMIT 1)"
# Planted errors, and the violation each must cause.
PLANTED_OF_NOTICES = {
    "a notice that was never addressed": (
        "UPDATE notice SET resolved_at = NULL WHERE id = 1; DELETE FROM delivery WHERE notice_id = 1",
        "：没有了结，待发。",
    ),
    "an untold notice": (
        """DELETE FROM delivery WHERE notice_id = 1;
        UPDATE notice SET cancelled = '没有可用的收件地址' WHERE id = 1""",
        "：没有了结，待电话通知（没有可用的收件地址）。",
    ),
    "a notice whose only message was given up": (
        """UPDATE message SET state = 'dropped', reason = '邮箱不存在' WHERE id IN (
            SELECT message_id FROM delivery WHERE notice_id = 1)""",
        "：没有了结，待电话通知（邮箱不存在）。",
    ),
    "a notice that ended without a reason": (
        "DELETE FROM delivery WHERE notice_id = 1",
        "：没有了结，已取消。",
    ),
}


def endings() -> list[str]:
    with begin() as session:
        return list(check_endings(session, TODAY, datetime.combine(TODAY, time(23), SHANGHAI)))


@pytest.mark.usefixtures("year")
def test_in_a_sound_year_every_notice_ended() -> None:
    assert endings() == []


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("what", PLANTED_OF_NOTICES)
def test_a_planted_error_is_reported_of_notices(plant: Plant, what: str) -> None:
    planted, violation = PLANTED_OF_NOTICES[what]
    plant(planted)
    assert any(found.endswith(violation) for found in endings())


@pytest.mark.usefixtures("year")
def test_a_notice_of_a_later_day_may_wait(plant: Plant) -> None:
    plant("UPDATE notice SET resolved_at = NULL, created_on = '2025-03-21' WHERE id = 1")
    assert endings() == []


def test_a_notice_that_was_told_and_sent_is_reported(year: Year, plant: Plant) -> None:
    with begin() as session:
        assert list(run_checks(session, TELLINGS)) == []
    assert year.plan.year == 2025
    plant(f"INSERT INTO telling (notice_id, told_on, person, told_by) SELECT {SENT}, '2025-03-20', '甲', '乙'")
    with begin() as session:
        [found] = run_checks(session, TELLINGS)
    assert found.endswith("：既已电话告知，又已发送。")
