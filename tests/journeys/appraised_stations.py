"""The stations of 2026 to January: targets, what was listed, projects, a merger, the year-end check, ratings."""

from __future__ import annotations

import json

from models.rules.cycles import YEAR_END_CHECK, YEAR_END_REVERIFICATION
from tests.journeys.appraisal_year import (
    CODES,
    FIRST_CLASS,
    LEADERS,
    MARKS,
    MERGED,
    PAGE,
    PAPER,
    SECOND_CLASS,
    SETTINGS,
    SUCCESSOR,
    Year,
    departments,
    paper,
    targets,
    votes,
)

GROUP = "省直机关目标绩效管理领导小组"
WINNER, UNLUCKY, LOW = "SKJT", "SDKJ", "SDAG"
MADE_GOOD, CONTESTED, EXEMPT, EXCLUDED = "SFGW", "SZRT", "TSW", "SDKJ"
LISTED = {f"{MERGED}-1", f"{MADE_GOOD}-1", f"{CONTESTED}-2"}
TIED = ("SLYJ", "SMZT")
AT_WORK = (YEAR_END_CHECK, YEAR_END_REVERIFICATION)
JURORS = ("陈一", "陈二", "陈三")
FREE = "01-01 02-08 02-09 02-10 02-11 04-05 05-03 05-04 06-09 09-15 10-01 10-04 10-05"
HOLIDAYS = [
    {
        "date": f"2027-{day}",
        "kind": "holiday",
        "name": "放假",
        "notice_title": "国务院办公厅关于2027年部分节假日安排的通知",
        "notice_number": "国办发明电〔2026〕12号",
        "notice_date": "2026-12-10",
    }
    for day in FREE.split()
]


def second_level(code: str) -> int:
    """95 for the first and one less for each that follows, but as much for the second of the tie as for the first."""
    return second_level(TIED[0]) if code == TIED[1] else 95 - CODES.index(code)


def set_up(s: Year) -> None:
    """Departments, people, settings but one, and the targets of the year."""
    s.take("departments", departments())
    leaders = [{"部门编码": "AGENCY", "角色": "省领导", "姓名": name} for name in LEADERS]
    s.take("contacts", [*leaders, {"部门编码": "SJTT", "角色": "分管省领导", "姓名": "赵立"}])
    s.act("register_body", kind="领导小组", name=GROUP)
    for key, value in SETTINGS.items():
        s.act("set_policy", key=key, value=value, basis="演示规〔2026〕1号", **{"valid-from": "2026-01-01"})
    s.at("2026-03-02")
    assert "新增60" in s.take("targets", targets(), "--taken-over", "黔目标〔2026〕2号", "2026-03-02")


def listed(s: Year) -> None:
    """Three targets are found undone on site and listed with the signature of the leader; one is made good."""
    s.at("2026-09-14")
    for name in ("王文", "李天"):
        s.act("register_inspector", name=name)
    plan = {"purpose": "核实", "content": "对照绩效要求", "methods": "实地查看", "standard": "绩效要求"}
    plan |= {"requirements": "两人到场", "ends_on": "2026-09-30"}
    s.act("draft_inspection", kind="专项核查", title="第三季度核查", **plan)
    s.act("appoint_team", inspection="2026-1", leader="王文", members="李天")
    s.act("issue_plan", inspection="2026-1", document_number="演示核〔2026〕1号")
    found = {"conclusion": "未按质按量完成", "found": "尚未完工", "methods": "实地查看", "evidence": PAPER}
    for target in sorted(LISTED):
        s.act(
            "record_finding",
            inspection="2026-1",
            target=target,
            found_on="2026-09-14",
            found_by="王文、李天",
            **found,
        )
    signed = {"paper": "演示签〔2026〕1号", "paper_date": "2026-09-14"}
    s.act("sign_off", inspection="2026-1", leader="王文", limit="2026-10-30", **signed)
    s.at("2026-09-28")
    mended = {"by": f"{MADE_GOOD}/目标办", "target": f"{MADE_GOOD}-1", "source": "纸质", "source-note": "来函"}
    s.act("declare_completion", **mended, completed_on="2026-09-28", measures="已建成")
    s.act("file_feedback", **mended, feedback="已建成")
    seen = {"rechecked_by": "王文、李天", "signed_by": "王文", "found": "属实", "evidence": PAPER}
    s.act("recheck", target=f"{MADE_GOOD}-1", passed="是", **seen, paper="演示签〔2026〕2号", paper_date="2026-09-28")


def innovated(s: Year) -> None:
    """Two units apply, one is refused for its rank; one gets the first prize, one does not pass the experts."""
    s.at("2026-10-10")
    for code, rank in ((UNLUCKY, "副厅级"), (LOW, "副厅级以下")):
        s.act(
            "register_rank", department=code, rank=rank, since="2018-12-01", **paper("演示编〔2018〕7号", "2018-12-01")
        )
    s.act(
        "call_innovation",
        year="2026",
        opens_on="2026-10-12",
        closes_on="2026-10-30",
        **paper("演示办〔2026〕40号", "2026-10-10"),
    )
    s.at("2026-10-12")
    asked = {"year": "2026", "content": "网上一次办结", **paper("演示函〔2026〕9号", "2026-10-12")}
    for code in (WINNER, UNLUCKY):
        s.act("apply_innovation", by=f"{code}/目标办", department=code, project=f"{code}项目", **asked)
    refusal = s.refused("apply_innovation", by=f"{LOW}/目标办", department=LOW, project="档案上网", **asked)
    assert "副厅级以下" in refusal
    for name in JURORS:
        s.act("register_juror", name=name, unit="演示大学")
    s.at("2026-11-05")
    experts = {"2026-1": "入围", "2026-2": "不入围"}
    passed = [{"project": "2026-1", "result": "入围"}, {"project": "2026-2", "result": "不入围", "reason": "成效未显"}]
    first = {"year": 2026, "held_on": "2026-11-05", "number": "演示评〔2026〕1号", "dated": "2026-11-05"}
    s.filed("record_expert_round", {**first, "evidence": [PAPER], "votes": votes(JURORS, experts), "results": passed})


