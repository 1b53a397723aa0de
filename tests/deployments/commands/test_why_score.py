"""`mubiao why --score`: the derivation of a department's score, line by line (1-8, A37, A54)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.rules.item_weights import EXAMPLE
from tests.databases import story

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao

BASIS = "黔目标办〔2026〕5号"
ASKED = ("why", "--score", "D001", "--year", "2026")


@pytest.fixture
@story
def scored(line: Mubiao, anyone: Acting, sql: Sql) -> Acting:
    """Points and weights are set; T001, which weighs 2, has one entry of 2.5 points."""
    assert line.database
    march = anyone.on("2026-03-10")
    for key, value in (("negative_points", "-2.5"), ("party_item_weights", EXAMPLE)):
        march.do("set_policy", key=key, value=value, basis=BASIS, valid_from="2026-01-01")
    sql("UPDATE target SET category = 'functional', weight = 2 WHERE code = 'T001'")
    march.lists("T001", "少建34公里", "2026-03-10")
    return march


def test_a_line_is_derived_to_the_last_point(line: Mubiao, scored: Acting) -> None:
    assert scored.day.month == 3
    said = line.done(*ASKED).splitlines()
    at = said.index("职能绩效目标（50）：48.00")
    assert said[:3] == [
        "第001厅（D001）2026年得分：未设定",
        "试算：按台账今日的条目（考评截止日未设定），不是考评结果。",
        "考评截止日：未设定",
    ]
    assert said[at + 1 : at + 7] == [
        "  权重50（第1部分6.1、8.1）",
        "  条目2026/T001/1“目标T001”（已列入）：-2.00",
        "    第001厅，2026年3月10日发现、2026年3月10日列入（现场，核查2026-1，认定甲2026年3月10日签字）：少建34公里",
        "    第1次列入记-2.5（记分第1版），以目标权重2为限",
        "  50-2=48",
        f"  设定 负面清单记分第1版：每项-2.5分（自2026年1月1日起，机构设定，依据{BASIS}，2026年3月10日登记）",
    ]
    assert said[-3:] == [
        "  省领导评价的量表和最少人数未设定",
        "  创新项目评选尚无评价结果",
        "  二级考评尚无评价结果",
    ]


def test_entries_that_exceed_the_floor_have_no_share(line: Mubiao, scored: Acting, sql: Sql) -> None:
    scored.do("set_policy", key="negative_points", value="-60", basis="6号", valid_from="2026-03-11")
    sql("UPDATE target SET category = 'functional' WHERE code = 'T002'")
    scored.on("2026-03-12").lists("T002")
    said = line.done(*ASKED)
    assert "职能绩效目标（50）：0.00，扣至0\n" in said
    assert said.count("合并扣至0，不分摊") == 2
    assert "  各条目合并超过50，扣至0\n" in said


def test_points_that_are_not_set_say_so(line: Mubiao, scored: Acting, sql: Sql) -> None:
    scored.do("set_policy", key="negative_points", value="未设定", basis="7号", valid_from="2026-03-11")
    sql("UPDATE target SET category = 'functional' WHERE code = 'T002'")
    scored.on("2026-03-12").lists("T002")
    said = line.done(*ASKED)
    assert "条目2026/T002/1“目标T002”（已列入）：未设定\n" in said
    assert "    第1次列入记未设定" in said
    assert "\n  合计未设定\n" in said


def test_an_appeal_its_ruling_and_what_was_withdrawn_are_shown(line: Mubiao, scored: Acting) -> None:
    scored.office("D001").do("lodge_appeal", target="T001", ground="另有34公里已完工")
    assert "    第1次申诉：第001厅2026年3月10日提出，尚未办结\n" in line.done(*ASKED)
    later = scored.on("2026-03-12")
    later.do("withdraw_appeal", target="T001", reason="不再异议")
    assert "    第1次申诉：第001厅2026年3月10日提出，2026年3月12日" in line.done(*ASKED)


def test_what_was_made_good_says_what_came_back(line: Mubiao, scored: Acting) -> None:
    scored.do("set_limit", target="T001", limit="2026-04-30")
    done = scored.on("2026-04-10")
    done.office("D001").do("declare_completion", target="T001", measures="补建", completed_on="2026-04-10")
    done.office("D001").do("file_feedback", target="T001", feedback="已补建")
    done.rechecks("T001")
    made_good = "    第1次列入记-2.5（记分第1版），2026年4月10日复查通过，恢复"
    assert f"{made_good}记分未设定，以目标权重2为限\n" in line.done(*ASKED)


def test_what_came_back_is_subtracted(line: Mubiao, scored: Acting, sql: Sql) -> None:
    sql("UPDATE target SET category = 'functional' WHERE code = 'T003'")
    scored.do("set_policy", key="restoring", value="60%", basis="8号", valid_from="2026-03-11")
    later = scored.on("2026-03-12")
    later.lists("T003")
    later.do("set_limit", target="T003", limit="2026-04-30")
    done = later.on("2026-04-10")
    done.office("D002").do("declare_completion", target="T003", measures="补建", completed_on="2026-04-10")
    done.office("D002").do("file_feedback", target="T003", feedback="已补建")
    done.rechecks("T003")
    said = line.done("why", "--score", "D002", "--year", "2026")
    assert "    第1次列入记-2.5（记分第1版），2026年4月10日复查通过，恢复60%（恢复记分第1版），记-1\n" in said
    assert "\n  50-1=49\n" in said


def test_a_given_component_has_its_papers_and_what_comes_after_the_cut_off_its_place(
    line: Mubiao, scored: Acting, tmp_path: Path
) -> None:
    (tmp_path / "结果.pdf").write_bytes(b"%PDF-1.4")
    paper = {"number": "黔目标办〔2027〕3号", "dated": "2027-01-12", "evidence": str(tmp_path / "结果.pdf")}
    scored.on("2027-01-20").do("record_second_level", department="D001", year=2026, value="87.5", **paper)
    scored.do("set_policy", key="appraisal_cut_off", value="2月28日", basis="9号", valid_from="2026-03-10")
    scored.on("2027-03-05").lists("T002", year=2026)
    said = line.done(*ASKED, "--on", "2027-03-06").splitlines()
    assert "  87.50（黔目标办〔2027〕3号，2027年1月12日，2027年1月20日登记）" in said
    assert "考评截止日：第1版：次年2月28日（自2026年3月10日起，机构设定，依据9号，2026年3月10日登记）" in said
    assert said[said.index("截止日以后，不改变得分：") + 1].startswith(
        "  条目2026/T002/1“目标T002”：考评截止日以后列入"
    )


def test_the_same_as_json_and_who_was_founded_in_the_year_says_so(line: Mubiao, scored: Acting, sql: Sql) -> None:
    sql("UPDATE department SET valid_from = '2026-02-01' WHERE code = 'D001'")
    found = line.json(*ASKED)
    assert (found["founded_on"], found["rehearsal"]) == ("2026-02-01", True)
    assert found["lines"][0]["entries"][0]["taken"] == "2"
    assert "2026年2月1日设立，按设立以后的情况考评。" in line.done(*ASKED).splitlines()
    assert scored.day.year == 2026


def test_what_has_no_score_is_refused_in_one_sentence(line: Mubiao, scored: Acting) -> None:
    assert scored.day.year == 2026
    assert "部门“D009”不在部门名单中" in line.refused("why", "--score", "D009", "--year", "2026")
    assert "2019年没有目标" in line.refused("why", "--score", "D001", "--year", "2019")
