"""The facts next to the scores: as they were kept, and counted again from the records (1-8.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deployments.data.check.digest import digest
from deployments.data.check.records import Rows, moves_of

LOOKS = {"covert_result": "returned_on", "field_visit": "recorded_on", "finding": "signed_on", "review": "recorded_on"}
STATES_OF = {"undone": ("open", "waived"), "late": ("discharged",)}
NAMED_IN_FACTS = ("obligation", "target", "score_exception")  # kinds of records that rows of facts name


def check_facts(
    told: Iterator[dict[str, Any]], rows: Rows, blocks: list[dict[str, Any]], proof: dict[str, Any], codes: list[str]
) -> Iterator[str]:
    """The agency and each department with a score, or the one that the folder is of, has its facts.

    Where a target is marked, and in the folder of one department, not all can be counted.
    """
    lines = [*told]
    if sorted(line["department"] for line in lines) != sorted([proof["department"]] if proof["department"] else codes):
        yield "facts.jsonl：应有管理机构和各部门的事实，每个一行。"
    whole = not (proof["department"] or proof["marked"] or rows["reform"])
    states = {day: states_on(blocks, day) for day in {line["day"] for line in lines} if whole}
    for line in lines:
        faults = faults_of(line, rows, proof)
        counted_again = recounted(line, rows, states[line["day"]]) if whole else ()
        yield from (f"{line['department'] or '管理机构'}：事实{fault}。" for fault in (*faults, *counted_again))


def states_on(blocks: list[dict[str, Any]], day: str) -> dict[tuple[str, str], str]:
    """The state of each record by its last move until a day; none of a duty that moved later: it may be another now."""
    moves = [(on, (move[0], move[1]), move[4]) for on, move in moves_of(blocks) if move[0] in ("obligation", *LOOKS)]
    found = {record: state for on, record, state in moves if on <= day and (state or record[0] in LOOKS)}
    later = {record for on, record, _ in moves if on > day and record[0] == "obligation"}
    return {record: "later" if record in later else state for record, state in found.items()}


def faults_of(line: dict[str, Any], rows: Rows, proof: dict[str, Any]) -> Iterator[str]:
    kept = kept_facts(line["department"], rows, proof["year"])
    shown = [as_shown(*both) for both in zip(kept.get("facts", ()), line["facts"])]
    if kept and (kept["day"], len(kept["facts"]), shown) != (line["day"], len(shown), line["facts"]):
        yield "与审定的得分表所存的不同"
    for fact in () if proof["department"] or proof["marked"] else line["facts"]:
        if unknown := [key for kind, key, _ in fact["rows"] if kind in NAMED_IN_FACTS and key not in rows[kind]]:
            yield f"“{fact['fact']}”所列的{'、'.join(unknown)}，台账中没有"


def kept_facts(code: str, rows: Rows, year: int) -> dict[str, Any]:
    """The facts that stand with the approved sheet of a department, or with the approval for the agency."""
    sheets = [row for row in rows["score_sheet"].values() if (row["year"], row["state"]) == (year, "frozen")]
    papers = [row for row in rows["appraisal"].values() if (row["year"], row["serial"]) == (year, 1)]
    found = [row for row in sheets if row["department_id"] == code] if code else papers
    return found[0]["facts"] if found else {}


def as_shown(kept: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """A kept fact with the rows that were marked since as they are told: by a digest of their key."""
    marked = {row[1]: row for row in told["rows"] if not row[0]}
    return {**kept, "rows": [marked.get(digest(row[1])[:12], row) for row in kept["rows"]]}


def recounted(line: dict[str, Any], rows: Rows, states: dict[tuple[str, str], str]) -> Iterator[str]:
    """Duties by their state on the day, and the targets that had been looked at until then."""
    facts, seen = {fact["fact"]: fact for fact in line["facts"]}, looked_at(rows, line["day"], states)
    wrong = {kind: wrong_duties(line, rows, facts[kind], states) for kind in STATES_OF}
    wrong |= {"looked": keys_of(facts.get("looked")) - seen, "unseen": keys_of(facts.get("unseen")) & seen}
    yield from (f"“{kind}”与台账的记录不同（{key}）" for kind, keys in wrong.items() for key in sorted(keys))


def keys_of(fact: dict[str, Any] | None) -> set[str]:
    return {key for _, key, _ in fact["rows"]} if fact else set()


def wrong_duties(
    line: dict[str, Any], rows: Rows, fact: dict[str, Any], states: dict[tuple[str, str], str]
) -> set[str]:
    """Those that are told and do not count, or the other way round; whose code is that of the agency is not known."""
    then = {key: state for (kind, key), state in states.items() if kind == "obligation"}
    day, code = line["day"], line["department"]
    told = {key for key in keys_of(fact) if then.get(key) != "later"}
    if not code:
        return {key for key in told if not is_due(rows, key, day)}
    mine = {key for key, row in rows["obligation"].items() if row["owed_by"] == code and is_due(rows, key, day)}
    ended = {key for key in mine if then.get(key) in STATES_OF[fact["fact"]] and year_of(rows, key) == line["year"]}
    wrong = told ^ {key for key in ended if then[key] == "open" or rows["obligation"][key]["late"]}
    return wrong & told if fact["left_out"] else wrong  # an accepted objection took some out


def is_due(rows: Rows, key: str, day: str) -> bool:
    deadline = rows["deadline"].get(rows["obligation"].get(key, {}).get("deadline_id", ""))
    return deadline is not None and bool(deadline["due"] < day)


def year_of(rows: Rows, key: str) -> int:
    """Of its period or subject, otherwise of its due day."""
    row = rows["obligation"][key]
    said = f"{row['period']}{row['subject']}"[:4]
    return int(said if said.isdigit() else rows["deadline"][row["deadline_id"]]["due"][:4])


def looked_at(rows: Rows, day: str, known: dict[tuple[str, str], str]) -> set[str]:
    """A signed finding, a visit, a covert result, a review by a person, on record on the day."""
    items = {key: row["target_id"] for key, row in rows["covert_item"].items()}
    looks = [(on, row) for kind, on in LOOKS.items() for key, row in rows[kind].items() if (kind, key) in known]
    of_day = [row for on, row in looks if row[on] and row[on] <= day]  # a finding that is not signed has no day
    return {str(items.get(row.get("item_id", ""), row.get("target_id", ""))) for row in of_day}
