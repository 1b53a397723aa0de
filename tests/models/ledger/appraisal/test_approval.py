"""The 领导小组 approves the sheets with its paper; then they are frozen (1-8.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

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
    states,
)
from tests.models.ledger.draft.lists import PAPER

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

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
    assert words == "不能登记审定：按台账重算与得分表不一致的有1个部门：第001厅。请先重新拟定（draft_appraisal）。"
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
