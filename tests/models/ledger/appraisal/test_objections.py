"""The agency answers objections; an accepted one counts once another person has recomputed the sheet (1-8.2)."""

from __future__ import annotations

import json
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
ENTRY = "2026/T001/1"

pytestmark = pytest.mark.usefixtures("another")


@pytest.fixture
@story
def contested(draft: Acting, sql: Sql) -> Acting:
    """D001 objects to the points of its targets; today is 4 March 2027."""
    objects(draft, sql, functional="已于2月补欠")
    return draft.on("2027-03-04")


def accept(acting: Acting, name: str = "赵敏", **more: Any) -> None:
    by(acting, name).do("answer_score_objection", **ANSWER, accepted="是", **{"left_out": ENTRY} | more)


def recompute(acting: Acting, name: str = "李明") -> str:
    return by(acting, name).do("recompute_sheet", **ABOUT, due="2027-03-11").words


def test_a_dismissed_objection_leaves_the_sheet_and_the_office_is_told(
    contested: Acting, sql: Sql, violations: Violations
) -> None:
    done = contested.do("answer_score_objection", **ANSWER, accepted="否")
    assert done.words == "对职能绩效目标的异议未采纳，将答复部门。"
    assert states(sql)[0] == ("D001", 1, "settled")
    told = sql.value("SELECT payload FROM notice WHERE kind = 'score_objection_answered'")
    assert (told["accepted"], told["answer"], told["reason"]) == (False, "已核对验收单", "已于2月补欠")
    assert violations() == []


def test_a_sheet_is_settled_once_every_objection_is_answered(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, functional="已补欠", team="漏计")
    draft.do("answer_score_objection", **ANSWER, accepted="否")
    assert states(sql)[0] == ("D001", 1, "objected")
    draft.do("answer_score_objection", **ANSWER | {"component": "队伍建设"}, accepted="否")
    assert states(sql)[0] == ("D001", 1, "settled")


def test_the_same_answer_again_changes_nothing(contested: Acting) -> None:
    for words in ("未采纳，将答复部门。", "此前已如此答复，未作改动。"):
        assert contested.do("answer_score_objection", **ANSWER, accepted="否").words.endswith(words)


def test_an_answer_in_other_words_is_not_taken_for_the_same(contested: Acting) -> None:
    contested.do("answer_score_objection", **ANSWER, accepted="否")
    words = contested.refused("answer_score_objection", **ANSWER | {"answer": "另有说法"}, accepted="否")
    assert words.startswith("对职能绩效目标的异议此前已答复（")
    assert words.endswith("内容与这次不同，不能改写。")


def test_entries_are_not_left_out_in_a_second_answer(contested: Acting) -> None:
    accept(contested)
    assert "内容与这次不同" in contested.refused("answer_score_objection", **ANSWER, accepted="是")


def test_an_accepted_objection_waits_for_another_person(contested: Acting, sql: Sql, violations: Violations) -> None:
    accept(contested)
    assert states(sql)[0] == ("D001", 1, "granted")
    words = recompute(contested)
    assert words == "“第001厅”2026年的得分表已重算为第2版，2027-03-11前可提出异议。"
    assert states(sql)[:2] == [("D001", 1, "superseded"), ("D001", 2, "drafted")]
    content = json.loads(sql.value("SELECT content FROM score_sheet WHERE version = 2"))
    assert content["total"] == "96.1"
    assert content["lines"][0]["basis"] == [f"条目{ENTRY}不计，依据答复异议（2027-03-04）"]
    assert sql.rows("SELECT state, confirmed_by FROM score_objection") == [("confirmed", "李明")]
    assert violations() == []


@pytest.mark.parametrize("name", ["王文", "王　文", "赵敏"])
def test_who_listed_the_entry_or_accepted_the_objection_does_not_recompute(
    contested: Acting, sql: Sql, name: str
) -> None:
    accept(contested)
    words = by(contested, name).refused("recompute_sheet", **ABOUT, due="2027-03-11")
    assert "须由另一人重算" in words
    assert states(sql)[0] == ("D001", 1, "granted")


