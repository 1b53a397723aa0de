"""The approved year: each sheet and all grades, against the ledger of the block that made them (A45, A57, A61)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deployments.data.check.approved import approved_in, check_both, check_frozen, frozen
from deployments.data.check.digest import digest
from deployments.data.check.exceptions import OPEN_LINES, check_excepted, standing_papers
from deployments.data.check.gate import ASKED_LATER, check_open, heirs_on
from deployments.data.check.grades import check_corrected, check_grades, check_individuals, text_of
from deployments.data.check.moments import Held, Ledger, add_what_moves_say, moves_until, rows_after

ROUGHLY = 1e-9  # a number in a record has fewer digits than the text of the sheet


def check_approved(
    held: Held, blocks: list[dict[str, Any]], sheets: list[dict[str, Any]], proof: dict[str, Any], told: list[str]
) -> Iterator[str]:
    """A57, A61: each approved sheet against the ledger of its approval, or of its correction."""
    rows, _, moves = held
    kept, scores = frozen(rows, proof), {sheet["code"]: sheet for sheet in sheets}
    yield from check_both(kept, scores, proof)
    heights = {code: approved_in(rows, moves, kept[code]) for code in sorted(kept.keys() & scores)}
    yield from (f"{code}：台账没有审定这份得分表的一块。" for code, height in heights.items() if not height)
    for height in sorted(set(filter(None, heights.values()))):
        then, settled = ledger_of(held, blocks, height, proof["year"]), list[dict[str, Any]]()
        for code in [each for each, of in heights.items() if of == height]:
            text = text_of(kept[code])
            yield from (f"{code}：{fault}" for fault in check_frozen(scores[code], text, then, told))
            more = {"total": text["total"], "until": text["cut_off"], "excepted": text.get("excepted", [])}
            settled.append(scores[code] | more)
        first = [block["header"]["act"] for block in blocks if block["height"] == height] == ["approve_appraisal"]
        yield from check_excepted(settled, standing_papers(then.rows, proof["year"]))
        yield from check_open(then.rows, settled, proof, OPEN_LINES if first else ASKED_LATER)
    if kept:
        yield from check_graded(held, blocks, sheets, proof, told)


def check_graded(
    held: Held, blocks: list[dict[str, Any]], sheets: list[dict[str, Any]], proof: dict[str, Any], told: list[str]
) -> Iterator[str]:
    rows, _, moves = held
    kept, year = frozen(rows, proof), proof["year"]
    approved = {key: own for (kind, key), own in moves.items() if kind == "score_sheet" and own_year(key) == year}
    heights = {key: move.height for key, own in approved.items() for move in own if move.event == "approve"}
    first = {row["department_id"]: row for key, row in rows["score_sheet"].items() if key in heights}
    for key, row in rows["score_sheet"].items():
        if row["digest"] != digest(row["content"]) or not same_total(row):
            yield f"得分表 {key}：与其校验码或合计不同。"
    for code in sorted(kept.keys() & first):
        yield from check_corrected(rows, code, kept[code], first[code], year)
    day = max((move.day for own in approved.values() for move in own if move.event == "approve"), default="")
    yield from check_individuals(rows, kept, day, year)
    if proof["department"]:
        return  # places and grades are of all departments
    if missing := sorted({sheet["code"] for sheet in sheets} - first.keys()):
        if not proof["marked"]:
            yield f"缺少{'、'.join(missing)}审定的得分表，位次和等次无法重算。"
        told.append(f"位次和等次没有重算：{'、'.join(missing)}的得分表涉及标注密级的目标，不在本文件夹中。")
    else:
        yield from check_grades(ledger_of(held, blocks, max(heights.values()), year), first, year)


def same_total(row: dict[str, Any]) -> bool:
    return abs(row["total"] - float(text_of(row)["total"])) < ROUGHLY


def own_year(key: str) -> int:
    return int(key.split("|")[1])


def ledger_of(held: Held, blocks: list[dict[str, Any]], height: int, year: int) -> Ledger:
    rows, texts, moves = held
    until = moves_until(moves, height)
    then = rows_after(rows, texts, moves, until)
    add_what_moves_say([block for block in blocks if block["height"] <= height], then)
    rated = any("leader_r" in block["header"]["act"] for block in blocks if block["height"] > height)
    return Ledger(then, until, heirs_on(then, f"{year}-12-31"), rated)
