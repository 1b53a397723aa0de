"""Blocks whose two instants do not fit each other are named, except in a rehearsal."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.acts import OPERATOR, Context, Summary
from models.ledger.chain.instants import describe_clock_set_back, describe_instants_apart
from models.ledger.jurisdiction import home
from models.ledger.perform import leave_block
from models.rules.business_day import BusinessDay
from models.statements import run
from tests.conftest import rehearse
from tests.models.clock_ahead import put_ahead

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


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
