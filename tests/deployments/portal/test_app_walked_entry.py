"""One entry of the negative list, from its proposal to its recheck, in a real browser: by links and forms only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acting import SEEN_THERE
from tests.deployments.portal.conftest import Desk
from tests.deployments.portal.site import Walk, walked
from tests.deployments.portal.test_acts_walked import DONE_BY, PLAN, SEEN, colleague, paper
from tests.deployments.portal.test_app_walked import SEND

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Photograph, Sql

pytestmark = [pytest.mark.process, pytest.mark.exhaustive]

TEAMS = {"王文": "郑玲", "李天": "韩丽"}
STATES = "SELECT state FROM negative_entry UNION ALL SELECT state FROM appeal"


def do(walk: Walk, **fields: str) -> None:
    """Fill in the form of an act and do it."""
    assert "已办理。" in (shown := walk.send(SEND, **fields)), shown


def come(walk: Walk, name: str, day: int = 0) -> str:
    """Another person signs in at the same browser, on another day if one is given; returns what is read first."""
    walk.page.click("header form button:not([name])")
    if day:
        walk.site.desk.at(10, day=day)
    return walk.sign_in(name)


def inspect(walk: Walk, leader: str, number: int, **found: str) -> None:
    """From the form of 安排核查 on, issue the plan and record what its team saw of T003."""
    team = {"leader": leader, "members": TEAMS[leader], "document_number": f"黔目标办〔2026〕{number}号"}
    do(walk, title=f"核查{number}", **PLAN, **team)
    of_inspection(walk, "记录核查结果", number)
    walk.page.choose("evidence", SEEN_THERE)
    do(walk, **SEEN, **found, found_by=f"{leader}、{TEAMS[leader]}")


def of_inspection(walk: Walk, title: str, number: int) -> None:
    """Open the form of an act from the row of the inspection."""
    walk.follow("名册")
    walk.follow("核查")
    walk.follow(title, f"2026-{number}")


def test_an_entry_is_walked_from_its_proposal_to_its_recheck(
    agency: Desk, tmp_path: Path, sql: Sql, photograph: Photograph
) -> None:
    colleague(agency)
    Desk(agency.acting).first()
    agency.at(10)
    with walked(agency, tmp_path / "browser") as walk:
        walk.at("/day")
        walk.sign_in("AGENCY/王文")
        propose(walk)
        list_it(walk)
        come(walk, "第002厅/李明")
        contest(walk, photograph("现场.jpg", 3))
        come(walk, "AGENCY/王文")
        of_appeal(walk, "受理申诉")
        do(walk)
        come(walk, "AGENCY/李天", 6)
        rule(walk)
        come(walk, "第002厅/李明", 9)
        remedy(walk)
        come(walk, "AGENCY/王文", 18)
        walk.follow("办理", "整改复查“目标T003”")
        walk.follow("复查整改", "T003")
        walk.page.choose("evidence", SEEN_THERE)
        found = {"found": "现场属实", "rechecked_by": "王文、郑玲", "signed_by": "王文", **paper(3, "2026-03-18")}
        do(walk, passed="是", **found)
    assert sql.column(STATES) == ["made_good", "ruled"]
    assert sql.column(DONE_BY) == ["李天（网页账号3）", "王文（网页账号2）"]


def contest(walk: Walk, photograph: Path) -> None:
    """The office contests the entry with a photograph."""
    walk.follow("整改“目标T003”")
    walk.page.choose("evidence", photograph)
    assert "已对“目标T003”提出申诉" in walk.send(SEND, ground="另有34公里已完工")


def remedy(walk: Walk) -> None:
    """The office remedies the entry and feeds back."""
    walk.follow("整改“目标T003”")
    assert "已申报完成" in walk.send(SEND, measures="增加两个班组", completed_on="2026-03-09")
    walk.follow("应办")
    walk.follow("整改反馈“目标T003”")
    assert "已收到" in walk.send(SEND, feedback="全部完工，已通车")


def of_appeal(walk: Walk, title: str) -> None:
    """Open the form of an act from the row of the appeal."""
    walk.follow("今日工作")
    walk.follow("全部", "待答复的申诉")
    walk.follow(title, "T003")


def list_it(walk: Walk) -> None:
    """Confirm T003 on site and list it; the office is told of its limit."""
    walk.follow("今日工作")
    walk.follow("全部", "待认定的拟列入")
    walk.follow("安排核查", "T003")
    inspect(walk, "王文", 1, found="完成86公里", found_on="2026-03-05")
    of_inspection(walk, "列入负面清单", 1)
    do(walk, target="T003", leader="王文", **paper(1, "2026-03-05"))
    walk.follow("今日工作")
    walk.follow("全部", "待明确整改时限")
    walk.follow("明确整改时限", "T003")
    do(walk, limit="2026-03-31")


def rule(walk: Walk) -> None:
    """Let others go there again, and rule."""
    of_appeal(walk, "安排核查")
    inspect(walk, "李天", 2, found="完成86公里", found_on="2026-03-06")
    of_inspection(walk, "核查结果签字", 2)
    do(walk, leader="李天", **paper(2, "2026-03-06"))
    of_appeal(walk, "裁定申诉")
    do(walk, ruling="维持", reason="复核结果与原认定一致")


def propose(walk: Walk) -> None:
    """Propose T003, and register who goes there."""
    walk.follow("办理")
    walk.follow("拟列入负面清单")
    do(walk, target="T003", way="在线", finding="台账显示未完工", found_on="2026-03-05")
    walk.follow("全部操作")
    walk.follow("登记核查人员")
    for team in TEAMS.items():
        for name in team:
            do(walk, name=name)
