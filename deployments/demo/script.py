"""The script of the demonstration: its days, the runs that go through Prefect, and the acts of the agency."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from deployments.demo.offices import DemoAct
from deployments.filled_sheets import SITE_RECORD
from models.ledger.acts import Act
from models.ledger.agency_sheet.kind import Listed
from models.ledger.agency_sheet.year_end import list_reverifications
from models.ledger.cycle.pausing import pause_cycle, resume_cycle
from models.ledger.duty.urgings import register_urging
from models.ledger.inspection.conclusion import conclude_inspection
from models.ledger.inspection.evaluation import evaluate_department
from models.ledger.inspection.findings import record_finding
from models.ledger.inspection.plan import draft_inspection, issue_plan
from models.ledger.inspection.recheck import recheck
from models.ledger.inspection.roster import register_inspector
from models.ledger.inspection.sampling import commit_sample, draw_sample
from models.ledger.inspection.signing import list_finding, sign_off
from models.ledger.inspection.team import appoint_team
from models.ledger.jurisdiction import home
from models.ledger.negative_list.entries import set_limit
from models.ledger.negative_list.remediation import declare_completion, file_feedback
from models.ledger.registry.bodies import register_body
from models.ledger.registry.liaisons import appoint_liaison
from models.ledger.year_end.reverification import proposed_of, record_reverification
from models.rules.cycle import Cycle
from models.rules.cycles import (
    CYCLES,
    MID_YEAR_REVIEW,
    MONTHLY_CHECK,
    QUARTERLY_MEETING,
    YEAR_END_CHECK,
    YEAR_END_REVERIFICATION,
)
from models.rules.duties import OpenedFor
from models.rules.negative_list import REMEDIATION_FEEDBACK
from models.rules.self_check import SELF_CHECK
from models.statements import run

LAST_DAY = date(2027, 1, 31)
ROAD_OFFICE, ROAD_TARGET = "SJTT", "GZ2020-04-1"
RESCUE_OFFICE, RESCUE_TARGET = "SYJT", "GZ2021-10-1"


INSPECTORS = ("省直目标办 王文", "省直目标办 李天")
INSPECTION, YEAR_END = {"inspection": "2026-1"}, {"inspection": "2026-2"}
PLAN = {
    "kind": "专项核查",
    "title": "三季度重点项点现场核查",
    "purpose": "核实目标完成情况",
    "content": "对照绩效要求核实完成数量和质量",
    "methods": "实地查看",
    "standard": "目标绩效要求",
    "ends_on": date(2026, 9, 18),
    "requirements": "两人以上同时到场，逐项核实",
}


@dataclass(frozen=True, slots=True)
class Chapter:
    """One period of a cycle, reported after its last day."""

    title: str
    cycle: Cycle
    period: str
    until: date


CHAPTERS = (
    Chapter("三月月度检查", MONTHLY_CHECK, "2026-03", date(2026, 4, 8)),
    Chapter("第一季度目标完成情况分析会", QUARTERLY_MEETING, "2026Q1", date(2026, 4, 29)),
    Chapter("六月月度检查", MONTHLY_CHECK, "2026-06", date(2026, 7, 7)),
    Chapter("半年讲评（由计划自动启动）", MID_YEAR_REVIEW, "2026H1", date(2026, 7, 28)),
    Chapter("负面清单：整改与反馈", REMEDIATION_FEEDBACK, "", date(2026, 10, 21)),
    Chapter("年终检查备查", YEAR_END_CHECK, "2026", date(2027, 1, 15)),
    Chapter("第四季度自查", SELF_CHECK, "2026Q4", date(2027, 1, 20)),
    Chapter("年终复核", YEAR_END_REVERIFICATION, "2026", LAST_DAY),
)
# Runs through the Prefect server; on all other days the same steps run without it.
THROUGH_PREFECT: dict[str, tuple[date, ...]] = {
    "monthly_check": (date(2026, 6, 1),),
    "quarterly_meeting": (date(2026, 4, 1),),
    "remediation_feedback": (date(2026, 9, 30),),
    "year_end_check": (date(2026, 12, 1),),
    "year_end_reverification": (date(2026, 12, 15),),
    "daily_sweep": (date(2026, 4, 1), date(2027, 1, 11)),
    "deliver": (date(2026, 4, 1),),
}
# On these days nothing is opened, due or answered: they are left out, as if the machine had been off.
# One day of each month is lived: the head of the chain leaves every month.
LEFT_OUT = (
    (date(2026, 4, 4), date(2026, 4, 6)),
    (date(2026, 4, 11), date(2026, 4, 15)),
    (date(2026, 4, 30), date(2026, 5, 28)),
    (date(2026, 6, 2), date(2026, 6, 22)),
    (date(2026, 7, 8), date(2026, 7, 14)),
    (date(2026, 7, 25), date(2026, 7, 26)),
    (date(2026, 7, 29), date(2026, 8, 30)),
    (date(2026, 9, 1), date(2026, 9, 16)),
    (date(2026, 9, 19), date(2026, 9, 23)),
    (date(2026, 10, 1), date(2026, 10, 7)),
    (date(2026, 10, 22), date(2026, 11, 29)),
    (date(2026, 12, 2), date(2026, 12, 14)),
    (date(2026, 12, 16), date(2026, 12, 30)),
    (date(2027, 1, 16), date(2027, 1, 17)),
    (date(2027, 1, 21), date(2027, 1, 30)),
)
GROUP = "省直机关目标绩效管理领导小组"
PLANNED, VISITED, REVERIFY = date(2026, 12, 31), "SGAT", date(2027, 1, 20)


def agency_acts(session: Session, day: date) -> list[DemoAct]:
    """Returns the agency's acts on a day: its script, and calls about overdue obligations."""
    calls = [
        DemoAct(register_urging, {"urging": number, "outcome": "已联系目标办，答复尽快办理。"})
        for number in run(session, "SELECT id FROM urging WHERE state = 'proposed' ORDER BY id").scalars()
    ]
    of_day = {PLANNED: _plan_year_end, REVERIFY: _record_reverifications}
    return [*SCRIPT.get(day, []), *calls, *(of_day[day](session) if day in of_day else [])]


