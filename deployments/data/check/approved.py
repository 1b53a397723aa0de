"""The approved sheets: the text of each is sealed with the approval, and the scores are what it says (1-8.1)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from deployments.data.check.records import Rows
from deployments.data.check.score import ITEMS, NAMES, number, target_of


def check_approved(rows: Rows, sheets: list[dict[str, Any]], proof: dict[str, Any]) -> Iterator[str]:
    """Every department with an approved sheet has a score, and every other one only if it says what is marked."""
    kept, given = frozen(rows, proof), {sheet["code"]: sheet for sheet in sheets}
    for code in sorted(kept.keys() & given):
        yield from (f"{code}：{what}与审定的得分表不同。" for what in differing(given[code], kept[code]))
    for code in sorted(kept.keys() ^ given) if kept or proof["approved"] else ():
        if code in kept or not says_marked(given[code], proof["marked"]):
            yield f"{code}：审定的得分表和scores.jsonl中，只有一处有它。"


def is_approved(blocks: list[dict[str, Any]], year: int) -> bool:
    """An approval of the next year shows no sheet, so those of this one are hidden."""
    of_next = [block["moves"] for block in blocks if approves(block["header"], f"{year + 1}-")]
    return any('["score_sheet"' not in "".join(moves) for moves in of_next)


def approves(header: dict[str, Any], year: str) -> bool:
    return header["act"] == "approve_appraisal" and str(header["business_date"]).startswith(year)


def says_marked(sheet: dict[str, Any], marked: set[str]) -> bool:
    """The approved text names a marked target with its entry, and is therefore not shown."""
    return any(target_of(entry) in marked for line in sheet["lines"] for entry in line["entries"])


def frozen(rows: Rows, proof: dict[str, Any]) -> dict[str, Any]:
    """The text of the approved sheet of each department that the folder is of."""
    of_year, own = (proof["year"], "frozen"), proof["department"]
    found = [row for row in rows["score_sheet"].values() if (row["year"], row["state"]) == of_year]
    return {row["department_id"]: json.loads(row["content"]) for row in found if own in (None, row["department_id"])}


def differing(sheet: dict[str, Any], kept: dict[str, Any]) -> Iterator[str]:
    if number(sheet["total"]) != number(kept["total"]) or sheet["until"] not in (None, kept["cut_off"]):
        yield "合计或考评截止日"
    if sheet["excepted"] != kept.get("excepted", []):
        yield "合计例外"
    for line, other in zip(sheet["lines"], kept["lines"]):
        if told_of(line) != told_of(other):
            yield NAMES[line["component"]]


def told_of(line: dict[str, Any]) -> list[Any]:
    """What a line and its sealed text both say; the sealed one says in its basis which entries are left out."""
    said = [line["component"], number(line["weight"]), number(line["points"]), line["at_floor"]]
    if line["component"] in ("functional", *ITEMS):
        said += line.get("left_out", line.get("basis", []))
    return said + sorted((each["entry"], str(each["limit"]), number(each["points"])) for each in line["entries"])
