"""The approved year: sheets, facts and grades, against the ledger of the blocks that made them (A45, A57, A61)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Set
from fractions import Fraction
from typing import Any

from deployments.data.check.approved import approved_in, check_both, check_frozen, frozen, in_force
from deployments.data.check.digest import digest
from deployments.data.check.gate import ASKED_LATER, OPEN_LINES, check_excepted, check_open, heirs_on, standing_papers
from deployments.data.check.records import Held, Ledger, Rows, add_what_moves_say, moves_until, rows_after
from deployments.data.check.score import number

APPROVAL, HUNDRED = "approve_appraisal", 100
ROUGHLY = 1e-9  # a number in a record has fewer digits than the text of the sheet
Standing = tuple[Any, Any, Any]  # class, place and grade


def check_approved(
    held: Held, blocks: list[dict[str, Any]], sheets: list[dict[str, Any]], proof: dict[str, Any], told: list[str]
) -> Iterator[str]:
    """A57, A61: each approved sheet against the ledger of its approval, or of its correction."""
    rows, _, moves = held
    kept, scores = frozen(rows, proof), {sheet["code"]: sheet for sheet in sheets}
    approved = defaultdict[int, Any](list)
    yield from check_both(kept, scores, proof)
    for code in sorted(kept.keys() & scores):
        approved[approved_in(rows, moves, kept[code])].append((scores[code], text_of(kept[code])))
    for _, text in approved.pop(0, ()):
        yield f"{text['department']}：台账没有审定这份得分表的一块。"
    for height, pairs in sorted(approved.items()):
        then, is_first = ledger_of(held, blocks, height, proof), blocks[height - 1]["header"]["act"] == APPROVAL
        yield from check_texts(then, pairs, told)
        settled = [as_approved(*pair) for pair in pairs]
        yield from check_excepted(settled, standing_papers(then.rows, proof["year"]))
        yield from check_open(then.rows, settled, proof, OPEN_LINES if is_first else ASKED_LATER)
    yield from check_graded(held, blocks, scores.keys(), proof, told) if kept else ()


def check_texts(then: Ledger, pairs: list[Any], told: list[str]) -> Iterator[str]:
    for sheet, text in pairs:
        yield from (f"{sheet['code']}：{fault}" for fault in check_frozen(sheet, text, then, told))


def as_approved(sheet: dict[str, Any], text: dict[str, Any]) -> dict[str, Any]:
    return sheet | {"total": text["total"], "until": text["cut_off"], "excepted": text.get("excepted", [])}


def check_graded(
    held: Held, blocks: list[dict[str, Any]], codes: Set[str], proof: dict[str, Any], told: list[str]
) -> Iterator[str]:
    """Places and grades are those of the approval, of all departments; a correction states a grade alone (A57)."""
    rows, _, moves = held
    of_year = {key: row for key, row in rows["score_sheet"].items() if row["year"] == proof["year"]}
    made = {key: move for key in of_year for move in moves["score_sheet", key] if move.event == "approve"}
    first = {of_year[key]["department_id"]: of_year[key] for key in made}
    for key, row in of_year.items():
        yield from check_row(key, row, first.get(row["department_id"], row))
    missing = sorted(codes - first.keys())
    if not (missing or proof["department"]):
        height = max(move.height for move in made.values())
        yield from check_grades(ledger_of(held, blocks, height, proof).rows, first, proof["year"])
    elif not proof["department"]:
        told.append(f"位次和等次没有重算：{'、'.join(missing)}的得分表涉及标注密级的目标，不在本文件夹中。")


def check_row(key: str, row: dict[str, Any], first: dict[str, Any]) -> Iterator[str]:
    """The columns of a sheet and its text say the same; a correction states a grade, neither class nor place (A57)."""
    if row["digest"] != digest(row["content"]) or abs(row["total"] - float(text_of(row)["total"])) >= ROUGHLY:
        yield f"得分表 {key}：与其校验码或合计不同。"
    if row["state"] == "frozen" and (row["unit_class"], row["place"]) != (first["unit_class"], first["place"]):
        yield f"得分表 {key}：更正不改类别和位次，却与审定时的不同。"


def ledger_of(held: Held, blocks: list[dict[str, Any]], height: int, proof: dict[str, Any]) -> Ledger:
    rows, texts, moves = held
    until = moves_until(moves, height)
    then = rows_after(rows, texts, moves, until)
    add_what_moves_say([block for block in blocks if block["height"] <= height], then)
    rated = any("leader_r" in block["header"]["act"] for block in blocks if block["height"] > height)
    return Ledger(then, until, heirs_on(then, f"{proof['year']}-12-31"), proof["marked"], rated)


def check_grades(then: Rows, sheets: dict[str, dict[str, Any]], year: int) -> Iterator[str]:
    """`sheets`: those of all departments as the approval froze them; `then`: the records of that block."""
    known = standings(then, {code: number(text_of(row)["total"]) for code, row in sheets.items()}, year)
    for code, row in sorted(sheets.items()):
        said = (row["unit_class"], row["place"], row["grade"])
        if said != known[code]:
            yield f"{code}：审定的类别、位次、等次应为{in_a_row(known[code])}，写的是{in_a_row(said)}。"


def text_of(row: dict[str, Any]) -> dict[str, Any]:
    """What a sheet says, with exact numbers."""
    text: dict[str, Any] = json.loads(row["content"])
    return text


def in_a_row(standing: Standing) -> str:
    return "、".join("无" if each is None else str(each) for each in standing)


def standings(rows: Rows, totals: dict[str, Fraction | None], year: int) -> dict[str, Standing]:
    last = f"{year}-12-31"
    quotas = in_force(rows, "grade_quotas", last)["value"]
    if quotas is None and in_force(rows, "unit_classes", last)["value"] is None:
        return dict.fromkeys(totals, (None, None, None))
    without, classes = ungraded_in(rows, year), classes_of(rows, year)
    found: dict[str, Standing] = {code: (classes.get(code), None, None) for code in totals}
    for name, values in members_of(totals, classes, without).items():
        part = next((each for each in quotas or () if each["class"] in (name, "")), None)
        grades = graded(values, part, [row for row in decisions_of(rows, year) if row["unit_class"] == name])
        places = {code: 1 + sum(other > value for other in values.values()) for code, value in values.items()}
        found |= {code: (name, places[code], grades.get(code)) for code in values}
    return found


def members_of(
    totals: dict[str, Fraction | None], classes: dict[str, str], without: set[str]
) -> dict[str, dict[str, Fraction]]:
    members: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for code, total in totals.items():
        if code not in without and total is not None:
            members[classes.get(code, "")][code] = total
    return members


def classes_of(rows: Rows, year: int) -> dict[str, str]:
    """The newest class of each department of the year or an earlier one."""
    given = sorted(rows["unit_class"].values(), key=lambda row: (row["year"], row["serial"]))
    return {row["department_id"]: row["name"] for row in given if row["year"] <= year}


def decisions_of(rows: Rows, year: int) -> list[dict[str, Any]]:
    found = [row for row in rows["tie_decision"].values() if row["year"] == year]
    return sorted(found, key=lambda row: -row["serial"])


def graded(values: dict[str, Fraction], part: dict[str, Any] | None, decisions: list[dict[str, Any]]) -> dict[str, str]:
    """The whole places of each share, then the rest; units of one value across an edge have what was decided."""
    shares = part["shares"] if part else ()
    ladder = [grade for grade, share in shares for _ in range(int(len(values) * Fraction(share) / HUNDRED))]
    ladder += [part["rest"] if part else None] * (len(values) - len(ladder))
    grades, start = dict[str, str](), 0
    for value in sorted(set(values.values()), reverse=True):
        units = [code for code in values if values[code] == value]
        met, start = ladder[start : start + len(units)], start + len(units)
        of_these = (row["grades"] for row in decisions if is_of(row, units, met, value))
        grades |= next(of_these, {}) if len(set(met)) > 1 else dict.fromkeys(units, met[0])
    return grades


def is_of(row: dict[str, Any], units: list[str], met: list[str], value: Fraction) -> bool:
    said = (sorted(row["grades"]), sorted(row["grades"].values()))
    return said == (sorted(units), sorted(met)) and abs(Fraction(row["value"]) - value) < Fraction(1, 10**15)


def ungraded_in(rows: Rows, year: int) -> set[str]:
    of_year = [row for row in rows["ungraded"].values() if (row["year"], row["state"]) == (year, "recorded")]
    return {row["department_id"] for row in of_year}


def check_facts(
    facts: Iterator[dict[str, Any]], rows: Rows, sheets: list[dict[str, Any]], proof: dict[str, Any], told: list[str]
) -> Iterator[str]:
    """1-8.2: the agency and each department with a score has its facts; approved ones are those that were kept."""
    lines, codes = [*facts], {proof["department"]} if proof["department"] else {"", *(each["code"] for each in sheets)}
    if sorted(line["department"] for line in lines) != sorted(codes):
        yield "facts.jsonl：应有管理机构和各部门的事实，每个一行。"
    first = rows["appraisal"].get(f"{proof['year']}|1", {})
    kept = {code: row["facts"] for code, row in [("", first), *frozen(rows, proof).items()] if row}
    for line in lines:
        if is_otherwise(line, kept.get(line["department"])):
            yield f"{line['department'] or '管理机构'}：事实与审定的得分表所存的不同。"
    told += [] if kept else ["尚未审定，考评事实没有与台账核对。"]


def is_otherwise(line: dict[str, Any], kept: dict[str, Any] | None) -> bool:
    """The facts that were kept say something else, or not as many."""
    if not kept:
        return False
    shown = [as_shown(*both) for both in zip(kept["facts"], line["facts"])]
    return bool((kept["day"], len(kept["facts"]), shown) != (line["day"], len(shown), line["facts"]))


def as_shown(kept: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """A kept fact with the rows that were marked since as they are told: by a digest of their key."""
    marked = {row[1]: row for row in told["rows"] if not row[0]}
    return {**kept, "rows": [marked.get(digest(row[1])[:12], row) for row in kept["rows"]]}
