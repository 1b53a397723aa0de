"""The year of go-live: with two papers and nothing else no department has a total; each line has its way out (A37)."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.periods_ahead import periods_ahead
from tests.models.ledger.appraisal.year import GROUP, rate, set_all
from tests.models.ledger.draft.lists import PAPER as FILE
from tests.models.ledger.score.appraisal import excepted

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Make
    from tests.deployments.conftest import Mubiao

CODES = ("D001", "D002", "D003")
MARCH = ("--year", "2026", "--on", "2027-03-01")
CYCLES = ("year_end_check", "year_end_reverification")
ENDS = {"decided_by": GROUP, "number": "黔目标〔2027〕9号", "dated": "2027-01-15", "evidence": str(FILE)}


@pytest.fixture(params=["2026-07-06", "2026-12-20"])
def january(
    request: pytest.FixtureRequest, founded_line: Mubiao, anyone: Acting, departments: Make, targets: Make
) -> Acting:
    """Three departments with a target each, rated; two papers end what is the same for all. It is 20 January 2027."""
    founded_line.done("init", "--jurisdiction", "贵州省", "--go-live", request.param)
    departments(3)
    for code in CODES:
        targets(code)
    live = anyone.on(request.param)
    set_all(live)
    live.do("register_body", kind="领导小组", name=GROUP, basis="1号", valid_from="2026-01-01")
    january = anyone.on("2027-01-20")
    rate(january, *CODES)
    excepted(january, str(FILE), "没有公众测评")
    excepted(january, str(FILE), "没有签字的核查", *CODES)
    return january


def test_two_papers_alone_give_no_total_and_each_line_says_how_it_is_ended(
    founded_line: Mubiao, january: Acting
) -> None:
    rows = json.loads(founded_line.done("scores", *MARCH, "--json"))
    assert [(row["total"], len(row["lacks"])) for row in rows] == [(None, 2)] * 3
    for row in rows:
        for cycle, words in zip(CYCLES, row["lacks"], strict=True):
            assert f"open_cycle --cycle {cycle} --period 2026 --before-go-live 是 --reason 原因；或由文件" in words
    graded = json.loads(founded_line.done("grades", *MARCH, "--json"))
    assert {(row["place"], row["grade"]) for row in graded["departments"]} == {(None, None)}
    told = january.on("2027-03-01").refused("draft_appraisal", year=2026, due="2027-03-05")
    assert "第001厅、第002厅、第003厅：目标未申报完成也未列入负面清单（2026年年终检查在启用以前开始" in told


def test_what_was_never_opened_is_told_on_mondays_and_opens_with_the_act_that_is_named(
    founded_line: Mubiao, january: Acting
) -> None:
    assert "不会开启的周期" in founded_line.done("today", "--on", "2027-01-25")
    for cycle in CYCLES:
        january.do("open_cycle", cycle=cycle, period="2026", before_go_live="是", reason="年内启用")
    with begin() as session:
        assert not any("年终" in str(each) for each in periods_ahead(session, 2, january.day))
    january.office("D001").report("D001", "2026", "T001", name="file_year_end_check", progress=100)
    own = founded_line.done("scores", *MARCH, "--department", "D001")
    assert "还缺：1个目标申报完成，没有印证材料：T001（attach_evidence）。" in own


def test_papers_end_the_lines_instead(founded_line: Mubiao, january: Acting) -> None:
    for line in ("目标未申报完成也未列入负面清单", "未作年终复核"):
        excepted(january, str(FILE), line, *CODES)
    rows = json.loads(founded_line.done("scores", *MARCH, "--json"))
    assert [row["total"] is None for row in rows] == [False] * 3


def test_the_quarters_before_are_said_to_be_from_before(founded_line: Mubiao, january: Acting) -> None:
    assert january.day.year == 2027
    for command in ("scores", "grades"):
        assert "第一季度、第二季度" in founded_line.done(command, *MARCH)
        assert "：启用以前（2026-" in founded_line.done(command, *MARCH)


@pytest.mark.process
def test_of_a_year_that_a_paper_ended_everything_else_runs_on(
    founded_line: Mubiao, january: Acting, tmp_path: Path
) -> None:
    january.do("end_year", year=2026, reason="年内启用", **ENDS)
    settings = tmp_path / "设定.toml"
    settings.write_text('leader_least = "4"\n', encoding="utf-8")
    asked: list[tuple[Any, ...]] = [
        ("scores", *MARCH),
        ("scores", *MARCH, "--export", str(tmp_path / "得分.jsonl")),
        ("grades", *MARCH),
        ("why", "--score", "D001", *MARCH),
        ("appraise", *MARCH, "--with", str(settings)),
        ("document", "appraisal", *MARCH, "-o", str(tmp_path / "请示.docx")),
    ]
    for command in asked:
        assert "黔目标〔2027〕9号" in founded_line.refused(*command), command
    assert founded_line.done("today", "--on", "2027-03-01")
    january.on("2027-03-01").lists("T001", year=2026)
    assert "T001" in founded_line.done("entries")
    founded_line.done("proof", *MARCH, "-o", str(tmp_path / "证明"))
    told = subprocess.run([sys.executable, tmp_path / "证明" / "check.py"], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert (told.returncode, told.stderr) == (0, "")
    assert "，0个部门的得分。\n2026年度按黔目标〔2027〕9号（2027-01-15）不作考评，没有得分。" in told.stdout