@pytest.mark.parametrize(("component", "label"), [("second_level", "二级考评"), ("leaders", "省领导评价")])
@pytest.mark.parametrize("name", ["王文", "李明"])
def test_who_entered_or_read_a_rating_does_not_recompute_it(
    draft: Acting, sql: Sql, component: str, label: str, name: str
) -> None:
    if (component, name) == ("second_level", "李明"):
        return  # who had nothing to do with the value
    objects(draft, sql, **{component: "误录"})
    by(draft, "赵敏").do("answer_score_objection", **ANSWER | {"component": label}, accepted="是")
    words = by(draft, name).refused("recompute_sheet", **ABOUT, due="2027-03-11")
    assert words.startswith(f"{label}的得分或对它的答复是{name}经办的")


def test_a_corrected_rating_is_recomputed_by_a_person_who_did_not_correct_it(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, second_level="误录")
    by(draft, "赵敏").do("answer_score_objection", **ANSWER | {"component": "二级考评"}, accepted="是")
    mark(draft.on("2027-03-04"), "90")
    assert "王文经办的" in by(draft.on("2027-03-04"), "王文").refused("recompute_sheet", **ABOUT, due="2027-03-11")
    assert "第2版" in recompute(draft.on("2027-03-04"), "孙立")
    assert sql.value("SELECT total FROM score_sheet WHERE version = 2") == sql.value("SELECT CAST(94.4 AS numeric)")


def test_a_recomputation_that_changes_nothing_is_refused_whole(contested: Acting, sql: Sql) -> None:
    accept(contested, left_out="")
    words = by(contested, "李明").refused("recompute_sheet", **ABOUT, due="2027-03-11")
    assert words.startswith("重算结果与原表相同，没有改动")
    assert sql.rows("SELECT state, confirmed_by FROM score_objection") == [("accepted", "")]
    by(contested, "赵敏").do("answer_score_objection", **ANSWER, accepted="否")
    assert states(sql)[0] == ("D001", 1, "settled")


def test_nothing_is_recomputed_without_an_accepted_objection(contested: Acting) -> None:
    words = contested.refused("recompute_sheet", **ABOUT, due="2027-03-11")
    assert words == "该得分表异议待答复，没有待重算的异议。"


def test_a_sheet_that_lacks_something_now_is_not_recomputed(contested: Acting, sql: Sql) -> None:
    accept(contested)
    sql("UPDATE report_line SET progress = 50, status = NULL")
    words = by(contested, "李明").refused("recompute_sheet", **ABOUT, due="2027-03-11")
    assert words.startswith("重算不出合计：第001厅（1个目标年终检查没有申报完成")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"component": "队伍建设"}, "部门没有对第1版得分表的队伍建设提出异议。"),
        ({"left_out": "2026/T003/1"}, "得分表的职能绩效目标没有条目2026/T003/1，该项的条目有：2026/T001/1。"),
        ({"department": "D003"}, "D003"),
        ({"year": 2025}, "没有2025年的得分表"),
        ({"accepted": "否", "left_out": ENTRY}, "未采纳的，不写不再计入的条目"),
    ],
)
def test_an_answer_is_to_an_objection_and_its_entries(contested: Acting, more: dict[str, Any], words: str) -> None:
    assert words in contested.refused("answer_score_objection", **{**ANSWER, "accepted": "是"} | more)


def test_a_line_without_entries_has_none_to_leave_out(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, team="漏计")
    given = ANSWER | {"component": "队伍建设", "accepted": "是", "left_out": ENTRY}
    assert draft.refused("answer_score_objection", **given).endswith("该项没有条目。")


def test_a_draft_of_all_leaves_an_accepted_objection_to_the_recomputation(contested: Acting, sql: Sql) -> None:
    accept(contested)
    mark(contested, "70")
    words = contested.refused("draft_appraisal", year=2026, due="2027-03-11")
    assert words == (
        "台账已有变化、但不能重新拟定的有1个部门：第001厅（异议已采纳，须由另一人重算（recompute_sheet））。"
    )
    assert states(sql)[0] == ("D001", 1, "granted")


AGAIN: dict[str, Any] = {**ABOUT, "due": "2027-03-11"}
ACT = "answer_score_objection"


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