def judged(s: Year) -> None:
    """On site in December, the only project left gets the first prize."""
    s.at("2026-12-09")
    prize = [{"project": "2026-1", "result": "一等奖"}]
    second = {"year": 2026, "held_on": "2026-12-08", "number": "演示评〔2026〕2号", "dated": "2026-12-09"}
    judged_so = {"evidence": [PAPER], "votes": votes(JURORS, {"2026-1": "一等奖"}), "results": prize}
    s.filed("record_onsite_round", {**second, "place": "会议中心", **judged_so})


def merged(s: Year) -> None:
    """One department ends in November; its successor takes what it led, and its entry (A54)."""
    s.at("2026-11-20")
    told = s.act(
        "merge_department", department=MERGED, successor=SUCCESSOR, effective_on="2026-11-20", basis="演示编1号"
    )
    assert "承接" in told


def checked(s: Year) -> None:
    """All targets but the listed ones and one are declared complete at the year-end check."""
    s.at("2026-12-18")
    s.take("calendar", HOLIDAYS)
    done = {"进度": 100, "状态": "已完成", "来源": "纸质", "来源说明": "来函", "收到日期": "2026-12-18"}
    left = {*LISTED, f"{EXEMPT}-2"}
    assert "年终检查备查共60行：新增56，更改0，未变4" in s.fill(
        "year-end-filings", lambda row: {} if row["目标编号"] in left else done
    )


def opened(s: Year) -> None:
    """The year-end check opens by its flow."""
    s.at("2026-12-01", "08:30")
    assert "29" in s.done("run", "year_end_check")


def rated(s: Year) -> None:
    """Three leaders rate every department, typed by one person and read by another; who is not entitled is refused."""
    s.by("王文").at("2027-01-20")
    for cycle in AT_WORK:
        s.done("run", cycle.key)
    mark = json.dumps([{"department": "SJTT", "mark": "90"}])
    given = {"year": "2026", "ratings": mark, "rated_on": "2027-01-18", "evidence": PAPER}
    refusal = s.refused("enter_leader_ratings", rated_by="赵立", **given)
    assert "“赵立”在2027-01-18不是登记在管理机构的省领导，不能评价" in refusal
    scale = dict(zip(LEADERS, MARKS, strict=True))
    page = {"评价日期": "2027-01-18", "评价表原件": PAGE}
    assert s.fill("leader-ratings", lambda row: {"评价": scale[row["省领导"]], **page}).count("待另一人对照原件") == 3
    s.act("set_policy", key="four_eyes", value="须另一人", basis="演示规〔2026〕1号", **{"valid-from": "2026-01-01"})
    twice = s.fill("leader-readings", lambda row: {"评价": scale[row["省领导"]]}, refused=True)
    assert "另一人" in twice
    same = s.by("李明").fill("leader-readings", lambda row: {"评价": scale[row["省领导"]]}, refused=True)
    assert same.count("请另一人用自己的账户办理") == len(LEADERS)  # one account, whatever the name
    signed = {"签字文件文号": "演示核签〔2027〕1号", "签字文件日期": "2027-01-18"}
    said = s.fill("leader-readings", lambda row: {"评价": scale[row["省领导"]], **signed})
    assert said.count("2026年对29个部门的评价已核对，计入考评") == len(LEADERS)


def valued(s: Year) -> None:
    """The second level, the class of each unit, who took no part in the projects, and one unit without a grade."""
    s.by("王文")
    page = {"依据文号": "演示办〔2027〕3号", "文件日期": "2027-01-12", "依据文件": PAGE}
    said = s.fill("second-level", lambda row: {"二级考评得分": second_level(row["部门编码"]), **page})
    assert "二级考评共29行" in said  # the department that ended is not in the sheet
    classes = dict.fromkeys(FIRST_CLASS, "甲类") | dict.fromkeys(SECOND_CLASS, "乙类")
    assert "单位类别共29行" in s.fill("unit-classes", lambda row: {"单位类别": classes[row["部门编码"]], **page})
    absent = [code for code in (*FIRST_CLASS, *SECOND_CLASS) if code not in (WINNER, UNLUCKY)]
    for code in absent:
        s.act(
            "record_innovation",
            department=code,
            year="2026",
            prize="未参加",
            **paper("演示办〔2027〕2号", "2027-01-11"),
        )
    why = {"kind": "取消", "reason": "一票否决", "basis": "考评办法第十三条"}
    s.act("appraise_without_grade", department=EXCLUDED, year="2026", **why, **paper("演示办〔2027〕5号", "2027-01-13"))


def excepted(s: Year) -> None:
    """Papers of the leading group end what this year did not do: evidence, re-verification, survey, inspection."""
    every = "、".join(code for code in CODES if code != MERGED)
    lines = {"申报完成缺印证材料": every, "未作年终复核": every, "没有公众测评": ""}
    sheets = json.loads(s.done("scores", "--year", "2026", "--json"))
    lines["没有签字的核查"] = "、".join(each["code"] for each in sheets if "没有签字的核查" in "".join(each["lacks"]))
    for number, (line, codes) in enumerate(lines.items(), 11):
        decided = {"decided_by": GROUP, "reason": "演示年度未开展", **paper(f"演示组〔2027〕{number}号", "2027-02-25")}
        if codes or line == "没有公众测评":
            s.act("except_line", year="2026", line=line, **({"departments": codes} if codes else {}), **decided)
