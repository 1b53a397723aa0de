"""`mubiao grades`: class, place and grade of each department, ties, and what is missing (1-2.19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.acting import SEEN_THERE
from tests.databases import story
from tests.models.ledger.appraisal.year import APPROVAL, BASIS, complete, drafted, objects
from tests.models.ledger.score.appraisal import PAPER, appraise, excused, revalue

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao

ON = ("--year", "2026", "--on", "2027-03-01")


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A paper."""
    (tmp_path / "结果.pdf").write_bytes(b"%PDF-1.4")
    return str(tmp_path / "结果.pdf")


@pytest.fixture
@story
def four(founded_line: Mubiao, anyone: Acting) -> Acting:
    """Four departments with complete totals; the first two are tied across an edge."""
    assert founded_line.database
    return excused(appraise(anyone, str(SEEN_THERE), D001="90", D002="90", D003="80", D004="70"), str(SEEN_THERE))


def test_grades_and_ties_are_listed(founded_line: Mubiao, four: Acting) -> None:
    assert four.day.year == 2027
    said = founded_line.done("grades", *ON).splitlines()
    assert [row.split() for row in said[2:6]] == [
        ["D001", "第001厅", "甲类", "96.10", "1", "未定"],
        ["D002", "第002厅", "甲类", "96.10", "1", "未定"],
        ["D003", "第003厅", "甲类", "95.80", "3", "二等奖"],
        ["D004", "第004厅", "甲类", "95.50", "4", "三等奖"],
    ]
    assert said[6:] == [
        "2026年试算（2027-03-01）：按台账今日的条目（考评截止日未设定），不是考评结果。",
        "并列：甲类的第001厅、第002厅，留给其中的等次是一等奖、二等奖，待管理机构决定。",
    ]


@pytest.fixture
def close(founded_line: Mubiao, anyone: Acting, file: str) -> Acting:
    """Four departments: the first two show the same total, and so do the last two, which are equal."""
    assert founded_line.database
    return excused(appraise(anyone, file, D001="90.1", D002="90", D003="80", D004="80"), file)


def test_totals_that_look_alike_and_have_other_places_are_told_exactly(founded_line: Mubiao, close: Acting) -> None:
    assert close.day.year == 2027
    said = founded_line.done("grades", *ON).splitlines()
    assert [row.split()[3:5] for row in said[2:6]] == [["96.10", "1"], ["96.10", "2"], ["95.80", "3"], ["95.80", "3"]]
    assert said[7] == "合计取两位小数，位次按未取舍的得分排列：第001厅96.103，第002厅96.1。"


def test_what_is_recorded_about_discipline_stands_next_to_every_grade(
    founded_line: Mubiao, four: Acting, file: str
) -> None:
    """1-6.1, A44: it touches no total, place or grade; `--json` has its paper."""
    before = founded_line.done("grades", *ON).splitlines()
    recorded: dict[str, Any] = {"fact": "迟报", "reduces": "下调一档", "evidence": file}
    four.do("record_discipline", department="D003", year=2026, **recorded, **PAPER)
    said = founded_line.done("grades", *ON).splitlines()
    assert said[: len(before)] == before
    assert said[len(before) :] == [
        "等次旁列（只扣奖不扣分，不计入得分）：公众测评尚未测评。",
        "第001厅：不满意度没有结果；讲规矩守纪律没有登记。",
        "第002厅：不满意度没有结果；讲规矩守纪律没有登记。",
        "第003厅：不满意度没有结果；讲规矩守纪律迟报，扣减下调一档。",
        "第004厅：不满意度没有结果；讲规矩守纪律没有登记。",
    ]
    [its] = founded_line.json("grades", *ON, "--department", "D003")["departments"]
    assert its["alongside"]["discipline"][0]["paper_number"] == "黔目标办〔2027〕3号"


