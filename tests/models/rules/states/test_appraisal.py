"""The life of a score sheet and of an objection, as properties of their tables (1-2.22, 1-8.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import MoveRefused
from models.rules.states import (
    SCORE_OBJECTION,
    SCORE_SHEET,
    Event,
    Ignored,
    Moves,
    ScoreObjectionEvent,
    ScoreObjectionState,
    ScoreSheetEvent,
    ScoreSheetState,
    State,
    To,
    follow,
)

SHEETS = st.lists(st.sampled_from(list(ScoreSheetEvent)), max_size=12)
OBJECTIONS = st.lists(st.sampled_from(list(ScoreObjectionEvent)), max_size=12)
HEARD = {ScoreSheetState.AGREED, ScoreSheetState.SILENT, ScoreSheetState.SETTLED}
ENDED = {ScoreSheetState.FROZEN, ScoreSheetState.SUPERSEDED}


def life(moves: Moves, start: State, events: list[Event]) -> list[State]:
    """The states of a record that meets these events; a refused or ignored one leaves it where it is."""
    lived = [start]
    for event in events:
        try:
            lived.append(follow(moves, lived[-1], event) or lived[-1])
        except MoveRefused:
            lived.append(lived[-1])
    return lived


@given(SHEETS)
def test_a_sheet_is_frozen_only_after_its_department_was_heard(events: list[ScoreSheetEvent]) -> None:
    lived = life(SCORE_SHEET, ScoreSheetState.DRAFTED, [*events])
    if ScoreSheetState.FROZEN in lived:
        assert lived[lived.index(ScoreSheetState.FROZEN) - 1] in HEARD


@given(SHEETS)
def test_what_was_frozen_is_from_then_on_frozen_or_superseded(events: list[ScoreSheetEvent]) -> None:
    lived = life(SCORE_SHEET, ScoreSheetState.FROZEN, [*events])
    assert set(lived) <= ENDED


@given(SHEETS)
def test_a_superseded_sheet_stays_superseded(events: list[ScoreSheetEvent]) -> None:
    assert set(life(SCORE_SHEET, ScoreSheetState.SUPERSEDED, [*events])) == {ScoreSheetState.SUPERSEDED}


@given(SHEETS)
def test_an_objection_is_answered_before_the_sheet_is_replaced_or_frozen(events: list[ScoreSheetEvent]) -> None:
    lived = life(SCORE_SHEET, ScoreSheetState.OBJECTED, [*events])
    if ENDED & set(lived):
        before = lived[: next(place for place, state in enumerate(lived) if state in ENDED)]
        assert {ScoreSheetState.SETTLED, ScoreSheetState.GRANTED, ScoreSheetState.AGREED} & set(before)


@given(SHEETS)
def test_a_sheet_that_waits_for_a_recomputation_is_not_approved_as_it_is(events: list[ScoreSheetEvent]) -> None:
    lived = life(SCORE_SHEET, ScoreSheetState.GRANTED, [*events])
    if ScoreSheetState.FROZEN in lived:
        assert ScoreSheetState.SETTLED in lived[: lived.index(ScoreSheetState.FROZEN)]


@given(SHEETS)
def test_an_office_says_nothing_more_to_a_sheet_whose_objections_are_answered(events: list[ScoreSheetEvent]) -> None:
    lived = life(SCORE_SHEET, ScoreSheetState.SETTLED, [*events])
    assert not {ScoreSheetState.AGREED, ScoreSheetState.OBJECTED, ScoreSheetState.SILENT} & set(lived)


@given(OBJECTIONS)
def test_an_objection_is_confirmed_only_once_it_was_accepted(events: list[ScoreObjectionEvent]) -> None:
    lived = life(SCORE_OBJECTION, ScoreObjectionState.RAISED, [*events])
    if ScoreObjectionState.CONFIRMED in lived:
        assert lived[lived.index(ScoreObjectionState.CONFIRMED) - 1] is ScoreObjectionState.ACCEPTED


@given(OBJECTIONS)
def test_an_office_takes_back_no_objection_that_was_answered(events: list[ScoreObjectionEvent]) -> None:
    for answered in (ScoreObjectionState.ACCEPTED, ScoreObjectionState.DISMISSED, ScoreObjectionState.CONFIRMED):
        lived = set(life(SCORE_OBJECTION, answered, [*events]))
        assert not {ScoreObjectionState.RAISED, ScoreObjectionState.TAKEN_BACK} & lived


@given(OBJECTIONS)
def test_a_dismissed_objection_stays_dismissed(events: list[ScoreObjectionEvent]) -> None:
    lived = life(SCORE_OBJECTION, ScoreObjectionState.DISMISSED, [*events])
    assert set(lived) == {ScoreObjectionState.DISMISSED}


@pytest.mark.parametrize(
    ("state", "event", "words"),
    [
        ("drafted", "approve", "该得分表还在部门核对期限内，不能审定。"),
        ("objected", "approve", "部门对该得分表的异议尚未答复，请先逐项答复。"),
        ("objected", "redraft", "部门对该得分表的异议尚未答复，请先逐项答复。"),
        ("granted", "approve", "部门对该得分表的异议已采纳，须先由另一人重算。"),
        ("granted", "agree", "管理机构已答复该得分表的异议，不能再改。"),
        ("settled", "object", "管理机构已答复该得分表的异议，不能再改。"),
        ("agreed", "correct", "该得分表尚未审定；需要改正的，请更正台账后重新拟定。"),
        ("silent", "settle", "部门对该得分表没有提出异议，没有可答复的内容。"),
        ("frozen", "redraft", "该得分表已经审定；确有错误的，请另行更正（supersede_sheet）。"),
        ("frozen", "object", "该得分表已经审定；确有错误的，请另行更正（supersede_sheet）。"),
        ("superseded", "agree", "该得分表已被新的取代，请按新的办理。"),
        ("superseded", "correct", "该得分表已被新的取代，请按新的办理。"),
    ],
)
def test_a_refused_move_of_a_sheet_says_why(state: str, event: str, words: str) -> None:
    with pytest.raises(MoveRefused) as refusal:
        follow(SCORE_SHEET, ScoreSheetState(state), ScoreSheetEvent(event))
    assert words in refusal.value.message


@pytest.mark.parametrize(
    ("state", "event", "words"),
    [
        ("raised", "confirm", "这项异议没有采纳，没有可重算的内容。"),
        ("taken_back", "accept", "部门已撤回这项异议，没有可答复的内容。"),
        ("accepted", "take_back", "管理机构已答复这项异议，不能再改。"),
        ("dismissed", "accept", "这项异议已答复为未采纳，不能改为采纳"),
        ("confirmed", "dismiss", "这项异议已采纳并重算，不能改为未采纳。"),
    ],
)
def test_a_refused_move_of_an_objection_says_why(state: str, event: str, words: str) -> None:
    with pytest.raises(MoveRefused) as refusal:
        follow(SCORE_OBJECTION, ScoreObjectionState(state), ScoreObjectionEvent(event))
    assert words in refusal.value.message


@pytest.mark.parametrize("state", [each for each in ScoreSheetState if each is not ScoreSheetState.DRAFTED])
def test_the_day_that_passes_in_silence_moves_only_a_sheet_that_waits(state: ScoreSheetState) -> None:
    assert follow(SCORE_SHEET, state, ScoreSheetEvent.LAPSE) is None


@pytest.mark.parametrize(
    ("moves", "last"),
    [(SCORE_SHEET, ScoreSheetState.SUPERSEDED), (SCORE_OBJECTION, ScoreObjectionState.CONFIRMED)],
)
def test_every_state_can_be_reached_and_the_last_one_is_never_left(moves: Moves, last: State) -> None:
    reached = {next(iter(moves))}
    for _ in moves:
        reached |= {found.state for state in reached for found in moves[state].values() if isinstance(found, To)}
    assert reached == set(moves)
    assert not [found for found in moves[last].values() if isinstance(found, To)]


def test_the_same_event_again_is_ignored_and_never_refused() -> None:
    for moves in (SCORE_SHEET, SCORE_OBJECTION):
        steps = [
            (event, found.state) for row in moves.values() for event, found in row.items() if isinstance(found, To)
        ]
        once = [(event, state) for event, state in steps if event is not ScoreSheetEvent.CORRECT]
        assert all(isinstance(moves[state][event], Ignored) for event, state in once)
