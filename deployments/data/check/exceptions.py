"""The papers that end a line before a total, or exempt a target: the scores say those of the ledger (A37)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deployments.data.check.records import Rows

ABSENT = "absent"  # a decision that the level does not have a component
OPEN_LINES = {
    "proposed": "拟列入未决定",
    "targets": "目标未申报完成也未列入负面清单",
    "evidence": "申报完成缺印证材料",
    "reverification": "未作年终复核",
    "appeals": "申诉未办结",
    "rechecks": "整改完成未复查",
    "survey": "没有公众测评",
    "inspection": "没有签字的核查",
    "year": "整个年度",
}


def check_papers_of_lines(papers: list[dict[str, Any]], last: str, rows: Rows) -> Iterator[str]:
    for row in papers:
        if row["paper_date"] <= last or row["body_id"] not in rows["body"]:
            yield f"合计例外 {row['year']}-{row['serial']}：文件日期在年终以前，或不是登记的机构决定的。"


def standing_papers(rows: Rows, year: int) -> list[dict[str, Any]]:
    """Those of lines: what the level does not have is no line."""
    return [row for row in unlifted(rows, year) if row["kind"] != ABSENT]


def unlifted(rows: Rows, year: int) -> list[dict[str, Any]]:
    """The decisions of a year that no later one takes back."""
    of_year = [row for row in rows["score_exception"].values() if row["year"] == year]
    lifted = {row["lifts"] for row in of_year}
    return [row for row in of_year if row["lifts"] is None and row["serial"] not in lifted]


def check_excepted(sheets: list[dict[str, Any]], papers: list[dict[str, Any]]) -> Iterator[str]:
    """A score names each paper that ends a line of its department, or of all, and no other."""
    for sheet in sheets:
        own = [row for row in papers if sheet["code"] in (row["departments"] or [sheet["code"]])]
        if sorted(sheet["excepted"]) != sorted(map(in_words, own)):
            yield f"{sheet['department']}（{sheet['code']}）：合计例外与台账登记的不同。"


def in_words(row: dict[str, Any]) -> str:
    paper = f"{row['body_id']}，{row['paper_number']}，{row['paper_date']}"
    return f"例外：{OPEN_LINES[row['kind']]}，{row['reason']}（{paper}）"


def check_absent(rows: Rows, sheets: list[dict[str, Any]], year: int) -> Iterator[str]:
    """A78: what the level does not have is in every score as the ledger has it, decided before the first sheet."""
    known = [row for row in unlifted(rows, year) if row["kind"] == ABSENT]
    for sheet in sheets:
        told = [{**each, "body_id": each["decided_by"]} for each in sheet["absent"]]
        if sorted(map(absent_one, told)) != sorted(map(absent_one, known)):
            yield f"{sheet['department']}（{sheet['code']}）：本级没有的考评项目与台账登记的不同。"
    yield from check_decided(rows, known, year)


def check_decided(rows: Rows, known: list[dict[str, Any]], year: int) -> Iterator[str]:
    """It was decided by a body before the first sheet was drafted, and no leader rated."""
    drafted = [row["drafted_on"] for row in rows["score_sheet"].values() if row["year"] == year]
    rated = any(row["year"] == year and row["state"] != "withdrawn" for row in rows["leader_sheet"].values())
    for row in known:
        given = rated and row["component"] == "leaders"
        if given or row["recorded_on"] > min(drafted, default=row["recorded_on"]) or row["body_id"] not in rows["body"]:
            why = "已有结果，或在得分表拟定以后登记，或不是登记的机构决定的"
            yield f"本级没有的考评项目 {year}-{row['serial']}：{why}。"


def absent_one(row: dict[str, Any]) -> list[str]:
    return [row[name] for name in ("component", "way", "body_id", "paper_number", "paper_date")]


def check_exempted(rows: Rows, sheets: list[dict[str, Any]], proof: dict[str, Any]) -> Iterator[str]:
    """The scores name each target that a paper exempts, and no other; one of another department is in its score."""
    told = {each for each in told_exempt(sheets, proof["year"]) if each[0] not in proof["marked"]}
    known = {(target, *paper_of(row)) for target, row in exempted(rows).items()}
    counted = {each for each in known if is_of_year(rows["target"].get(each[0]), proof["year"])}
    for target, number, dated in sorted(told - known | (set() if proof["department"] else counted - told)):
        yield f"目标 {target}：免予考评（{number}，{dated}）与台账登记的不同。"


def told_exempt(sheets: list[dict[str, Any]], year: int) -> set[tuple[str, str, str]]:
    return {(f"{year}|{each['target']}", *paper_of(each)) for sheet in sheets for each in sheet["exempted"]}


def paper_of(row: dict[str, Any]) -> tuple[str, str]:
    return row["paper_number"], row["paper_date"]


def is_of_year(target: dict[str, Any] | None, year: int) -> bool:
    return target is not None and is_current(target) and bool(target["year"] == year)


def exempted(rows: Rows) -> dict[str, dict[str, Any]]:
    decided = sorted(rows["exemption"].values(), key=lambda each: each["serial"])
    newest = {row["target_id"]: row for row in decided}
    return {target: row for target, row in newest.items() if row["exempted"]}


def is_current(target: dict[str, Any] | None) -> bool:
    return target is not None and target["withdrawn_on"] is None
