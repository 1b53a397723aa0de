"""The proof of a year: everything in the folder recomputed from its records, and compared with what was published."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deployments.data.check.approved import is_approved
from deployments.data.check.chain import BROKEN, check_chain
from deployments.data.check.deadline import check_version, check_why
from deployments.data.check.draw import check_draw
from deployments.data.check.facts import check_facts
from deployments.data.check.findings import check_findings
from deployments.data.check.gate import check_gate
from deployments.data.check.limits import BY_CODE, describe_hands, describe_limits, describe_ratings
from deployments.data.check.moments import Held, Moves, add_what_moves_say, check_states, moves_by_record, texts_of
from deployments.data.check.rate import check_rate
from deployments.data.check.records import (
    Rows,
    check_kinds,
    check_links,
    check_markings,
    check_records,
    details_of,
    hidden_in,
    hides,
)
from deployments.data.check.review_draw import check_review_draws, check_seconds
from deployments.data.check.settled import check_approved
from deployments.data.check.sources import check_scores

BY_DAY = ("monthly_check", "self_check", "quarterly_meeting", "mid_year_review")


def lines_of(folder: Path, name: str) -> list[str]:
    try:
        return (folder / name).read_text(encoding="utf-8").rstrip("\n").split("\n")
    except (OSError, ValueError) as error:
        raise ValueError(f"{name}：无法读取（{error}）") from error


def read_lines(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines_of(folder, name), 1):
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"{name}第{number}行：不完整，被截断或破坏") from error
        if not isinstance(found, dict):
            raise ValueError(f"{name}第{number}行：不是本系统写出的")  # noqa: TRY004 - of a file, not of a call
        yield found


def named(name: str, faults: Iterator[str]) -> Iterator[str]:
    """What cannot be checked because of a broken value is named, and the rest is checked all the same."""
    try:
        yield from faults
    except BROKEN as error:
        yield f"{name}：其中有内容被破坏，无法复核（{error}）。"


def check_folder(folder: Path, known: str, told: list[str]) -> Iterator[str]:
    """`told` gets what was checked, in words."""
    [proof] = read_lines(folder, "proof.json")
    chain = lines_of(folder, "chain.jsonl")
    yield from check_chain(chain, known)
    *blocks, last = map(json.loads, chain)
    if last["head"] != proof["head"]:
        yield "chain.jsonl：末块与proof.json所写的不同，不是同一次写出的，或不是同一个台账的。"
    yield from check_markings(blocks, proof)
    proof["approved"] = is_approved(blocks, proof["year"])
    proof["made_on"] = max([proof["made_on"], *(block["header"]["business_date"] for block in blocks)])
    rows: Rows = defaultdict(dict)
    yield from check_kinds(proof["records"])
    records = [*read_lines(folder, "records.jsonl")]
    yield from check_records(records, blocks, proof, rows)
    yield from named("records.jsonl", check_links(rows, records, proof))
    add_what_moves_say(blocks, rows)
    yield from check_heading(rows, proof)
    *sheets, ended = read_lines(folder, "scores.jsonl")
    if ended.get("sheets") != len(sheets):
        yield f"scores.jsonl：应有{ended['sheets']}个部门，实有{len(sheets)}个。"
    held = (rows, texts_of(records), moves_by_record(blocks))
    yield from check_content(held, blocks, (sheets, read_lines(folder, "facts.jsonl")), proof, told)
    told.extend(describe(rows, blocks, sheets, proof))
    told.extend(describe_limits(known, blocks, hidden_in(records), proof))


def describe(
    rows: Rows, blocks: list[dict[str, Any]], sheets: list[dict[str, Any]], proof: dict[str, Any]
) -> Iterator[str]:
    size, counts = sum(map(len, rows.values())), f"{len(rows['deadline'])}个期限，{len(rows['sample'])}个样本"
    yield f"核对无误：{len(blocks)}块，{size}条记录，{counts}，{len(sheets)}个部门的得分。"
    yield from describe_ratings(rows, sheets, proof)
    yield from describe_hands(rows, proof["year"])
    yield f"截至{proof['made_on']}，{sum(map(hides, blocks))}块有不公开的内容，只核对其校验码。{BY_CODE}"


def check_heading(rows: Rows, proof: dict[str, Any]) -> Iterator[str]:
    if proof["jurisdiction"] not in rows["jurisdiction"]:
        yield f"proof.json：“{proof['jurisdiction']}”不是这个台账的。"
    if bool(proof["rehearsal"]) != bool(rows["rehearsal"]):
        yield "proof.json：是否为演练，与台账的不同。"
    if len({each["inspection"] for each in proof["rates"]}) < len(proof["rates"]):
        yield "proof.json：同一次核查的误差率列了两次。"


def check_content(
    held: Held,
    blocks: list[dict[str, Any]],
    scored: tuple[list[dict[str, Any]], Iterator[dict[str, Any]]],
    proof: dict[str, Any],
    told: list[str],
) -> Iterator[str]:
    (rows, _, moves), (sheets, facts) = held, scored
    yield from named("scores.jsonl", check_reader(rows, sheets, proof["department"]))
    yield from named("records.jsonl", check_deadlines(rows, proof["calendar"]))
    yield from named("proof.json", check_calendar(rows, proof))
    yield from named("records.jsonl", check_duties(rows, moves))
    yield from named("records.jsonl", check_draws(rows, proof, blocks))
    yield from named("proof.json", check_rates(rows, proof))
    yield from named("scores.jsonl", check_cut_offs(sheets))
    yield from named("scores.jsonl", check_scores(rows, sheets, proof))
    yield from named("scores.jsonl", check_gate(rows, sheets, proof))
    yield from named("facts.jsonl", check_facts(facts, rows, blocks, proof, ["", *(sheet["code"] for sheet in sheets)]))
    yield from named("records.jsonl", check_states(rows, moves, proof["records"]))
    yield from named("records.jsonl", check_findings(rows, moves, proof))
    yield from named("scores.jsonl", check_approved(held, blocks, sheets, proof, told))


def check_cut_offs(sheets: list[dict[str, Any]]) -> Iterator[str]:
    if len({sheet["until"] for sheet in sheets}) > 1:
        yield "scores.jsonl：各部门的考评截止日不同。"


def check_reader(rows: Rows, sheets: list[dict[str, Any]], own: str | None) -> Iterator[str]:
    """The folder of one department shows no other one's score, nor what was given to or found of another one."""
    shown = {sheet["code"] for sheet in sheets}
    for kind in ("second_level", "innovation", "unit_class", "survey"):
        shown |= {row.get("department_id") for row in rows[kind].values()}
    if own and shown - {own}:
        yield f"proof.json：写明只给{own}，却有其他部门的内容，不是一个部门的证明。"


