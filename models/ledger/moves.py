"""Changes of state: compare-and-set over a set of records, with one transition per record."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.nouns import MOVES
from models.ledger.transitions import record
from models.rules.errors import Unavailable
from models.rules.states import Event, State, follow
from models.statements import matching, run


def move(  # noqa: PLR0913 - what moves, by which event, and what is written with it
    session: Session,
    ctx: Context,
    noun: str,
    ids: Sequence[int],
    event: Event,
    *,
    sets: Mapping[str, Any] | None = None,
    detail: dict[str, Any] | None = None,
    now: State | None = None,
    each: Mapping[int, dict[str, Any]] | None = None,
) -> list[int]:
    """Move the records `ids` by `event`; returns the ids that moved (an ignored event moves nothing).

    `sets` are further columns to update; `now` is their common state if the caller has just read it; `each` is
    the further detail of single records, by id. Raises MoveRefused if the state table forbids the event, Unavailable if
    another transaction moved a record first.
    """
    if not ids:
        return []
    session.flush()
    moved: list[int] = []
    for (was, then), group in _plan(session, noun, ids, event, now).items():
        _compare_and_set(session, noun, group, was, then, sets or {})
        record(session, ctx, noun, group, event.value, moved=(was.value, then.value), detail=detail, each=each)
        moved += group
    return moved


def _plan(
    session: Session, noun: str, ids: Sequence[int], event: Event, known: State | None
) -> dict[tuple[State, State], list[int]]:
    moves = MOVES[noun]
    if known:
        then = follow(moves, known, event)
        return {(known, then): list(ids)} if then else {}
    kind = type(next(iter(moves)))
    plan: dict[tuple[State, State], list[int]] = defaultdict(list)
    which, chosen = matching(ids)
    found = run(session, f"SELECT id, state FROM {noun} WHERE id {which} ORDER BY id", **chosen)  # noqa: S608 - constants
    for record_id, state in found:
        now = kind(state)
        if then := follow(moves, now, event):
            plan[now, then].append(record_id)
    return plan


def _compare_and_set(
    session: Session, noun: str, ids: list[int], now: State, then: State, sets: Mapping[str, Any]
) -> None:
    which, chosen = matching(ids)
    columns = "".join(f', "{column}" = :{column}' for column in sets)
    done = run(
        session,
        f"UPDATE {noun} SET state = :then{columns} WHERE id {which} AND state = :now",  # noqa: S608 - constants
        then=then.value,
        now=now.value,
        **chosen,
        **sets,
    )
    if done.rowcount != len(ids):
        raise Unavailable("该事项刚刚被另一操作更改，请重试。")
