"""The approved sheets: each line is what the ledger gave when the sheet was approved or corrected (1-8.1, A57, A61)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from deployments.data.check.gate import led_by
from deployments.data.check.records import Ledger, Moves, Rows
from deployments.data.check.score import (
    COMPONENTS,
    FIXED,
    FREE,
    ITEMS,
    NAMES,
    PRIZES_AND_NONE,
    amounts,
    counts_on,
    number,
    rated_weights,
    same,
    share_of,
    shown,
    taken_by_points,
    target_of,
    weight_of,
)
from deployments.data.check.sources import newest_paper, waived_entries

SETTINGS = {
    **dict.fromkeys(ITEMS, ("party_item_weights",)),
    "leaders": ("leader_scale", "leader_least"),
    "innovation": ("innovation_prizes", "innovation_absent"),
}
PRIZE_NAMES = {value: label for label, value in PRIZES_AND_NONE.items()}
OF_ENTRY = {"negative_points": "points_version", "restoring": "restoring_version"}
SINCE = {
    "changed": "审定以后的变化：{}的{}，审定的得分表不变。",
    "marked": "没有重算：{}的{}，涉及标注密级的目标。",
}
UNCONFIRMED = ("proposed", "dismissed")
LATE_STATES = ("listed", "withdrawn", "corrected")  # of what was proposed by the cut-off day and confirmed later


def is_approved(blocks: list[dict[str, Any]], year: int) -> bool:
    """An approval of the next year shows no sheet, so those of this one are hidden."""
    of_next = [block["moves"] for block in blocks if approves(block["header"], f"{year + 1}-")]
    return any('["score_sheet"' not in "".join(moves) for moves in of_next)


def approves(header: dict[str, Any], year: str) -> bool:
    return header["act"] == "approve_appraisal" and str(header["business_date"]).startswith(year)


def check_both(kept: dict[str, Any], sheets: dict[str, Any], proof: dict[str, Any]) -> Iterator[str]:
    """Every department with an approved sheet has a score, and every other one only if it says what is marked."""
    for code in sorted(kept.keys() ^ sheets.keys()) if kept or proof["approved"] else ():
        if code in kept or not says_marked(sheets[code], proof["marked"]):
            yield f"{code}：审定的得分表和scores.jsonl中，只有一处有它。"


def says_marked(sheet: dict[str, Any], marked: set[str]) -> bool:
    """The approved text names a marked target with its entry, and is therefore not shown."""
    return any(target_of(entry) in marked for line in sheet["lines"] for entry in line["entries"])


def frozen(rows: Rows, proof: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The approved sheet of each department that the folder is of."""
    of_year, own = (proof["year"], "frozen"), proof["department"]
    found = [row for row in rows["score_sheet"].values() if (row["year"], row["state"]) == of_year]
    return {row["department_id"]: row for row in found if own in (None, row["department_id"])}


def approved_in(rows: Rows, moves: Moves, sheet: dict[str, Any]) -> int:
    """The block that first approved what a sheet says: a correction may state another grade and change nothing else."""
    height = 0
    for version in range(sheet["version"], 0, -1):
        key = f"{sheet['department_id']}|{sheet['year']}|{version}"
        ends = [move for move in moves.get(("score_sheet", key), ()) if move.after == "frozen"]
        if not ends or rows["score_sheet"].get(key, {}).get("content") != sheet["content"]:
            break
        height = ends[0].height
    return height


def check_frozen(sheet: dict[str, Any], kept: dict[str, Any], then: Ledger, told: list[str]) -> Iterator[str]:
    """The text of one approved sheet against the ledger of its approval; `sheet` is the score of today."""
    said = (kept["department"], kept["year"], *(line["component"] for line in kept["lines"]))
    if said != (sheet["code"], sheet["year"], *COMPONENTS):
        yield "部门、年度或九项与审定的得分表不同。"
        return
    if sheet["until"] not in (None, kept["cut_off"]):
        yield "考评截止日与审定的得分表不同。"
    points = [number(line["points"]) for line in kept["lines"]]
    if not same(sum(filter(None, points), Fraction(0)), number(kept["total"])):
        yield "合计与审定的得分表不同：审定的合计不是各项之和。"
    lines, since = lines_then(sheet, then.rows), defaultdict[str, list[str]](list)
    shares = rated_weights({**sheet, "lines": [*lines.values()]})
    for today, old in zip(sheet["lines"], kept["lines"]):
        line, entries = lines[old["component"]], entries_then(old, sheet, kept["cut_off"], then)
        why, is_known = since_then(today, old, entries, then)
        since[why].append(NAMES[old["component"]])
        yield from check_old(line, old, weight_of(line, shares), entries) if is_known else ()
    told += [words.format(sheet["code"], "、".join(since[why])) for why, words in SINCE.items() if since[why]]


def since_then(
    today: dict[str, Any], old: dict[str, Any], entries: list[dict[str, Any]], then: Ledger
) -> tuple[str, bool]:
    """Why a line says something else today than its text, and whether the text can be computed all the same."""
    if any(target_of(entry) in then.marked for entry in (*old["entries"], *today["entries"])):
        return "marked", False
    differs = not same(number(today["points"]), number(old["points"])) or len(today["entries"]) != len(entries)
    later = any("later" in each for each in entries)
    is_rated = old["component"] == "leaders" and differs and then.rated_later
    return "changed" if differs or later else "", not (later or is_rated)


