"""`mubiao scores`: every department with its components, and one of them with what made them so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from deployments.check_program import check_program
from deployments.frozen_sheets import check_frozen_sheets
from models.database import begin
from models.rules.item_weights import EXAMPLE
from tests.databases import story
from tests.models.ledger.appraisal.test_approval_grading import CLASSED, GRADES
from tests.models.ledger.appraisal.test_drafting import mark
from tests.models.ledger.appraisal.year import APPROVAL, BASIS, by, complete, drafted, objects, rows_of
from tests.models.ledger.draft.lists import PAPER
from tests.surveys import commission, filled_survey, give_back

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao


@pytest.fixture
@story
def scored(anyone: Acting, sql: Sql) -> Acting:
    """Points and weights are set; T001 has one entry."""
    march = anyone.on("2026-03-10")
    for key, value in (("negative_points", "-2.5"), ("party_item_weights", EXAMPLE)):
        march.do("set_policy", key=key, value=value, basis="5号", valid_from="2026-01-01")
    sql("UPDATE target SET category = 'functional', weight = 2 WHERE code = 'T001'")
    march.lists("T001", "进度滞后", "2026-03-10")
    return march


def test_departments_are_listed_without_a_total_while_something_lacks(line: Mubiao, scored: Acting) -> None:
    assert scored.day.month == 3
    rows = [row.split() for row in line.done("scores", "--year", "2026").splitlines()[2:4]]
    assert rows == [
        ["D001", "第001厅", "48.00", "41.00", "未设定", "未设定", "3项"],
        ["D002", "第002厅", "50.00", "41.00", "未设定", "未设定", "3项"],
    ]


def test_once_the_year_is_over_a_total_with_a_line_before_it_is_undecided(line: Mubiao, scored: Acting) -> None:
    assert scored.day.month == 3
    first = line.done("scores", "--year", "2026", "--on", "2027-01-01").splitlines()[3].split()
    assert first[-2:] == ["未定", "7项"]
    own = ("scores", "--year", "2026", "--department", "D002", "--on", "2027-01-01")
    assert line.done(*own).startswith("第002厅：合计未定\n")


def test_what_was_due_before_the_first_day_here_is_shown_and_not_asked_for(
    line: Mubiao, scored: Acting, sql: Sql
) -> None:
    assert scored.day.month == 3
    sql("UPDATE jurisdiction SET go_live = '2026-12-16' WHERE id = 2")
    words = "第一季度、第二季度、第三季度：启用以前（2026-12-16启用），未经本系统。"
    of = ("scores", "--year", "2026", "--on", "2027-01-01")
    assert line.done(*of).splitlines()[-2] == words
    assert words in line.done(*of, "--department", "D002").splitlines()
    assert {row["unasked"] for row in json.loads(line.done(*of, "--json"))} == {words}


@pytest.mark.parametrize(
    ("year", "words"), [("2025", "2025年在启用（2026-01-01）以前，未经本系统，"), ("2026", "2026年没有目标，")]
)
def test_a_year_before_the_first_day_here_or_without_a_target_has_no_total(
    line: Mubiao, scored: Acting, sql: Sql, tmp_path: Path, year: str, words: str
) -> None:
    assert scored.day.month == 3
    sql("UPDATE target SET withdrawn_on = '2026-05-06'")
    commands = (["scores"], ["scores", "--department", "D002"], ["proof", "-o", str(tmp_path / "证明")])
    for command in commands:
        told = line.refused(*command, "--year", year, "--on", "2027-01-01")
        assert told == f"{words}没有得分合计，其他年度请写 --year。\n"
    assert line.done("scores", "--year", "2026", "--on", "2026-12-31")


@pytest.mark.parametrize("command", ["scores", "grades"])
def test_in_the_first_year_here_the_running_year_is_shown_from_january_on(
    line: Mubiao, scored: Acting, command: str
) -> None:
    assert scored.day.month == 3
    assert "2026年试算" in line.done(command, "--on", "2026-04-21")


def test_under_the_list_stands_how_to_see_what_is_lacking(line: Mubiao, scored: Acting) -> None:
    assert scored.day.month == 3
    lacking = "还缺哪几项，加 --department 部门 查看。"
    assert line.done("scores", "--year", "2026").splitlines()[-2] == lacking
    assert line.done("scores", "--on", "2026-07-01").splitlines()[-2] == lacking


def test_one_department_says_what_made_each_component_so(line: Mubiao, scored: Acting) -> None:
    assert scored.day.month == 3
    said = line.done("scores", "--year", "2026", "--department", "第001厅", "--on", "2026-03-10").splitlines()
    assert said[:4] == [
        "第001厅：合计未设定",
        "2026年试算（2026-03-10）：按台账今日的条目（考评截止日未设定），不是考评结果；缺的补齐以前不算合计。",
        "职能绩效目标（50）：48.00",
        "  条目2026/T001/1：-2.00（以目标权重2.00为限）",
    ]
    assert said[-1] == "还缺：二级考评尚无评价结果。"


def test_the_list_says_which_days_entries_it_is_of(line: Mubiao, scored: Acting) -> None:
    policy = {"key": "appraisal_cut_off", "value": "2月28日", "basis": "5号", "valid_from": "2026-01-01"}
    asked = ("scores", "--year", "2026", "--on", "2027-03-01")
    assert (
        line.done(*asked)
        .splitlines()[-1]
        .startswith("2026年试算（2027-03-01）：按台账今日的条目（考评截止日未设定），")
    )
    assert line.json(*asked)[0]["cut_off"] is None
    scored.do("set_policy", **policy)
    assert (
        line.done(*asked)
        .splitlines()[-1]
        .startswith("2026年试算（2027-03-01）：按考评截止日2027年2月28日终了时的条目，")
    )
    assert line.json(*asked)[0]["cut_off"] == "2027-02-28"


def test_the_same_as_json_with_exact_numbers(line: Mubiao, scored: Acting) -> None:
    assert scored.day.month == 3
    found = line.json("scores", "--year", "2026")[0]
    assert (found["code"], found["total"]) == ("D001", None)
    assert found["lines"][0] == {
        "component": "functional",
        "weight": "50",
        "points": "48",
        "at_floor": False,
        "entries": [{"entry": "2026/T001/1", "taken": "2", "limit": "2"}],
        "basis": [],
    }


def test_below_zero_nothing_is_taken_and_no_entry_has_a_share(line: Mubiao, anyone: Acting, sql: Sql) -> None:
    march = anyone.on("2026-03-10")
    march.do("set_policy", key="negative_points", value="-60", basis="6号", valid_from="2026-01-01")
    sql("UPDATE target SET category = 'functional' WHERE code = 'T001'")
    march.lists("T001", "进度滞后", "2026-03-10")
    said = line.done("scores", "--year", "2026", "--department", "D001").splitlines()
    assert said[2:4] == ["职能绩效目标（50）：0.00，扣至0", "  条目2026/T001/1：合并扣至0，不分摊"]


def test_a_department_that_has_ended_has_no_score(line: Mubiao, scored: Acting) -> None:
    reform = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    scored.on("2026-04-02").do("merge_department", effective_on="2026-04-02", **reform)
    assert line.done("scores", "--year", "2026", "--department", "D001") == "该部门在年末以前已撤销或并入，没有得分。\n"


def test_a_given_component_is_shown_with_its_paper(line: Mubiao, scored: Acting, tmp_path: Path) -> None:
    (tmp_path / "结果.pdf").write_bytes(b"%PDF-1.4")
    paper = {"number": "黔目标办〔2027〕3号", "dated": "2027-01-12", "evidence": str(tmp_path / "结果.pdf")}
    scored.on("2027-01-20").do("record_second_level", department="D001", year=2026, value="87.5", **paper)
    said = line.done("scores", "--year", "2026", "--department", "D001").splitlines()
    at = said.index("二级考评（3）：2.63")
    assert said[at + 1] == "  87.50（黔目标办〔2027〕3号，2027-01-12）"
    [given] = [
        each for each in line.json("scores", "--year", "2026")[0]["lines"] if each["component"] == "second_level"
    ]
    assert (given["points"], given["basis"]) == ("2.625", ["87.50（黔目标办〔2027〕3号，2027-01-12）"])


def test_2_16_a_result_is_shown_also_while_its_points_are_not_set(line: Mubiao, scored: Acting, tmp_path: Path) -> None:
    (tmp_path / "结果.pdf").write_bytes(b"%PDF-1.4")
    paper = {"number": "黔目标办〔2027〕2号", "dated": "2027-01-11", "evidence": str(tmp_path / "结果.pdf")}
    scored.on("2027-01-20").do("record_innovation", department="D001", year=2026, prize="未参加", **paper)
    said = line.done("scores", "--year", "2026", "--department", "D001").splitlines()
    at = said.index("创新项目评选（3）：未设定")
    assert said[at + 1] == "  未参加（黔目标办〔2027〕2号，2027-01-11）"
    assert "还缺：创新项目评选未参加的怎样计分（innovation_absent）未设定。" in said


def test_a44_the_survey_and_discipline_stand_alongside_the_score_and_change_no_line(
    line: Mubiao, scored: Acting, tmp_path: Path
) -> None:
    asked = ("scores", "--year", "2026", "--department", "D001")
    before, lines = line.done(*asked).splitlines(), line.json(*asked)[0]["lines"]
    alongside = "（只扣奖不扣分，不计入得分）："
    assert before[-5:-3] == [f"公众测评{alongside}尚未测评", f"讲规矩守纪律{alongside}没有登记"]
    contract = tmp_path / "合同.pdf"
    contract.write_bytes(b"%PDF-1.4")
    commission(scored.on("2026-12-01"), str(contract))
    give_back(scored.on("2026-12-10"), filled_survey(tmp_path, rows={2: {"执行能力·不满意人数": 20}}))
    paper = {"number": "黔纪通〔2026〕2号", "dated": "2026-12-12", "evidence": str(contract)}
    fact = {"fact": "迟报重大事项", "reduces": "绩效奖下调一档"}
    scored.on("2026-12-20").do("record_discipline", department="D001", year=2026, **fact, **paper)
    said = line.done(*asked).splitlines()
    survey = "测评表2026-1，委托“民意调查公司”（合同2026-8，2026-10-12），2026-12-10收回"
    at = said.index(f"公众测评{alongside}{survey}")
    assert said[at + 1] == (
        "  执行能力不满意度：加权未设定：群体权重（survey_group_weights）。人大代表5.00%（调查100，作答80，不满意4）；"
        "社会公众25.00%（调查100，作答80，不满意20）"
    )
    assert said[at + 6 : at + 8] == [
        f"讲规矩守纪律{alongside}1项",
        "  第1项：迟报重大事项；扣减：绩效奖下调一档（黔纪通〔2026〕2号，2026-12-12）",
    ]
    assert (said[:at], said[at + 8 :]) == (before[:-5], before[-3:])
    found = line.json(*asked)[0]
    assert (found["lines"], found["total"]) == (lines, None)
    assert found["alongside"]["dimensions"][0]["groups"][1] == {
        "group": "社会公众", "asked": 100, "answered": 80, "dissatisfied": 20, "rate": "1/4"
    }  # fmt: skip
    assert found["alongside"]["discipline"] == [
        {"serial": 1, **fact, "paper_number": "黔纪通〔2026〕2号", "paper_date": "2026-12-12"}
    ]


@pytest.fixture
@story
def approved(anyone: Acting, sql: Sql) -> Acting:
    """The sheets of 2026 are approved; today is 1 April 2027."""
    march = anyone.on("2026-02-27")
    complete(march, sql)
    drafted(march)
    objects(march, sql)
    march.on("2027-03-08").do("approve_appraisal", year=2026, **APPROVAL)
    return march.on("2027-04-01")


ASKED = ("scores", "--year", "2026", "--on", "2027-04-01")


def test_an_approved_sheet_is_shown_with_its_paper(line: Mubiao, approved: Acting) -> None:
    assert approved.day.year == 2027
    said = line.done(*ASKED).splitlines()
    assert said[2].split() == ["D001", "第001厅", "48.00", "41.00", "5.10", "94.10", "已审定"]
    assert said[-1].startswith("截至2027-04-01，注明“已审定”的是审定的得分表")
    one = line.done(*ASKED, "--department", "D001").splitlines()
    assert one[0] == "第001厅：合计94.10，已审定（黔绩领〔2027〕1号，2027-03-08，第1版）"
    assert one[2] == "职能绩效目标：满分50.00分，得48.00分；条目2026/T001/1扣2.00分"
    assert "此后" not in "".join(one)
    assert one[-1] == "讲规矩守纪律（只扣奖不扣分，不计入得分）：没有登记"


def test_under_an_approved_sheet_stands_what_came_later(line: Mubiao, approved: Acting) -> None:
    mark(approved, "10")
    assert line.done(*ASKED).splitlines()[2].endswith("已审定，此后有变化")
    one = line.done(*ASKED, "--department", "D001").splitlines()
    assert one[0].startswith("第001厅：合计94.10，已审定")
    later = one.index("审定以后台账有变化，不影响审定结果；按台账今日的记录：")
    assert one[later + 1] == "第001厅：合计92.00"


def test_an_approved_sheet_as_json_has_its_digest(line: Mubiao, approved: Acting, sql: Sql) -> None:
    assert approved.day.year == 2027
    found = line.json(*ASKED)[0]["approved"]
    assert found["digest"] == sql.value("SELECT digest FROM score_sheet ORDER BY id LIMIT 1")
    assert (found["version"], found["same"], found["sheet"]["total"]) == (1, True, "94.1")


@pytest.mark.usefixtures("line")
def test_the_check_of_the_installation_names_sheets_that_differ(approved: Acting, sql: Sql) -> None:
    def check() -> tuple[bool, str]:
        with begin() as session:
            _, ok, advice = check_frozen_sheets(session, approved.day)
        return ok, advice

    assert check() == (True, "")
    mark(approved, "10")
    assert check() == (
        True,
        "审定以后台账有变化，按台账重算不同：2026年第001厅；审定结果不变，确有错误的用 supersede_sheet 更正",
    )
    sql("UPDATE score_sheet SET digest = repeat('0', 64)")
    ok, advice = check()
    assert not ok
    assert advice.startswith("与审定时的摘要不符：2026年第001厅、2026年第002厅，请用备份核对")


ASKED_EXPORT = ("scores", "--year", "2026")


def test_an_export_has_a_department_a_line_and_their_number_at_its_end(line: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "得分.jsonl"
    answer = line(*ASKED_EXPORT, "--export", str(place))
    assert answer.err.endswith(f"已写出2个部门的得分依据：{place}\n")
    *sheets, last = [json.loads(row) for row in place.read_text(encoding="utf-8").splitlines()]
    assert ([each["code"] for each in sheets], last["sheets"]) == (["D001", "D002"], 2)
    assert len(answer.out.splitlines()) > 2  # the list is printed as well


def test_an_export_replaces_the_one_before(line: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "得分.jsonl"
    place.write_text("旧的\n", encoding="utf-8")
    line.done(*ASKED_EXPORT, "--export", str(place))
    assert "旧的" not in place.read_text(encoding="utf-8")
    assert [each.name for each in tmp_path.glob(".*.part")] == []


def test_an_export_is_for_its_owner_only(line: Mubiao, tmp_path: Path) -> None:
    line.done(*ASKED_EXPORT, "--export", str(tmp_path / "得分.jsonl"))
    assert (tmp_path / "得分.jsonl").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["得分.json", "得分.xlsx", "得分"])
def test_a_file_of_another_kind_is_not_written(line: Mubiao, tmp_path: Path, name: str) -> None:
    words = line.refused(*ASKED_EXPORT, "--export", str(tmp_path / name))
    assert words.strip().endswith(f"“{name}”应以 .jsonl 结尾，如 得分.jsonl。")
    assert not (tmp_path / name).exists()


def test_a_folder_that_is_missing_is_named(line: Mubiao, tmp_path: Path) -> None:
    words = line.refused(*ASKED_EXPORT, "--export", str(tmp_path / "没有" / "得分.jsonl"))
    assert "没有文件夹" in words


def test_an_export_changes_nothing_in_the_ledger(line: Mubiao, sql: Sql, tmp_path: Path) -> None:
    before = rows_of(sql)
    line.done(*ASKED_EXPORT, "--export", str(tmp_path / "得分.jsonl"))
    assert rows_of(sql) == before


@pytest.mark.parametrize("year", ["0", "9999", "今年"])
def test_a_year_that_is_none_is_refused(line: Mubiao, year: str) -> None:
    assert line.refused("scores", "--year", year, code=2)


@pytest.mark.parametrize("extra", [(), ("--json",)])
def test_an_unknown_department_is_refused(line: Mubiao, extra: tuple[str, ...]) -> None:
    words = line.refused(*ASKED_EXPORT, "--department", "D009", *extra)
    assert "部门“D009”不在部门名单中" in words


def test_the_agency_has_no_score(line: Mubiao) -> None:
    assert line.json(*ASKED_EXPORT, "--department", "AGENCY") == []
    assert line.done(*ASKED_EXPORT, "--department", "AGENCY") == "该部门在年末以前已撤销或并入，没有得分。\n"


@pytest.mark.parametrize(("day", "year"), [("2027-06-30", 2026), ("2027-07-01", 2027)])
def test_without_a_year_scores_and_grades_are_those_of_the_year_that_is_appraised(
    line: Mubiao, day: str, year: int
) -> None:
    for asked in ("scores", "grades"):
        said = line.done(asked, "--on", day)
        assert said == line.done(asked, "--year", str(year), "--on", day)
        assert f"{year}年试算（{day}）：" in said


def test_the_program_is_printed_whole_and_needs_nothing_but_python(line: Mubiao) -> None:
    assert line.done("scores", "--script") == check_program()


def test_the_program_is_printed_without_an_installation(mubiao: Mubiao) -> None:
    assert mubiao.done("scores", "--script").startswith('"""Checks what mubiao exported')