def test_who_has_no_grade_and_what_is_missing_is_said(founded_line: Mubiao, four: Acting, file: str) -> None:
    why: dict[str, Any] = {"kind": "取消", "reason": "一票否决", "basis": "办法第十三条", "evidence": file}
    four.do("appraise_without_grade", department="D001", year=2026, **why, **PAPER)
    four.on("2026-06-01").take("departments", {"编码": "D005", "名称": "第005厅", "生效日期": "2026-06-01"})
    said = founded_line.done("grades", *ON).splitlines()
    assert said[2].split() == ["D001", "第001厅", "甲类", "96.10", "不定等次"]
    assert said[6].split() == ["D005", "第005厅", "未登记", "未定", "未定"]
    assert said[8] == "第001厅：不定等次（取消）：一票否决，办法第十三条（黔目标办〔2027〕3号，2027-01-12）。"
    assert said[9:] == [
        "还缺：“第005厅”没有登记单位类别。",
        "还缺：没有类别的：“第005厅”的合计还缺4项。",
    ]


def test_the_same_as_json_with_exact_totals(founded_line: Mubiao, four: Acting) -> None:
    assert four.day.year == 2027
    found = founded_line.json("grades", *ON, "--department", "D003")
    assert (found["year"], found["on"], found["cut_off"], found["missing"]) == (2026, "2027-03-01", None, [])
    assert found["departments"] == [
        {
            "code": "D003",
            "department": "第003厅",
            "class": "甲类",
            "total": "95.8",
            "exact": "479/5",
            "place": 3,
            "grade": "二等奖",
            "ungraded": None,
            "lacks": 0,
            "corrected": None,
            "alongside": {"survey": "尚未测评", "dimensions": [], "discipline": []},
        }
    ]
    [tie] = found["ties"]
    assert (tie["departments"], tie["grades"]) == (["D001", "D002"], ["一等奖", "二等奖"])
    assert (tie["state"], tie["decision"]) == ("待管理机构决定", None)


def test_decisions_and_numbers_of_people_are_said(founded_line: Mubiao, four: Acting, file: str) -> None:
    chosen = [{"department": "D001", "grade": "一等奖"}, {"department": "D002", "grade": "二等奖"}]
    four.do("decide_tie", year=2026, grades=chosen, reason="会议决定", **PAPER, evidence=file)
    numbers: dict[str, Any] = {"people": 20, "excellent": 5, "reached": 15, "not_reached": 0}
    four.do("record_individuals", department="D001", year=2026, **numbers)
    said = founded_line.done("grades", *ON).splitlines()
    assert said[7] == (
        "并列：甲类的第001厅、第002厅，留给其中的等次是一等奖、二等奖，已决定（会议决定（黔目标办〔2027〕3号，2027-01-12））。"
    )
    assert said[8] == "个人等次：第001厅参评20人：优秀5人、达标15人、不达标0人。"
    revalue(four, file, "D001", "60")
    said = founded_line.done("grades", *ON).splitlines()
    assert "不再适用的决定：甲类，会议决定（黔目标办〔2027〕3号，2027-01-12）。" in said
    assert said[-1].endswith("；单位等次为三等奖，20人按15%最多3人，填报了5人优秀，须更正。")
    revalue(four, file, "D001", "89")
    revalue(four, file, "D002", "89")
    found = founded_line.json("grades", *ON)
    assert ([tie["state"] for tie in found["ties"]], len(found["lapsed"])) == (["需重新决定"], 1)
    assert found["individuals"][0]["fault"] == "单位等次未定，不能核对个人优秀比例"


def test_a_total_before_which_a_line_stands_is_undecided_as_in_the_scores(line: Mubiao, march: Acting) -> None:
    assert march.day.year == 2026
    for day, total in (("2026-12-31", "未设定"), ("2027-01-04", "未定")):
        rows = [line.done(name, "--year", "2026", "--on", day).splitlines()[2] for name in ("scores", "grades")]
        assert [row.split()[at] for row, at in zip(rows, (5, 3), strict=True)] == [total, total]