def check_deadlines(rows: Rows, calendar: dict[str, Any]) -> Iterator[str]:
    """Every deadline: its proof against its columns and, where it was computed with it, the calendar of the folder."""
    for key, row in rows["deadline"].items():
        proof = row["proof"]
        if any(row[name] != proof[name] for name in ("rule", "anchor", "n", "calendar", "suspensions", "due")):
            yield f"期限 {key}：依据与所列的不同。"
        mine = calendar if calendar["version"] == row["calendar"] else None
        yield from (f"期限 {key}：{fault}" for fault in check_why({"obligation": row, "proof": proof}, mine))


def check_calendar(rows: Rows, proof: dict[str, Any]) -> Iterator[str]:
    """Each marked day is one of the ledger, or it is projected: after the last day of the notices for the country."""
    yield from check_version(proof["calendar"])
    days = {row["date"]: row["kind"] for row in rows["calendar_day"].values()}
    country = [row for row in rows["calendar_day"].values() if row["jurisdiction_id"] != proof["jurisdiction"]]
    last = max((row["date"] for row in country), default="")
    for day, kind, *_ in proof["calendar"]["days"]:
        if kind not in ("normal", days.get(day, kind if day > last else "")):
            yield f"工作日历 {day}：与台账登记的不同。"


def check_duties(rows: Rows, moves: Moves) -> Iterator[str]:
    """Every duty: it has a deadline of the ledger, and is late if the deciding day is after its due day.

    A27: that is the day of a report or of the meeting. What was late before its declaration was withdrawn stays late.
    """
    days = defaultdict(set)
    for row in rows["report"].values():
        days[row["obligation_id"]].add(row["received_on"])
    for key, row in rows["meeting"].items():
        department, kind, period = key.split("|")
        days[f"{kind}|{period}|{department}||0"].add(row["held_on"])
    for key, row in rows["obligation"].items():
        deadline, counted = rows["deadline"].get(row["deadline_id"]), row["counted_on"]
        ended = [move.detail.get("late") for move in moves["obligation", key] if move.event == "discharge"]
        if deadline is None:
            yield f"应办事项 {key}：台账中没有它的期限。"
        elif counted and row["late"] != (counted > deadline["due"] or (bool(row["round"]) and True in ended[:-1])):
            yield f"应办事项 {key}：期限{deadline['due']}，{counted}办结，是否逾期记错了。"
        if counted and row["kind"] in BY_DAY and counted not in days.get(key, {counted}):
            yield f"应办事项 {key}：记为{counted}办结，与填报或会议登记的日期不同。"


