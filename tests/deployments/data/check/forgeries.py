"""The forgeries of a proof, each with the sentence that names it: as an edit, and in a rebuilt ledger."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from tests.deployments.data.check.forging import Folder, digest

Forgery = Callable[[Folder], object]
EDITED, MOVED, BLOCK = "被更改，与台账不符。", "所含的变动记录被更改、删除或增加。", "经办人、日期、结果等内容被更改。"
LISTED = "没有它，本文件夹不能单独证明的有："  # begins the list of what passes, in the last line
ENTRY, NOT_CLEARED = "2026|T001|1", "已撤下或更正，却没有认定符合目标要求的核查结果。"


def record(kind: str, key: str = "", **values: Any) -> Forgery:
    return lambda folder: folder.change(kind, key, **values)


def sheet(change: Callable[[dict[str, Any]], object], at: int = 0) -> Forgery:
    return lambda folder: change(folder.scores[at])


def due_date(folder: Folder) -> None:
    line = next(x for x in folder.records if x["record"] == "deadline" and x["key"].startswith("month_end|2026-03"))
    proof = folder.row("deadline", line["key"])["proof"]
    folder.change("deadline", line["key"], due="2026-04-30", proof=proof | {"due": "2026-04-30"})


def population(folder: Folder) -> None:
    folder.change("sample", population=[[*x[:2], x[2][1:]] for x in folder.row("sample")["population"]])


def rate(folder: Folder) -> None:
    folder.proof["rates"][0]["failing"] += 1


def swap(folder: Folder) -> None:
    first = next(n for n, block in enumerate(folder.blocks) if block["header"]["act"] == "draw_sample")
    folder.blocks[first : first + 2] = reversed(folder.blocks[first : first + 2])


def leave_out_block(folder: Folder) -> None:
    folder.blocks = [x for x in folder.blocks if x["header"]["act"] != "declare_completion"]


def unused_day(folder: Folder) -> None:
    """A make-up day of a later year over which no deadline counts is a rest day again, in the calendar of all dates."""
    days = folder.proof["calendar"]["days"]
    day = max(each[0] for each in days if each[1] == "makeup_workday")
    folder.proof["calendar"]["days"] = days = [each for each in days if each[0] != day]
    said = "\n".join([folder.proof["calendar"]["announced_until"], *(" ".join(each) for each in days)])
    old, new = folder.proof["calendar"]["version"], digest(said)[:16]
    folder.proof["calendar"]["version"] = new
    key = next(x["key"] for x in folder.records if x["record"] == "calendar_day" and day in x["key"])
    folder.drop("calendar_day", about=key)
    folder.replace(old, new)


def evidence(folder: Folder) -> None:
    key = next(x["key"] for x in folder.records if x["record"] == "exhibit" and x["key"].startswith("finding|"))
    folder.rename("exhibit", key, f"{key.rpartition('|')[0]}|{sha256(b'other').hexdigest()}")


def doer(folder: Folder) -> None:
    folder.blocks[10]["header"]["actor"] = "别人"


def left_out_entry(folder: Folder) -> None:
    """An entry with all that came of it, also from the approved sheet, and no point is lost."""
    kinds = ("negative_entry", "entry_origin", "remediation")
    folder.drop(*kinds, about=ENTRY)
    for duty in ("remediation", "feedback", "limit_owed", "recheck_owed"):
        folder.drop("obligation", about=f"{duty}|")
    line = folder.scores[0]["lines"][0]
    line |= {"entries": [], "points": "50", "settings": []}
    folder.scores[0]["total"] = "96.1"
    said = json.loads(folder.row("score_sheet", "D001|2026|1")["content"])
    said["lines"][0] |= {"entries": [], "points": "50"}
    content = json.dumps(said | {"total": "96.1"}, ensure_ascii=False)
    folder.change("score_sheet", "D001|2026|1", content=content, digest=digest(content), total=96.1)


def finding_about(folder: Folder, target: str) -> str:
    return next(str(x["key"]) for x in folder.records if x["record"] == "finding" and f"|{target}|" in x["key"])


def finding_of(folder: Folder, **values: Any) -> None:
    folder.change("finding", finding_about(folder, "T002"), **values)


def other_member(folder: Folder) -> None:
    """One is exchanged for a target that does not exist."""
    folder.change("sample", population=[[*x[:2], [*x[2][1:], "2026/T099"]] for x in folder.row("sample")["population"]])


def end(folder: Folder, event: str, state: str) -> None:
    """An entry that nobody ended counts no more, with a move that says so."""
    folder.add_move("negative_entry", ENTRY, event, state)
    folder.change("negative_entry", ENTRY, state=state)


def another_act(folder: Folder) -> None:
    """The entry is left out, and the signature is said to be that of a ruling."""
    left_out_entry(folder)
    for block in folder.blocks:
        if block["header"]["act"] == "sign_off":
            block["header"]["act"] = "rule_appeal"


def one_more_line(folder: Folder) -> None:
    """Of the approved text, with a total that is their sum."""
    said = json.loads(folder.row("score_sheet", "D001|2026|1")["content"])
    content = json.dumps(said | {"lines": [*said["lines"], said["lines"][-1]], "total": "96.5"}, ensure_ascii=False)
    folder.change("score_sheet", "D001|2026|1", content=content, digest=digest(content), total=96.5)


def class_with_grades(folder: Folder) -> None:
    """One is moved to a new class, so that the other one is the first of its class."""
    folder.change("unit_class", "D002|2026|1", name="乙类")
    folder.change("score_sheet", "D002|2026|1", unit_class="乙类", grade="二等奖")
    folder.change("score_sheet", "D001|2026|1", place=1)


# Each: the forgery, how it is named as a plain edit, and how in a rebuilt ledger.
EIGHTEEN: dict[str, tuple[Forgery, str, str]] = {
    "due date": (due_date, EDITED, "应为2026-03-31"),
    "secret": (record("sample", secret="cd" * 32), EDITED, "密数与承诺时公布的校验码不符。"),
    "population": (population, EDITED, "总体与承诺时公布的校验码不符。"),
    "rate": (rate, "的误差率，合计：按记录应为", "的误差率，合计：按记录应为"),
    "line": (sheet(lambda s: s["lines"][0].update(points="49")), "得分应为48，写的是49。", "得分应为48，写的是49。"),
    "total": (sheet(lambda s: s.update(total="97")), "合计应为94.1，写的是97。", "合计应为94.1，写的是97。"),
    "missing block": (leave_out_block, "与上一块不相接", "前后两次变动不相接"),
    "swapped blocks": (swap, "与上一块不相接", "封存时间缺失或早于上一块。"),
    "date of an exception": (
        record("score_exception", paper_date="2026-12-20"),
        EDITED,
        "文件日期在年终以前，或不是登记的机构决定的。",
    ),
    "second-level value": (record("second_level", value=99), EDITED, "二级考评与台账登记的不同。"),
    "grade": (
        record("score_sheet", "D001|2026|1", grade="一等奖"),
        EDITED,
        "应为甲类、2、二等奖，写的是甲类、2、一等奖。",
    ),
    "place": (record("score_sheet", "D001|2026|1", place=1), EDITED, "应为甲类、2、二等奖，写的是甲类、1、二等奖。"),
    "unused make-up day": (unused_day, EDITED, LISTED),
    "evidence": (evidence, MOVED, "内容或印证材料与组长签字时的校验码不同。"),
    "signer": (lambda f: finding_of(f, signed_by="别人"), EDITED, "签字的别人不是该核查组的组长。"),
    "doer": (doer, BLOCK, LISTED),
    "conclusion": (lambda f: finding_of(f, conclusion="fails"), EDITED, "却没有对应的负面清单条目"),
    "left-out entry": (left_out_entry, MOVED, "却没有对应的负面清单条目"),
}


def rewritten_policy(key: str, value: Any) -> Forgery:
    return lambda folder: folder.change("policy", f"{key}|1", value=value)


FURTHER: dict[str, tuple[Forgery, str, str]] = {
    "class": (record("unit_class", "D001|2026|1", name="乙类"), EDITED, "应为乙类、1、二等奖"),
    "class with its grades": (class_with_grades, EDITED, LISTED),
    "quota": (
        rewritten_policy("grade_quotas", [{"class": "", "shares": [["一等奖", "100"]], "rest": "二等奖"}]),
        EDITED,
        "D001：审定的类别、位次、等次应为甲类、2、一等奖",
    ),
    "individuals": (record("individuals", "D001|2026|1", excellent=3), EDITED, LISTED),
    "points of a setting": (rewritten_policy("negative_points", {"ordinary": ["-1"]}), EDITED, "设定negative_points"),
    "text of a sheet": (
        lambda f: f.change_content("D001|2026|1", second_level="3", total="94.7"),
        EDITED,
        "D001：二级考评与审定的得分表不同：按审定时的台账应为2.4，写的是3。",
    ),
    "one more line": (one_more_line, EDITED, "D001：部门、年度或九项与审定的得分表不同。"),
    "cut-off": (sheet(lambda s: s.update(until="2027-02-28")), "各部门的考评截止日不同。", "各部门的考评截止日不同。"),
    "confirmed-on date": (record("negative_entry", listed_on="2026-03-12"), EDITED, "与认定它的核查结果不同。"),
    "completion": (record("remediation", completed_on="2026-04-01"), EDITED, LISTED),
    "member of a population": (other_member, EDITED, "总体与承诺时公布的校验码不符。"),
    "deleted finding": (lambda f: f.drop("finding", about=finding_about(f, "T002")), MOVED, "抽中的目标没有都签字"),
    "correction of an entry": (lambda f: end(f, "correct", "corrected"), EDITED, NOT_CLEARED),
    "dismissal of an entry": (lambda f: end(f, "dismiss", "dismissed"), EDITED, NOT_CLEARED),
    "ruling on an entry": (lambda f: end(f, "withdraw", "withdrawn"), EDITED, "经裁定撤销，却没有撤销它的裁定。"),
    "act of a signature": (another_act, MOVED, "却没有对应的负面清单条目"),
    "signer of a paper": (record("leader_sheet", confirmed_by="别人"), EDITED, LISTED),
    "state": (record("negative_entry", state="corrected"), EDITED, "状态与台账的最后一次变动不同。"),
    "late": (record("obligation", "remediation||D001|2026/T001/1|1", late=True), EDITED, "是否逾期记错了。"),
    "words of a finding": (lambda f: finding_of(f, found="未完成"), EDITED, "内容或印证材料与组长签字时的校验码不同。"),
    "rating mean": (
        sheet(lambda s: s["lines"][6].update(given="100", points="3") or s.update(total="94.4")),
        "省领导评价与审定的得分表不同",
        "省领导评价与审定的得分表不同",
    ),
    "approval": (lambda f: f.forget("approve", "D001|2026|1"), MOVED, "D001：台账没有审定这份得分表的一块。"),
    "origin": (lambda f: f.drop("entry_origin", about=ENTRY), MOVED, f"负面清单条目 {ENTRY}：没有来源。"),
    "finding": (
        lambda f: f.drop("finding", about=f.row("entry_origin", ENTRY)["finding_id"]),
        MOVED,
        f"负面清单条目 {ENTRY}：没有认定它的核查结果。",
    ),
    "received on": (record("report", received_on="2026-11-30"), EDITED, LISTED),
}
