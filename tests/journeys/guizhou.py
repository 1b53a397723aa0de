"""The lists of 30 departments of Guizhou for 2026: 63 published targets, the rest made by rule and marked 虚构 (6.2).

What was published, what was derived and what was made up is written in tests/data/guizhou/PROVENANCE.md.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

from models.rules.kinds import PartyItem

Row = dict[str, str]
HERE = Path(__file__).parents[1] / "data" / "guizhou"
LEAST_OWN, SHORT = 6, "SDAG"
DEADLINES = ("", "2026-12-20", "2026-12-10")
HALF_WAY = {"GZ2021-06": "2026-09-30", "GZ2021-09": "2026-12-05"}
WHOLE = "GZ2020-10-1"  # 农村户用卫生厕所改造 15万户
PARTS = {"SXZJ": ("5", "万户"), "SSLT": ("80000", "户")}  # together two 万户 less
MADE_UP, PUBLISHED = {"虚构": "是"}, {"虚构": "否"}
USUAL = {"年度": "2026", "上级目标编号": "", "可加": "", "数量": "", "单位": ""}
FUNCTIONAL = {**USUAL, "目标类别": "职能绩效目标", "管理方式": "初始目标", "建设目标分类": "", "党建项目": ""}
BUILDING = {**USUAL, "目标类别": "机关建设目标", "目标来源": "", "管理方式": ""}
SOURCE = "演示目标〔2025〕6号"


def departments() -> list[Row]:
    """The 30 departments as a sheet."""
    return _read("departments.csv")


def drafts() -> list[Row]:
    """All drafts of the year as a sheet: what was published first, then what was made up for each department."""
    known = published()
    own = Counter(row["责任部门"] for row in known)
    made = [row for each in departments() for row in _made_up(each["编码"], own[each["编码"]])]
    return known + made


def published() -> list[Row]:
    """The 63 published targets."""
    codes = {each["名称"]: each["编码"] for each in departments()}
    numbers: defaultdict[str, int] = defaultdict(int)
    rows = []
    for place, found in enumerate(_read("targets.csv")):
        matter = f"{found['source_id']}-{int(found['item_no']):02}"
        numbers[matter] += 1
        what = f"{found['task']}{found['quantity']}{found['unit']}"
        more = f"（{found['qualifier']}）" if found["qualifier"] == "全覆盖" else found["qualifier"]
        rows.append({
            **FUNCTIONAL, "编号": f"{matter}-{numbers[matter]}", "目标名称": found["task"], "绩效要求": what + more,
            "目标来源": "本级目标", "数量": found["quantity"], "单位": found["unit"],
            "来源文件": found["source_title"], "完成时限": DEADLINES[place % len(DEADLINES)],
            "责任部门": codes[found["derived_lead_department"]], **PUBLISHED,
        })  # fmt: skip
    return rows


def milestones() -> list[Row]:
    """Two indicators of each target of the matters 6 and 9 of 2021: half of it by a day, all at its end."""
    rows = []
    for target in published():
        if day := HALF_WAY.get(target["编号"].rpartition("-")[0]):
            usual = {
                "年度": "2026",
                "目标编号": target["编号"],
                "数量": "",
                "单位": "",
                "方向": "",
                "标准": "",
            } | MADE_UP
            asked = {"数量": target["数量"], "单位": target["单位"], "方向": "不少于"}
            half = {"指标编号": "1", "指标名称": "过半", "标准": "主体工程过半，有现场记录", "完成时限": day}
            whole = {"指标编号": "2", "指标名称": "完成", "完成时限": target["完成时限"] or "2026-12-31"}
            rows += [usual | half, usual | whole | asked]
    return rows


def _made_up(code: str, own: int) -> list[Row]:
    """What 1+6+N lacks and the five 机关建设目标 of a department; one has one 本级目标 less, two have a part."""
    least = LEAST_OWN - (code == SHORT)
    relief = _functional(code, 1, "巩固脱贫攻坚成果", "脱贫攻坚目标")
    more = [_functional(code, 2 + n, f"年度重点任务{n + 1}", "本级目标") for n in range(max(least - own, 0))]
    if code in PARTS:
        quantity, unit = PARTS[code]
        part = {"上级目标编号": WHOLE, "可加": "是", "数量": quantity, "单位": unit}
        more[0] |= {
            **part,
            "目标名称": "农村户用卫生厕所改造（分解）",
            "绩效要求": f"改造农村户用卫生厕所{quantity}{unit}",
        }
    return [relief, *more, *(_building(code, n, item) for n, item in enumerate(PartyItem, 1))]


def _functional(code: str, number: int, name: str, origin: str) -> Row:
    asked = {"目标名称": name, "绩效要求": f"{name}按计划完成并通过验收", "完成时限": "2026-12-20", "来源文件": SOURCE}
    return {**FUNCTIONAL, "编号": f"XG-{code}-{number}", **asked, "目标来源": origin, "责任部门": code, **MADE_UP}


def _building(code: str, number: int, item: PartyItem) -> Row:
    handling = "日常管理" if number % 2 else "年终抽查"
    kinds = {"建设目标分类": handling, "党建项目": item.label, "责任部门": code, **MADE_UP}
    asked = {
        "目标名称": item.label,
        "绩效要求": f"{item.label}达到年度要求",
        "完成时限": "2026-12-25",
        "来源文件": SOURCE,
    }
    return {**BUILDING, "编号": f"XJ-{code}-{number}", **asked, **kinds}


def _read(name: str) -> list[Row]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
