"""The outcomes of an event in a state, and the one function that follows a table of moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.rules.errors import MoveRefused
from models.rules.kinds import Labelled

State = Labelled
Event = StrEnum


@dataclass(frozen=True, slots=True)
class To:
    """The event moves the record to this state."""

    state: State


@dataclass(frozen=True, slots=True)
class Ignored:
    """The event has already had its effect: no state changes, no error is raised."""


@dataclass(frozen=True, slots=True)
class No:
    """The event is refused for this reason."""

    reason: str


IGNORED = Ignored()
Outcome = To | Ignored | No
Outcomes = dict[Event, Outcome]
Moves = Mapping[State, Mapping[Event, Outcome]]


def every(events: type[Event], outcome: Outcome) -> Outcomes:
    """Return the row of a table in which each event has the same outcome; `| {...}` names those that differ."""
    return dict.fromkeys(events, outcome)


def once(before: State, event: Event, after: State) -> Moves:
    """Return the table of a record that one event moves to its end; the event again is ignored."""
    return {before: {event: To(after)}, after: {event: IGNORED}}


def follow(moves: Moves, state: State, event: Event) -> State | None:
    """Return the state after `event`, or None if it is ignored. Raises MoveRefused with the table's reason."""
    outcome = moves[state][event]
    if isinstance(outcome, No):
        raise MoveRefused(state, event, outcome.reason)
    return outcome.state if isinstance(outcome, To) else None
