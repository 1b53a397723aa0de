"""`mubiao why --score`: the derivation of a department's score, line by line (1-8, A37, A54)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deployments.commands.why_score import format_score
from models.rules.item_weights import EXAMPLE
from models.rules.score.component import Component
from models.rules.states import EntryState
from tests.databases import story
from tests.deployments.data.sheets import DEDUCTED, Entry, exported, rated
from tests.models.ledger.appraisal.test_drafting import mark
from tests.models.ledger.appraisal.year import APPROVAL, CORRECTION, complete, drafted

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


ASKED_APPROVED = ("why", "--score", "D001", "--year", "2026", "--on", "2027-04-01")
BEFORE = ("why", "--score", "D001", "--year", "2026", "--on", "2027-03-01")


@pytest.fixture
@story
def frozen(line: Mubiao, anyone: Acting, sql: Sql) -> Acting:
    """The sheets of 2026 are approved on 8 March; D001 has 50 - 2 + 41 + 2.7 + 0 + 2.4."""
    assert line.database
    complete(anyone.on("2026-03-05"), sql)
    drafted(anyone)
    agency = anyone.on("2027-03-08")
    agency.do("approve_appraisal", year=2026, **APPROVAL)
    return agency


def test_before_the_approval_it_is_a_trial(line: Mubiao, anyone: Acting, sql: Sql) -> None:
    complete(anyone.on("2026-03-05"), sql)
    said = line.done(*BEFORE).splitlines()
    assert said[0] == "第001厅（D001）2026年得分：94.10"
    assert said[1].endswith("，不是考评结果。")
    assert line.json(*BEFORE)["approved"] is None


def test_the_approved_total_comes_with_its_paper(line: Mubiao, frozen: Acting) -> None:
    assert frozen.day.year == 2027
    said = line.done(*ASKED_APPROVED).splitlines()
    assert said[0] == "第001厅（D001）2026年得分：94.10，已审定（黔绩领〔2027〕1号，2027-03-08，第1版）"
    assert said[1].startswith("考评截止日：")
    assert not [each for each in said if "试算" in each or "不是考评结果" in each]
    approved = line.json(*ASKED_APPROVED)["approved"]
    assert (approved["number"], approved["version"], approved["same"]) == ("黔绩领〔2027〕1号", 1, True)


def test_what_came_later_does_not_move_the_approved_total(line: Mubiao, frozen: Acting) -> None:
    mark(frozen.on("2027-03-29"), "90")
    said = line.done(*ASKED_APPROVED).splitlines()
    assert said[:2] == [
        "第001厅（D001）2026年得分：94.10，已审定（黔绩领〔2027〕1号，2027-03-08，第1版）",
        "审定以后台账有变化，不影响审定结果；以下是按台账今日记录的依据，合计94.40。",
    ]
    found = line.json(*ASKED_APPROVED)
    assert (found["approved"]["sheet"]["total"], found["approved"]["same"], found["total"]) == ("94.1", False, "94.4")


def test_an_entry_that_is_left_out_is_named_with_its_paper(line: Mubiao, frozen: Acting) -> None:
    frozen.on("2027-04-01").do("supersede_sheet", **CORRECTION, left_out="2026/T001/1")
    said = line.done(*ASKED_APPROVED).splitlines()
    paper = f"{CORRECTION['number']}，{CORRECTION['dated']}"
    assert said[0] == f"第001厅（D001）2026年得分：96.10，已审定（{paper}，第2版）"
    at = said.index("职能绩效目标（50）：50.00")
    assert said[at + 2] == f"  条目2026/T001/1不计，依据更正（{paper}）"
    [functional, *others] = line.json(*ASKED_APPROVED)["lines"]
    assert functional["left_out"] == [f"条目2026/T001/1不计，依据更正（{paper}）"]
    assert {tuple(each["left_out"]) for each in others} == {()}


F = Component.FUNCTIONAL
LISTED, MADE_GOOD = EntryState.LISTED, EntryState.MADE_GOOD
entries = st.tuples(
    st.sampled_from([LISTED, MADE_GOOD, EntryState.WITHDRAWN]), st.integers(1, 3), st.booleans(), st.none()
)
APPEAL: dict[str, Any] = {"number": 1, "department": "第001厅", "lodged_on": "2026-03-12", "reason": ""}


def sheet(*its: Entry) -> dict[str, Any]:
    return exported({F: list(its)})


def entry_lines(data: dict[str, Any]) -> list[str]:
    """Return the lines about the first entry, without their indent."""
    said = [each.strip() for each in format_score(data)]
    first = next(number for number, each in enumerate(said) if each.startswith("条目2026/T001/1"))
    return said[first : first + 3]


@settings(max_examples=settings().max_examples * 3 // 10)
@given(st.dictionaries(st.sampled_from(DEDUCTED), st.lists(entries, max_size=4), max_size=3))
def test_every_component_has_its_line_and_their_points_are_the_total(its: dict[Component, list[Entry]]) -> None:
    said = format_score(exported(its))
    points = [re.fullmatch(rf"{each.label}（[\d.]+）：([\d.]+)(，扣至0)?", line) for each in Component for line in said]
    found = [Decimal(each[1]) for each in points if each]
    assert len(found) == 9
    assert abs(sum(found) - Decimal(said[0].split("：")[1])) < Decimal("0.05")


@settings(max_examples=settings().max_examples * 3 // 10)
@given(st.lists(entries, min_size=1, max_size=4))
def test_the_subtraction_of_a_line_can_be_done_by_hand(its: list[Entry]) -> None:
    said = [each.strip() for each in format_score(sheet(*its))]
    [done] = [each for each in said if re.fullmatch(r"50(-[\d.]+)*=[\d.]+", each)]
    first, *taken = done.split("=")[0].split("-")
    assert Decimal(first) - sum(map(Decimal, taken)) == Decimal(done.split("=")[1])


@pytest.mark.parametrize(
    ("its", "taken", "reckoned"),
    [
        ((LISTED, 1, False, None), "-1.50", "第1次列入记-1.5（记分第1版）"),
        ((LISTED, 3, False, None), "-2.00", "第3次列入记-2（记分第1版）"),
        ((LISTED, 1, True, None), "-3.00", "重点项目第1次列入记-3（记分第1版）"),
        ((LISTED, 1, True, Decimal(2)), "-2.00", "重点项目第1次列入记-3（记分第1版），以目标权重2为限"),
    ],
)
def test_an_entry_says_what_it_takes_and_why(its: Entry, taken: str, reckoned: str) -> None:
    first, found, why = entry_lines(sheet(its))
    assert first == f"条目2026/T001/1“目标”（已列入）：{taken}"
    assert found == (
        "第001厅，2026年3月10日发现、2026年3月10日列入（现场，核查2026-1，王文2026年3月10日签字）：进度滞后"
    )
    assert why == reckoned


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"restored": "0.5"}, "，2026年5月6日复查通过，恢复50%（恢复记分第1版），记-0.75"),
        ({"restored": "1"}, "，2026年5月6日复查通过，恢复100%（恢复记分第1版），记-0.75"),
        ({"restored": "0.125"}, "，2026年5月6日复查通过，恢复12.5%（恢复记分第1版），记-0.75"),
        ({"restored": None}, "，2026年5月6日复查通过，恢复记分未设定"),
    ],
)
def test_what_was_made_good_says_what_came_back_format(change: dict[str, Any], words: str) -> None:
    data = sheet((MADE_GOOD, 1, False, None))
    data["lines"][0]["entries"][0].update(change, made_good_on="2026-05-06")
    assert entry_lines(data)[2] == f"第1次列入记-1.5（记分第1版）{words}"


def test_an_entry_that_was_withdrawn_takes_nothing_and_says_so() -> None:
    data = sheet((EntryState.WITHDRAWN, 1, False, None))
    data["lines"][0]["entries"][0].update(points="0", points_version=None, size=None)
    first, _, why = entry_lines(data)
    assert (first, why) == ("条目2026/T001/1“目标”（经裁定撤销）：-0.00", "已撤销的条目不扣分")


def test_an_unset_table_leaves_entry_and_line_without_points() -> None:
    data = sheet((LISTED, 1, False, None))
    data["lines"][0].update(points=None)
    data["lines"][0]["entries"][0].update(taken=None, size=None, points=None, points_version=None)
    first, _, why = entry_lines(data)
    assert first.endswith("（已列入）：未设定")
    assert why == "第1次列入记未设定"
    assert "  合计未设定" in format_score(data)


def test_an_entry_without_way_inspection_or_signature_leaves_them_out() -> None:
    data = sheet((LISTED, 1, False, None))
    change = data["lines"][0]["entries"][0].update
    change(signed_on=None)
    assert "（现场，核查2026-1）：进度滞后" in entry_lines(data)[1]
    change(way="")
    assert "（核查2026-1）：进度滞后" in entry_lines(data)[1]
    change(inspection="")
    assert entry_lines(data)[1] == "第001厅，2026年3月10日发现、2026年3月10日列入：进度滞后"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ended_on": None, "ruling": "未裁定"}, "第1次申诉：第001厅2026年3月12日提出，未裁定"),
        (
            {"ended_on": "2026-03-20", "ruling": "维持", "reason": "证据充分"},
            "第1次申诉：第001厅2026年3月12日提出，2026年3月20日维持：证据充分",
        ),
    ],
)
def test_an_appeal_stands_below_its_entry(change: dict[str, Any], words: str) -> None:
    data = sheet((LISTED, 1, False, None))
    data["lines"][0]["entries"][0]["appeals"] = [APPEAL | change]
    assert f"    {words}" in format_score(data)


def test_the_ratings_say_mean_and_number_and_a_carried_weight_its_reason() -> None:
    data = exported(None, rated(["80", "90", "100"], "未参加", Decimal(90)))
    said = format_score(data)
    assert "  3人评价，平均90.00，量表最高100" in said
    assert "  权重3（第1部分6.1）×平均÷量表最高分" in said
    data["lines"][6]["weight"] = "4.5"
    assert "  权重3（第1部分6.1）×平均÷量表最高分；承担其余机关管理项目的权重，改占4.5" in format_score(data)


def test_the_newest_paper_is_first_and_the_one_before_it_says_so() -> None:
    data = exported()
    [newest] = data["lines"][7]["papers"]
    data["lines"][7]["papers"] = [newest | {"project": "一次办", "reason": "复核更正"}, newest | {"value": "一等奖"}]
    paper = "（黔目标办〔2027〕3号，2027年1月12日，2027年1月20日登记）"
    said = format_score(data)
    at = said.index("创新项目评选（3）：2.00")
    assert said[at + 2 : at + 4] == [f"  二等奖，一次办{paper[:-1]}），更正原因：复核更正", f"  此前：一等奖{paper}"]


def test_what_comes_later_what_is_exempt_and_what_lacks_stand_under_the_sheet() -> None:
    later = {"entry": "2026/T009/1", "name": "公路", "change": "changed", "state": "withdrawn"}
    later["ended_by"] = "核查2026-3，王文核查"
    paper = {"decided_by": "领导小组", "paper_number": "黔〔2027〕4号", "paper_date": "2027-01-15"}
    exempt = {"target": "T003", "name": "桥", "reason": "任务取消", "recorded_on": "2027-01-20", **paper}
    data = exported() | {"later": [later], "exempted": [exempt], "lacks": ["申诉未裁定"], "founded_on": "2026-05-01"}
    said = format_score(data)
    assert said[2] == "2026年5月1日设立，按设立以后的情况考评。"
    assert said[-9:] == [
        "",
        "截止日以后，不改变得分：",
        "  条目2026/T009/1“公路”：考评截止日以后变更，经裁定撤销，核查2026-3，王文核查",
        "",
        "免予考评的目标：",
        "  T003“桥”：任务取消（领导小组黔〔2027〕4号，2027年1月15日，2027年1月20日登记）",
        "",
        "还缺：",
        "  申诉未裁定",
    ]


def test_at_the_floor_the_entries_have_no_share() -> None:
    data = sheet(*[(LISTED, 1, True, None)] * 17)
    said = format_score(data)
    assert "职能绩效目标（50）：0.00，扣至0" in said
    assert "  各条目合并超过50，扣至0" in said
    assert sum(each.endswith("：合并扣至0，不分摊") for each in said) == 17


def test_early_in_a_year_the_score_is_that_of_the_year_under_appraisal(line: Mubiao, scored: Acting) -> None:
    assert scored.day.month == 3
    assert line.done(*ASKED[:3], "--on", "2027-02-01").startswith("第001厅（D001）2026年得分")