NAME = "某地保密专项工程"
POINTER = "目标T003（工作秘密）"
ASKED_MARKED: dict[str, tuple[str, ...]] = {
    "scores": ("scores", "--year", "2026", "--on", "2027-03-09"),
    "one": ("scores", "--year", "2026", "--department", "D002", "--on", "2027-03-09"),
    "grades": ("grades", "--year", "2026", "--on", "2027-03-09"),
    "discipline": ("discipline", "--year", "2026", "--on", "2027-03-09"),
}


@pytest.fixture
@story
def told(line: Mubiao, anyone: Acting, sql: Sql) -> Acting:
    """T003 is marked, and words about D002 that a person wrote name it."""
    assert line.database
    for key, value in GRADES.items():
        anyone.do("set_policy", key=key, value=value, basis=BASIS, valid_from="2026-01-01")
    sql("UPDATE target SET name = :name WHERE code = 'T003'", name=NAME)
    complete(anyone, sql)
    anyone.on("2027-02-20").do("mark_secret", target="T003", year=2026, marking="工作秘密", reason="涉及未公开规划")
    january = anyone.on("2027-02-22")
    for code in ("D001", "D002"):
        january.do("classify_unit", department=code, unit_class="甲类", **CLASSED)
    paper: dict[str, Any] = {"number": "黔目标办〔2027〕9号", "dated": "2027-02-22", "evidence": str(PAPER)}
    of: dict[str, Any] = {"department": "D002", "year": 2026}
    by(january, "王文").do("record_second_level", **of, value="82", reason=f"漏计{NAME}一项", **paper)
    january.do("record_discipline", **of, fact=f"{NAME}未按规定报告", reduces="奖励下调一档", **paper)
    why = {"kind": "不参加", "reason": f"承担{NAME}", "basis": "办法第十二条"}
    january.do("appraise_without_grade", **of, **why, **paper)
    return anyone


def approve(told: Acting, sql: Sql) -> None:
    drafted(told)
    objects(told, sql)
    told.on("2027-03-08").do("approve_appraisal", year=2026, **APPROVAL)


@pytest.mark.parametrize("asked", ASKED_MARKED.values(), ids=ASKED_MARKED)
@pytest.mark.parametrize("approved", [False, True])
def test_a_marked_target_is_named_by_its_pointer(
    line: Mubiao, told: Acting, sql: Sql, asked: tuple[str, ...], *, approved: bool
) -> None:
    if approved:
        approve(told, sql)
    for options in ((), ("--json",)):
        words = line.done(*asked, *options)
        assert NAME not in words
    assert POINTER in line.done(*asked, "--json")
