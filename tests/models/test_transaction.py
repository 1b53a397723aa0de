"""The state of a transaction: one object per session, empty at first."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from models.transaction import transaction


def test_a_session_has_one_state_and_another_session_has_its_own() -> None:
    first, second = Session(), Session()
    transaction(first).due_dates[1] = date(2026, 1, 1)
    assert transaction(first) is transaction(first)
    assert transaction(second).due_dates == {}


def test_a_new_state_has_no_block_and_no_moves() -> None:
    state = transaction(Session())
    assert (state.block, state.moved, state.home, state.heirs) == (None, False, None, None)


def test_what_one_transaction_tries_and_grades_no_other_one_sees() -> None:
    first, second = Session(), Session()
    transaction(first).tried["unit_classes"] = ["甲类"]
    transaction(first).grades[2026, date(2027, 3, 1)] = {"D001": "一等奖"}
    assert (transaction(second).tried, transaction(second).grades) == ({}, {})
