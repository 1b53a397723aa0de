"""`mubiao innovations` and the acts of 创新项目评选 as they are typed: tables, JSON, refusals (1-2.16)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import SEEN_THERE, rehearse
from tests.databases import story

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao

JURY = ("陈一", "陈二", "陈三")
PAPER: dict[str, Any] = {"number": "1号", "dated": "2026-03-05", "evidence": str(SEEN_THERE)}
DECEMBER = ("--year", "2026", "--on", "2026-12-31")


def held(key: str, vote: str, reason: str = "") -> dict[str, Any]:
    """The same vote of each juror on a project, and its result."""
    votes = [{"juror": name, "project": key, "vote": vote} for name in JURY]
    return {"votes": votes, "results": [{"project": key, "result": vote, "reason": reason}]}


@pytest.fixture
@story
def applied(march: Acting) -> Acting:
    """D001 applies with 2026-1, and with 2026-2, which it withdraws; three jurors are listed."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "管理类别": "直接管理"})
    march.do("call_innovation", year=2026, opens_on="2026-03-05", closes_on="2026-03-31", **PAPER)
    for name in ("一次办", "数字档案"):
        fields = {"department": "D001", "year": 2026, "project": name, "content": "办", **PAPER}
        march.office("D001").do("apply_innovation", **fields)
    march.office("D001").do("withdraw_innovation", project="2026-2", reason="换一项")
    for name in JURY:
        march.do("register_juror", name=name, unit="省社会科学院")
    basis = {"basis": "2号", "valid_from": "2026-03-05"}
    march.do("set_policy", key="innovation_quorum", value="3", **basis)
    march.do("set_policy", key="innovation_prizes", value="一等奖3、二等奖2、三等奖1、鼓励奖0.5", **basis)
    return march


@pytest.fixture
@story
def judged(applied: Acting) -> Acting:
    """2026-1 was shortlisted on 1 April and has the first prize of 8 April."""
    minutes: dict[str, Any] = {"year": 2026, "number": "评1", "evidence": str(SEEN_THERE)}
    first, second = "2026-04-01", "2026-04-08"
    applied.on(first).do("record_expert_round", **minutes, held_on=first, dated=first, **held("2026-1", "入围"))
    onsite = {"place": "会议中心", **held("2026-1", "一等奖")}
    applied.on(second).do("record_onsite_round", **minutes, held_on=second, dated=second, **onsite)
    return applied


def test_people_read_the_prize_and_each_step_to_it(line: Mubiao, judged: Acting) -> None:
    assert judged.day.year == 2026
    said = line.done("innovations", *DECEMBER)
    assert said.splitlines()[-1] == "共2项。"
    first = next(row for row in said.splitlines() if row.startswith("2026-1"))
    assert first.split()[:4] == ["2026-1", "第001厅", "一次办", "一等奖"]
    assert next(row for row in said.splitlines() if row.startswith("2026-2")).split()[3] == "已撤回"


def test_the_json_has_rounds_votes_papers_and_what_made_the_state(line: Mubiao, judged: Acting) -> None:
    assert judged.day.year == 2026
    first, second = line.json("innovations", *DECEMBER)
    assert (first["state"], first["prize"], second["state"], second["prize"]) == ("awarded", "first", "withdrawn", "")
    assert [(held["stage"], held["number"], held["result"]) for held in first["rounds"]] == [
        ("expert", "评1", ["shortlisted", ""]),
        ("on_site", "评1", ["first", ""]),
    ]
    assert first["rounds"][1]["votes"] == dict.fromkeys(JURY, "first")
    assert first["why"][1:] == [
        "入围：2026-04-01专家初评，3人评审，3人评为入围（评1）",
        "一等奖：2026-04-08现场评审，3人评审，3人评为一等奖或更高（评1）",
    ]
    assert second["why"][-1] == "2026-03-05撤回：换一项"


@pytest.mark.parametrize(("named", "count"), [("D001", 2), ("第001厅", 2), ("第００１厅", 2), ("D002", 0)])
def test_a_department_is_named_by_code_or_name(line: Mubiao, judged: Acting, named: str, count: int) -> None:
    assert judged.day.year == 2026
    assert len(line.json("innovations", *DECEMBER, "--department", named)) == count


def test_an_unknown_department_is_refused_and_a_year_without_any_is_empty(line: Mubiao, judged: Acting) -> None:
    assert judged.day.year == 2026
    assert line.refused("innovations", "--department", "D099").startswith("部门“D099”不在部门名单中")
    assert line.json("innovations", "--year", "2025") == []
    said = line.done("innovations", *DECEMBER, "--department", "D002")
    assert said.endswith("2026年没有申报的创新项目。申报通知：mubiao act call_innovation。\n")


def test_before_the_day_of_its_application_a_project_is_not_listed(line: Mubiao, judged: Acting) -> None:
    assert judged.day.year == 2026
    assert line.json("innovations", "--year", "2026", "--on", "2026-03-04") == []
    assert len(line.json("innovations", "--year", "2026", "--on", "2026-03-05")) == 2


def test_without_a_year_it_is_that_of_the_day(line: Mubiao, judged: Acting) -> None:
    assert judged.day.year == 2026
    assert len(line.json("innovations", "--on", "2026-12-31")) == 2
    assert line.json("innovations", "--on", "2027-01-01") == []


@pytest.mark.parametrize("year", ["0", "9999", "今年", "-1"])
def test_a_year_that_is_none_is_refused(line: Mubiao, year: str) -> None:
    told = line.refused("innovations", "--year", year, code=2)
    assert told.startswith("用法有误：--year 填写有误，应为1到9998的整数。")


def test_a_round_is_typed_as_json_and_the_same_again_changes_nothing(
    line: Mubiao, applied: Acting, sql: Sql, tmp_path: Path
) -> None:
    assert applied.day.year == 2026
    rehearse()
    line.set(MUBIAO_HOME=str(tmp_path))  # where the pages of the applications are
    minutes = held("2026-1", "入围")
    rows = [word for name in minutes for word in (f"--{name}", json.dumps(minutes[name], ensure_ascii=False))]
    paper = ("--number", "评1", "--dated", "2026-04-01", "--evidence", str(SEEN_THERE))
    typed = ("act", "record_expert_round", "--year", "2026", "--held-on", "2026-04-01", *rows, *paper)
    done = line.json(*typed, "--on", "2026-04-01")
    assert done["words"] == "已登记2026年的专家初评：3人评审1项，入围1项。"
    assert line.json(*typed, "--on", "2026-04-01")["words"] == "2026年的专家初评此前已登记，未作改动。"
    assert sql.value("SELECT count(*) FROM innovation_round") == 1
