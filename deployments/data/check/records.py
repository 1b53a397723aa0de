"""The records: each stands in the folder with the text whose digest the newest block about it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

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


def hidden_in(lines: list[dict[str, Any]]) -> list[str]:
    """The keys of records that show only their digest."""
    return [line["key"] for line in lines if "text" not in line and line["record"] not in BY_KEY]


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
                if value and name.endswith("_id") and of in kinds and (of, value) not in there:
                    yield f"{kinds[kind]['title']} {key}：所依据的{kinds[of]['title']} {value}不在台账中。"


def in_key(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)
