"""What the tests of 创新项目评选 share: units of all kinds, a call for applications, a project of D001."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

Stored = Callable[[], dict[str, list[str]]]
STORED = (
    *("innovation_call", "innovation_project", "innovation_round", "innovation", "juror", "juror_tie"),
    *("department_rank", "notice", "exhibit", "transition", "block"),
)

UNITS = {"D001": "直接管理", "D002": "委托管理", "D003": "委托管理", "D004": "直接管理"}
OPENS, CLOSES = "2026-10-12", "2026-10-30"


@pytest.fixture
def paper(policy: str) -> dict[str, Any]:
    """A paper of the agency of 10 October."""
    return {"number": "黔目标办〔2026〕40号", "dated": "2026-10-10", "evidence": policy}


@pytest.fixture
@story
def october(march: Acting, paper: dict[str, Any]) -> Acting:
    """D001 and D004 are managed directly; D002 (副厅级) and D003 (below) are delegated; it is 10 October."""
    march.take(
        "departments",
        *(
            {"编码": code, "名称": f"第{code[1:]}厅", "管理类别": how, "目标办邮箱": f"{code.lower()}@example.org"}
            for code, how in UNITS.items()
        ),
    )
    acting = march.on("2026-10-10")
    for code, rank in (("D002", "副厅级"), ("D003", "副厅级以下")):
        acting.do("register_rank", department=code, rank=rank, since="2018-12-01", **paper)
    return acting


@pytest.fixture
@story
def called(october: Acting, paper: dict[str, Any]) -> Acting:
    """Units may apply from 12 to 30 October; it is the 12th."""
    october.do("call_innovation", year=2026, opens_on=OPENS, closes_on=CLOSES, **paper)
    return october.on(OPENS)


@pytest.fixture
def project(policy: str) -> dict[str, Any]:
    """The project of D001 with the paper of its application."""
    paper = {"number": "黔一厅函〔2026〕9号", "dated": "2026-10-12", "evidence": policy}
    return {"department": "D001", "year": 2026, "project": "入学一次办", "content": "就近入学一次办结", **paper}


JURY = ("陈一", "陈二", "陈三")


@pytest.fixture
@story
def applied(called: Acting, project: dict[str, Any]) -> Acting:
    """D001 applies with 2026-1 and 2026-2, D002 with 2026-3; three jurors are listed, three are needed."""
    called.office("D001").do("apply_innovation", **project)
    called.office("D001").do("apply_innovation", **project | {"project": "一网通办"})
    called.office("D002").do("apply_innovation", **project | {"department": "D002", "project": "数字档案"})
    for name in JURY:
        called.do("register_juror", name=name, unit="省社会科学院")
    basis = {"basis": "黔目标办〔2026〕41号", "valid_from": "2026-10-12"}
    called.do("set_policy", key="innovation_quorum", value="3", **basis)
    called.do("set_policy", key="innovation_prizes", value="一等奖3、二等奖2、三等奖1、鼓励奖0.5", **basis)
    return called.on("2026-11-05")


@pytest.fixture
def minutes(policy: str) -> dict[str, Any]:
    """The minutes of a round of 5 November."""
    return {"year": 2026, "held_on": "2026-11-05", "number": "评1", "dated": "2026-11-05", "evidence": policy}


@pytest.fixture
def expert(minutes: dict[str, Any]) -> dict[str, Any]:
    """2026-1 and 2026-3 are shortlisted, 2026-2 is not."""
    votes = {"2026-1": "入围 入围 不入围", "2026-2": "不入围 不入围 入围", "2026-3": "入围 入围 入围"}
    results = {"2026-1": "入围", "2026-2": "不入围：成效尚未显现", "2026-3": "入围"}
    return minutes | {"votes": votes_of(votes), "results": results_of(results)}


@pytest.fixture
def onsite(minutes: dict[str, Any]) -> dict[str, Any]:
    """2026-1 has the second prize, 2026-3 none."""
    days = {"held_on": "2026-12-08", "dated": "2026-12-09", "number": "评2", "place": "省政府会议中心"}
    votes = {"2026-1": "一等奖 二等奖 三等奖", "2026-3": "未获奖 未获奖 鼓励奖"}
    results = {"2026-1": "二等奖", "2026-3": "未获奖：推广价值有限"}
    return minutes | days | {"votes": votes_of(votes), "results": results_of(results)}


def votes_of(votes: dict[str, str]) -> list[dict[str, str]]:
    """The votes of the jury: `votes_of({"2026-1": "入围 入围 不入围"})`."""
    return [
        {"juror": name, "project": key, "vote": vote}
        for key, line in votes.items()
        for name, vote in zip(JURY, line.split(), strict=False)
    ]


def results_of(results: dict[str, str]) -> list[dict[str, str]]:
    """The results, each with its reason after a colon."""
    parts = {key: line.partition("：") for key, line in results.items()}
    return [{"project": key, "result": part[0], "reason": part[2]} for key, part in parts.items()]


@pytest.fixture
def stored(sql: Sql) -> Stored:
    """Every row that an act of 创新项目评选 could write: a refusal leaves them as they were."""
    return lambda: {table: sql.column(f"SELECT r::text FROM {table} r ORDER BY 1") for table in STORED}  # noqa: S608
