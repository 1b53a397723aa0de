"""The approved year: each sheet and all grades, against the ledger of the block that made them (A45, A57, A61)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deployments.data.check.approved import approved_in, check_both, check_frozen, frozen
from deployments.data.check.digest import digest
from deployments.data.check.exceptions import OPEN_LINES, check_excepted, standing_papers
from deployments.data.check.gate import ASKED_LATER, check_open, heirs_on
from deployments.data.check.grades import check_corrected, check_grades, check_individuals, text_of
from deployments.data.check.moments import Held, Ledger, Move, Moves, add_what_moves_say, moves_until, rows_after

NEVER_MADE = Move(0, "", "", "", "", "", "", {})
ROUGHLY = 1e-9  # a number in a record has fewer digits than the text of the sheet


def check_approved(
    held: Held, blocks: list[dict[str, Any]], sheets: list[dict[str, Any]], proof: dict[str, Any], told: list[str]
) -> Iterator[str]:
    """A57, A61: each approved sheet against the ledger of its approval, or of its correction."""
    rows, _, moves = held
    kept, scores = frozen(rows, proof), {sheet["code"]: sheet for sheet in sheets}
    yield from check_both(kept, scores, proof)
    heights = {code: approved_in(rows, moves, kept[code]) for code in sorted(kept.keys() & scores)}
    for height in sorted(set(heights.values())):
        texts = [text_of(kept[code]) for code, of in heights.items() if of == height]
        then = ledger_of(held, blocks, height, proof)
        if not height:
            yield from (f"{text['department']}：台账没有审定这份得分表的一块。" for text in texts)
            continue
        yield from check_of_block(then, texts, scores, told)
        settled = [as_approved(scores[text["department"]], text) for text in texts]
        yield from check_ends(then, settled, blocks[height - 1], proof)
    yield from check_graded(held, blocks, sheets, proof, told) if kept else ()


def check_of_block(then: Ledger, texts: list[dict[str, Any]], scores: dict[str, Any], told: list[str]) -> Iterator[str]:
    for text in texts:
        code = text["department"]
        yield from (f"{code}：{fault}" for fault in check_frozen(scores[code], text, then, told))


def as_approved(sheet: dict[str, Any], text: dict[str, Any]) -> dict[str, Any]:
    return sheet | {"total": text["total"], "until": text["cut_off"], "excepted": text.get("excepted", [])}


def check_ends(
    then: Ledger, sheets: list[dict[str, Any]], block: dict[str, Any], proof: dict[str, Any]
) -> Iterator[str]:
    """What stood before the totals when a block approved or corrected them."""
    yield from check_excepted(sheets, standing_papers(then.rows, proof["year"]))
    first = block["header"]["act"] == "approve_appraisal"
    yield from check_open(then.rows, sheets, proof, OPEN_LINES if first else ASKED_LATER)


def check_graded(
    held: Held, blocks: list[dict[str, Any]], sheets: list[dict[str, Any]], proof: dict[str, Any], told: list[str]
) -> Iterator[str]:
    rows, _, moves = held
    kept, year = frozen(rows, proof), proof["year"]
    of_year = {key: row for key, row in rows["score_sheet"].items() if row["year"] == year}
    made = approvals(moves, of_year)
    first = {of_year[key]["department_id"]: of_year[key] for key in made}
    approval = max(made.values(), default=NEVER_MADE)
    yield from check_texts(of_year)
    for code in sorted(kept.keys() & first):
        yield from check_corrected(rows, code, kept[code], first[code], year)
    yield from check_individuals(rows, kept, approval.day, year)
    missing = sorted({sheet["code"] for sheet in sheets} - first.keys())
    if not (missing or proof["department"]):  # places and grades are of all departments
        yield from check_grades(ledger_of(held, blocks, approval.height, proof), first, year)
    elif not proof["department"]:
        told.append(f"位次和等次没有重算：{'、'.join(missing)}的得分表涉及标注密级的目标，不在本文件夹中。")


def approvals(moves: Moves, sheets: dict[str, dict[str, Any]]) -> dict[str, Move]:
    """The move that approved a sheet, by its key."""
    return {key: move for key in sheets for move in moves["score_sheet", key] if move.event == "approve"}


def check_texts(sheets: dict[str, dict[str, Any]]) -> Iterator[str]:
    for key, row in sheets.items():
        if row["digest"] != digest(row["content"]) or not same_total(row):
            yield f"得分表 {key}：与其校验码或合计不同。"


def same_total(row: dict[str, Any]) -> bool:
    return bool(abs(row["total"] - float(text_of(row)["total"])) < ROUGHLY)


def ledger_of(held: Held, blocks: list[dict[str, Any]], height: int, proof: dict[str, Any]) -> Ledger:
    rows, texts, moves = held
    until = moves_until(moves, height)
    then = rows_after(rows, texts, moves, until)
    add_what_moves_say([block for block in blocks if block["height"] <= height], then)
    rated = any("leader_r" in block["header"]["act"] for block in blocks if block["height"] > height)
    return Ledger(then, until, heirs_on(then, f"{proof['year']}-12-31"), proof["marked"], rated)
