"""Checks the scores of a year that mubiao exported, with the standard library alone.

用法（任何装有 Python 3.9 以上的电脑，不需要安装本系统）：

    mubiao scores --script > check_scores.py                    本程序
    mubiao scores --year 2026 --export scores.jsonl             各部门得分的全部依据
    mubiao scores --year 2026 --json > scores.json              得分表（可以不给）
    python check_scores.py scores.jsonl scores.json             逐条目、逐项、逐部门重算，再与得分表核对

    mubiao why --score 部门 --year 2026 --json > why.json       一个部门的依据，也可以单独复核
    python check_scores.py why.json

全部相符返回0；有不符的逐条指出，返回1；文件无法读取返回2。
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

FIXED = {"functional": 50, "leaders": 3, "innovation": 3, "second_level": 3}
ITEMS = ("ideology", "organization", "integrity", "team", "village")
COMPONENTS = ("functional", *ITEMS, "leaders", "innovation", "second_level")
LABELS = ("职能绩效", "思想建设", "组织建设", "党风廉政", "队伍建设", "驻村", "省领导评价", "创新项目", "二级考评")
NAMES = dict(zip(COMPONENTS, LABELS))
PRIZES = {"一等奖": "first", "二等奖": "second", "三等奖": "third", "鼓励奖": "encouragement"}
FREE = {"proposed", "dismissed", "withdrawn", "corrected"}
NEAR = Fraction(1, 10**15)  # a mean is exact to 28 digits
BROKEN = (ValueError, KeyError, TypeError, AttributeError, IndexError, ZeroDivisionError, RecursionError)


def number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def same(one: Fraction | None, other: Fraction | None) -> bool:
    return one is other if one is None or other is None else abs(one - other) < NEAR


def check_sheet(sheet: dict[str, Any]) -> Iterator[str]:
    name = f"{sheet['department']}（{sheet['code']}）"
    lines = sheet["lines"]
    if tuple(line["component"] for line in lines) != COMPONENTS:
        yield f"{name}：应有九项，一项一行，次序不变。"
        return
    left_out = is_left_out(lines[COMPONENTS.index("innovation")])
    for line in lines:
        yield from (
            f"{name}{NAMES[line['component']]}：{fault}" for fault in check_line(line, sheet, left_out=left_out)
        )
    points = [number(line["points"]) for line in lines]
    total = None if None in points or sheet["lacks"] else sum((each for each in points if each), Fraction(0))
    if not same(total, number(sheet["total"])):
        yield f"{name}：合计应为{shown(total)}，写的是{sheet['total'] or '未设定'}。"


def check_line(line: dict[str, Any], sheet: dict[str, Any], *, left_out: bool) -> Iterator[str]:
    weight, points = weight_of(line, left_out=left_out), number(line["points"])
    if not same(weight, number(line["weight"])):
        yield f"权重应为{shown(weight)}，写的是{line['weight'] or '未设定'}。"
    yield from check_settings(line, sheet)
    if line["component"] in ITEMS or line["component"] == "functional":
        yield from check_entries(line, weight, sheet)
    elif not same(given(line, weight), points):
        yield f"得分应为{shown(given(line, weight))}，写的是{line['points'] or '未设定'}。"
    if points is not None and not 0 <= points <= (weight or 0):
        yield f"得分{line['points']}小于0或大于权重{shown(weight)}。"


def weight_of(line: dict[str, Any], *, left_out: bool) -> Fraction | None:
    """A4, A41: 50 and 3, the setting of the five items; where the projects are left out the other two carry 4.5."""
    component = line["component"]
    if component in ITEMS:
        value = setting(line, "party_item_weights")["value"]
        return Fraction(value[component]) if value else None
    if not left_out or component == "functional":
        return Fraction(FIXED[component])
    return Fraction(0) if component == "innovation" else Fraction(9, 2)


def is_left_out(line: dict[str, Any]) -> bool:
    absent = bool(line["papers"]) and line["papers"][0]["value"] == "未参加"
    return absent and setting(line, "innovation_absent")["value"] == "left_out"


def check_entries(line: dict[str, Any], weight: Fraction | None, sheet: dict[str, Any]) -> Iterator[str]:
    taken = [taken_by(entry, line) for entry in line["entries"]]
    known = [each for each in taken if each is not None]
    whole = None if weight is None or len(known) < len(taken) else max(weight - sum(known), Fraction(0))
    floor = whole is not None and weight is not None and sum(known) > weight
    if not same(whole, number(line["points"])) or floor != line["at_floor"]:
        yield f"得分应为{shown(whole)}{'（扣至0）' if floor else ''}，写的是{line['points'] or '未设定'}。"
    yield from check_taken(line, sheet, taken, floor=floor)


def check_taken(
    line: dict[str, Any], sheet: dict[str, Any], taken: list[Fraction | None], *, floor: bool
) -> Iterator[str]:
    for entry, each in zip(line["entries"], taken):
        if not same(None if floor else each, number(entry["taken"])):
            yield f"条目{entry['entry']}应扣{'分（不分摊）' if floor else shown(each)}，写的是{entry['taken']}。"
        if sheet["until"] and entry["listed_on"] > sheet["until"]:
            yield f"条目{entry['entry']}在考评截止日{sheet['until']}以后列入，不应计入。"
    if len({entry["entry"] for entry in line["entries"]}) < len(line["entries"]):
        yield "同一条目列了两次。"


def taken_by(entry: dict[str, Any], line: dict[str, Any]) -> Fraction | None:
    """A11, A38: the size of the listing, less what was restored, and no more than the weight of the target."""
    if entry["state"] in FREE:
        return Fraction(0)
    table = setting(line, "negative_points", entry["points_version"])["value"]
    if not table:
        return None
    sizes = (entry["key_project"] and table.get("key_projects")) or table["ordinary"]
    points = -Fraction(sizes[min(entry["time"], len(sizes)) - 1])
    if entry["state"] == "made_good":
        restoring = setting(line, "restoring", entry["restoring_version"])["value"]
        if not restoring:
            return None
        points *= 1 - Fraction(restoring["share"])
    return points if entry["limit"] is None else min(points, Fraction(entry["limit"]))


def given(line: dict[str, Any], weight: Fraction | None) -> Fraction | None:
    """A2, A40-A42: the part of the weight that the mean, the prize or the value gives."""
    if weight is None or line["lacks"]:
        return None
    if line["component"] == "leaders":
        words = setting(line, "leader_scale")["value"]["words"]
        most = max([Fraction(value) for _, value in words], default=Fraction(100))
        if line["number"] < setting(line, "leader_least")["value"]:
            return None
        return weight * Fraction(line["given"]) / most
    if not line["papers"]:
        return None
    value = line["papers"][0]["value"]
    if line["component"] == "second_level":
        return weight * Fraction(value) / 100
    prizes = setting(line, "innovation_prizes")["value"]
    return Fraction(prizes[PRIZES[value]]) if value in PRIZES else Fraction(0)


def setting(line: dict[str, Any], key: str, version: int | None = None) -> dict[str, Any]:
    found = [each for each in line["settings"] if each["key"] == key and version in (None, each["version"])]
    return found[0] if found else {"value": None}


def check_settings(line: dict[str, Any], sheet: dict[str, Any]) -> Iterator[str]:
    """A53: points are those of the day of listing, everything else that of 31 December."""
    last = f"{sheet['year']}-12-31"
    since = {(each["key"], each["version"]): each["valid_from"] or "" for each in line["settings"]}
    for (key, version), day in since.items():
        if key not in ("negative_points", "restoring") and day > last:
            yield f"设定{key}第{version}版在{last}以后才生效。"
    for entry in line["entries"]:
        yield from check_settings_of_entry(entry, since)


def check_settings_of_entry(entry: dict[str, Any], since: dict[tuple[str, Any], str]) -> Iterator[str]:
    """A53: the settings of an entry were in force when it was listed."""
    for key, version in (("negative_points", entry["points_version"]), ("restoring", entry["restoring_version"])):
        if since.get((key, version), "") > entry["listed_on"]:
            yield f"条目{entry['entry']}用的设定{key}第{version}版在列入以后才生效。"


def check_table(sheets: list[dict[str, Any]], table: list[dict[str, Any]]) -> Iterator[str]:
    """The list of `mubiao scores --json` says the same."""
    told = {each["code"]: each for each in table}
    for code in sorted(told.keys() ^ {sheet["code"] for sheet in sheets}):
        yield f"{code}：只在依据和得分表之一中。"
    for sheet in sheets:
        row = told.get(sheet["code"], sheet)
        pairs = zip([sheet, *sheet["lines"]], [row, *row["lines"]])
        for one, other in pairs:
            if number(one.get("total", one.get("points"))) != number(other.get("total", other.get("points"))):
                yield f"{sheet['department']}（{sheet['code']}）：得分表与依据不同。"


def shown(value: Fraction | None) -> str:
    return "未设定" if value is None else f"{float(value):.10g}"


def read(place: str) -> list[dict[str, Any]]:
    """The sheets of an export, or the one of `mubiao why --score --json`."""
    text = Path(place).read_text(encoding="utf-8-sig")
    if text.startswith("{\n"):
        return [json.loads(text)]
    *sheets, last = [json.loads(line) for line in text.rstrip("\n").split("\n")]
    if last["sheets"] != len(sheets):
        raise ValueError(f"应有{last['sheets']}个部门，实有{len(sheets)}个")
    return sheets


def main(words: list[str]) -> int:
    if len(words) not in {1, 2}:
        print(__doc__)
        return 2
    try:
        sheets = read(words[0])
        faults = [fault for sheet in sheets for fault in check_sheet(sheet)]
        if words[1:]:
            faults += check_table(sheets, json.loads(Path(words[1]).read_text(encoding="utf-8-sig")))
    except (OSError, *BROKEN) as error:
        print(f"无法读取：文件不存在、不完整，或不是导出的得分依据（{error}）。")
        return 2
    whole = sum(sheet["total"] is not None for sheet in sheets)
    stamp = ["【演练】以下出自演练系统。"][: any(sheet.get("rehearsal") for sheet in sheets)]
    sound = f"核对无误：{len(sheets)}个部门，{whole}个有合计。"
    print("\n".join(stamp + (faults or [sound])))
    return int(bool(faults))


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
