"""Deadline rows: one per rule, anchor, calendar and suspensions, with its proof."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.acts import Context
from models.ledger.deadlines import deadline_from, save_deadline
from models.ledger.jurisdiction import calendar_of
from models.rules.deadlines import compute_deadline
from models.rules.negative_list import FEEDBACK
from models.rules.workdays import Interval

if TYPE_CHECKING:
    from sqlmodel import Session

    from tests.conftest import Acting, Meanwhile, Sql, Together

ANCHOR = date(2026, 9, 30)


@pytest.fixture
def ctx(acting: Acting) -> Context:
    return acting.context()


def test_the_same_rule_and_anchor_give_the_same_row(ctx: Context, sql: Sql) -> None:
    with begin() as session:
        first, _ = deadline_from(session, ctx, FEEDBACK.due, ANCHOR)
    with begin() as session:
        again, _ = deadline_from(session, ctx, FEEDBACK.due, ANCHOR)
        other, _ = deadline_from(session, ctx, FEEDBACK.due, date(2026, 9, 29))
    assert first == again != other
    assert sql.value("SELECT count(*) FROM deadline") == 2


def test_a_concurrently_inserted_row_is_reused(ctx: Context, meanwhile: Meanwhile, sql: Sql) -> None:
    made: list[int] = []

    def make() -> None:
        with begin() as session:
            made.append(deadline_from(session, ctx, FEEDBACK.due, ANCHOR)[0])

    meanwhile("INSERT INTO deadline", make)
    with begin() as session:
        assert deadline_from(session, ctx, FEEDBACK.due, ANCHOR)[0] == made[0]
    assert sql.value("SELECT count(*) FROM deadline") == 1


def test_the_row_keeps_the_proof_with_every_counted_and_skipped_day(ctx: Context, sql: Sql) -> None:
    with begin() as session:
        _, deadline = deadline_from(session, ctx, FEEDBACK.due, ANCHOR)
    due, proof = sql.rows("SELECT due, proof FROM deadline")[0]
    assert due == deadline.due == date(2026, 10, 13)
    assert [day["date"][5:] for day in proof["counted"]] == ["10-08", "10-09", "10-10", "10-12", "10-13"]
    assert [day["date"][5:] for day in proof["skipped"]] == [f"10-0{n}" for n in range(1, 8)] + ["10-11"]
    assert proof["counted"][2]["why"].startswith("国庆节调休上班")


def test_a14_suspended_days_make_a_row_of_their_own(ctx: Context, sql: Sql) -> None:
    with begin() as session:
        plain, _ = deadline_from(session, ctx, FEEDBACK.due, ANCHOR)
        paused = [Interval(date(2026, 10, 9), date(2026, 10, 10))]
        calendar = calendar_of(session, ctx.jurisdiction)
        late = save_deadline(session, ctx, compute_deadline(FEEDBACK.due, ANCHOR, calendar, paused))
    assert late != plain
    assert sql.column("SELECT due FROM deadline ORDER BY due") == [date(2026, 10, 13), date(2026, 10, 15)]


def test_two_at_once_make_one_row(ctx: Context, sql: Sql, together: Together) -> None:
    def work(session: Session) -> int:
        return deadline_from(session, ctx, FEEDBACK.due, ANCHOR)[0]

    assert len(set(together(*[work] * 4))) == 1
    assert sql.value("SELECT count(*) FROM deadline") == 1
