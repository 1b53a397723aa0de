"""确认时钟: the agency's confirmation of the clock, and the instants that a clock is checked against."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.acts import OPERATOR, Context, Summary
from models.ledger.chain.clock import (
    Recorded,
    confirmed_since,
    describe_clock_set_back,
    describe_instants_apart,
    newest_record,
)
from models.ledger.jurisdiction import home
from models.ledger.perform import leave_block
from models.rules.workdays import SHANGHAI, BusinessDay
from models.statements import run
from tests.conftest import rehearse
from tests.models.clock_ahead import put_ahead

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations


FIFTH = datetime(2026, 3, 5, 9, 0, tzinfo=SHANGHAI)


def newest() -> Recorded | None:
    with begin() as session:
        return newest_record(session)


def confirmed(height: int) -> datetime | None:
    with begin() as session:
        return confirmed_since(session, height)


def test_the_day_shown_by_the_machine_confirms_its_clock(march: Acting, sql: Sql) -> None:
    before = newest()
    assert before
    assert confirmed(before.height) is None
    assert march.do("confirm_clock", today="2026-03-05").words == (
        "已确认本机时钟为2026-03-05 09:00（北京时间），计划任务照常进行。"
    )
    assert newest() == (before.height + 1, FIFTH)
    assert confirmed(before.height) == FIFTH
    assert confirmed(before.height + 1) is None
    stored = sql.rows("SELECT record, event, detail ->> 'last' FROM transition ORDER BY id DESC LIMIT 1")
    assert stored == [("jurisdiction", "clock_confirmed", before.at.isoformat())]


def test_each_confirmation_is_a_block_also_a_second_one_and_two_at_once(
    march: Acting, together: Together, sql: Sql, violations: Violations
) -> None:
    march.do("confirm_clock", today="2026-03-05")
    together(*[lambda session: march.within(session, "confirm_clock", today="2026-03-05")] * 2)
    blocks = "SELECT act_id FROM block WHERE act = 'confirm_clock' ORDER BY height"
    moves = "SELECT act_id FROM transition WHERE event = 'clock_confirmed' ORDER BY id"
    assert len(sql.column(blocks)) == 3
    assert sql.column(moves) == sql.column(blocks)
    assert violations() == []


def test_a_machine_that_shows_another_day_must_be_set_first(march: Acting) -> None:
    assert march.refused("confirm_clock", today="2026-03-06") == (
        "本机时钟现为2026-03-05 09:00（北京时间），与您核对的2026-03-06不是同一天。请先校准本机时间，再确认。"
    )


def test_confirming_leaves_a_ledger_that_verifies(march: Acting, violations: Violations) -> None:
    march.do("confirm_clock", today="2026-03-05")
    march.on("2026-03-09").do("confirm_clock", today="2026-03-09")
    assert violations() == []


@pytest.mark.usefixtures("database")
def test_before_the_first_record_there_is_nothing_to_judge_by() -> None:
    assert newest() is None
    assert confirmed(0) is None


def test_only_the_agency_vouches_for_the_clock(march: Acting) -> None:
    assert "应由省直目标绩效管理机构办理" in march.office("D001").refused("confirm_clock", today="2026-03-05")


# A clock that was set back by a day: the next day is already recorded.


def test_a_clock_set_back_by_a_day_repeats_no_reminder_urging_or_opening(march: Acting, sql: Sql) -> None:
    def live(day: str) -> None:
        for act in ("reconcile", "remind", "propose_urgings", "watch_liaisons"):
            march.system.on(day).do(act)

    def counted() -> list[tuple[object, ...]]:
        counts = (
            "SELECT (SELECT count(*) FROM notice), (SELECT count(*) FROM urging), (SELECT count(*) FROM obligation)"
        )
        return sql.rows(counts)

    for day in ("2026-04-01", "2026-04-02"):
        live(day)
    before = counted()
    live("2026-04-01")
    assert counted() == before
    live("2026-04-02")
    assert counted() == before
    assert before == [(19, 2, 11)]


def test_a_clock_set_back_by_a_day_does_not_block_acts(march: Acting, violations: Violations) -> None:
    march.on("2026-03-06").report("D001", "2026-03", "T001", "T002")
    again = march.on("2026-03-05").report("D001", "2026-03", "T001", "T002", name="amend_report", progress=60)
    assert again.counts["reports"] == 1
    assert march.on("2026-03-05").do("return_report", department="D001", period="2026-03", reason="请补充").words
    assert violations() == []


def leave(apart: timedelta) -> None:
    """Leave a block whose act began so long before or after the clock of the database."""
    with begin() as session:
        at: datetime = run(session, "SELECT clock_timestamp()").scalar_one() + apart
        number = run(session, "SELECT nextval('act_number')").scalar_one()
        leave_block(
            session, "waive", Context(number, home(session), BusinessDay(at.date(), at), OPERATOR, "1"), Summary()
        )


def described() -> list[str]:
    with begin() as session:
        return describe_instants_apart(session)


@pytest.mark.parametrize(("apart", "named"), [(-25, True), (-23, False), (0, False), (23, False), (25, True)])
@pytest.mark.usefixtures("march")
def test_a_block_begun_a_day_before_or_after_its_sealing_is_named(apart: int, sql: Sql, *, named: bool) -> None:
    before = described()
    leave(timedelta(hours=apart))
    height = sql.value("SELECT height FROM chain_head")
    assert [each.startswith(f"台账第{height}块（waive）：记为") for each in described()[len(before) :]] == [
        True
    ] * named


@pytest.mark.usefixtures("acting")
def test_a_rehearsal_chooses_its_instants() -> None:
    assert described()
    rehearse()
    assert described() == []


def set_back() -> list[str]:
    with begin() as session:
        return describe_clock_set_back(session)


def test_a_clock_that_was_confirmed_behind_the_newest_block_is_named(march: Acting, sql: Sql) -> None:
    march.do("confirm_clock", today=str(march.day))
    assert set_back() == []
    put_ahead("3 days")
    march.do("confirm_clock", today=str(march.day))
    [named] = set_back()
    height = sql.value("SELECT height FROM chain_head")
    assert named.startswith(f"台账第{height}块（confirm_clock）：确认时钟，由")
    assert named.endswith("，请核对此后各块的日期。")
    rehearse()
    assert set_back() == []