def check_draws(rows: Rows, proof: dict[str, Any], blocks: list[dict[str, Any]]) -> Iterator[str]:
    if not (proof["department"] or proof["marked"]):  # else not all lines of a draw are shown
        yield from check_reviews(rows, blocks)
    samples = sorted(rows["sample"].values(), key=lambda row: -row["attempt"])
    for row in samples:
        of_same = [each for each in samples if (each["subject"], each["purpose"]) == (row["subject"], row["purpose"])]
        earlier = [each["commitment_hash"] for each in of_same if each["attempt"] < row["attempt"]]
        earlier += row["source"].get("related", [])
        if row["secret"] and row["drawn"]:
            yield from check_draw({**row, "scope": row["source"].get("scope")}, earlier)


def check_reviews(rows: Rows, blocks: list[dict[str, Any]]) -> Iterator[str]:
    """A quarter was closed by the end of its duty, which names what it left out with a reason."""
    yield from check_review_draws(rows["review_task"], {block["hash"] for block in blocks})
    ended = details_of(blocks, "obligation", "discharge")
    closed = {key.split("|")[1]: detail.get("left", []) for key, _, detail in ended if key.startswith("online_review|")}
    yield from check_seconds(rows, closed)


def check_rates(rows: Rows, proof: dict[str, Any]) -> Iterator[str]:
    """The counts of each rate come from the newest sample and the signed findings; where there are all, it is told."""
    told = {each["inspection"]: each for each in proof["rates"]}
    of_year = {key for key, row in rows["inspection"].items() if row["year"] == proof["year"]}
    known = {key: numbers for key in told.keys() | of_year if (numbers := numbers_of(rows, key))}
    for key in sorted(told):
        if key in known:
            yield from check_rate(told[key], known[key])
        elif not proof["marked"]:
            yield f"核查{key}的误差率：没有样本，或抽中的目标没有都签字。"
    for key in () if proof["department"] else sorted(known.keys() - told):
        yield f"核查{key}的误差率：没有列出，抽中的目标都已签字。"


def numbers_of(rows: Rows, inspection: str) -> dict[str, tuple[int, int, int, int]]:
    """Of the newest sample by stratum, if all that it drew is signed; otherwise nothing."""
    found = [row for row in rows["sample"].values() if (row["subject"], row["purpose"]) == (inspection, "targets")]
    newest, findings = max(found, key=lambda row: row["attempt"], default={"drawn": ()}), signed(rows, inspection)
    is_whole = findings.keys() >= {target for _, ids in newest["drawn"] or () for target in ids}
    return counted(newest, findings) if newest["drawn"] and is_whole else {}


def signed(rows: Rows, inspection: str) -> dict[str, tuple[bool, bool]]:
    """Of each target with a signed finding: declared complete, and failing, unless a ruling withdrew its entry."""
    withdrawn = {row["entry_id"] for row in rows["appeal"].values() if row["ruling"] == "withdrawn"}
    cleared = {row["finding_id"] for row in rows["entry_origin"].values() if row["entry_id"] in withdrawn}
    return {
        row["target_id"].replace("|", "/"): (
            row["declared_complete"],
            row["conclusion"] == "fails" and key not in cleared,
        )
        for key, row in rows["finding"].items()
        if (row["inspection_id"], row["state"]) == (inspection, "signed")
    }


def counted(sample: dict[str, Any], findings: dict[str, tuple[bool, bool]]) -> dict[str, tuple[int, int, int, int]]:
    sizes = {stratum: len(ids) for stratum, _, ids in sample["population"]}
    found = {stratum: [findings[target] for target in ids] for stratum, ids in sample["drawn"] if ids}
    return {
        stratum: (sizes[stratum], len(each), sum(d for d, _ in each), sum(d and fails for d, fails in each))
        for stratum, each in found.items()
    }
