"""The sources of the scores: each setting, paper and entry of a sheet is one of the ledger, and none is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deployments.data.check.records import Rows
from deployments.data.check.score import FREE, NAMES, PRIZES, check_sheet, number, same

NEVER = "9999-12-31"


def check_scores(rows: Rows, sheets: list[dict[str, Any]], proof: dict[str, Any]) -> Iterator[str]:
    listed: list[str] = []
    waived = ""  # the sentences about entries that the results leave out
    codes = [sheet["code"] for sheet in sheets]
    for sheet in sheets:
        name = f"{sheet['department']}（{sheet['code']}）"
        if sheet["year"] != proof["year"] or sheet["code"] not in rows["department"]:
            yield f"{name}：不是{proof['year']}年的得分，或不是这个台账的部门。"
        if codes.count(sheet["code"]) > 1:
            yield f"{name}：列了{codes.count(sheet['code'])}次。"
        yield from check_sheet(sheet)
        for line in sheet["lines"]:
            listed += [entry["entry"].replace("/", "|") for entry in line["entries"]]
            waived += "".join(map(str, line["left_out"]))
            for fault in (*check_settings_told(line, rows), *check_papers(sheet, line, rows), *check_days(line, rows)):
                yield f"{name}：{fault}"
    until = max((sheet["until"] or NEVER for sheet in sheets), default="")
    yield from check_entries_listed(rows, listed, waived, until, proof)


def check_settings_told(line: dict[str, Any], rows: Rows) -> Iterator[str]:
    for each in line["settings"]:
        row = rows["policy"].get(f"{each['key']}|{each['version']}", {"value": None, "valid_from": None})
        if each["version"] and (row["value"], row["valid_from"]) != (each["value"], each["valid_from"]):
            yield f"设定{each['key']}第{each['version']}版与台账的不同。"


def check_papers(sheet: dict[str, Any], line: dict[str, Any], rows: Rows) -> Iterator[str]:
    """The newest paper of 二级考评 and of 创新项目评选 is the newest on record."""
    found = rows[line["component"]].values() if line["papers"] else ()
    given = [row for row in found if (row["department_id"], row["year"]) == (sheet["code"], sheet["year"])]
    if not given:
        return
    newest, paper = max(given, key=lambda row: row["serial"]), line["papers"][0]
    is_same = all(newest[name] == paper[name] for name in ("paper_number", "paper_date"))
    if line["component"] == "second_level":
        is_same = is_same and same(number(str(newest["value"])), number(paper["value"]))
    else:
        is_same = is_same and newest["prize"] == PRIZES.get(paper["value"], newest["prize"])
    if not is_same:
        yield f"{NAMES[line['component']]}与台账登记的不同。"


def check_days(line: dict[str, Any], rows: Rows) -> Iterator[str]:
    for entry in line["entries"]:
        row = rows["negative_entry"].get(entry["entry"].replace("/", "|"))
        if row and row["listed_on"] != entry["listed_on"]:
            yield f"条目{entry['entry']}台账于{row['listed_on']}列入，写的是{entry['listed_on']}。"


def check_entries_listed(
    rows: Rows, listed: list[str], waived: str, until: str, proof: dict[str, Any]
) -> Iterator[str]:
    """Each entry that counts in the year stands in one sheet, and each that stands in one is of the ledger."""
    entries, targets = rows["negative_entry"], rows["target"]
    counting = {
        key
        for key, row in entries.items()
        if row["state"] not in FREE and row["listed_on"] <= until and key.startswith(f"{proof['year']}|")
        if proof["department"] in (None, row["department_id"]) and targets.get(row["target_id"], {}).get("category")
    }
    for key in sorted(counting | set(listed)):
        if listed.count(key) != 1 and key.replace("|", "/") not in waived:
            yield f"负面清单条目 {key}：应在一个部门的得分中列一次，列了{listed.count(key)}次。"
        elif key not in entries and not proof["withheld"]:
            yield f"负面清单条目 {key}：台账中没有。"
