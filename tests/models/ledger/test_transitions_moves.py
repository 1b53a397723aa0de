"""The only place where a state changes: compare-and-set over a set of rows, with a transition for each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.nouns import NOUNS
from models.ledger.transitions import move
from models.rules.errors import MoveRefused, Unavailable
from models.rules.states import ObligationEvent
from models.statements import run

if TYPE_CHECKING:
    from tests.conftest import Acting, Meanwhile, Sql

STATES = "SELECT state FROM obligation ORDER BY id"
IDS = "SELECT id FROM obligation ORDER BY id"


@pytest.mark.usefixtures("march")
def test_every_noun_with_a_table_of_moves_has_a_table_of_records(sql: Sql) -> None:
    for noun, moves in ((name, noun.record.states) for name, noun in NOUNS.items() if noun.record.states):
        assert {str(state) for state in moves} >= set(sql.column(f"SELECT DISTINCT state FROM {noun}"))  # noqa: S608


def test_a_set_moves_together_with_a_transition_for_each(march: Acting, sql: Sql) -> None:
    ids = sql.column(IDS)
    with begin() as session:
        sets = {"counted_on": date(2026, 3, 5), "late": False}
        assert move(session, march.context(), "obligation", ids, ObligationEvent.DISCHARGE, sets=sets) == ids
    assert sql.column(STATES) == ["discharged"] * 2
    moves = "SELECT record_id, from_state, to_state FROM transition WHERE event = 'discharge' ORDER BY record_id"
    assert sql.rows(moves) == [(number, "open", "discharged") for number in ids]


def test_an_ignored_event_moves_no_row_and_inserts_no_transition(march: Acting, sql: Sql) -> None:
    ids = sql.column(IDS)
    with begin() as session:
        assert move(session, march.context(), "obligation", ids, ObligationEvent.RENEW) == []
    assert sql.value("SELECT count(*) FROM transition WHERE event = 'renew'") == 0


def test_one_refused_record_moves_none_of_the_set(march: Acting, sql: Sql) -> None:
    march.report("D002", "2026-03", "T003")

    def waive_both() -> None:
        with begin() as session:
            move(session, march.context(), "obligation", sql.column(IDS), ObligationEvent.WAIVE)

    with pytest.raises(MoveRefused, match="该事项已办结，无需豁免。") as refusal:
        waive_both()
    assert (refusal.value.state, refusal.value.event) == ("discharged", "waive")
    assert sql.column(STATES) == ["open", "discharged"]


def test_a_record_that_another_moved_first_is_not_overwritten(march: Acting, sql: Sql, meanwhile: Meanwhile) -> None:
    meanwhile("UPDATE obligation", lambda: march.report("D002", "2026-03", "T003"))
    number = sql.column(IDS)[1]
    assert march.unavailable("waive", obligation=number, reason="改革") == "该事项刚刚被另一操作更改，请重试。"
    assert sql.column(STATES) == ["open", "discharged"]
    assert march.refused("waive", obligation=number, reason="改革") == "该事项已办结，无需豁免。"


def test_moving_nothing_is_nothing(march: Acting) -> None:
    with begin() as session:
        assert move(session, march.context(), "obligation", [], ObligationEvent.WAIVE) == []
        assert run(session, "SELECT 1").scalar() == 1


def test_a_lost_race_is_of_the_kind_that_may_be_tried_again() -> None:
    assert not issubclass(Unavailable, MoveRefused)