def check_old(
    line: dict[str, Any], old: dict[str, Any], weight: Fraction | None, entries: list[dict[str, Any]]
) -> Iterator[str]:
    """A line of the text: its weight, its points, and what each entry takes."""
    whole = points_then(line, weight, entries)
    right = same(whole, number(old["points"])) and same(weight, number(old["weight"]))
    if not right or told_of(old["entries"]) != told_of(entries):
        name = NAMES[line["component"]]
        yield f"{name}与审定的得分表不同：按审定时的台账应为{shown(whole)}，写的是{old['points']}。"


def told_of(entries: list[dict[str, Any]]) -> list[Any]:
    return sorted((each["entry"], number(each["points"]), number(each["limit"])) for each in entries)


def points_then(line: dict[str, Any], weight: Fraction | None, entries: list[dict[str, Any]]) -> Fraction | None:
    """The weight without what the entries take, or its part that the mean, the prize or the value gives."""
    if line["component"] in FIXED and line["component"] != "functional":
        value, full = (None, None) if weight is None else share_of(line, weight)
        return None if weight is None or value is None or full is None else weight * value / full
    taken = [taken_by_points(number(each["points"]), number(each["limit"])) for each in entries]
    return None if weight is None or None in taken else max(weight - sum(filter(None, taken), Fraction(0)), Fraction(0))


def lines_then(sheet: dict[str, Any], rows: Rows) -> dict[str, dict[str, Any]]:
    """The lines of a score with the settings and papers that the ledger had; a mean of leaders is in no record."""
    last = f"{sheet['year']}-12-31"
    found = {}
    for line in sheet["lines"]:
        component, newest = line["component"], newest_paper(sheet, line["component"], rows)
        settings = [in_force(rows, key, last) for key in SETTINGS.get(component, ())]
        value = newest and (PRIZE_NAMES[newest["prize"]] if "prize" in newest else str(newest["value"]))
        found[component] = {**line, "settings": settings, "papers": [{"value": value}] if newest else []}
    return found


def in_force(rows: Rows, key: str, day: str) -> dict[str, Any]:
    """The last version of a setting that was set and whose first day had come."""
    found = [row for row in rows["policy"].values() if row["key"] == key and row["valid_from"] <= day]
    return max(found, key=lambda row: row["version"], default={"key": key, "version": None, "value": None})


def entries_then(old: dict[str, Any], sheet: dict[str, Any], until: str, then: Ledger) -> list[dict[str, Any]]:
    """A11, A53: the entries of a line with their points, as they stood at the end of the cut-off day.

    A target that was changed later may have been of another component: the line that names its entry.
    """
    rows, found, waived = then.rows, [], waived_entries(then.rows)
    told = {each["entry"].replace("/", "|") for each in old["entries"]}
    for key, row in rows["negative_entry"].items():
        target = rows["target"].get(row["target_id"])
        if not target or not key.startswith(f"{sheet['year']}|"):
            continue
        component = "functional" if target["category"] == "functional" else target["item"]
        if component != old["component"] and not ("later" in target and key in told):
            continue
        lead = led_by(rows, row["target_id"], row["department_id"])
        counts = not row.get("unscored") and then.heirs.get(lead, lead) == sheet["code"]
        state = state_on(key, row, until, then)
        if counts and state not in UNCONFIRMED and key.replace("|", "/") not in waived:
            found.append(with_points(key, row | {"state": state}, target, until, then))
    return found


def with_points(key: str, row: dict[str, Any], target: dict[str, Any], until: str, then: Ledger) -> dict[str, Any]:
    settings = [in_force(then.rows, name, row["listed_on"]) for name in OF_ENTRY]
    versions = {OF_ENTRY[each["key"]]: each["version"] for each in settings}
    same_target = [
        (at, each) for at, each in then.rows["negative_entry"].items() if each["target_id"] == row["target_id"]
    ]
    states = [state_on(at, each, until, then) for at, each in same_target if each["occurrence"] <= row["occurrence"]]
    time = sum(state not in FREE for state in states)
    entry = {**row, **versions, "time": time, "key_project": target["key_project"]}
    points, weight = amounts(entry, {"settings": settings})["points"], target["weight"]
    later = {"later": True} if "later" in row or "later" in target else {}
    told = {"points": points, "limit": weight}
    return {
        "entry": key.replace("|", "/"),
        **{name: value if value is None else str(value) for name, value in told.items()},
        **later,
    }


def state_on(key: str, row: dict[str, Any], until: str, then: Ledger) -> str:
    """The state of an entry at a day's end; a recheck counts as of the declaration, a late listing by its origin."""
    rounds = [each for each in then.rows["remediation"].values() if each["entry_id"] == key]
    passed = [str(each.get("declared_on", each["completed_on"])) for each in rounds if each["state"] == "accepted"]
    late = row["listed_on"] > until >= counts_on(row, then.rows["entry_origin"].get(key, {}))
    state = "proposed"
    for move in then.moves.get(("negative_entry", key), ()):
        made_good = move.event == "make_good" and any(day <= until for day in passed)
        if move.day <= until or made_good or (late and move.after in LATE_STATES):
            state = move.after
    return state
