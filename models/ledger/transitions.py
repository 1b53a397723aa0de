"""How acts change records: the locks and numbers they take, the transition with its digest, the change of state."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from models.block import canonical
from models.ledger.acts import LOCK, Context
from models.ledger.nouns import NOUNS
from models.loading import insert
from models.records import id_of
from models.records.record import Numbered
from models.rules.errors import Unavailable
from models.rules.states import Event, State, follow
from models.statements import matching, run, transaction

DRAFTS = "hashtextextended('submission.number', 0)"
PAPERS = "hashtextextended('submission.paper', 0)"
ALONE = "hashtextextended('act.alone', 0)"
SHARED_LOCK = LOCK.replace("xact_lock(", "xact_lock_shared(")
NEXT_TO_OTHERS = f"pg_advisory_xact_lock_shared({ALONE})"  # every act takes it at its beginning


def work_alone(session: Session) -> None:
    """Wait for the acts under way; those that begin meanwhile wait until this transaction ends.

    What refers to a target or a department is then known completely, and nothing new refers to it before the commit.
    """
    run(session, f"SELECT pg_advisory_xact_lock({ALONE})")


def change_drafts(session: Session) -> None:
    """Wait for the submission of drafts under way; those that begin meanwhile wait until this transaction ends.

    An opinion and the answer to an objection are then in the paper, or refused.
    """
    run(session, f"SELECT pg_advisory_xact_lock_shared({DRAFTS})")


def freeze_drafts(session: Session) -> None:
    """Wait for the submissions and the changes of drafts under way; none begins until this transaction ends.

    What is read from now on is what is submitted, and no draft gets a code that targets are imported with.
    """
    run(session, f"SELECT pg_advisory_xact_lock({DRAFTS})")


def take_turn(session: Session) -> None:
    """Wait for the acts under way that give a paper of drafts a number or change its drafts, one at a time."""
    run(session, f"SELECT pg_advisory_xact_lock({PAPERS})")


def lock(session: Session, noun: str, row: int | None = 0, *, shared: bool = False) -> None:
    """Wait until no other transaction holds the lock of a kind of record, or of one row; hold it until the commit.

    What is read after it, such as the highest number, does not change before the commit. A `shared` one waits for no
    other shared one: who only reads takes it.
    """
    run(session, SHARED_LOCK if shared else LOCK, noun=noun, row=row)


def next_number(session: Session, table: str, column: str = "number", **within: int | str | None) -> int:
    """Return the number after the highest in a column of a table, among the rows with the values of `within`.

    The caller holds the lock of that kind of record.
    """
    of_those = " AND ".join(f"{name} = :{name}" for name in within) or "true"
    sql = f"SELECT coalesce(max({column}), 0) + 1 FROM {table} WHERE {of_those}"
    return int(run(session, sql, **within).scalar_one())


def next_row(session: Session, table: str, column: str = "number", **within: int | str | None) -> dict[str, Any]:
    """Return the values of `within` and the next number among the rows that have them: the key of a new row."""
    return {**within, column: next_number(session, table, column, **within)}


INSERT = """
INSERT INTO transition (act_id, record, record_id, record_key, event, from_state, to_state, digest, detail)
SELECT :act_id, :noun, q.id, q.key, :event, :from_state, :to_state, q.digest, CAST(:detail AS jsonb)
FROM ({digests} WHERE r.id {{which}}) q ORDER BY q.key COLLATE "C"
"""
LARGE = 5_000  # records of one move after which the planner's statistics are too old to plan the next statements
RENEW_STATISTICS = "SELECT renew_statistics()"
# Who did what a transition `t` of block `b` records, and how it was received: of a row of a sheet, the row's own.
AUTHOR = """coalesce(t.detail #>> '{row,actor}', b.actor) AS actor, coalesce(t.detail #>> '{row,role}', b.role) AS role,
    coalesce(t.detail #>> '{row,known}', b.known) AS known, b.entered_by,
    coalesce(t.detail #> '{row,source}', b.source) AS source"""
# Every transition of a record, in order.
HISTORY = f"""
SELECT b.business_date, b.at, b.act, {AUTHOR}, t.event, t.from_state, t.to_state, t.detail
FROM transition t JOIN block b ON b.act_id = t.act_id
WHERE t.record = :noun AND t.record_key = :key ORDER BY t.id
"""
NO_DIGEST = ""  # of a key that no record has any more
GONE = INSERT.replace("q.digest", f"'{NO_DIGEST}'")
# What is recorded with the answer of a duty: with it goes what was typed for the duty at the page, and its files.
FORGET_DRAFT = "DELETE FROM page_draft WHERE obligation_id"
ANSWERED = {
    ("obligation", "discharge"): f"{FORGET_DRAFT} {{which}}",
    **dict.fromkeys(
        (("answer", "taken"), ("report", "given"), ("report", "amended")),
        f"{FORGET_DRAFT} IN (SELECT obligation_id FROM {{noun}} WHERE id {{which}})",
    ),
}
OWN_DETAIL = "CAST(:detail AS jsonb) || coalesce(CAST(:each AS jsonb) -> CAST(q.id AS text), '{}')"


def record(  # noqa: PLR0913 - what happened to which records, and what is written with it
    session: Session,
    ctx: Context,
    noun: str,
    ids: Sequence[int],
    event: str,
    *,
    moved: tuple[str, str] = ("", ""),
    detail: dict[str, Any] | None = None,
    each: Mapping[int, dict[str, Any]] | None = None,
) -> None:
    """Insert one transition per record with the digest of its present values; `moved` is (from, to) state.

    `each` is the further detail of single records, by id.

    What answers a duty ends the draft that was typed for it at the page.

    Of many records at once the statistics of the planner are renewed first: a large import would otherwise be planned
    as that of empty tables.
    """
    if not ids:
        return
    session.flush()
    state = transaction(session)
    state.moved, state.unmarked = True, state.unmarked and noun != "secrecy"
    if state.entering is not None:
        state.entering.add(noun)
    which, chosen = matching(ids)
    if len(ids) >= LARGE:
        run(session, RENEW_STATISTICS)
    values = {"act_id": ctx.act_id, "noun": noun, "event": event, "from_state": moved[0], "to_state": moved[1]}
    statement = INSERT.format(digests=NOUNS[noun].digests).format(which=which)
    if each:
        statement = statement.replace("CAST(:detail AS jsonb)", OWN_DETAIL)
        values["each"] = canonical({str(number): own for number, own in each.items()})
    run(session, statement, **values, detail=_detail(ctx, detail), **chosen)
    if answered := ANSWERED.get((noun, event)):
        run(session, answered.format(noun=noun, which=which), **chosen)


def record_row(
    session: Session, ctx: Context, row: Numbered, event: str, *, detail: dict[str, Any] | None = None
) -> int:
    """Write a row that is new or changed, and its transition; a new one moves to the state that it has.

    Returns the number of the row.
    """
    return record_rows(session, ctx, [row], event, detail=detail)[0]


def record_rows(
    session: Session, ctx: Context, rows: Sequence[Numbered], event: str, *, detail: dict[str, Any] | None = None
) -> list[int]:
    """Write rows of one table, all new or all changed, and their transitions as `record_row` does; returns numbers."""
    if not rows:
        return []
    state = getattr(rows[0], "state", None) if rows[0].id is None else None
    insert(session, [row for row in rows if row.id is None])
    session.flush()
    ids = [id_of(row) for row in rows]
    moved = ("", state.value if state else "")
    record(session, ctx, str(rows[0].__tablename__), ids, event, moved=moved, detail=detail)
    return ids


def record_end(
    session: Session, ctx: Context, noun: str, ids: Sequence[int], event: str, detail: dict[str, Any]
) -> None:
    """Insert the last transition of the present keys of records, before an act gives them other keys; no digest."""
    which, chosen = matching(ids)
    statement = GONE.format(digests=NOUNS[noun].digests).format(which=which)
    values = {"act_id": ctx.act_id, "noun": noun, "event": event, "from_state": "", "to_state": ""}
    run(session, statement, **values, detail=_detail(ctx, detail), **chosen)


def _detail(ctx: Context, detail: dict[str, Any] | None) -> str:
    """Return a detail as it is stored, with author and source of the row of a sheet that it comes from."""
    return canonical({**(detail or {}), **({"row": dict(ctx.row)} if ctx.row else {})})


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
    moves = NOUNS[noun].record.states or {}
    if known:
        then = follow(moves, known, event)
        return {(known, then): list(ids)} if then else {}
    kind = type(next(iter(moves)))
    plan: dict[tuple[State, State], list[int]] = defaultdict(list)
    which, chosen = matching(ids)
    found = run(session, f"SELECT id, state FROM {noun} WHERE id {which} ORDER BY id", **chosen)
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
        f"UPDATE {noun} SET state = :then{columns} WHERE id {which} AND state = :now",
        then=then.value,
        now=now.value,
        **chosen,
        **sets,
    )
    if done.rowcount != len(ids):
        raise Unavailable("该事项刚刚被另一操作更改，请重试。")
