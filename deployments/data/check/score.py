"""The scores of a year: each entry, each line and each total, as exact fractions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

FIXED = {"functional": 50, "leaders": 3, "innovation": 3, "second_level": 3}
ITEMS = ("ideology", "organization", "integrity", "team", "village")
RATED = ("leaders", "innovation", "second_level")
COMPONENTS = ("functional", *ITEMS, "leaders", "innovation", "second_level")
LABELS = ("职能绩效", "思想建设", "组织建设", "党风廉政", "队伍建设", "驻村", "省领导评价", "创新项目", "二级考评")
NAMES = dict(zip(COMPONENTS, LABELS))
PRIZES = {"一等奖": "first", "二等奖": "second", "三等奖": "third", "鼓励奖": "encouragement"}
PRIZES_AND_NONE = {**PRIZES, "未获奖": "none", "未参加": "absent"}
FREE = {"proposed", "dismissed", "withdrawn", "corrected"}
AMOUNTS = {"size": "记分", "restored": "恢复比例", "points": "得分"}
WHOLE = Fraction(100)
NEAR = Fraction(1, 10**15)  # a mean is exact to 28 digits


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
    yield from check_cut_off(sheet, name)
    shares = rated_weights(sheet)
    for line in lines:
        prefix = f"{name}{NAMES[line['component']]}："
        yield from (prefix + fault for fault in check_line(line, sheet, shares))
    points = [number(line["points"]) for line in lines]
    total = None if None in points or sheet["lacks"] else sum((each for each in points if each), Fraction(0))
    if not same(total, number(sheet["total"])):
        yield f"{name}：合计应为{shown(total)}，写的是{sheet['total'] or '未设定'}。"


def check_line(line: dict[str, Any], sheet: dict[str, Any], shares: dict[str, Fraction]) -> Iterator[str]:
    weight, points = weight_of(line, shares), number(line["points"])
    if not same(weight, number(line["weight"])):
        yield f"权重应为{shown(weight)}，写的是{line['weight'] or '未设定'}。"
    yield from check_settings(line, sheet)
    if line["component"] in ITEMS or line["component"] == "functional":
        yield from check_entries(line, weight, sheet)
    else:
        yield from check_given(line, weight, points)
    if points is not None and not 0 <= points <= (weight or 0):
        yield f"得分{line['points']}小于0或大于权重{shown(weight)}。"


def weight_of(line: dict[str, Any], shares: dict[str, Fraction]) -> Fraction | None:
    """A4: 50, what each of the three others has here, the setting of the five items."""
    component = line["component"]
    if component not in ITEMS:
        return shares[component]
    value = setting(line, "party_item_weights")["value"]
    return Fraction(value[component]) if value else None


def rated_weights(sheet: dict[str, Any]) -> dict[str, Fraction]:
    """A41, A78: 3 each; what is left out or absent the others carry in proportion, unless it is not counted."""
    ways = {each["component"]: each["way"] for each in sheet["absent"]}
    if is_left_out(sheet["lines"][COMPONENTS.index("innovation")]):
        ways["innovation"] = "carried"
    borne = sum(FIXED[each] for each, way in ways.items() if way == "carried")
    whole = sum(FIXED[each] for each in RATED if each not in ways)
    shares = {each: Fraction(FIXED[each] * (whole + borne), whole) for each in RATED if each not in ways}
    return {"functional": Fraction(FIXED["functional"]), **dict.fromkeys(ways, Fraction(0)), **shares}


def is_left_out(line: dict[str, Any]) -> bool:
    absent = bool(line["papers"]) and line["papers"][0]["value"] == "未参加"
    return absent and setting(line, "innovation_absent")["value"] == "left_out"


def check_entries(line: dict[str, Any], weight: Fraction | None, sheet: dict[str, Any]) -> Iterator[str]:
    taken = [taken_by(entry, line) for entry in line["entries"]]
    known = sum(filter(None, taken), Fraction(0))
    whole = None if weight is None or None in taken else max(weight - known, Fraction(0))
    floor = whole is not None and weight is not None and known > weight
    if not same(whole, number(line["points"])) or floor != line["at_floor"]:
        yield f"得分应为{shown(whole)}{'（扣至0）' if floor else ''}，写的是{line['points'] or '未设定'}。"
    yield from check_taken(line, sheet, taken, floor=floor)


def check_taken(line: dict[str, Any], sheet: dict[str, Any], taken: list[Any], *, floor: bool) -> Iterator[str]:
    for entry, each in zip(line["entries"], taken):
        if not same(None if floor else each, number(entry["taken"])):
            yield f"条目{entry['entry']}应扣{'分（不分摊）' if floor else shown(each)}，写的是{entry['taken']}。"
        yield from check_amounts(entry, line)
        if sheet["until"] and counts_on(entry, entry) > sheet["until"]:
            yield f"条目{entry['entry']}在考评截止日{sheet['until']}以后才提出、发现，不应计入。"
    if len({entry["entry"] for entry in line["entries"]}) < len(line["entries"]):
        yield "同一条目列了两次。"


def target_of(entry: dict[str, Any]) -> str:
    return str(entry["entry"]).replace("/", "|").rpartition("|")[0]


def counts_on(entry: dict[str, Any], origin: dict[str, Any]) -> str:
    """A53: an entry counts by the day of its finding or of its proposal, also when it is confirmed later."""
    days = (entry["listed_on"], entry["found_on"], origin.get("proposed_on"))
    return str(min(day for day in days if day))


def amounts(entry: dict[str, Any], line: dict[str, Any]) -> dict[str, Fraction | None]:
    """A11: the size of the listing, the share that was restored, and the points; None while a setting is unset."""
    if entry["state"] in FREE:
        return {"points": Fraction(0)}
    table = setting(line, "negative_points", entry["points_version"])["value"]
    sizes = ((entry["key_project"] and table.get("key_projects")) or table["ordinary"]) if table else None
    size = Fraction(sizes[min(entry["time"], len(sizes)) - 1]) if sizes else None
    made_good = entry["state"] == "made_good"
    restoring = setting(line, "restoring", entry["restoring_version"])["value"] if made_good else {"share": 0}
    restored = Fraction(restoring["share"]) if restoring else None
    points = None if size is None or restored is None else size * (1 - restored)
    return {"size": size, "restored": restored, "points": points}


def taken_by(entry: dict[str, Any], line: dict[str, Any]) -> Fraction | None:
    """A11, A38: what the points take, and no more than the weight of the target."""
    return taken_by_points(amounts(entry, line)["points"], number(entry["limit"]))


def taken_by_points(points: Fraction | None, limit: Fraction | None) -> Fraction | None:
    return points if points is None else -points if limit is None else min(-points, limit)


def check_amounts(entry: dict[str, Any], line: dict[str, Any]) -> Iterator[str]:
    for name, value in amounts(entry, line).items():
        if value is not None and not same(value, number(entry[name])):
            yield f"条目{entry['entry']}的{AMOUNTS[name]}应为{shown(value)}，写的是{entry[name] or '未设定'}。"


def check_given(line: dict[str, Any], weight: Fraction | None, points: Fraction | None) -> Iterator[str]:
    """A2, A40-A42: the part of the weight that the mean, the prize or the value gives."""
    value, full = share_of(line, weight) if weight is not None and not line["lacks"] else (None, None)
    whole = None if weight is None or value is None or full is None else weight * value / full
    if not same(whole, points):
        yield f"得分应为{shown(whole)}，写的是{line['points'] or '未设定'}。"
    stated = (number(line["given"]), number(line["full"]))
    if whole is not None and stated != (None, None) and not (same(value, stated[0]) and same(full, stated[1])):
        yield f"评价应为{shown(value)}（满分{shown(full)}），写的是{line['given']}（满分{line['full']}）。"


def share_of(line: dict[str, Any], weight: Fraction) -> tuple[Fraction | None, Fraction | None]:
    if not weight and not line["papers"]:
        return Fraction(0), WHOLE  # this level does not have it
    if line["component"] == "leaders":
        most = max([Fraction(each) for _, each in setting(line, "leader_scale")["value"]["words"]], default=WHOLE)
        return number(line["given"]) if line["number"] >= setting(line, "leader_least")["value"] else None, most
    if not line["papers"]:
        return None, None
    value = line["papers"][0]["value"]
    if line["component"] == "second_level":
        return Fraction(value), WHOLE
    prizes = setting(line, "innovation_prizes")["value"]
    return Fraction(prizes[PRIZES[value]]) if value in PRIZES else Fraction(0), Fraction(FIXED["innovation"])


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


def check_cut_off(sheet: dict[str, Any], name: str) -> Iterator[str]:
    """A53: the day until which entries count is that of the setting, or the working day after the fourth list."""
    value, last = sheet["cut_off"]["value"], f"{sheet['year']}-12-31"
    day = max(set_on(sheet), sheet["after_list"] or "") or "未设定"
    if sheet["until"] not in (None, day):
        yield f"{name}：考评截止日应为{day}，写的是{sheet['until']}。"
    if value and (sheet["cut_off"]["valid_from"] or "") > last:
        yield f"{name}：考评截止日的设定在{last}以后才生效。"


def set_on(sheet: dict[str, Any]) -> str:
    value = sheet["cut_off"]["value"]
    return "{}-{:02}-{:02}".format(sheet["year"] + 1, *value) if value else ""


def check_table(sheets: list[dict[str, Any]], table: list[dict[str, Any]]) -> Iterator[str]:
    """The list of `mubiao scores --json` says the same."""
    told = {each["code"]: each for each in table}
    for code in sorted(told.keys() ^ {sheet["code"] for sheet in sheets}):
        yield f"{code}：只在依据和得分表之一中。"
    for sheet in sheets:
        row = told.get(sheet["code"], sheet)
        pairs = zip([sheet, *sheet["lines"]], [row, *row["lines"]])
        for one, other in pairs:
            if told_by(one) != told_by(other):
                yield f"{sheet['department']}（{sheet['code']}）：得分表与依据不同。"


def told_by(part: dict[str, Any]) -> tuple[Any, ...]:
    """What the list tells of a sheet, or of one of its lines."""
    entries = [(each["entry"], number(each["taken"]), number(each["limit"])) for each in part.get("entries", ())]
    return number(part.get("total", part.get("points"))), number(part.get("weight")), part.get("at_floor"), entries


def shown(value: Fraction | None) -> str:
    return "未设定" if value is None else f"{float(value):.10g}"
