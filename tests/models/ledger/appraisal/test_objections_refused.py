"""Answers to objections and recomputations that are refused change nothing; two at once answer once (1-2.22, 1-8.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import MubiaoError
from tests.databases import story
from tests.models.ledger.appraisal.test_drafting import mark
from tests.models.ledger.appraisal.year import by, objects, refused_whole, states

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations

ABOUT: dict[str, Any] = {"department": "D001", "year": 2026}
ANSWER: dict[str, Any] = {**ABOUT, "component": "职能绩效目标", "answer": "已核对验收单"}
AGAIN: dict[str, Any] = {**ABOUT, "due": "2027-03-11"}
ENTRY = "2026/T001/1"
ACT = "answer_score_objection"

pytestmark = pytest.mark.usefixtures("another")


@pytest.fixture
@story
def contested(draft: Acting, sql: Sql) -> Acting:
    """D001 objects to the points of its targets; today is 4 March 2027."""
    objects(draft, sql, functional="已于2月补欠")
    return draft.on("2027-03-04")


@pytest.fixture
def granted(contested: Acting) -> Acting:
    """赵敏 accepts the objection and leaves the entry out."""
    by(contested, "赵敏").do(ACT, **ANSWER, accepted="是", left_out=ENTRY)
    return contested


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"component": "队伍建设"}, "部门没有对第1版得分表的队伍建设提出异议。"),
        ({"component": "公众测评"}, "考评项目"),
        ({"left_out": "2026/T001/2"}, "没有条目2026/T001/2，该项的条目有：2026/T001/1。"),
        ({"left_out": f"{ENTRY}、2026/T002/1"}, "没有条目2026/T002/1，"),
        ({"department": "D002"}, "部门没有对第1版得分表的职能绩效目标提出异议。"),
        ({"department": "AGENCY"}, "没有2026年的得分表"),
        ({"answer": " "}, "答复"),
        ({"accepted": "也许"}, "是否采纳"),
        ({"year": 2027}, "没有2027年的得分表。拟定：mubiao act draft_appraisal --year 2027。"),
    ],
)
def test_an_answer_that_is_refused_changes_nothing(
    contested: Acting, sql: Sql, more: dict[str, Any], words: str
) -> None:
    assert words in refused_whole(contested, sql, ACT, **{**ANSWER, "accepted": "是"} | more)


@pytest.mark.parametrize("name", [ACT, "recompute_sheet"])
def test_an_office_rules_on_no_objection(contested: Acting, sql: Sql, name: str) -> None:
    given = ANSWER | {"accepted": "是"} if name == ACT else AGAIN
    assert "不能" in refused_whole(contested.office("D001"), sql, name, **given)


def test_an_objection_that_was_taken_back_is_not_answered(contested: Acting, sql: Sql) -> None:
    objects(contested, sql, "2027-03-04")
    words = refused_whole(contested, sql, ACT, **ANSWER, accepted="否")
    assert words.startswith("部门已撤回这项异议，没有可答复的内容")


def test_a_dismissed_objection_is_not_accepted_afterwards(contested: Acting, sql: Sql) -> None:
    contested.do(ACT, **ANSWER, accepted="否")
    words = refused_whole(contested, sql, ACT, **ANSWER, accepted="是")
    assert words.startswith("这项异议已答复为未采纳，不能改为采纳")


def test_an_accepted_objection_is_dismissed_only_before_the_recomputation(granted: Acting, sql: Sql) -> None:
    by(granted, "李明").do("recompute_sheet", **AGAIN)
    words = refused_whole(granted, sql, ACT, **ANSWER, accepted="否")
    assert words == "部门没有对第2版得分表的职能绩效目标提出异议。"


def test_an_accepted_objection_that_is_dismissed_leaves_nothing_out(granted: Acting, sql: Sql) -> None:
    granted.do(ACT, **ANSWER | {"answer": "补欠在截止日以后"}, accepted="否")
    assert states(sql)[0] == ("D001", 1, "settled")
    assert sql.rows("SELECT state, left_out FROM score_objection") == [("dismissed", [])]
    assert "没有待重算的异议" in refused_whole(by(granted, "李明"), sql, "recompute_sheet", **AGAIN)


@pytest.mark.parametrize("state", ["drafted", "agreed", "objected", "settled"])
def test_a_sheet_in_no_need_of_it_is_not_recomputed(draft: Acting, sql: Sql, state: str) -> None:
    reasons = {"team": "漏计"} if state in {"objected", "settled"} else {}
    if state != "drafted":
        objects(draft, sql, **reasons)
    if state == "settled":
        draft.do(ACT, **ANSWER | {"component": "队伍建设"}, accepted="否")
    assert states(sql)[0] == ("D001", 1, state)
    assert refused_whole(by(draft, "李明"), sql, "recompute_sheet", **AGAIN).endswith("，没有待重算的异议。")


@pytest.mark.parametrize(
    ("due", "words"),
    [("2027-03-04", "太早：须晚于今天"), ("2027-03-13", "不是工作日"), (None, "请写明提出异议的截止日")],
)
def test_a_recomputed_sheet_has_a_day_for_objections_too(
    granted: Acting, sql: Sql, due: str | None, words: str
) -> None:
    assert words in refused_whole(by(granted, "李明"), sql, "recompute_sheet", **ABOUT, due=due)


@pytest.mark.parametrize("name", ["赵敏", "王文", "王 文"])
def test_who_accepted_or_listed_changes_nothing_by_trying(granted: Acting, sql: Sql, name: str) -> None:
    assert "须由另一人重算" in refused_whole(by(granted, name), sql, "recompute_sheet", **AGAIN)


def test_a_recomputed_sheet_is_objected_to_again(granted: Acting, sql: Sql, violations: Violations) -> None:
    by(granted, "李明").do("recompute_sheet", **AGAIN)
    done = objects(granted, sql, "2027-03-11", team="漏计一项")
    assert done.counts == {"answered": 1, "objections": 1}
    assert states(sql)[:2] == [("D001", 1, "superseded"), ("D001", 2, "objected")]
    assert violations() == []


def test_what_one_version_left_out_stays_out_of_the_next_ones(granted: Acting, sql: Sql) -> None:
    by(granted, "李明").do("recompute_sheet", **AGAIN)
    mark(granted, "90")
    granted.do("draft_appraisal", year=2026, due="2027-03-12")
    assert str(sql.value("SELECT total FROM score_sheet WHERE version = 3")) == "96.4"


def test_the_other_objection_is_answered_before_one_that_was_accepted_is_recomputed(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, functional="已补欠", team="漏计")
    by(draft, "赵敏").do(ACT, **ANSWER, accepted="是", left_out=ENTRY)
    assert refused_whole(by(draft, "李明"), sql, "recompute_sheet", **AGAIN) == "该得分表异议待答复，没有待重算的异议。"
    draft.do(ACT, **ANSWER | {"component": "队伍建设"}, accepted="否")
    assert by(draft, "李明").do("recompute_sheet", **AGAIN).counts["recomputed"] == 1
    found = sql.rows("SELECT component, state FROM score_objection ORDER BY component")
    assert found == [("functional", "confirmed"), ("team", "dismissed")]


def test_two_answers_at_once_are_one(contested: Acting, sql: Sql, together: Together, violations: Violations) -> None:
    done = together(*[lambda session: contested.within(session, ACT, **ANSWER, accepted="否")] * 2)
    assert sorted(each.counts["answered"] for each in done) == [0, 1]
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'score_objection_answered'") == 1
    assert violations() == []


def test_two_recomputations_at_once_are_one(granted: Acting, sql: Sql, together: Together) -> None:
    done = together(*[lambda session: by(granted, "李明").within(session, "recompute_sheet", **AGAIN)] * 2)
    assert len([each for each in done if isinstance(each, MubiaoError)]) == 1
    assert states(sql)[:2] == [("D001", 1, "superseded"), ("D001", 2, "drafted")]


def test_the_answer_goes_to_the_successor_of_a_merged_department(contested: Acting, sql: Sql) -> None:
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2027〕1号"}
    contested.do("merge_department", effective_on="2027-03-04", **reform)
    contested.do(ACT, **ANSWER, accepted="否")
    told = "SELECT d.code, n.audience FROM notice n JOIN department d ON d.id = n.department_id WHERE n.kind = :kind"
    assert sql.rows(told, kind="score_objection_answered") == [("D002", "office")]


def test_the_answer_is_kept_with_who_gave_it_and_when(granted: Acting, sql: Sql) -> None:
    assert granted.day.year == 2027
    found = sql.rows("SELECT answer, answered_on::text, answered_by, left_out FROM score_objection")
    assert found == [("已核对验收单", "2027-03-04", "赵敏", [ENTRY])]
