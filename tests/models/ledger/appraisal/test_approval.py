"""The 领导小组 approves the sheets with its paper; then they are frozen (1-8.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import Refused
from tests.models.ledger.appraisal.test_drafting import mark
from tests.models.ledger.appraisal.year import (
    ABOUT,
    APPROVAL,
    CORRECTION,
    LEADERS,
    by,
    mailing,
    number_of,
    objects,
    refused_whole,
    states,
)
from tests.models.ledger.draft.lists import PAPER

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations


KEPT = "SELECT version, content, digest FROM score_sheet ORDER BY id"


def test_approval_freezes_every_sheet_as_it_was_drafted(heard: Acting, sql: Sql, violations: Violations) -> None:
    before = sql.rows(KEPT)
    done = heard.do("approve_appraisal", year=2026, **APPROVAL)
    assert done.words == (
        "2026年2个部门的得分表已由省直机关目标绩效管理领导小组审定（黔绩领〔2027〕1号），"
        "单位类别和等次比例未设定，没有定等次。"
    )
    assert states(sql) == [("D001", 1, "frozen"), ("D002", 1, "frozen")]
    assert sql.rows(KEPT) == before
    assert violations() == []


def test_the_same_paper_again_changes_nothing_and_another_is_refused(frozen: Acting) -> None:
    assert frozen.do("approve_appraisal", year=2026, **APPROVAL).counts == {"approved": 0}
    other = APPROVAL | {"number": "黔绩领〔2027〕5号"}
    assert "不能再登记另一文件" in frozen.refused("approve_appraisal", year=2026, **other)


def test_nothing_is_approved_while_a_department_may_still_object(draft: Acting, sql: Sql) -> None:
    paper = APPROVAL | {"dated": "2027-03-05"}
    objects(draft, sql)
    words = draft.on("2027-03-05").refused("approve_appraisal", year=2026, **paper)
    assert words == "不能登记审定：还没有核对完毕的有1个部门：第002厅（待部门核对）。"


def test_nothing_is_approved_with_an_objection_without_an_answer(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, team="漏计")
    words = draft.on("2027-03-08").refused("approve_appraisal", year=2026, **APPROVAL)
    assert words == "不能登记审定：还没有核对完毕的有1个部门：第001厅（异议待答复）。"
    answer: dict[str, Any] = {**ABOUT, "component": "队伍建设", "answer": "属实"}
    by(draft.on("2027-03-08"), "赵敏").do("answer_score_objection", **answer, accepted="是")
    words = draft.on("2027-03-08").refused("approve_appraisal", year=2026, **APPROVAL)
    assert "第001厅（异议已采纳，待重算）" in words
    assert states(sql)[0] == ("D001", 1, "granted")


def test_nothing_is_approved_that_was_not_drafted(rated: Acting) -> None:
    words = rated.on("2027-03-08").refused("approve_appraisal", year=2026, **APPROVAL)
    assert words == "2026年还没有得分表，请先拟定（draft_appraisal）。"


def test_a_sheet_that_the_ledger_gives_otherwise_now_is_drafted_again_first(heard: Acting, sql: Sql) -> None:
    mark(heard, "70")
    words = heard.refused("approve_appraisal", year=2026, **APPROVAL)
    assert words == "不能登记审定：按台账重算与得分表不一致的有1个部门：第001厅。\n请先重新拟定（draft_appraisal）。"
    assert states(sql)[0] == ("D001", 1, "agreed")


@pytest.mark.parametrize(
    ("dated", "words"),
    [
        ("2027-03-05", "早于得分表拟定、部门核对和异议答复完毕的日期2027-03-06"),
        ("2027-02-01", "早于得分表拟定、部门核对和异议答复完毕的日期2027-03-06"),
        ("2027-03-09", "在今天（2027-03-08）之后"),
    ],
)
def test_the_paper_is_of_a_day_after_everyone_was_heard(heard: Acting, dated: str, words: str) -> None:
    assert words in heard.refused("approve_appraisal", year=2026, **APPROVAL | {"dated": dated})


def test_the_paper_is_not_older_than_the_answer_to_an_objection(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, team="漏计")
    answer: dict[str, Any] = {**ABOUT, "component": "队伍建设", "answer": "不属实", "accepted": "否"}
    draft.on("2027-03-10").do("answer_score_objection", **answer)
    words = draft.on("2027-03-11").refused("approve_appraisal", year=2026, **APPROVAL)
    assert "异议答复完毕的日期2027-03-10" in words


def test_a_number_that_another_paper_has_is_named(heard: Acting, sql: Sql) -> None:
    number = sql.value("SELECT document_number FROM inspection ORDER BY id LIMIT 1")
    words = heard.do("approve_appraisal", year=2026, **APPROVAL | {"number": number}).words
    assert f"同一文件（{number}）另用于核查方案" in words


def test_the_number_of_the_approval_is_named_when_it_corrects(frozen: Acting) -> None:
    given = CORRECTION | {"number": APPROVAL["number"], "left_out": "2026/T001/1"}
    words = frozen.do("supersede_sheet", **given).words
    assert f"同一文件（黔绩领〔2027〕1号）另用于批件（2026年考评审定，{APPROVAL['dated']}），请核对。" in words


def test_the_group_that_approves_was_in_office_on_that_day(heard: Acting, sql: Sql) -> None:
    sql("UPDATE body SET valid_from = '2027-03-09'")
    words = heard.refused("approve_appraisal", year=2026, **APPROVAL)
    assert words.startswith("考评由领导小组审定，2027-03-08没有登记在任的。")


def test_a_paper_without_its_file_is_refused(heard: Acting) -> None:
    assert heard.refused("approve_appraisal", year=2026, **APPROVAL | {"evidence": []})


def test_an_approved_year_is_neither_drafted_nor_answered_any_more(frozen: Acting, sql: Sql) -> None:
    words = frozen.refused("draft_appraisal", year=2026, due="2027-04-09")
    assert words.startswith("2026年的得分表已经审定（2个部门），不能重新拟定")
    late = mailing(frozen, received="2027-03-05")
    given: dict[str, Any] = {"obligation": number_of(sql), "agreed": False}
    refused = late.refused("answer_score_sheet", **given, objections=[{"component": "team", "reason": "漏计"}])
    assert refused.startswith("该得分表已经审定")


def test_a_later_change_of_the_ledger_leaves_a_frozen_sheet(frozen: Acting, sql: Sql) -> None:
    before = sql.rows(KEPT)
    mark(frozen, "10")
    assert sql.rows(KEPT) == before


SETTLED = (
    "2026年的考评已经审定（黔绩领〔2027〕1号），仅作记录，已审定的得分表不变；确需改变的，另行更正（supersede_sheet）。"
)


def test_what_is_recorded_after_the_approval_says_that_it_moves_no_sheet(frozen: Acting, sql: Sql) -> None:
    before = sql.rows(KEPT)
    paper: dict[str, Any] = {"number": "黔目标办〔2027〕9号", "dated": "2027-04-01", "evidence": str(PAPER)}
    given: dict[str, Any] = {"department": "D002", "year": 2026, "value": "55", "reason": "录入有误"}
    assert frozen.do("record_second_level", **given, **paper).words.endswith(SETTLED)
    assert sql.rows(KEPT) == before


def test_an_exemption_after_the_approval_says_that_it_moves_no_sheet(frozen: Acting, sql: Sql) -> None:
    before = sql.rows(KEPT)
    paper: dict[str, Any] = {"number": "黔绩领〔2027〕9号", "dated": "2027-04-01", "evidence": str(PAPER)}
    given: dict[str, Any] = {"target": "T003", "year": 2026, "reason": "省政府取消"}
    assert frozen.do("exempt_target", **given, decided_by="领导小组", **paper).words.endswith(SETTLED)
    assert frozen.do("withdraw_exemption", **given).words.endswith(SETTLED)
    assert sql.rows(KEPT) == before


def test_a_prize_after_the_approval_says_that_it_moves_no_sheet(frozen: Acting, sql: Sql) -> None:
    before = sql.rows(KEPT)
    paper: dict[str, Any] = {"number": "黔目标办〔2027〕9号", "dated": "2027-04-01", "evidence": str(PAPER)}
    given: dict[str, Any] = {"department": "D002", "year": 2026, "prize": "未参加"}
    assert frozen.do("record_innovation", **given, reason="名单有误", **paper).words.endswith(SETTLED)
    assert sql.rows(KEPT) == before


def test_a_rating_read_or_withdrawn_after_the_approval_moves_no_sheet(frozen: Acting, sql: Sql) -> None:
    before = sql.rows(KEPT)
    leader: dict[str, Any] = {"rated_by": LEADERS[0], "year": 2026}
    first, second = by(frozen, "王文"), by(frozen, "李明")
    gone = first.do("withdraw_leader_ratings", **leader, reason="录入有误", evidence=str(PAPER))
    assert gone.words == f"已撤回“{LEADERS[0]}”2026年的评价，不再计入；可以重新录入、核对。{SETTLED}"
    given: dict[str, Any] = {**leader, "ratings": [{"department": "D001", "mark": "80"}]}
    first.do("enter_leader_ratings", **given, rated_on="2027-01-20", evidence=str(PAPER))
    read = second.do("confirm_leader_ratings", **given)
    assert read.words == f"“{LEADERS[0]}”2026年对1个部门的评价已核对，{SETTLED}"
    assert sql.rows(KEPT) == before


def test_before_the_approval_nothing_is_said_of_it(heard: Acting) -> None:
    given: dict[str, Any] = {"target": "T003", "year": 2026, "reason": "省政府取消", "decided_by": "领导小组"}
    paper: dict[str, Any] = {"number": "黔绩领〔2027〕9号", "dated": "2027-03-08", "evidence": str(PAPER)}
    assert "审定" not in heard.do("exempt_target", **given, **paper).words


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
    assert words == "不能登记审定：按台账重算与得分表不一致的有1个部门：第002厅。\n请先重新拟定（draft_appraisal）。"


def test_an_appeal_that_was_lodged_since_is_named(heard: Acting, sql: Sql) -> None:
    lodged = {"target": "T001", "year": 2026, "ground": "已完工", "evidence": APPROVAL["evidence"]}
    heard.office("D001").do("lodge_appeal", **lodged)
    words = refused_whole(heard, sql, ACT, year=2026, **APPROVAL)
    assert words == (
        "不能登记审定：按台账重算与得分表不一致的有1个部门：第001厅（对条目2026/T001/1的申诉尚未办结（rule_appeal））。"
        "\n管理机构：对条目2026/T001/1的申诉尚未办结（rule_appeal）（第001厅）\n请先重新拟定（draft_appraisal）。"
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
