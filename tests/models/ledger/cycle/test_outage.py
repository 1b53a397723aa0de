"""停机以后 (A76): what catches up is held until the agency releases it; an ordinary day holds nothing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.cycle import outage
from models.ledger.duty.agency_day import sections_in_message
from models.ledger.duty.held import NONE_WAITS, held_notices
from models.ledger.jurisdiction import home
from models.ledger.messages import list_notices
from tests.conftest import AT

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

STEPS = ("hold_notices", "remind", "propose_urgings")


def swept(acting: Acting, day: str) -> int:
    """Sweep on a day, and record it; returns how many reminders the sweep held."""
    held = 0
    for step in STEPS:
        held += acting.on(day).system.do(step).counts.get("held", 0)
    acting.on(day).system.do("record_sweep", f"record_sweep|{day}")
    return held


def held(acting: Acting) -> list[tuple[str, str, int]]:
    with begin() as session:
        rows = held_notices(session, home(session), acting.day)
    return [(row["kind"], row["department"], row["number"]) for row in rows]


def ending_as(ending: str, acting: Acting) -> set[str]:
    """The kinds of notices of offices that `mubiao notices` shows with this ending."""
    with begin() as session:
        rows = list_notices(session, 100, datetime.combine(acting.day, AT))
    return {row["kind"] for row in rows if row["ending"] == ending and row["audience"] != "agency"}


@pytest.mark.parametrize(
    ("last", "today", "number"),
    [
        ("2026-03-26", "2026-04-01", 0),  # three working days without a sweep
        ("2026-03-26", "2026-04-02", 4),  # T+1, to office and liaison, was yesterday
        ("2026-04-01", "2026-04-02", 0),
        ("2026-03-06", "2026-03-26", 0),  # T-3 is today: nothing catches up
        ("2026-03-06", "2026-03-27", 2),
    ],
)
def test_what_catches_up_after_more_than_three_working_days_is_held(
    march: Acting, last: str, today: str, number: int
) -> None:
    swept(march, last)
    assert swept(march, today) == number
    assert bool(held(march.on(today))) == bool(number)


def test_held_things_are_listed_by_kind_and_office_and_released_once(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    swept(march, "2026-03-06")
    swept(march, "2026-04-02")
    march = march.on("2026-04-02")
    listed = [("逾期提醒", "第001厅", 2), ("逾期提醒", "第002厅", 2), ("催办", "第001厅", 1), ("催办", "第002厅", 1)]
    assert held(march) == listed
    assert sql.value("SELECT count(*) FROM urging") == 0
    assert ending_as("held", march) == {"overdue"}
    with begin() as session:
        first, *_ = sections_in_message(session, home(session), march.day, datetime.combine(march.day, AT))
    assert (first["title"], first["lines"][0]) == ("停机后暂缓的提醒", "逾期提醒：第001厅2项")
    blocks = sql.value("SELECT count(*) FROM block")
    assert march.system.do("hold_notices").counts == {"held": 0}
    assert sql.value("SELECT count(*) FROM block") == blocks
    assert march.do("release_notices").words == (
        "已放行：逾期提醒4项、催办2项。通知由下一次投递发出，催办由下一次巡检生成。"
    )
    assert march.do("release_notices").words == "没有暂缓的提醒和催办。"
    assert ending_as("held", march) == set()
    assert "overdue" in ending_as("waiting", march)
    assert held(march) == []
    assert swept(march, "2026-04-02") == 0
    assert sql.value("SELECT count(*) FROM urging") == 2
    assert violations() == []


def test_a_sweep_after_the_release_holds_nothing_again_though_none_was_recorded_before(march: Acting, sql: Sql) -> None:
    swept(march, "2026-03-06")
    march = march.on("2026-04-02")
    for step in STEPS:  # killed before it was recorded
        march.system.do(step)
    march.do("release_notices")
    assert swept(march, "2026-04-02") == 0
    assert held(march) == []
    assert sql.value("SELECT count(*) FROM urging") == 2


def test_what_is_held_stays_held_on_the_days_after(march: Acting, sql: Sql) -> None:
    swept(march, "2026-03-06")
    swept(march, "2026-04-02")
    swept(march, "2026-04-03")
    assert ("逾期提醒", "第002厅", 3) in held(march.on("2026-04-03"))  # with T+3, to the head
    assert sql.value("SELECT count(*) FROM urging") == 0


def test_work_that_was_done_meanwhile_is_not_listed(march: Acting) -> None:
    swept(march, "2026-03-06")
    swept(march, "2026-04-02")
    march.report("D002", "2026-03", "T003")
    march.report("D001", "2026-03", "T001", "T002")
    assert held(march.on("2026-04-02")) == [(NONE_WAITS, "", 0)]


def test_more_than_200_at_once_are_held_after_no_outage_too(march: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage, "AT_ONCE", 3)
    assert swept(march, "2026-04-01") == 0  # of today itself, and no sweep before
    assert held(march) == []


def test_a_first_sweep_that_catches_up_with_many_holds_them(march: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage, "AT_ONCE", 3)
    assert swept(march, "2026-04-02") == 4


def test_a_reminder_of_a_duty_that_opens_today_catches_up_with_nothing(
    march: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "AT_ONCE", 1)
    march.report("D001", "2026-03", "T001", "T002")
    march.report("D002", "2026-03", "T003")
    march.on("2026-04-29").open("monthly_check", "2026-04")  # T-3 was the day before
    assert swept(march, "2026-04-29") == 0
