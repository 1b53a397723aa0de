"""What one person cannot bring about alone: a hearing, a ruling on his own work, a correction, an older paper (8.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.models.ledger.appraisal.test_approval_grading import CLASSED, GRADES
from tests.models.ledger.appraisal.test_drafting import mark
from tests.models.ledger.appraisal.year import (
    APPROVAL,
    BASIS,
    CORRECTION,
    by,
    complete,
    drafted,
    mailing,
    number_of,
    objects,
    refused_whole,
    states,
)

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

ABOUT: dict[str, Any] = {"department": "D001", "year": 2026}
DISMISSED: dict[str, Any] = {**ABOUT, "answer": "不属实", "accepted": "否"}
ACCEPTED = DISMISSED | {"accepted": "是"}
AGAIN: dict[str, Any] = {**ABOUT, "due": "2027-03-11"}
ACT, RULING = "answer_score_sheet", "answer_score_objection"

pytestmark = pytest.mark.usefixtures("another")


def entered(draft: Acting, name: str, day: str, office: str = "D001") -> Acting:
    """A person at the machine of the agency who enters something for an office."""
    return by(draft.on(day).office(office), name).on_behalf("纸质", "李明送来")


def agrees_for(draft: Acting, sql: Sql, day: str, *offices: str) -> None:
    for office in offices:
        entered(draft, "王文", day, office).do(ACT, obligation=number_of(sql, office), agreed=True)


def test_who_says_for_every_department_that_it_agrees_does_not_end_the_time_for_objections(
    draft: Acting, sql: Sql, violations: Violations
) -> None:
    agrees_for(draft, sql, "2027-03-02", "D001", "D002")
    paper = APPROVAL | {"dated": "2027-03-02"}
    for day in ("2027-03-02", "2027-03-05"):
        words = refused_whole(draft.on(day), sql, "approve_appraisal", year=2026, **paper)
        assert words == (
            "不能登记审定：代录“同意”的有2个部门：第001厅；第002厅，提出异议的截止日过后才能审定，此前部门仍可提出异议。"
        )
    words = refused_whole(
        draft.on("2027-03-08"), sql, "approve_appraisal", year=2026, **paper | {"dated": "2027-03-05"}
    )
    assert words.endswith("提出异议的截止日过后才能审定，文件日期2027-03-05不在截止日之后，请核对。")
    objects(draft, sql, "2027-03-05", team="没有同意过")
    assert states(sql)[0] == ("D001", 1, "objected")
    assert violations() == []


def test_when_the_day_has_passed_what_was_entered_counts(draft: Acting, sql: Sql) -> None:
    agrees_for(draft, sql, "2027-03-02", "D001", "D002")
    assert draft.on("2027-03-08").do("approve_appraisal", year=2026, **APPROVAL).counts["approved"] == 2


def test_departments_that_agreed_by_mail_are_approved_before_the_day(draft: Acting, sql: Sql) -> None:
    for office in ("D001", "D002"):
        objects(draft, sql, "2027-03-02", office)
    done = draft.on("2027-03-02").do("approve_appraisal", year=2026, **APPROVAL | {"dated": "2027-03-02"})
    assert done.counts["approved"] == 2


@pytest.mark.parametrize("ruling", [DISMISSED, ACCEPTED])
@pytest.mark.parametrize("name", ["王文", "王 文"])
def test_who_enters_an_objection_for_a_department_does_not_rule_on_it(
    draft: Acting, sql: Sql, name: str, ruling: dict[str, Any]
) -> None:
    lines = [{"component": "team", "reason": "漏计"}]
    said: dict[str, Any] = {"obligation": number_of(sql), "agreed": False, "objections": lines}
    entered(draft, "王文", "2027-03-02").do(ACT, **said)
    words = refused_whole(by(draft.on("2027-03-08"), name), sql, RULING, **ruling, component="队伍建设")
    assert words.startswith("队伍建设的异议是王文经办的，须由另一人答复")
    assert by(draft.on("2027-03-08"), "孙立").do(RULING, **ruling, component="队伍建设").counts["answered"] == 1


def test_an_objection_that_was_entered_is_ruled_on_after_the_day_because_the_department_may_still_object(
    draft: Acting, sql: Sql
) -> None:
    lines = [{"component": "team", "reason": "漏计"}]
    said: dict[str, Any] = {"obligation": number_of(sql), "agreed": False, "objections": lines}
    entered(draft, "王文", "2027-03-02").do(ACT, **said)
    words = refused_whole(by(draft.on("2027-03-05"), "孙立"), sql, RULING, **DISMISSED, component="队伍建设")
    assert words.startswith("队伍建设的异议是代录的，提出异议的截止日2027-03-05过后才能答复")
    objects(draft, sql, "2027-03-05", second_level="漏计")
    assert sql.rows("SELECT component, state FROM score_objection ORDER BY 1") == [
        ("second_level", "raised"),
        ("team", "taken_back"),
    ]


@pytest.mark.parametrize(
    ("line", "label", "name"),
    [
        ("second_level", "二级考评", "王文"),
        ("innovation", "创新项目评选", "王　文"),
        ("leaders", "省领导评价", "李明"),
        ("functional", "职能绩效目标", "王文"),
    ],
)
def test_who_made_a_line_does_not_dismiss_the_objection_to_it(
    draft: Acting, sql: Sql, line: str, label: str, name: str
) -> None:
    objects(draft, sql, **{line: "有误"})
    hand = by(draft.on("2027-03-04"), name)
    words = refused_whole(hand, sql, RULING, **DISMISSED, component=label)
    assert f"{label}的得分是" in words
    assert "须由另一人答复不采纳" in words
    assert by(draft.on("2027-03-04"), "孙立").do(RULING, **DISMISSED, component=label).counts["answered"] == 1


def test_who_made_a_line_may_accept_the_objection_because_another_recomputes(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, second_level="误录")
    by(draft.on("2027-03-04"), "王文").do(RULING, **ACCEPTED, component="二级考评")
    mark(draft.on("2027-03-04"), "90")
    assert "须由另一人重算" in refused_whole(by(draft.on("2027-03-04"), "王文"), sql, "recompute_sheet", **AGAIN)


def test_a_recomputation_takes_no_line_along_that_the_same_person_changed(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, functional="已补欠")
    today = draft.on("2027-03-04")
    by(today, "赵敏").do(RULING, **ACCEPTED, component="职能绩效目标", left_out="2026/T001/1")
    given = {"value": "100", "reason": "更正", "number": "黔目标办〔2027〕9号", "dated": "2027-03-04"}
    by(today, "孙立").do("record_second_level", **ABOUT, **given, evidence=APPROVAL["evidence"])
    words = refused_whole(by(today, "孙立"), sql, "recompute_sheet", **AGAIN)
    assert words.startswith("二级考评的得分或对它的答复是孙立经办的，须由另一人重算")
    assert by(today, "周正").do("recompute_sheet", **AGAIN).counts["recomputed"] == 1


@pytest.mark.parametrize("name", ["王文", "王　文"])
def test_who_made_a_line_does_not_register_its_correction(frozen: Acting, sql: Sql, name: str) -> None:
    mark(frozen, "100")
    words = refused_whole(by(frozen, name), sql, "supersede_sheet", **CORRECTION)
    assert words.startswith("二级考评的得分是王文经办的，须由另一人登记更正")
    assert by(frozen, "孙立").do("supersede_sheet", **CORRECTION).counts["superseded"] == 1


def test_who_listed_an_entry_does_not_leave_it_out(frozen: Acting, sql: Sql) -> None:
    left_out = CORRECTION | {"left_out": "2026/T001/1"}
    words = refused_whole(by(frozen, "王文"), sql, "supersede_sheet", **left_out)
    assert words.startswith("职能绩效目标的得分是王文经办的，须由另一人登记更正")


def test_an_entry_for_the_office_does_not_reword_its_objection(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, team="漏计两项")
    lines = [{"component": "team", "reason": "无"}]
    said: dict[str, Any] = {"obligation": number_of(sql), "agreed": False, "objections": lines}
    words = refused_whole(entered(draft, "王文", "2027-03-04"), sql, ACT, **said)
    assert words == "对队伍建设的异议已有理由，只能由部门用回复表（邮件）改写；请写原来的理由。"
    assert mailing(draft.on("2027-03-04")).do(ACT, **said).counts["objections"] == 1


def test_the_check_of_a_sheet_is_not_waived(draft: Acting, sql: Sql) -> None:
    words = refused_whole(draft, sql, "waive", obligation=number_of(sql), reason="不必核对")
    assert words == "考评异议是部门的权利，不能豁免；到期没有反馈的，登记为未提异议（record_silence）。"


def tied(march: Acting, sql: Sql) -> Acting:
    """Two departments of one class are tied, and heard on 5 March."""
    for key, value in GRADES.items():
        march.do("set_policy", key=key, value=value, basis=BASIS, valid_from="2026-01-01")
    complete(march, sql)
    for code in ("D001", "D002"):
        march.on("2027-02-22").do("classify_unit", department=code, unit_class="甲类", **CLASSED)
    by(march.on("2027-02-23"), "王文").lists("T003", year=2026)
    drafted(march.on("2027-03-01"))
    return march.on("2027-03-10")


CHOSEN = ({"department": "D001", "grade": "一等奖"}, {"department": "D002", "grade": "二等奖"})
EXCLUDED = {"department": "D001", "kind": "取消", "reason": "一票否决", "basis": "办法第十三条"}
OTHER_CLASS = {"department": "D001", "unit_class": "乙类", "reason": "误登"}


@pytest.mark.parametrize(
    ("act", "more"),
    [
        ("decide_tie", {"grades": CHOSEN, "reason": "D001工作量大"}),
        ("appraise_without_grade", EXCLUDED),
        ("classify_unit", OTHER_CLASS),
    ],
)
def test_the_paper_of_the_approval_is_not_older_than_what_a_grade_rests_on(
    march: Acting, sql: Sql, act: str, more: dict[str, Any]
) -> None:
    today = tied(march, sql)
    today.do(act, **more, **CLASSED | {"dated": "2027-03-10"})
    words = refused_whole(today, sql, "approve_appraisal", year=2026, **APPROVAL)
    assert words == "审定文件日期2027-03-08早于登记单位类别、不定等次或决定并列的日期2027-03-10，请核对。"
    assert today.do("approve_appraisal", year=2026, **APPROVAL | {"dated": "2027-03-10"}).counts["approved"] == 2


def test_a_correction_is_not_older_than_the_one_before(frozen: Acting, sql: Sql) -> None:
    later = frozen.on("2027-04-20")
    mark(later, "90")
    later.do("supersede_sheet", **CORRECTION | {"dated": "2027-04-15"})
    mark(later, "70")
    second = CORRECTION | {"number": "黔绩领〔2027〕3号", "dated": "2027-04-10"}
    words = refused_whole(later, sql, "supersede_sheet", **second)
    assert words == ("更正文件日期2027-04-10早于“第001厅”现行得分表的文件（黔绩领〔2027〕2号，2027-04-15），请核对。")
