"""创新项目: which round may follow which, told as the walks that a project can take (1-2.16)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import MoveRefused
from models.rules.states import PROJECT, Ignored, ProjectEvent, ProjectState, To, follow

S, E = ProjectState, ProjectEvent
JUDGED = (S.AWARDED, S.UNAWARDED)
walks = st.lists(st.sampled_from(list(E)), max_size=12)


def walk(events: list[ProjectEvent]) -> list[ProjectState]:
    """The states that a project goes through; an event that is refused changes nothing."""
    states = [S.APPLIED]
    for event in events:
        move = PROJECT[states[-1]][event]
        states.append(S(move.state) if isinstance(move, To) else states[-1])
    return states


@given(walks)
def test_a_project_has_a_prize_or_none_only_after_it_was_shortlisted(events: list[ProjectEvent]) -> None:
    states = walk(events)
    first = next((place for place, state in enumerate(states) if state in JUDGED), None)
    assert first is None or S.SHORTLISTED in states[:first]


@given(walks)
def test_a_withdrawn_project_stays_withdrawn(events: list[ProjectEvent]) -> None:
    states = walk(events)
    gone = states.index(S.WITHDRAWN) if S.WITHDRAWN in states else len(states)
    assert set(states[gone:]) <= {S.WITHDRAWN}


@given(walks)
def test_a_project_that_was_judged_is_never_withdrawn(events: list[ProjectEvent]) -> None:
    states = walk(events)
    assert S.WITHDRAWN not in states or set(states) <= {S.APPLIED, S.WITHDRAWN}


@given(walks)
def test_after_the_on_site_round_only_its_own_result_changes(events: list[ProjectEvent]) -> None:
    states = walk(events)
    first = next((place for place, state in enumerate(states) if state in JUDGED), len(states))
    assert set(states[first:]) <= set(JUDGED)


@given(walks, st.sampled_from(list(E)))
def test_the_same_event_twice_is_as_once(events: list[ProjectEvent], event: ProjectEvent) -> None:
    assert walk([*events, event])[-1] is walk([*events, event, event])[-1]


@pytest.mark.parametrize(
    ("state", "event", "told"),
    [
        (S.APPLIED, E.AWARD, "该项目没有经过专家初评，不能现场评审。"),
        (S.APPLIED, E.GO_WITHOUT, "该项目没有经过专家初评，不能现场评审。"),
        (S.DECLINED, E.AWARD, "该项目专家初评未入围，不能现场评审。"),
        (S.DECLINED, E.GO_WITHOUT, "该项目专家初评未入围，不能现场评审。"),
        (S.SHORTLISTED, E.WITHDRAW, "该项目已经专家初评，不能撤回。"),
        (S.DECLINED, E.WITHDRAW, "该项目已经专家初评，不能撤回。"),
        (S.AWARDED, E.SHORTLIST, "该项目已经现场评审，初评结果不能再改。"),
        (S.UNAWARDED, E.DECLINE, "该项目已经现场评审，初评结果不能再改。"),
        (S.WITHDRAWN, E.AWARD, "该项目已撤回，不再评审。"),
        (S.WITHDRAWN, E.SHORTLIST, "该项目已撤回，不再评审。"),
    ],
)
def test_2_16_a_round_out_of_turn_is_refused_with_its_reason(
    state: ProjectState, event: ProjectEvent, told: str
) -> None:
    with pytest.raises(MoveRefused) as refusal:
        follow(PROJECT, state, event)
    assert refusal.value.message == told


def test_each_state_answers_each_event_and_ignores_only_its_repetition() -> None:
    assert set(PROJECT) == set(S)
    assert all(set(answers) == set(E) for answers in PROJECT.values())
    ignored = {state: [event for event, move in PROJECT[state].items() if isinstance(move, Ignored)] for state in S}
    assert ignored == {
        S.APPLIED: [],
        S.SHORTLISTED: [E.SHORTLIST],
        S.DECLINED: [E.DECLINE],
        S.AWARDED: [E.AWARD],
        S.UNAWARDED: [E.GO_WITHOUT],
        S.WITHDRAWN: [E.WITHDRAW],
    }


def test_the_states_are_read_by_people_in_distinct_words() -> None:
    labels = [state.label for state in S]
    assert labels == ["已申报", "入围", "未入围", "获奖", "未获奖", "已撤回"]
    assert [S.from_label(label) for label in labels] == list(S)
