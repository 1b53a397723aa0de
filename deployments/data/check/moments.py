"""The ledger as it was after a block: records that came later are left out, the others have their state of then."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from deployments.data.check.digest import digest
from deployments.data.check.records import Rows, details_of, moves_of


class Move(NamedTuple):
    """A change of a record: its block, day and act, and what it says."""

    height: int
    day: str
    act: str
    event: str
    before: str
    after: str
    digest: str
    detail: dict[str, Any]


Moves = dict[tuple[str, str], list[Move]]  # by kind and key, in order


SAID_BY_MOVES = ("filed_on", "declared_on", "ended_on", "unscored")

Held = tuple[Rows, dict[tuple[str, str], str], Moves]  # records, their texts and their moves


class Ledger(NamedTuple):
    """Records and moves up to a block, with the successors of the year.

    `marked`: the targets that are not shown; `rated_later`: leaders were rated again since.
    """

    rows: Rows
    moves: Moves
    heirs: dict[str, str]
    marked: set[str]
    rated_later: bool


def moves_by_record(blocks: list[dict[str, Any]]) -> Moves:
    found: Moves = defaultdict(list)
    for block in blocks:
        for day, move in moves_of([block]):
            found[move[0], move[1]].append(Move(block["height"], day, block["header"]["act"], *move[2:]))
    return found


def texts_of(records: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    return {(line["record"], line["key"]): line["text"] for line in records if "text" in line}


def add_what_moves_say(blocks: list[dict[str, Any]], rows: Rows) -> None:
    """A53: on which day a completion was declared, a report filed or an entry taken back, and what is not scored."""
    for event in ("given", "amended"):
        for key, day, _ in details_of(blocks, "report", event):
            rows["report"].get(key, {}).setdefault("filed_on", day)
    for event in ("withdraw", "correct"):
        for key, day, _ in details_of(blocks, "negative_entry", event):
            rows["negative_entry"].get(key, {})["ended_on"] = day
    for key, day, detail in details_of(blocks, "remediation", "complete"):
        rows["remediation"].get(key, {})["declared_on"] = detail.get("declared_on", day)
    for _, _, detail in details_of(blocks, "negative_list", "frozen"):
        for key in detail.get("unscored", ()):
            rows["negative_entry"].get(key.replace("/", "|"), {})["unscored"] = True


def rows_after(rows: Rows, texts: dict[tuple[str, str], str], moves: Moves, until: Moves) -> Rows:
    """The records that had moved until then, in their state of then.

    One that changed later, in more than its state, is marked: the folder does not show what its columns said then.
    """
    then: Rows = defaultdict(dict)
    for (kind, key), own in until.items():
        if key in rows.get(kind, {}):
            row = {name: value for name, value in rows[kind][key].items() if name not in SAID_BY_MOVES}
            then[kind][key] = as_it_was(row, texts.get((kind, key), ""), own[-1], moves[kind, key][-1])
    return then


def moves_until(moves: Moves, height: int) -> Moves:
    kept = {record: [move for move in own if move.height <= height] for record, own in moves.items()}
    return {record: own for record, own in kept.items() if own}


def as_it_was(row: dict[str, Any], text: str, then: Move, now: Move) -> dict[str, Any]:
    if then.digest == now.digest:
        return dict(row)
    if "state" not in row:
        return {**row, "later": now.day}
    place = list(row).index("state")
    same = digest(with_value(text, place, then.after)) == then.digest
    return {**row, "state": then.after, **({} if same else {"later": now.day})}


def with_value(text: str, place: int, value: str) -> str:
    """The text of a record with another word at a place; what stands around it keeps every sign."""
    scan, start = json.JSONDecoder().raw_decode, 1
    for _ in range(place):
        start = scan(text, start)[1] + len(", ")
    return f"{text[:start]}{json.dumps(value)}{text[scan(text, start)[1] :]}"


def check_states(rows: Rows, moves: Moves, titles: dict[str, Any]) -> Iterator[str]:
    """The state of a record is that of its last move, each move begins where the one before ended, each day is told."""
    for kind, known in rows.items():
        for key, row in known.items():
            own, name = moves.get((kind, key), ()), f"{titles[kind]['title']} {key}"
            if own and "state" in row and row["state"] != own[-1].after:
                yield f"{name}：状态与台账的最后一次变动不同。"
            states = [move for move in own if move.before or move.after]
            if any(one.after != other.before for one, other in zip(states, states[1:])):  # noqa: RUF007 - Python 3.9
                yield f"{name}：前后两次变动不相接，其间有变动被删除或更改。"
            yield from (f"{name}：{fault}" for fault in check_days_of(kind, row, own))


# The columns that say on which day the ledger was told, and the events that say so; without events the first move.
TOLD_ON: dict[str, dict[str, tuple[str, ...]]] = {
    "appeal": {"accepted_on": ("accept",), "ended_on": ("rule", "refuse")},
    "appraisal": {"approved_on": ()},
    "entry_origin": {"proposed_on": ("proposed",)},
    "finding": {"signed_on": ("sign",)},
    "leader_sheet": {"entered_on": ("entered",), "confirmed_on": ("confirm",), "withdrawn_on": ("withdraw",)},
    "negative_entry": {"listed_on": ("listed", "confirm", "proposed")},
    "negative_list": {"frozen_on": ()},
    "obligation": {"opened_on": ()},
    "remediation": {"rechecked_on": ("accept", "reject")},
    "score_sheet": {"drafted_on": ()},
}


def check_days_of(kind: str, row: dict[str, Any], own: Sequence[Move]) -> Iterator[str]:
    """What was signed, confirmed, ruled or recorded on a day was told to the ledger on that day."""
    columns = TOLD_ON.get(kind, {"recorded_on": ()})
    for column, events in columns.items():
        days = [move.day for move in own if not events or move.event in events]
        if row.get(column) and days and row[column] != days[-1 if events else 0]:
            yield f"所记日期{row[column]}，台账是{days[-1 if events else 0]}记入的。"
    counted = [move.detail["counted_on"] for move in own if move.detail.get("counted_on")]
    if kind == "obligation" and row["counted_on"] and counted and row["counted_on"] != counted[-1]:
        yield f"认定日期{row['counted_on']}与办结时的{counted[-1]}不同。"
