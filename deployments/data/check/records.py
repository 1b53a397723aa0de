"""The records: as the newest block about each holds it, and as the ledger was after an earlier block."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from deployments.data.check.chain import WITHHELD
from deployments.data.check.digest import digest

# Shown by their digest: addresses stay inside.
SEALED = {*("body", "contact", "department", "reform", "rehearsal"), "signer_change"}
BY_KEY = SEALED | {"cloud_medium", "evidence_use", "exhibit"}  # nothing but their key is read
OF_SCORE = {
    *("appeal", "entry_origin", "exemption", "innovation", "negative_entry", "remediation"),
    *("score_exception", "second_level"),
}
RECORD_KINDS: dict[str, Any] = {}  # of records, with title and columns; `deployments.check_program` writes them in
TRANSITION = 7  # values of a move that changes a record: kind, key, event, from, to, digest, detail
Rows = dict[str, dict[str, dict[str, Any]]]  # by kind and key, each with its columns


def check_kinds(kinds: dict[str, Any]) -> Iterator[str]:
    """A folder may not leave out a kind of record, nor name it or its columns otherwise."""
    for kind, known in RECORD_KINDS.items():
        if kinds.get(kind) != known:
            yield f"proof.json：没有“{kind}”这一种记录，或其名称、栏目与本程序所知的不同。"


def newest_digests(blocks: list[dict[str, Any]], kinds: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    newest = {(move[0], move[1]): move[5] for _, move in moves_of(blocks) if move[0] in kinds}
    return {record: code for record, code in newest.items() if code}  # without a digest it was removed


def details_of(blocks: list[dict[str, Any]], kind: str, event: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Key, business day and detail of each move of a kind of record by an event, in order."""
    for day, move in moves_of(blocks):
        if (move[0], move[2]) == (kind, event):
            yield move[1], day, move[6]


def moves_of(blocks: list[dict[str, Any]]) -> Iterator[tuple[str, list[Any]]]:
    """Business day and values of each move that changes a record, in order; none that is withheld."""
    for block in blocks:
        for line in block["moves"]:
            move = [] if WITHHELD.fullmatch(line) else json.loads(line)
            if len(move) == TRANSITION:
                yield block["header"]["business_date"], move


def check_markings(blocks: list[dict[str, Any]], proof: dict[str, Any]) -> Iterator[str]:
    """4.7: a move is shown by its digest alone to other departments, or where a target is marked, or a finding."""
    proof["marked"] = marked_in(blocks)
    for block in filter(hides, () if proof["marked"] or proof["department"] else blocks):
        yield f"第{block['height']}块（{block['header']['act']}）：有变动只列校验码，台账却没有标注密级的目标。"


def marked_in(blocks: list[dict[str, Any]]) -> set[str]:
    newest = {move[1].rpartition("|")[0]: move[2] for _, move in moves_of(blocks) if move[0] == "secrecy"}
    keys = [key.split("|") for key, event in newest.items() if event == "marked" and not key.startswith("evidence")]
    return {"|".join(key[2:-1] if key[0] == "finding" else key[1:]) for key in keys}


def hides(block: dict[str, Any]) -> bool:
    """A move is shown by its digest alone."""
    return any(map(WITHHELD.fullmatch, block["moves"]))


def may_hide(line: dict[str, Any], proof: dict[str, Any]) -> bool:
    """What a score rests on is shown by its digest only if it is about a marked target."""
    if line["record"] in OF_SCORE:
        return f"{line['key']}|".startswith(tuple(f"{target}|" for target in proof["marked"]))
    return bool(proof["marked"] or proof["department"])


def check_records(
    lines: list[dict[str, Any]], blocks: list[dict[str, Any]], proof: dict[str, Any], rows: Rows
) -> Iterator[str]:
    """Fills `rows` with the records that are as the ledger holds them; one shown by its digest has no columns."""
    kinds = proof["records"]
    wanted, seen = newest_digests(blocks, kinds), set[tuple[str, str]]()
    proof["hidden"] = set[tuple[str, str]]()
    for line in lines:
        record = (line["record"], line["key"])
        name = f"{kinds.get(line['record'], {'title': line['record']})['title']} {line['key']}："
        if record in seen:
            yield f"{name}列了两次。"
        elif (digest(line["text"]) if "text" in line else line["digest"]) != wanted.get(record):
            yield f"{name}{'被更改' if record in wanted else '台账没有这一条'}，与台账不符。"
        elif "text" in line or line["record"] in BY_KEY:
            columns, values = kinds[line["record"]]["columns"], json.loads(line.get("text", "[]"))
            rows[line["record"]][line["key"]] = dict(zip(columns, values))
        elif may_hide(line, proof):
            proof["hidden"].add(record)
        else:
            yield f"{name}只有校验码，没有内容，台账也没有标注其目标的密级。"
        seen.add(record)
    yield from (
        f"{kinds[kind]['title']} {key}：缺少这一条，台账有。" for kind, key in wanted if (kind, key) not in seen
    )


def check_links(rows: Rows, lines: list[dict[str, Any]], proof: dict[str, Any]) -> Iterator[str]:
    """A record stands under the key that its columns say, and what it refers to is there, where all is shown."""
    kinds, there = proof["records"], {(line["record"], line["key"]) for line in lines}
    for kind, known in rows.items():
        columns, between = kinds[kind]["key"], kinds[kind]["between"]
        for key, row in known.items():
            said = [in_key(row[name]) for name in columns if row.get(name) is not None]
            if row.keys() >= set(columns) and between.join(said) != key:
                yield f"{kinds[kind]['title']} {key}：所列内容是另一条记录的。"
            for name, value in () if proof["marked"] or proof["department"] else row.items():
                of = name[: -len("_id")]
                if value and name.endswith("_id") and of in kinds and (of, in_key(value)) not in there:
                    yield f"{kinds[kind]['title']} {key}：所依据的{kinds[of]['title']} {value}不在台账中。"


def in_key(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)


class Move(NamedTuple):
    """A change of a record: its block and day, and what it says."""

    height: int
    day: str
    event: str
    before: str
    after: str
    digest: str
    detail: dict[str, Any]


SAID_BY_MOVES = ("filed_on", "declared_on", "ended_on", "unscored", "ends")
Moves = dict[tuple[str, str], list[Move]]  # by kind and key, in order
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
            found[move[0], move[1]].append(Move(block["height"], day, *move[2:]))
    return found


def add_what_moves_say(blocks: list[dict[str, Any]], rows: Rows) -> None:
    """A53: the day of a declared completion, a filed report, an entry taken back, a department's end; the unscored."""
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
    add_ends(blocks, rows)


def add_ends(blocks: list[dict[str, Any]], rows: Rows) -> None:
    for event in ("added", "changed"):
        for key, _, detail in details_of(blocks, "department", event):
            rows["department"].get(key, {})["ends"] = detail.get("ends")


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
    """The state of a record is that of its last move, and each move begins where the one before ended."""
    for kind, known in rows.items():
        for key, row in known.items():
            own, name = moves.get((kind, key), ()), f"{titles[kind]['title']} {key}"
            if own and "state" in row and row["state"] != own[-1].after:
                yield f"{name}：状态与台账的最后一次变动不同。"
            states = [move for move in own if move.before or move.after]
            if any(one.after != other.before for one, other in zip(states, states[1:])):  # noqa: RUF007 - Python 3.9
                yield f"{name}：前后两次变动不相接，其间有变动被删除或更改。"