def _plan_year_end(session: Session) -> list[DemoAct]:
    """3.3: one department is visited; the plan names the others, by the decision of the year."""
    owed = [row.fields["department"] for row in list_reverifications(session, home(session), PLANNED) if row.owed]
    left = {code: "演示只到现场核查一个部门" for code in owed if code != VISITED}
    decided = {"decision_number": "黔目标〔2026〕40号", "decision_date": PLANNED, "evidence": [str(SITE_RECORD)]}
    decided |= {"decision_by": GROUP}
    of_year = {"kind": "年度核查", "title": "年终现场复核", "period": "2026", "ends_on": date(2027, 1, 8)}
    plan = PLAN | of_year | decided | {"departments": [VISITED], "unvisited": left}
    return [
        _agency_act(register_body, kind="领导小组", name=GROUP),
        _agency_act(draft_inspection, **plan),
        _agency_act(commit_sample, subject="2026-2", year=2026, take=1, secret="1" * 64),
        _agency_act(draw_sample, subject="2026-2"),
        _agency_act(appoint_team, **YEAR_END, leader=INSPECTORS[0], members=[INSPECTORS[1]]),
        _agency_act(issue_plan, **YEAR_END, document_number="黔目标办〔2026〕31号"),
    ]


def _record_reverifications(session: Session) -> list[DemoAct]:
    owed = [row for row in list_reverifications(session, home(session), REVERIFY) if row.owed]
    return [_reverification_of(session, row) for row in owed]


def _reverification_of(session: Session, row: Listed) -> DemoAct:
    of = {"department": row.fields["department"], "period": row.fields["period"]}
    proposed = [f"{code}拟列入负面清单" for code in proposed_of(session, home(session), 2026, of["department"])]
    missing = "；".join(filter(None, (row.shown["gaps"], *proposed)))
    beyond = "在线复核提出，尚待现场认定" if proposed else ""
    return DemoAct(record_reverification, of | {"complete": not missing, "missing": missing, "beyond": beyond})


def _agency_act(act: Act[Any], **data: Any) -> DemoAct:  # noqa: ANN401 - an act's input
    return DemoAct(act, data)


def _office_act(office: str, act: Act[Any], **data: Any) -> DemoAct:  # noqa: ANN401 - an act's input
    return DemoAct(act, data, office)


def _finding(target: str, found: str, on: date = date(2026, 9, 17), **more: Any) -> DemoAct:  # noqa: ANN401
    failed = {**INSPECTION, "conclusion": "未按质按量完成", "methods": "实地查看"}
    seen = {"found": found, "found_on": on, "found_by": INSPECTORS, "evidence": [str(SITE_RECORD)]}
    return DemoAct(record_finding, failed | seen | {"target": target} | more)


