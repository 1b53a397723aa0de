"""Two entries of the roster with one name may be one person: where two people are asked for, they are not two (4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.conftest import SEEN_THERE

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

PARTY = {"credit_code": "91520000MA6AAAAA0X", "qualification": "甲级", "independence": "与受核查部门无业务往来"}
BOTH = "本机构/王文、中鼎公司/王文"
DOUBTED = "所写的2人都叫“王文”，不能确认是不同的人，请另定一人参加（4.3）。"


def register(acting: Acting) -> None:
    """王文 of the agency is on the roster as one of a third party too."""
    acting.do("register_third_party", name="中鼎公司", **PARTY)
    acting.do("register_inspector", name="王文", third_party="中鼎公司")


def test_they_are_no_team(roster: Acting) -> None:
    register(roster)
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", departments="D001", standard="绩效要求")
    team = {"inspection": "2026-1", "leader": "本机构/王文"}
    assert roster.refused("appoint_team", **team, members="中鼎公司/王文") == DOUBTED
    assert roster.do("appoint_team", **team, members="中鼎公司/王文、李天").counts == {"joined": 3}


def test_they_make_no_finding(issued: Acting, sql: Sql) -> None:
    register(issued)
    issued.do("replace_member", inspection="2026-1", member="李天", successor="中鼎公司/王文", reason="出差")
    found: dict[str, Any] = {"inspection": "2026-1", "target": "T001", "conclusion": "符合目标要求", "found": "属实"}
    found |= {"methods": "实地查看", "found_on": str(issued.day), "found_by": BOTH, "evidence": [str(SEEN_THERE)]}
    assert issued.refused("record_finding", **found) == DOUBTED
    assert sql.value("SELECT count(*) FROM finding") == 0


def test_they_do_not_recheck(failed: Acting) -> None:
    failed.do("sign_off", inspection="2026-1", leader="王文", limit="2026-10-20")
    today = failed.on("2026-09-21")
    today.do("declare_completion", target="T001", completed_on="2026-09-18", measures="补建34公里")
    today.do("file_feedback", target="T001", feedback="已通车")
    register(today)
    seen = {"target": "T001", "passed": True, "found": "属实", "evidence": [str(SEEN_THERE)]}
    assert today.refused("recheck", **seen, rechecked_by=BOTH, signed_by="本机构/王文") == DOUBTED


def test_they_visit_no_project_by_themselves(roster: Acting) -> None:
    project = {"编号": "T001", "年度": "2026", "目标名称": "目标T001", "责任部门": "D001", "下达日期": "2026-02-27"}
    roster.take("targets", {**project, "是否重点项目": "是"}, reason="录入时漏填")
    roster.on("2026-07-01").open("field_inspection", "2026Q3")
    register(roster)
    august = roster.on("2026-08-20")
    visit = {"target": "T001", "problems": "无", "assistance": "无", "visited_on": "2026-08-19"}
    assert august.refused("record_field_visit", **visit, visitors=BOTH) == DOUBTED
    assert august.do("record_field_visit", **visit, visitors=f"{BOTH}、李天").counts["recorded"] == 1
