"""Sample notices to the agency, and rare notices to an office."""

from datetime import date
from typing import Any

from models.rules.cycles import DUTY_OF
from models.rules.holiday_notice import Pressing
from models.rules.negative_list import FEEDBACK
from notifications.samples.parts import DEPARTMENT, ROAD, WATER, Context, context_of, told

REFORM_WITHDRAWN = {"what": "“省林业厅”更名为“省林业局”", "effective_on": "2026-03-04", "reason": "文件尚未印发"}


def samples() -> dict[str, tuple[Context, ...]]:
    start = date(2027, 1, 11)
    offices = {"省交通运输厅": 2, "省教育厅": 5, "省水利厅": 1}
    payload: dict[str, Any] = {"department": DEPARTMENT, "target": ROAD, "feedback": "剩余34公里已于9月30日全部完工"}
    fed_back = payload | {"within": FEEDBACK.due.words}
    day, without = date(2026, 10, 13), {"departments": [DEPARTMENT, "省教育厅"]}
    return {
        "opened_year_end_reverification": (context_of("agency", start, period="2026", departments=42),),
        "opened_for_agency": _opened_for_agency(),
        "missing": _missing(start),
        "missing_all": (context_of("agency", start, period="2026", offices=offices),),
        "liaison_missing": (
            *told("office", date(2026, 3, 2)),
            *told("agency", date(2026, 3, 2), without, without | {"unreachable": ["省教育厅"]}),
        ),
        "calendar_missing": _calendar_missing(),
        "agency_day": (_agency_day(),),
        "ledger_head": (_ledger_head(), _ledger_head(daily=True)),
        "date_moved": _date_moved(),
        "taken_over": _taken_over(),
        "reform_withdrawn": told("office head", date(2026, 3, 5), REFORM_WITHDRAWN),
        "fed_back": told("agency", day, *(fed_back | {"late": late} for late in (False, True))),
    }


def _missing(start: date) -> tuple[Context, ...]:
    gaps = [f"JT2026-01 {ROAD}（缺印证材料）", f"JT2026-07 {WATER}（缺填报和印证材料）"]
    many = [f"JT2026-{number:02d} 普通国省道养护提升工程第{number}标段（缺印证材料）" for number in range(1, 9)]
    own = ["JT2026-03验收单没有签字"]
    listed = (context_of("office", start, period="2026", missing=targets) for targets in (gaps, many))
    return *listed, context_of("office", date(2027, 1, 13), period="2026", missing=own, recorded=["JT2026-03"])


def _agency_day() -> Context:
    """Returns the agency's message of a day with more urgings than are shown."""
    urgings = [f"任务{7 + n}：2026年3月月度检查，电话询问，{DEPARTMENT}，联络员李明 13800000001" for n in range(10)]
    untold = [f"通知31：{DEPARTMENT}，逾期提醒，2026年3月月度检查，联络员李明 13800000001（没有可用的收件地址）"]
    lacking = [f"{DEPARTMENT}：没有联络员、主要领导"]
    sections: list[dict[str, Any]] = [
        {"title": "待明确整改时限", "number": 1, "lines": [f"{DEPARTMENT} {ROAD}"], "command": "mubiao entries --open"},
        {"title": "待催办", "number": 32, "lines": urgings, "command": "mubiao owed --overdue"},
        {"title": "待电话通知", "number": 1, "lines": untold, "command": "mubiao notices --untold"},
        {"title": "待补的部门信息", "number": 1, "lines": lacking, "command": "mubiao departments"},
    ]
    return context_of("agency", date(2026, 4, 23), sections=sections, runs={"planned": 165, "failed": 1})


def _opened_for_agency() -> tuple[Context, ...]:
    """Returns one notice about a duty of the agency, and one about a duty per key project."""
    rule = DUTY_OF["quality_report"].due
    report: dict[str, Any] = {
        "title": "2026年第一季度质量分析报告",
        "due": "2026-05-15",
        "why": f"{rule.basis}，{rule.words}；3月31日次日起算。",
        "to_do": "对照本季度的数据和负面清单，撰写目标完成质量分析报告",
        "projects": 0,
    }
    uploads: dict[str, Any] = {
        "title": "2026年4月目标云上传",
        "due": "2026-04-25",
        "why": "《目标管控》7.5，每月上传，当月25日前，逢休息日不顺延（日期标准未定，为本系统默认）。",
        "to_do": "上传重点项目当月实施进度（图片和视频）",
        "projects": 12,
    }
    return context_of("agency", date(2026, 5, 14), **report), context_of("agency", date(2026, 4, 1), **uploads)


def _calendar_missing() -> tuple[Context, ...]:
    meeting: dict[str, Any] = {"title": "2026年第四季度分析会", "due": "2027-01-22", "earliest": "2027-01-22"}
    feedback: dict[str, Any] = {"title": "整改反馈", "due": "2027-01-05", "earliest": "2027-01-04", "number": 3}
    stages: tuple[tuple[date, Pressing, list[Context], int, list[Context]], ...] = (
        (date(2026, 11, 1), Pressing.EXPECTED, [], 0, [meeting]),
        (date(2026, 12, 10), Pressing.LATE, [feedback], 42, [meeting]),
        (date(2027, 1, 1), Pressing.LACKING, [feedback, meeting | {"number": 42}], 42, []),
    )
    return tuple(
        context_of("agency", day, year=2027, advice=stage.label, deadlines=count, fixed=fixed, coming=coming)
        for day, stage, count, fixed, coming in stages
    )


def _ledger_head(*, daily: bool = False) -> Context:
    code = "3f2a9c4177b01d2ec0de51aa09f36b8412d7e0b4936cf85a1e70d24bb6839c15"
    payload: dict[str, Any] = {"height": 1286, "hash": code, "moves": 21873}
    return context_of("agency", date(2026, 4, 1), period="2026-04", as_of="2026-04-01", daily=daily, **payload)


def _date_moved() -> tuple[Context, ...]:
    why = "国务院办公厅关于2027年部分节假日安排的通知（国办发明电〔2026〕9号）"
    one = {"title": "2026年第四季度分析会", "from": "2027-01-22", "to": "2027-01-21"}
    many = [one | {"title": f"整改“第{number}标段”"} for number in range(1, 8)]
    return told("office", date(2026, 11, 10), *({"why": why, "moved": moved} for moved in ([one], many)))


def _taken_over() -> tuple[Context, ...]:
    day = date(2026, 11, 20)
    month = {"title": "2026年11月月度检查", "due": "2026-11-30"}
    remediations = [{"title": f"整改“第{number}标段用地报批”", "due": "2026-12-01"} for number in range(1, 32)]
    led = ["ZR2026-01 耕地保有量", "ZR2026-02 不动产登记提速"]
    many = [f"ZR2026-{number:02d} 第{number}批矿山修复" for number in range(1, 33)]
    land, planning = {"kind": "merge", "department": "省国土资源厅"}, {"kind": "transfer", "department": "省发展改革委"}
    payloads: tuple[dict[str, Any], ...] = (
        land | {"duties": [month], "targets": led},
        land | {"duties": [month, *remediations], "targets": many},
        land | {"duties": [month], "targets": []},
        land | {"duties": [], "targets": led},
        land | {"duties": [], "targets": []},
        planning | {"duties": [], "targets": led},
        planning | {"duties": remediations[:1], "targets": led},
    )
    reform: dict[str, Any] = {"effective_on": day.isoformat(), "basis": "黔机编〔2026〕12号"}
    return told("office head", day, *(reform | payload for payload in payloads))