def _recheck(target: str, found: str) -> DemoAct:
    people = {"rechecked_by": INSPECTORS, "signed_by": INSPECTORS[0], "evidence": [str(SITE_RECORD)]}
    return _agency_act(recheck, target=target, passed=True, found=found, **people)


def _listing(target: str, limit: date) -> list[DemoAct]:
    listed = _agency_act(list_finding, **INSPECTION, target=target, leader=INSPECTORS[0])
    return [listed, _agency_act(set_limit, target=target, limit=limit)]


# Only duties of departments are shown: the agency's cycles are paused, with this reason on record.
OF_AGENCY = [cycle.key for cycle in CYCLES if cycle.whose is not OpenedFor.DEPARTMENTS]
PAUSE_REASON = "演示只走部门应办的周期。"
# Each chapter shows one period of a cycle; the others are paused, too: a year of all periods takes twice as long.
OTHER_PERIODS = "演示只走各章所列的期间。"


def _pause(cycle: Cycle, since: date) -> DemoAct:
    return _agency_act(pause_cycle, cycle=cycle.key, reason=OTHER_PERIODS, **{"from": since})


def _resume(cycle: Cycle, since: date) -> DemoAct:
    return _agency_act(resume_cycle, cycle=cycle.key, reason=OTHER_PERIODS, **{"from": since})


SCRIPT: dict[date, list[DemoAct]] = {
    date(2026, 3, 2): [
        *(_agency_act(pause_cycle, cycle=key, reason=PAUSE_REASON) for key in OF_AGENCY),
        _pause(MONTHLY_CHECK, date(2026, 4, 1)),
        _pause(SELF_CHECK, date(2026, 3, 2)),
    ],
    date(2026, 5, 29): [_resume(MONTHLY_CHECK, date(2026, 6, 1))],
    date(2026, 6, 30): [_pause(MONTHLY_CHECK, date(2026, 7, 1)), _pause(QUARTERLY_MEETING, date(2026, 7, 1))],
    date(2026, 12, 31): [_resume(SELF_CHECK, date(2027, 1, 1))],
    date(2027, 1, 4): [
        _finding("GZ2017-10-1", "安装2.1万个。", date(2027, 1, 4), **YEAR_END, year=2026, conclusion="符合目标要求"),
        _agency_act(sign_off, **YEAR_END, leader=INSPECTORS[0]),
        _agency_act(evaluate_department, **YEAR_END, department=VISITED, overall="目标按期完成。"),
        _agency_act(conclude_inspection, **YEAR_END),
    ],
    date(2026, 4, 10): [_agency_act(appoint_liaison, department="STGJ", name="省通信管理局联络员")],
    date(2026, 9, 17): [
        *(_agency_act(register_inspector, name=name) for name in INSPECTORS),
        _agency_act(draft_inspection, **PLAN),
        _agency_act(appoint_team, **INSPECTION, leader=INSPECTORS[0], members=[INSPECTORS[1]]),
        _agency_act(issue_plan, **INSPECTION, document_number="黔目标办〔2026〕20号"),
        _finding(ROAD_TARGET, "现场核查，县乡公路路面改善完成3120公里，未达4000公里的目标要求。"),
        _finding(RESCUE_TARGET, "现场核查，乡镇应急救援站建成131个，未达150个的目标要求。"),
    ],
    date(2026, 9, 18): [
        *_listing(ROAD_TARGET, date(2026, 10, 20)),
        *_listing(RESCUE_TARGET, date(2026, 9, 30)),
        _agency_act(conclude_inspection, **INSPECTION),
    ],
    date(2026, 9, 29): [
        _office_act(
            RESCUE_OFFICE,
            declare_completion,
            target=RESCUE_TARGET,
            completed_on=date(2026, 9, 29),
            measures="增加施工队伍。",
        )
    ],
    date(2026, 9, 30): [
        _office_act(
            ROAD_OFFICE,
            declare_completion,
            target=ROAD_TARGET,
            completed_on=date(2026, 9, 30),
            measures="倒排工期，逐段验收。",
        )
    ],
    date(2026, 10, 12): [
        _office_act(ROAD_OFFICE, file_feedback, target=ROAD_TARGET, feedback="剩余880公里已全部完工并通过验收。")
    ],
    date(2026, 10, 14): [_recheck(ROAD_TARGET, "现场复查，4000公里全部完成。")],
    date(2026, 10, 16): [
        _office_act(RESCUE_OFFICE, file_feedback, target=RESCUE_TARGET, feedback="剩余19个救援站已建成。")
    ],
    date(2026, 10, 19): [_recheck(RESCUE_TARGET, "现场复查，150个救援站全部建成。")],
}