def test_a_year_before_the_go_live_date_or_without_a_target_is_refused_as_by_the_scores(
    founded_line: Mubiao, anyone: Acting
) -> None:
    anyone.take("departments", {"编码": "D001", "名称": "第001厅"})
    for year, words in (("2025", "未经本系统，没有得分合计"), ("2026", "2026年没有目标，没有得分合计")):
        asked = ("--year", year, "--on", "2027-03-01")
        assert words in founded_line.refused("grades", *asked)
        assert founded_line.refused("grades", *asked) == founded_line.refused("scores", *asked)


def test_without_departments_there_is_a_sentence(founded_line: Mubiao) -> None:
    assert founded_line.done("grades", "--year", "2026").splitlines()[0] == "该年度没有纳入考评的部门。"


def test_a_department_that_there_is_not_is_refused(founded_line: Mubiao) -> None:
    assert "D077" in founded_line.refused("grades", "--year", "2026", "--department", "D077")


def test_one_department_is_listed_with_the_tie_it_stands_in(founded_line: Mubiao, four: Acting) -> None:
    assert four.day.year == 2027
    said = founded_line.done("grades", *ON, "--department", "第002厅").splitlines()
    assert [row.split() for row in said[2:3]] == [["D002", "第002厅", "甲类", "96.10", "1", "未定"]]
    assert said[4].startswith("并列：甲类的第001厅、第002厅")


def test_before_the_year_is_over_there_are_places_and_no_grades(founded_line: Mubiao, four: Acting) -> None:
    assert four.day.year == 2027
    early = ("--year", "2026", "--on", "2026-12-31")
    said = founded_line.done("grades", *early).splitlines()
    assert {row.split()[-1] for row in said[2:6]} == {"未定"}
    assert said[-1] == "还缺：考评年度尚未结束。"
    found = founded_line.json("grades", *early)
    assert [each["place"] for each in found["departments"]] == [1, 1, 3, 4]
    assert (found["ties"], found["missing"]) == ([], ["考评年度尚未结束"])


def test_a_decision_as_json_has_its_grades_and_its_paper(founded_line: Mubiao, four: Acting, file: str) -> None:
    chosen = [{"department": "D001", "grade": "二等奖"}, {"department": "D002", "grade": "一等奖"}]
    four.do("decide_tie", year=2026, grades=chosen, reason="会议决定", **PAPER, evidence=file)
    found = founded_line.json("grades", *ON)
    assert found["ties"] == [
        {
            "class": "甲类",
            "departments": ["D001", "D002"],
            "grades": ["一等奖", "二等奖"],
            "exact": "961/10",
            "state": "已决定",
            "decision": {"D001": "二等奖", "D002": "一等奖"},
            "words": "会议决定（黔目标办〔2027〕3号，2027-01-12）",
        }
    ]
    assert [each["grade"] for each in found["departments"]] == ["二等奖", "一等奖", "二等奖", "三等奖"]


def test_who_has_no_grade_and_no_class_as_json(founded_line: Mubiao, four: Acting, file: str) -> None:
    why: dict[str, Any] = {"kind": "不参加", "reason": "年内新设", "basis": "办法第十二条", "evidence": file}
    four.on("2026-06-01").take("departments", {"编码": "D005", "名称": "第005厅", "生效日期": "2026-06-01"})
    four.do("appraise_without_grade", department="D005", year=2026, **why, **PAPER)
    found = founded_line.json("grades", *ON, "--department", "D005")
    [its] = found["departments"]
    assert (its["class"], its["total"], its["exact"], its["place"], its["grade"]) == (None,) * 5
    assert its["ungraded"].startswith("不定等次（不参加）：年内新设")
    assert (its["lacks"], found["missing"]) == (4, [])


def test_numbers_of_people_as_json_say_what_does_not_fit(founded_line: Mubiao, four: Acting, file: str) -> None:
    numbers: dict[str, Any] = {"people": 20, "excellent": 4, "reached": 15, "not_reached": 1}
    four.do("record_individuals", department="D003", year=2026, **numbers)
    revalue(four, file, "D003", "60")
    [row] = founded_line.json("grades", *ON)["individuals"]
    assert {name: row[name] for name in numbers} == numbers
    assert row["words"] == "参评20人：优秀4人、达标15人、不达标1人"
    assert row["fault"] == "单位等次为三等奖，20人按15%最多3人，填报了4人优秀"


