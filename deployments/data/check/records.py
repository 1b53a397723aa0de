"""The records: each stands in the folder with the text whose digest the newest block about it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from deployments.data.check.chain import WITHHELD, digest

TRANSITION = 7  # values of a move that changes a record: kind, key, event, from, to, digest, detail
Rows = dict[str, dict[str, dict[str, Any]]]  # by kind and key, each with its columns


def newest_digests(blocks: list[dict[str, Any]], kinds: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    newest: dict[tuple[str, str], str] = {}
    for line in (line for block in blocks for line in block["moves"] if not WITHHELD.fullmatch(line)):
        move = json.loads(line)
        if len(move) == TRANSITION and move[0] in kinds:
            newest[move[0], move[1]] = move[5]
    return {record: code for record, code in newest.items() if code}  # without a digest it was removed


def check_records(
    lines: list[dict[str, Any]], blocks: list[dict[str, Any]], kinds: dict[str, Any], rows: Rows
) -> Iterator[str]:
    """Fills `rows` with the records that are as the ledger holds them; one shown by its digest has no columns."""
    wanted, seen = newest_digests(blocks, kinds), set[tuple[str, str]]()
    for line in lines:
        record = (line["record"], line["key"])
        name = f"{kinds.get(line['record'], {'title': line['record']})['title']} {line['key']}："
        if record in seen:
            yield f"{name}列了两次。"
        elif (line["digest"] if "digest" in line else digest(line["text"])) != wanted.get(record):
            yield f"{name}{'被更改' if record in wanted else '台账没有这一条'}，与台账不符。"
        else:
            columns, values = kinds[line["record"]]["columns"], json.loads(line.get("text", "[]"))
            rows[line["record"]][line["key"]] = dict(zip(columns, values))
        seen.add(record)
    yield from (
        f"{kinds[kind]['title']} {key}：缺少这一条，台账有。" for kind, key in wanted if (kind, key) not in seen
    )
