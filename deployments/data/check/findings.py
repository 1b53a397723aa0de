"""The findings: what a leader signed, and that each failure and each entry of the list belong together (6.2.4)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from deployments.data.check.digest import digest
from deployments.data.check.records import Move, Moves, Rows

ON_LIST = ("listed", "remedying")
CONFIRMED = (*ON_LIST, "made_good", "withdrawn", "corrected")


def check_findings(rows: Rows, moves: Moves, proof: dict[str, Any]) -> Iterator[str]:
    """What is about a target that the folder does not show cannot be checked: not all of it is shown."""
    for key in about_shown(rows, "finding"):
        for sign in [move for move in moves["finding", key] if move.event == "sign"][:1]:
            yield from (f"核查结果 {key}：{fault}" for fault in check_signed(key, sign, rows, moves, proof))
    for key in about_shown(rows, "negative_entry"):
        yield from (f"负面清单条目 {key}：{fault}" for fault in check_entry(key, rows, moves, proof))


def about_shown(rows: Rows, kind: str) -> list[str]:
    return [key for key, row in rows[kind].items() if row["target_id"] in rows["target"]]


def check_signed(key: str, sign: Move, rows: Rows, moves: Moves, proof: dict[str, Any]) -> Iterator[str]:
    row = rows["finding"][key]
    if row["content_hash"] != signed_hash(key, row, rows, moves, sign.height):
        yield "内容或印证材料与组长签字时的校验码不同。"
    if not (proof["department"] or is_ruled(row, rows) or row["signed_by"] in leaders_of(rows, row)):
        yield f"签字的{row['signed_by']}不是该核查组的组长。"
    if row["conclusion"] == "fails":
        yield from check_failure(key, sign, rows, moves)


def is_ruled(row: dict[str, Any], rows: Rows) -> bool:
    """4.3 a: a version that a ruling made has the signature of the re-inspection, and lists nothing."""
    subject = f"{row['inspection_id']}/{row['target_id'].replace('|', '/')}"
    ruled = [(each["subject_key"], each["ruling"]) for each in rows["appeal"].values()]
    return row["serial"] > 1 and (subject, "changed") in ruled


def signed_hash(key: str, row: dict[str, Any], rows: Rows, moves: Moves, height: int) -> str:
    """4.3 a: the digest of what was signed, with the files that were attached by then."""
    about = f"finding|{key}|"
    attached = [at for at in rows["exhibit"] if at.startswith(about) and moves["exhibit", at][0].height <= height]
    files = sorted(at.rpartition("|")[2] for at in attached) or None
    (year, number), (of_year, code) = row["inspection_id"].split("-"), row["target_id"].split("|", 1)
    declared = "\n".join([row["declared"], *filter(None, [row["declared_reason"]])])
    said = [int(year), int(number), row["team"], int(of_year), code, row["target_version"], row["serial"]]
    said += [row["declared_complete"], declared, row["conclusion"], row["found"], row["way"], row["methods"]]
    said += [row["place"], row["found_on"], row["found_by"], row["limit"], files]
    return digest(json.dumps(said, ensure_ascii=False))


def leaders_of(rows: Rows, finding: dict[str, Any]) -> set[str]:
    of_team = (finding["inspection_id"], finding["team"], True)
    members = rows["team_member"].values()
    return {
        row["inspector_id"].rpartition("/")[2]
        for row in members
        if (row["inspection_id"], row["team"], row["leader"]) == of_team
        if row["joined_on"] <= finding["signed_on"] and finding["found_on"] <= (row["left_on"] or finding["found_on"])
    }


def check_failure(key: str, sign: Move, rows: Rows, moves: Moves) -> Iterator[str]:
    """A failure listed its target, or found it listed or proposed, or is of a ruling: one of these, and only one."""
    row = rows["finding"][key]
    of_target = [at for at, entry in rows["negative_entry"].items() if entry["target_id"] == row["target_id"]]
    own = [at for at in of_target if rows["entry_origin"].get(at, {}).get("finding_id") == key]
    before = {at: state_before(moves["negative_entry", at], sign.height) for at in of_target if at not in own}
    open_ones = [at for at, state in before.items() if state in (*ON_LIST, "proposed")]
    if len(own) + len(open_ones) != 1 and (own or open_ones or not is_ruled(row, rows)):
        yield "未按质按量完成，却没有对应的负面清单条目，或不止对应一条。"


def state_before(own: list[Any], height: int) -> str:
    return next((move.after for move in reversed(own) if move.height < height), "")


def check_entry(key: str, rows: Rows, moves: Moves, proof: dict[str, Any]) -> Iterator[str]:
    """6.2.4, A20: what is on the list was found failing by a signed finding; what is proposed has an origin."""
    row, origin = rows["negative_entry"][key], rows["entry_origin"].get(key, {})
    found = rows["finding"].get(origin.get("finding_id") or "")
    if not origin:
        yield from [] if ("entry_origin", key) in proof["hidden"] else ["没有来源。"]
    elif row["state"] not in CONFIRMED:
        yield from [] if origin["proposed_on"] and not origin["finding_id"] else ["拟列入的没有提出的日期。"]
    elif found:
        revised = any(move.event == "revised" for move in moves["negative_entry", key])
        yield from check_confirmed(row, found, revised=revised)
    elif ("finding", origin["finding_id"]) not in proof["hidden"]:
        yield "没有认定它的核查结果。"
    yield from check_ended(key, origin, rows, proof)


def check_ended(key: str, origin: dict[str, Any], rows: Rows, proof: dict[str, Any]) -> Iterator[str]:
    """An entry is withdrawn by a ruling, corrected by the inspection that listed it, dismissed by any that signed."""
    row = rows["negative_entry"][key]
    rulings = {(each["ruling"], each["entry_id"]) for each in rows["appeal"].values()}
    if row["state"] == "withdrawn" and ("withdrawn", key) not in rulings:
        yield "经裁定撤销，却没有撤销它的裁定。"
    if row["state"] in ("dismissed", "corrected") and not (origin.get("way") == "covert" or proof["hidden"]):
        listed_in = rows["finding"].get(origin.get("finding_id") or "", {"inspection_id": None})["inspection_id"]
        known = [each for each in rows["finding"].values() if each["target_id"] == row["target_id"]]
        found = [each["inspection_id"] for each in known if each["conclusion"] == "conforms" and each["signed_on"]]
        if not (listed_in in found or (found and not listed_in)):
            yield "已撤下或更正，却没有认定符合目标要求的核查结果。"


def check_confirmed(row: dict[str, Any], found: dict[str, Any], *, revised: bool) -> Iterator[str]:
    said = (found["target_id"], found["conclusion"], found["found_on"], found["signed_on"])
    if said != (row["target_id"], "fails", row["found_on"], row["listed_on"]):
        yield "与认定它的核查结果不同。"
    if row["finding"] != found["found"] and not revised:
        yield "情况与认定它的核查结果不同。"
