"""The sources of the scores: each setting, paper and entry of a sheet is one of the ledger, and none is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deployments.data.check.deadline import count
from deployments.data.check.records import Rows
from deployments.data.check.score import FREE, NAMES, PRIZES_AND_NONE, check_sheet, counts_on, number, same, set_on

NEVER = "9999-12-31"
UNSET = {"value": None, "valid_from": None, "basis": "", "recorded_on": None}  # a setting
WORDS = {"finding": "情况", "name": "目标名称", "signed_by": "签字人", "signed_on": "签字日期"}
FROZEN_AFTER = 29  # working days after the fourth quarter its list is frozen


def check_scores(rows: Rows, sheets: list[dict[str, Any]], proof: dict[str, Any]) -> Iterator[str]:
    listed: list[str] = []
    codes = [sheet["code"] for sheet in sheets]
    for sheet in sheets:
        name = f"{sheet['department']}（{sheet['code']}）"
        if sheet["year"] != proof["year"] or sheet["code"] not in rows["department"]:
            yield f"{name}：不是{proof['year']}年的得分，或不是这个台账的部门。"
        if codes.count(sheet["code"]) > 1:
            yield f"{name}：列了{codes.count(sheet['code'])}次。"
        yield from check_sheet(sheet)
        yield from (f"{name}：{fault}" for fault in check_sources(sheet, rows, proof))
        listed += [entry["entry"].replace("/", "|") for line in sheet["lines"] for entry in line["entries"]]
    until = max((sheet["until"] or NEVER for sheet in sheets), default="")
    yield from check_entries_listed(rows, listed, until, proof)
    yield from check_after_list(rows, sheets, proof)


def check_sources(sheet: dict[str, Any], rows: Rows, proof: dict[str, Any]) -> Iterator[str]:
    if bool(sheet["rehearsal"]) != bool(rows["rehearsal"]):
        yield "是否为演练，与台账的不同。"
    if not proof["marked"]:  # else some words are withheld
        yield from check_words(sheet, rows)
    yield from check_settings_told([sheet["cut_off"]], rows)
    for line in sheet["lines"]:
        yield from check_settings_told(line["settings"], rows)
        yield from check_papers(sheet, line, rows)
        yield from check_days(sheet, line, rows)


def check_settings_told(settings: list[dict[str, Any]], rows: Rows) -> Iterator[str]:
    for each in settings:
        row = rows["policy"].get(f"{each['key']}|{each['version']}", UNSET)
        if any(row[name] != each[name] for name in UNSET):
            yield f"设定{each['key']}第{each['version']}版与台账的不同。"


def check_papers(sheet: dict[str, Any], line: dict[str, Any], rows: Rows) -> Iterator[str]:
    """The newest paper of 二级考评 and of 创新项目评选 is the newest on record."""
    kind, newest = NAMES[line["component"]], newest_paper(sheet, line["component"], rows)
    if newest and line["papers"]:
        if not is_paper(line["papers"][0], newest):
            yield f"{kind}与台账登记的不同。"
    elif newest or line["papers"]:
        yield f"{kind}的文件，得分和台账中只有一处有。"


def newest_paper(sheet: dict[str, Any], component: str, rows: Rows) -> dict[str, Any] | None:
    """What a paper gave a department for a component, unless it was taken back."""
    known = [row for row in rows.get(component, {}).values() if row.get("state") != "withdrawn"]
    given = [row for row in known if (row["department_id"], row["year"]) == (sheet["code"], sheet["year"])]
    return max(given, key=lambda row: row["serial"], default=None)


def is_paper(paper: dict[str, Any], row: dict[str, Any]) -> bool:
    if any(row[name] != paper[name] for name in ("paper_number", "paper_date")):
        return False
    if "prize" in row:
        return bool(row["prize"] == PRIZES_AND_NONE.get(paper["value"]))
    return same(number(str(row["value"])), number(paper["value"]))


def check_days(sheet: dict[str, Any], line: dict[str, Any], rows: Rows) -> Iterator[str]:
    found = [(entry, entry["entry"].replace("/", "|")) for entry in line["entries"]]
    for entry, key in [pair for pair in found if pair[1] in rows["negative_entry"]]:
        row, origin = rows["negative_entry"][key], rows["entry_origin"].get(key, {})
        if row["listed_on"] != entry["listed_on"]:
            yield f"条目{entry['entry']}台账于{row['listed_on']}列入，写的是{entry['listed_on']}。"
        elif counts_on(row, origin) != counts_on(entry, entry):
            yield f"条目{entry['entry']}提出、发现的日期与台账的不同。"
        elif rank_of(entry) > rank_of(row) or (not sheet["until"] and rank_of(entry) < rank_of(row)):
            yield f"条目{entry['entry']}的状态与台账的不同。"
        yield from check_target_of(entry, rows["target"].get(row["target_id"]))


def check_words(sheet: dict[str, Any], rows: Rows) -> Iterator[str]:
    """What a sheet says of an entry is what its record, its target and its finding say."""
    for entry in [each for line in sheet["lines"] for each in line["entries"]]:
        key = entry["entry"].replace("/", "|")
        row, origin = rows["negative_entry"].get(key, {}), rows["entry_origin"].get(key, {})
        target = rows["target"].get(row.get("target_id", ""), {})
        found = rows["finding"].get(origin.get("finding_id") or "", {})
        for name, of in zip(WORDS, (row, target, found, found)):
            if (of.get(name) or "") != (entry[name] or "" if of else ""):
                yield f"条目{entry['entry']}的{WORDS[name]}与台账的不同。"


def rank_of(entry: dict[str, Any]) -> int:
    """A53: what ends an entry after the cut-off day moves no sheet, so the ledger may be further than a sheet."""
    return 2 if entry["state"] in FREE else int(entry["state"] == "made_good")


def check_target_of(entry: dict[str, Any], target: dict[str, Any] | None) -> Iterator[str]:
    """A38: the limit of an entry is the weight of its target."""
    weight = target and target["weight"]
    if target and (entry["limit"] and number(entry["limit"])) != (weight and number(str(weight))):
        yield f"条目{entry['entry']}的上限不是目标的权重。"
    if target and entry["key_project"] != target["key_project"]:
        yield f"条目{entry['entry']}是否重点项目，与台账的不同。"


def check_after_list(rows: Rows, sheets: list[dict[str, Any]], proof: dict[str, Any]) -> Iterator[str]:
    """A53: the working day after the list of the fourth quarter is frozen; one that is frozen too late moves none."""
    days = proof["calendar"]["days"]
    if proof["department"] or days[-1][0] <= f"{proof['year'] + 1}":
        return  # the lists of all departments are not in the folder, or the calendar ends before it
    marks = {day: kind for day, kind, *_ in days if kind != "normal"}

    def after(anchor: str, n: int) -> str:
        return str(count({"anchor": anchor, "n": n, "suspensions": []}, marks))

    planned = after(f"{proof['year']}-12-31", FROZEN_AFTER + 1)
    frozen = rows["negative_list"].get(f"{proof['year']}Q4", {"frozen_on": NEVER})["frozen_on"]
    for sheet in sheets if sheets and set_on(sheets[0]) else ():
        day = after(frozen, 1) if frozen <= max(set_on(sheet), planned) else planned
        if sheet["after_list"] != day:
            yield f"{sheet['department']}（{sheet['code']}）：第四季度负面清单形成后的工作日应为{day}。"


def check_entries_listed(rows: Rows, listed: list[str], until: str, proof: dict[str, Any]) -> Iterator[str]:
    """Each entry that counts in the year stands in one sheet, and each that stands in one is of the ledger."""
    waived = waived_entries(rows)
    entries, targets = rows["negative_entry"], rows["target"]
    counting = {
        key
        for key, row in entries.items()
        if row["state"] not in FREE and not row.get("unscored") and key.startswith(f"{proof['year']}|")
        if row["listed_on"] <= until
        or (not proof["department"] and counts_on(row, rows["entry_origin"].get(key, {})) <= until)
        if proof["department"] in (None, row["department_id"]) and targets.get(row["target_id"], {}).get("category")
    }
    for key in sorted(counting | set(listed)):
        if listed.count(key) != 1 and key.replace("|", "/") not in waived:
            yield f"负面清单条目 {key}：应在一个部门的得分中列一次，列了{listed.count(key)}次。"
        elif key not in entries and key.rpartition("|")[0] not in proof["marked"]:
            yield f"负面清单条目 {key}：台账中没有。"


def waived_entries(rows: Rows) -> set[str]:
    """Entries that an answer to an objection, or a correction, leaves out."""
    said = [*rows["appraisal"].values(), *rows["score_objection"].values()]
    return {key for row in said if row.get("state", "confirmed") == "confirmed" for key in row["left_out"]}