@pytest.mark.parametrize("words", [("--year", "1999"), ("--year", "二六"), ("--class", "甲类")])
def test_wrong_usage_is_one_of_the_command_line(founded_line: Mubiao, words: tuple[str, ...]) -> None:
    assert words[0] in founded_line.refused("grades", *words, code=2)


@pytest.fixture
@story
def approved(line: Mubiao, anyone: Acting, sql: Sql) -> Acting:
    """The appraisal of 2026 is approved: D002 has more points than D001. Today is 1 April 2027."""
    assert line.database
    march = anyone.on("2026-02-27")
    for key, value in {"unit_classes": "甲类", "grade_quotas": "一等奖50%、其余二等奖"}.items():
        march.do("set_policy", key=key, value=value, basis=BASIS, valid_from="2026-01-01")
    complete(march, sql)
    for code in ("D001", "D002"):
        of_year: dict[str, Any] = {"department": code, "year": 2026, "unit_class": "甲类", **PAPER}
        march.on("2027-02-22").do("classify_unit", **of_year, evidence=str(SEEN_THERE))
    drafted(march.on("2027-03-01"))
    objects(march.on("2027-03-01"), sql)
    march.on("2027-03-08").do("approve_appraisal", year=2026, **APPROVAL)
    return march.on("2027-04-01")


APPROVED = ("grades", "--year", "2026", "--on", "2027-04-01")


def test_an_approved_year_is_said_with_its_paper_and_is_no_trial(line: Mubiao, approved: Acting) -> None:
    assert approved.day.year == 2027
    said = line.done(*APPROVED).splitlines()
    assert [row.split()[-2:] for row in said[2:4]] == [["2", "二等奖"], ["1", "一等奖"]]
    assert "2026年已审定（黔绩领〔2027〕1号，2027-03-08），截至2027-04-01；此后台账的变化不改变等次。" in said


def test_an_approved_year_as_json_keeps_its_grades_after_later_records(
    line: Mubiao, approved: Acting, file: str
) -> None:
    before = line.json(*APPROVED)
    revalue(approved, file, "D002", "1")
    assert line.json(*APPROVED) == before
    assert before["approved"] == "黔绩领〔2027〕1号，2027-03-08"
    assert (before["ties"], before["missing"], before["lapsed"]) == ([], [], [])


def test_before_its_approval_the_year_is_a_trial(line: Mubiao, approved: Acting) -> None:
    assert approved.day.year == 2027
    found = line.json("grades", "--year", "2026", "--on", "2027-03-07")
    assert (found["approved"], found["cut_off"]) == (None, "2027-02-26")


def test_a_grade_that_a_correction_states_is_listed_with_its_paper(line: Mubiao, approved: Acting, file: str) -> None:
    stated = [{"department": "D002", "grade": "不获奖"}]
    paper = {"number": "黔绩领〔2027〕2号", "dated": "2027-04-01", "reason": "名次有误", "evidence": file}
    april = approved.on("2027-04-01")
    april.do("supersede_sheet", department="D002", year=2026, grades=stated, **paper)
    on = ("--year", "2026", "--on", "2027-04-01")
    said = line.done("grades", *on).splitlines()
    assert "第002厅：得分表已更正（黔绩领〔2027〕2号，2027-04-01）。" in said
    assert [row.split()[-1] for row in said if row.startswith(("D001", "D002"))][1] == "不获奖"
    found = {each["code"]: each for each in line.json("grades", *on)["departments"]}
    assert (found["D002"]["grade"], found["D002"]["corrected"]) == ("不获奖", "黔绩领〔2027〕2号，2027-04-01")
    assert found["D001"]["corrected"] is None
