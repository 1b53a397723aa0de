"""Every notice ends sent, answered, cancelled with a reason or told; a planted other one is reported."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.notices import check_endings, check_told_or_sent
from models.database import begin
from models.rules.business_day import SHANGHAI

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.deployments.simulation.conftest import Plant

TODAY = date(2025, 3, 20)
SENT = "(SELECT v.notice_id FROM delivery v JOIN message m ON m.id = v.message_id AND m.state = 'sent' LIMIT 1)"
# Planted errors, and the violation each must cause.
PLANTED = {
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
@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_error_is_reported(plant: Plant, what: str) -> None:
    planted, violation = PLANTED[what]
    plant(planted)
    assert any(found.endswith(violation) for found in endings())


@pytest.mark.usefixtures("year")
def test_a_notice_of_a_later_day_may_wait(plant: Plant) -> None:
    plant("UPDATE notice SET resolved_at = NULL, created_on = '2025-03-21' WHERE id = 1")
    assert endings() == []


def test_a_notice_that_was_told_and_sent_is_reported(year: Year, plant: Plant) -> None:
    with begin() as session:
        assert list(check_told_or_sent(session)) == []
    assert year.plan.year == 2025
    plant(f"INSERT INTO telling (notice_id, told_on, person, told_by) SELECT {SENT}, '2025-03-20', '甲', '乙'")
    with begin() as session:
        [found] = check_told_or_sent(session)
    assert found.endswith("：既已电话告知，又已发送。")
