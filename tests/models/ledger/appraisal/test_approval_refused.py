"""An approval or a correction that is refused changes nothing, under whatever spelling it comes (1-5.3 d, 1-8.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import Refused
from tests.models.ledger.appraisal.test_drafting import mark
from tests.models.ledger.appraisal.year import APPROVAL, CORRECTION, mailing, objects, refused_whole, states

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations

ACT = "approve_appraisal"


def test_a_refused_approval_does_not_record_silence_either(heard: Acting, sql: Sql) -> None:
    words = refused_whole(heard, sql, ACT, year=2026, **APPROVAL | {"dated": "2027-03-04"})
    assert "早于" in words
    assert states(sql) == [("D001", 1, "agreed"), ("D002", 1, "drafted")]


@pytest.mark.parametrize("year", [2025, 2027])
def test_a_year_without_sheets_is_not_approved(heard: Acting, sql: Sql, year: int) -> None:
    words = refused_whole(heard, sql, ACT, **APPROVAL, year=year)
    assert words == f"{year}年还没有得分表，请先拟定（draft_appraisal）。"


@pytest.mark.parametrize("number", ["黔绩领[2027]1号", "黔绩领〔2027〕1 号", "黔绩领【2027】1号"])
def test_the_same_paper_in_another_spelling_changes_nothing(frozen: Acting, sql: Sql, number: str) -> None:
    done = frozen.do(ACT, year=2026, **APPROVAL | {"number": number})
    assert done.counts == {"approved": 0}
    assert done.words == "2026年的考评此前已登记审定（黔绩领〔2027〕1号），未作改动。"
    assert sql.column("SELECT paper_number FROM appraisal") == ["黔绩领〔2027〕1号"]


@pytest.mark.parametrize("other", [{"number": "黔绩领〔2027〕9号"}, {"dated": "2027-03-09"}])
def test_a_second_paper_about_the_year_is_refused(frozen: Acting, sql: Sql, other: dict[str, str]) -> None:
    words = refused_whole(frozen, sql, ACT, year=2026, **APPROVAL | other)
    assert words == (
        "2026年的考评此前已登记审定（黔绩领〔2027〕1号），不能再登记另一文件；确有错误的，逐个更正（supersede_sheet）。"
    )


@pytest.mark.parametrize("actor", ["office", "head"])
def test_a_department_approves_and_corrects_nothing(frozen: Acting, sql: Sql, actor: str) -> None:
    acting = frozen.office("D001") if actor == "office" else frozen.head("D001")
    assert "不能" in refused_whole(acting, sql, ACT, year=2026, **APPROVAL)
    assert "不能" in refused_whole(acting, sql, "supersede_sheet", **CORRECTION, left_out="2026/T001/1")


@pytest.mark.parametrize("change", ["DELETE FROM body", "UPDATE body SET valid_to = '2027-03-07'"])
def test_without_a_group_in_office_on_the_day_nothing_is_approved(heard: Acting, sql: Sql, change: str) -> None:
    sql(change)
    words = refused_whole(heard, sql, ACT, year=2026, **APPROVAL)
    assert words == (
        "考评由领导小组审定，2027-03-08没有登记在任的。登记：mubiao act register_body --kind 领导小组 --name 名称。"
    )


def test_a_sheet_of_a_department_that_is_new_to_the_year_is_missing(heard: Acting, sql: Sql) -> None:
    sql("UPDATE score_sheet SET state = 'superseded' FROM department d WHERE d.id = department_id AND d.code = 'D002'")
    words = refused_whole(heard, sql, ACT, year=2026, **APPROVAL)
    assert words == "不能登记审定：按台账重算与得分表不一致的有1个部门：第002厅。请先重新拟定（draft_appraisal）。"


def test_an_appeal_that_was_lodged_since_is_named(heard: Acting, sql: Sql) -> None:
    lodged = {"target": "T001", "year": 2026, "ground": "已完工", "evidence": APPROVAL["evidence"]}
    heard.office("D001").do("lodge_appeal", **lodged)
    words = refused_whole(heard, sql, ACT, year=2026, **APPROVAL)
    assert words == (
        "不能登记审定：按台账重算与得分表不一致的有1个部门：第001厅（对条目2026/T001/1的申诉尚未办结）。"
        "请先重新拟定（draft_appraisal）。"
    )


def test_two_at_once_approve_once(heard: Acting, sql: Sql, together: Together, violations: Violations) -> None:
    done = together(*[lambda session: heard.within(session, ACT, year=2026, **APPROVAL)] * 2)
    assert not [each for each in done if isinstance(each, Refused)]
    assert sql.value("SELECT count(*) FROM appraisal") == 1
    assert {state for _, _, state in states(sql)} == {"frozen"}
    assert violations() == []


def test_the_approval_has_its_file_and_its_body(frozen: Acting, sql: Sql) -> None:
    assert frozen.day.year == 2027
    assert sql.rows("SELECT serial, body, approved_on::text, reason, department_id FROM appraisal") == [
        (1, "省直机关目标绩效管理领导小组", "2027-03-08", "", None)
    ]
    assert sql.value("SELECT count(*) FROM score_sheet s JOIN appraisal a ON a.id = s.appraisal_id") == 2


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"number": "更正"}, "更正文号"),
        ({"dated": "2027-04-02"}, "审定文件日期2027-04-02在今天（2027-04-01）之后"),
        ({"dated": "2027-03-07"}, "早于得分表拟定、部门核对和异议答复完毕的日期2027-03-08"),
        ({"evidence": []}, "更正文件"),
        ({"left_out": "2026/T009/1、2026/T008/1"}, "该得分表没有条目2026/T008/1、2026/T009/1"),
        ({"left_out": "2026/T003/1"}, "该得分表没有条目2026/T003/1"),
        ({"department": "D009"}, "D009"),
        ({"year": 2025}, "“第001厅”没有2025年的得分表"),
        ({"reason": "——"}, "更正原因"),
    ],
)
def test_a_correction_that_is_refused_changes_nothing(
    frozen: Acting, sql: Sql, more: dict[str, Any], words: str
) -> None:
    given = {**CORRECTION, "left_out": "2026/T001/1"} | more
    assert words in refused_whole(frozen, sql, "supersede_sheet", **given)


def test_a_correction_of_nothing_is_refused_whole_though_its_paper_is_new(frozen: Acting, sql: Sql) -> None:
    words = refused_whole(frozen, sql, "supersede_sheet", **CORRECTION)
    assert words.startswith(
        "重算结果与原表相同，没有改动：请先更正它所依据的记录，或者写明不再计入的条目（left_out）；当前为第1版"
    )


@pytest.mark.parametrize("state", ["待部门核对", "异议待答复"])
def test_a_sheet_that_is_not_approved_is_not_corrected(draft: Acting, sql: Sql, state: str) -> None:
    if state == "异议待答复":
        objects(draft, sql, team="漏计")
    words = refused_whole(draft.on("2027-04-01"), sql, "supersede_sheet", **CORRECTION)
    assert words == f"该得分表{state}，尚未审定，不能更正；请重新拟定（draft_appraisal）。"


def test_a_correction_with_an_entry_twice_leaves_it_out_once(frozen: Acting, sql: Sql) -> None:
    frozen.do("supersede_sheet", **CORRECTION, left_out="2026/T001/1")
    mark(frozen, "90")
    third = CORRECTION | {"number": "黔绩领〔2027〕3号"}
    words = refused_whole(frozen, sql, "supersede_sheet", **third, left_out="2026/T001/1")
    assert words == "该得分表没有条目2026/T001/1，请核对（left_out）。"


def test_a_correction_tells_its_reason_and_the_new_lines(frozen: Acting, sql: Sql) -> None:
    frozen.do("supersede_sheet", **CORRECTION, left_out="2026/T001/1")
    found = sql.value("SELECT payload FROM notice WHERE kind = 'score_superseded' AND audience = 'office'")
    assert (found["number"], found["reason"], found["period"]) == ("黔绩领〔2027〕2号", "条目重复列入", "2026")
    assert found["lines"][0] == [
        "职能绩效目标",
        "满分50.00分，得50.00分；条目2026/T001/1不计，依据更正（黔绩领〔2027〕2号，2027-04-01）",
    ]
    assert found["lines"][-1] == ["合计", "96.10分"]


def test_the_successor_is_told_of_the_correction_of_a_merged_department(frozen: Acting, sql: Sql) -> None:
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2027〕1号"}
    frozen.do("merge_department", effective_on="2027-04-01", **reform)
    frozen.do("supersede_sheet", **CORRECTION, left_out="2026/T001/1")
    told = "SELECT d.code FROM notice n JOIN department d ON d.id = n.department_id WHERE n.kind = 'score_superseded'"
    assert sql.column(told) == ["D002", "D002"]
    assert states(sql)[1] == ("D001", 2, "frozen")


def test_a_corrected_sheet_takes_no_answer_and_no_draft(frozen: Acting, sql: Sql) -> None:
    number = sql.value("SELECT obligation_id FROM score_sheet ORDER BY id LIMIT 1")
    frozen.do("supersede_sheet", **CORRECTION, left_out="2026/T001/1")
    late = mailing(frozen, received="2027-03-05")
    refused_whole(late, sql, "answer_score_sheet", obligation=number, agreed=True)
    assert "已经审定" in refused_whole(frozen, sql, "draft_appraisal", year=2026, due="2027-04-09")
