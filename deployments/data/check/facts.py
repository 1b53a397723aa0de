"""The facts next to the scores: as they were kept, and counted again from the records (1-8.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deployments.data.check.records import Rows, moves_of

NAMED_IN_FACTS = ("obligation", "target", "score_exception")  # kinds of records that rows of facts name


def check_facts(
    told: Iterator[dict[str, Any]], rows: Rows, blocks: list[dict[str, Any]], proof: dict[str, Any]
) -> Iterator[str]:
    """What is marked is told as a number only; then, and in the folder of one department, not all can be counted."""
    for line in told if not proof["marked"] else ():
        whose, said = line["department"] or "管理机构", {"day": line["day"], "facts": line["facts"]}
        if kept_facts(line["department"], rows, proof["year"]) not in ({}, said):
            yield f"{whose}：事实与审定的得分表所存的不同。"
        if proof["department"]:
            continue
        for fact in line["facts"]:
            if unknown := [key for kind, key, _ in fact["rows"] if kind in NAMED_IN_FACTS and key not in rows[kind]]:
                yield f"{whose}：事实“{fact['fact']}”所列的{'、'.join(unknown)}，台账中没有。"
        for kind, key in () if rows["reform"] else recounted(line, rows, blocks):
            yield f"{whose}：事实“{kind}”与台账的记录不同（{key}）。"


def kept_facts(code: str, rows: Rows, year: int) -> dict[str, Any]:
    """The facts that stand with the approved sheet of a department, or with the approval for the agency."""
    sheets = [row for row in rows["score_sheet"].values() if (row["year"], row["state"]) == (year, "frozen")]
    papers = [row for row in rows["appraisal"].values() if (row["year"], row["serial"]) == (year, 1)]
    found = [row for row in sheets if row["department_id"] == code] if code else papers
    return found[0]["facts"] if found else {}


def recounted(line: dict[str, Any], rows: Rows, blocks: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Duties by their last move until the day, and the targets that somebody had looked at until then."""
    day, told = line["day"], {fact["fact"]: {key for _, key, _ in fact["rows"]} for fact in line["facts"]}
    then = {move[1]: move[4] for on, move in moves_of(blocks) if move[0] == "obligation" and move[4] and on <= day}
    left_out = {fact["fact"] for fact in line["facts"] if fact["left_out"]}  # by an accepted objection
    for kind, states in (("undone", ("open", "waived")), ("late", ("discharged",))):
        mine = {key for key, row in rows["obligation"].items() if row["owed_by"] == line["department"]}
        due = {key for key in mine if then.get(key) in states and is_late(rows, key, then[key], day)}
        of_year = {key for key in due if year_of(rows, key) == line["year"]}
        wrong = told[kind] - due if kind in left_out or not line["department"] else told[kind] ^ of_year
        yield from ((kind, key) for key in sorted(wrong) if line["department"] or not is_due(rows, key, day))
    seen = looked_at(rows, day)
    yield from (("looked", key) for key in sorted(told.get("looked", set()) - seen))
    yield from (("unseen", key) for key in sorted(told.get("unseen", set()) & seen))


def is_due(rows: Rows, key: str, day: str) -> bool:
    deadline = rows["deadline"].get(rows["obligation"].get(key, {}).get("deadline_id", ""))
    return deadline is not None and bool(deadline["due"] < day)


def is_late(rows: Rows, key: str, state: str, day: str) -> bool:
    return is_due(rows, key, day) and (state == "open" or bool(rows["obligation"][key]["late"]))


def year_of(rows: Rows, key: str) -> int:
    """Of its period or subject, otherwise of its due day."""
    row = rows["obligation"][key]
    said = f"{row['period']}{row['subject']}"[:4]
    return int(said if said.isdigit() else rows["deadline"][row["deadline_id"]]["due"][:4])


def looked_at(rows: Rows, day: str) -> set[str]:
    """A signed finding, a visit, a covert result, a review by a person."""
    items = {key: row["target_id"] for key, row in rows["covert_item"].items()}
    signed = [row for row in rows["finding"].values() if row["state"] != "recorded" and row["signed_on"] <= day]
    later = [row for kind in ("field_visit", "review") for row in rows[kind].values() if row["recorded_on"] <= day]
    covert = [row for row in rows["covert_result"].values() if row["returned_on"] <= day]
    return {row["target_id"] for row in (*signed, *later)} | {items.get(row["item_id"], "") for row in covert}
