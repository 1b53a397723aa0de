"""The proof of a year: everything in the folder recomputed from its records, and compared with what was published."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deployments.data.check.chain import check_chain
from deployments.data.check.deadline import check_why
from deployments.data.check.draw import check_draw
from deployments.data.check.gate import check_gate
from deployments.data.check.rate import check_rate
from deployments.data.check.records import Rows, check_records
from deployments.data.check.sources import check_scores


def lines_of(folder: Path, name: str) -> list[str]:
    return (folder / name).read_text(encoding="utf-8").rstrip("\n").split("\n")


def check_folder(folder: Path, known: str, told: list[str]) -> Iterator[str]:
    """`told` gets what was checked, in words."""
    proof = json.loads((folder / "proof.json").read_text(encoding="utf-8"))
    chain = lines_of(folder, "chain.jsonl")
    yield from check_chain(chain, known)
    *blocks, last = map(json.loads, chain)
    if last["head"] != proof["head"]:
        yield "chain.jsonl：末块与proof.json所写的不同，不是同一次写出的，或不是同一个台账的。"
    rows: Rows = defaultdict(dict)
    yield from check_records([*map(json.loads, lines_of(folder, "records.jsonl"))], blocks, proof["records"], rows)
    if proof["jurisdiction"] not in rows["jurisdiction"]:
        yield f"proof.json：“{proof['jurisdiction']}”不是这个台账的。"
    *sheets, ended = map(json.loads, lines_of(folder, "scores.jsonl"))
    if ended["sheets"] != len(sheets):
        yield f"scores.jsonl：应有{ended['sheets']}个部门，实有{len(sheets)}个。"
    yield from check_deadlines(rows, proof["calendar"])
    yield from check_duties(rows)
    yield from check_draws(rows)
    yield from check_rates(rows, proof)
    yield from check_scores(rows, sheets, proof)
    yield from check_gate(rows, sheets, proof)
    sizes = {name: len(rows[kind]) for kind, name in (("deadline", "期限"), ("sample", "样本"))}
    counts = "，".join(f"{size}个{name}" for name, size in sizes.items())
    records = sum(map(len, rows.values()))
    told.append(f"核对无误：{len(blocks)}块，{records}条记录，{counts}，{len(sheets)}个部门的得分。")


def check_deadlines(rows: Rows, calendar: dict[str, Any]) -> Iterator[str]:
    """Every deadline: its proof against its columns and, where it was computed with it, the calendar of the folder."""
    for key, row in rows["deadline"].items():
        proof = row["proof"]
        if any(row[name] != proof[name] for name in ("rule", "anchor", "n", "calendar", "suspensions", "due")):
            yield f"期限 {key}：依据与所列的不同。"
        mine = calendar if calendar["version"] == row["calendar"] else None
        yield from (f"期限 {key}：{fault}" for fault in check_why({"obligation": row, "proof": proof}, mine))
    days = {row["date"]: row["kind"] for row in rows["calendar_day"].values()}
    for day, kind, *_ in calendar["days"]:
        if kind != "normal" and day in days and days[day] != kind:
            yield f"工作日历 {day}：与台账登记的不同。"


def check_duties(rows: Rows) -> Iterator[str]:
    """Every duty: it has a deadline of the ledger, and is late if the deciding day is after its due day."""
    for key, row in rows["obligation"].items():
        deadline = rows["deadline"].get(row["deadline_id"])
        if deadline is None:
            yield f"应办事项 {key}：台账中没有它的期限。"
        elif row["counted_on"] and row["late"] != (row["counted_on"] > deadline["due"]):
            yield f"应办事项 {key}：期限{deadline['due']}，{row['counted_on']}办结，是否逾期记错了。"


def check_draws(rows: Rows) -> Iterator[str]:
    samples = sorted(rows["sample"].values(), key=lambda row: -row["attempt"])
    for row in samples:
        of_same = [each for each in samples if (each["subject"], each["purpose"]) == (row["subject"], row["purpose"])]
        earlier = [each["commitment_hash"] for each in of_same if each["attempt"] < row["attempt"]]
        if row["secret"] and row["drawn"]:
            yield from check_draw({**row, "scope": row["source"].get("scope")}, earlier)


def check_rates(rows: Rows, proof: dict[str, Any]) -> Iterator[str]:
    """The counts of each rate come from the newest sample and the signed findings."""
    for told in proof["rates"]:
        wanted, findings = (told["inspection"], "targets"), signed(rows, told["inspection"])
        of_it = [row for row in rows["sample"].values() if (row["subject"], row["purpose"]) == wanted]
        newest = max(of_it, key=lambda row: row["attempt"], default=None)
        if newest and findings.keys() >= {target for _, ids in newest["drawn"] for target in ids}:
            yield from check_rate(told, counted(newest, findings))
        elif not proof["withheld"]:
            yield f"核查{told['inspection']}的误差率：没有样本，或抽中的目标没有都签字。"


def signed(rows: Rows, inspection: str) -> dict[str, tuple[bool, bool]]:
    """Of each target with a signed finding: declared complete, and failing, unless a ruling withdrew its entry."""
    withdrawn = {row["entry_id"] for row in rows["appeal"].values() if row["ruling"] == "withdrawn"}
    cleared = {row["finding_id"] for row in rows["entry_origin"].values() if row["entry_id"] in withdrawn}
    return {
        row["target_id"].replace("|", "/"): (row["declared_complete"], fails(key, row, cleared))
        for key, row in rows["finding"].items()
        if (row["inspection_id"], row["state"]) == (inspection, "signed")
    }


def fails(key: str, row: dict[str, Any], cleared: set[str]) -> bool:
    return row["conclusion"] == "fails" and key not in cleared


def counted(sample: dict[str, Any], findings: dict[str, tuple[bool, bool]]) -> dict[str, tuple[int, int, int, int]]:
    sizes = {stratum: len(ids) for stratum, _, ids in sample["population"]}
    found = {stratum: [findings[target] for target in ids] for stratum, ids in sample["drawn"] if ids}
    return {
        stratum: (sizes[stratum], len(each), sum(d for d, _ in each), sum(d and fails for d, fails in each))
        for stratum, each in found.items()
    }
