"""What stands before a total: an undecided proposal, an open appeal, a completion without recheck."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deployments.data.check.records import Rows

NO_END = "9999-12-31"
OPEN_LINES = {"proposed": "拟列入未决定", "appeals": "申诉未办结", "rechecks": "整改完成未复查"}
WAITING = ("completed", "fed_back")  # declared complete, and not rechecked


def check_gate(rows: Rows, sheets: list[dict[str, Any]], proof: dict[str, Any]) -> Iterator[str]:
    """A line is ended by the deed, or by the paper of a body dated after the year."""
    whole = {sheet["code"]: sheet for sheet in sheets if sheet["total"] is not None}
    papers = standing_papers(rows, proof["year"])
    yield from check_papers_of_lines(papers, f"{proof['year']}-12-31", rows)
    if proof["made_on"] <= f"{proof['year']}-12-31":
        return  # before the year is over a total is a trial
    ended = {(row["kind"], code) for row in papers for code in row["departments"] or whole}
    until = max((sheet["until"] or NO_END for sheet in sheets), default=NO_END)
    for kind, code, key in open_lines(rows, str(proof["year"]), until):
        if code in whole and (kind, code) not in ended:
            yield f"{whole[code]['department']}（{code}）：{OPEN_LINES[kind]}（{key}），合计应为未定。"


def check_papers_of_lines(papers: list[dict[str, Any]], last: str, rows: Rows) -> Iterator[str]:
    for row in papers:
        if row["paper_date"] <= last or row["body_id"] not in rows["body"]:
            yield f"合计例外 {row['year']}-{row['serial']}：文件日期在年终以前，或不是登记的机构决定的。"


def standing_papers(rows: Rows, year: int) -> list[dict[str, Any]]:
    of_year = [row for row in rows["score_exception"].values() if row["year"] == year]
    lifted = {row["lifts"] for row in of_year}
    return [row for row in of_year if row["lifts"] is None and row["serial"] not in lifted]


def open_lines(rows: Rows, year: str, until: str) -> Iterator[tuple[str, str, str]]:
    """Kind, department and entry of each line that the records of entries, appeals and remediations leave open."""
    drafted = min(
        (row["drafted_on"] for row in rows["score_sheet"].values() if str(row["year"]) == year), default=NO_END
    )
    entries = {key: row for key, row in rows["negative_entry"].items() if key.startswith(f"{year}|")}
    for key, row in entries.items():
        if row["state"] == "proposed" and row["listed_on"] <= drafted:
            yield "proposed", row["department_id"], key
        rounds = [each for each in rows["remediation"].values() if each["entry_id"] == key]
        newest = max(rounds, key=lambda each: each["round"], default=None)
        if row["state"] == "remedying" and newest and newest["state"] in WAITING and newest["completed_on"] <= until:
            yield "rechecks", row["department_id"], key
    for row in rows["appeal"].values():
        if row["entry_id"] in entries and row["state"] in ("lodged", "accepted"):
            yield "appeals", entries[row["entry_id"]]["department_id"], row["entry_id"]
