"""What the tests of 创新项目评选 share: units of all kinds, a call for applications, a project of D001."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Acting

UNITS = {"D001": "直接管理", "D002": "委托管理", "D003": "委托管理", "D004": "直接管理"}
OPENS, CLOSES = "2026-10-12", "2026-10-30"


@pytest.fixture
def paper(policy: str) -> dict[str, Any]:
    """A paper of the agency of 10 October."""
    return {"number": "黔目标办〔2026〕40号", "dated": "2026-10-10", "evidence": policy}


@pytest.fixture
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
def called(october: Acting, paper: dict[str, Any]) -> Acting:
    """Units may apply from 12 to 30 October; it is the 12th."""
    october.do("call_innovation", year=2026, opens_on=OPENS, closes_on=CLOSES, **paper)
    return october.on(OPENS)


@pytest.fixture
def project(policy: str) -> dict[str, Any]:
    """The project of D001 with the paper of its application."""
    paper = {"number": "黔一厅函〔2026〕9号", "dated": "2026-10-12", "evidence": policy}
    return {"department": "D001", "year": 2026, "project": "入学一次办", "content": "就近入学一次办结", **paper}
