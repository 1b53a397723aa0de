"""A department agrees to its sheet or objects line by line until its day; silence is recorded (1-2.22)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import Refused
from tests.doubt import leave_doubtful
from tests.models.ledger.appraisal.test_drafting import mark
from tests.models.ledger.appraisal.year import (
    APPROVAL,
    by,
    drafted,
    mailing,
    number_of,
    objects,
    refused_whole,
    states,
)

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations


OBJECTIONS = "SELECT component, reason, state, raised_on::text FROM score_objection ORDER BY component"


def test_an_office_agrees_and_its_duty_is_done(draft: Acting, sql: Sql, violations: Violations) -> None:
    assert objects(draft, sql).words == "2026年得分表：没有异议。"
    assert states(sql)[0] == ("D001", 1, "agreed")
    assert sql.value("SELECT state FROM obligation WHERE id = :id", id=number_of(sql)) == "discharged"
    assert violations() == []


def test_the_head_is_told_of_a_consent_that_a_clerk_entered(draft: Acting, sql: Sql) -> None:
    by_phone = draft.on_behalf("电话", "李明").office("D001")
    clerk = replace(by_phone, actor=replace(by_phone.actor, entered_by="王芳"))
    clerk.on("2027-03-03").do("answer_score_sheet", obligation=number_of(sql), agreed=True)
    told = "SELECT audience FROM notice WHERE kind = 'entered' ORDER BY audience"
    assert sql.column(told) == ["head", "office"]


def test_an_office_objects_to_lines_with_its_reasons(draft: Acting, sql: Sql, violations: Violations) -> None:
    done = objects(draft, sql, functional="已于2月补欠", second_level="漏计一项")
    assert done.words == "2026年得分表：对职能绩效目标、二级考评有异议，由管理机构逐项答复。"
    assert states(sql) == [("D001", 1, "objected"), ("D002", 1, "drafted")]
    assert sql.rows(OBJECTIONS) == [
        ("functional", "已于2月补欠", "raised", "2027-03-03"),
        ("second_level", "漏计一项", "raised", "2027-03-03"),
    ]
    assert violations() == []


def test_until_the_day_the_last_word_counts(draft: Acting, sql: Sql, violations: Violations) -> None:
    objects(draft, sql, functional="已补欠", team="漏计")
    objects(draft, sql, "2027-03-04", functional="已补欠，附验收单")
    assert [row[2] for row in sql.rows(OBJECTIONS)] == ["raised", "taken_back"]
    objects(draft, sql, "2027-03-04", team="漏计一项")
    assert [row[1:3] for row in sql.rows(OBJECTIONS)] == [("已补欠，附验收单", "taken_back"), ("漏计一项", "raised")]
    objects(draft, sql, "2027-03-05")
    assert states(sql)[0] == ("D001", 1, "agreed")
    assert violations() == []


def test_the_same_again_changes_nothing(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, functional="已补欠")
    assert objects(draft, sql, "2027-03-04", functional="已补欠").words.endswith("此前已如此反馈，未作改动。")
    assert sql.column("SELECT raised_on::text FROM score_objection") == ["2027-03-03"]


def test_after_the_day_nothing_is_taken(draft: Acting, sql: Sql) -> None:
    with pytest.raises(Refused, match="核对得分表的期限（2027-03-05）已过"):
        objects(draft, sql, "2027-03-08", functional="已补欠")
    assert states(sql)[0] == ("D001", 1, "drafted")


def test_a_mail_that_came_in_time_counts_though_it_is_read_later(draft: Acting, sql: Sql) -> None:
    draft.on("2027-03-08").system.do("record_silence")
    late = mailing(draft.on("2027-03-08"), received="2027-03-05")
    said: dict[str, Any] = {"obligation": number_of(sql), "agreed": False}
    late.do("answer_score_sheet", **said, objections=[{"component": "team", "reason": "漏计"}])
    assert states(sql)[0] == ("D001", 1, "objected")


def test_what_the_agency_enters_for_an_office_counts_on_the_day_of_the_entry(draft: Acting, sql: Sql) -> None:
    said: dict[str, Any] = {"obligation": number_of(sql), "agreed": False}
    said |= {"objections": [{"component": "team", "reason": "漏计"}]}
    entered = by(draft.office("D001"), "王文")
    late = entered.on("2027-03-08").on_behalf("纸质", received="2027-03-05")
    assert "已过" in late.refused("answer_score_sheet", **said)
    entered.on("2027-03-05").on_behalf("纸质", "李明").do("answer_score_sheet", **said)
    assert states(sql)[0] == ("D001", 1, "objected")


def test_an_objection_is_taken_back_by_the_office_itself(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, functional="已补欠")
    entered = by(draft.on("2027-03-04").office("D001"), "王文").on_behalf("电话", "李明")
    words = entered.refused("answer_score_sheet", obligation=number_of(sql), agreed=True)
    assert words.startswith("对职能绩效目标的异议只能由部门用回复表（邮件）撤回")
    assert states(sql)[0] == ("D001", 1, "objected")


def test_another_office_cannot_object_nor_can_the_agency(draft: Acting, sql: Sql) -> None:
    said: dict[str, Any] = {"obligation": number_of(sql, "D001"), "agreed": True}
    assert "第001厅" in mailing(draft.on("2027-03-03"), "D002").refused("answer_score_sheet", **said)
    assert draft.refused("answer_score_sheet", **said).startswith("得分表由部门核对；代部门录入的，请注明来源")
    assert states(sql)[0] == ("D001", 1, "drafted")


def test_another_duty_is_no_sheet(draft: Acting, sql: Sql) -> None:
    number = int(sql.value("SELECT min(id) FROM obligation WHERE kind = 'year_end_check'"))
    words = mailing(draft).refused("answer_score_sheet", obligation=number, agreed=True)
    assert words == f"事项{number}不是考评异议。查看：mubiao owed。"


@pytest.mark.parametrize(
    ("agreed", "lines", "words"),
    [
        (False, [], "至少写明一个考评项目的异议理由"),
        (True, [{"component": "team", "reason": "漏计"}], "同意的，不写异议理由"),
        (False, [{"component": "team", "reason": "漏计"}] * 2, "写了两次"),
        (False, [{"component": "公众评议", "reason": "漏计"}], "公众评议"),
        (False, [{"component": "team", "reason": " "}], "异议理由"),
    ],
)
def test_an_objection_names_its_line_and_its_reason_once(
    draft: Acting,
    sql: Sql,
    agreed: bool,  # noqa: FBT001 - a parameter of the test
    lines: list[dict[str, str]],
    words: str,
) -> None:
    said: dict[str, Any] = {"obligation": number_of(sql), "agreed": agreed, "objections": lines}
    assert words in mailing(draft).refused("answer_score_sheet", **said)


def test_silence_is_recorded_the_day_after(draft: Acting, sql: Sql, violations: Violations) -> None:
    objects(draft, sql)
    assert draft.on("2027-03-05").system.do("record_silence").counts == {"silent": 0}
    done = draft.on("2027-03-06").system.do("record_silence")
    assert done.words == "1个部门到期没有反馈，登记为未提异议。"
    assert states(sql) == [("D001", 1, "agreed"), ("D002", 1, "silent")]
    assert sql.value("SELECT state FROM obligation WHERE id = :id", id=number_of(sql, "D002")) == "waived"
    assert violations() == []


def test_silence_of_an_office_that_may_not_have_been_told_is_no_consent(
    draft: Acting, sql: Sql, violations: Violations
) -> None:
    number = leave_doubtful(sql, "D002", "opened_appraisal_objection")
    draft.on("2027-03-08").system.do("record_silence")
    assert states(sql) == [("D001", 1, "silent"), ("D002", 1, "drafted")]
    draft.on("2027-03-10").do("confirm_message", message=number, why="电话确认已看到")
    assert draft.on("2027-03-14").system.do("record_silence").counts == {"silent": 0}
    assert objects(draft, sql, "2027-03-14", "D002", team="漏计").counts["objections"] == 1
    assert [words for words in violations() if "doubt" not in words and f"消息 {number}" not in words] == []


LOST = "UPDATE delivery SET message_id = NULL, cancelled = :why WHERE message_id = :id"


@pytest.mark.parametrize("why", [None, "通知内容无法生成，请报告管理员"])
def test_silence_to_what_was_never_sent_is_no_consent(draft: Acting, sql: Sql, why: str | None) -> None:
    number = leave_doubtful(sql, "D002", "opened_appraisal_objection")
    sql.sealed("UPDATE message SET state = 'waiting', reason = '邮件服务器连不上' WHERE id = :id", id=number)
    draft.on("2027-03-08").system.do("record_silence")
    sql.sealed(LOST, why=why, id=number)
    draft.on("2027-03-09").system.do("record_silence")
    assert states(sql) == [("D001", 1, "silent"), ("D002", 1, "drafted")]


def test_the_days_of_a_sheet_whose_mail_left_late_begin_when_it_left(draft: Acting, sql: Sql) -> None:
    number = leave_doubtful(sql, "D002", "opened_appraisal_objection")
    sql.sealed("UPDATE message SET state = 'sent', sent_at = '2027-03-05 10:00+08' WHERE id = :id", id=number)
    draft.on("2027-03-08").system.do("record_silence")
    assert states(sql) == [("D001", 1, "silent"), ("D002", 1, "drafted")]
    assert draft.on("2027-03-10").system.do("record_silence").counts == {"silent": 1}


def test_a_head_without_an_address_does_not_stand_for_an_office_that_may_not_have_been_told(
    draft: Acting, sql: Sql
) -> None:
    leave_doubtful(sql, "D002", "opened_appraisal_objection")
    sql("DELETE FROM delivery v USING notice n WHERE n.id = v.notice_id AND n.audience = 'head'")
    draft.on("2027-03-08").system.do("record_silence")
    assert states(sql) == [("D001", 1, "silent"), ("D002", 1, "drafted")]


def test_while_its_notice_is_doubtful_an_office_may_answer_after_the_day(draft: Acting, sql: Sql) -> None:
    leave_doubtful(sql, "D002", "opened_appraisal_objection")
    assert objects(draft, sql, "2027-03-20", "D002", team="漏计").counts["objections"] == 1


def test_after_the_days_it_would_have_had_its_silence_counts(draft: Acting, sql: Sql) -> None:
    number = leave_doubtful(sql, "D002", "opened_appraisal_objection")
    draft.on("2027-03-10").do("confirm_message", message=number, why="电话确认已看到")
    assert draft.on("2027-03-15").system.do("record_silence").counts == {"silent": 2}


def test_a_successor_answers_for_a_department_that_was_merged_after_the_year(rated: Acting, sql: Sql) -> None:
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2027〕1号"}
    rated.on("2027-02-26").do("merge_department", effective_on="2027-02-26", **reform)
    drafted(rated)
    number = number_of(sql, "D001")
    owed_by = "SELECT d.code FROM obligation o JOIN department d ON d.id = o.owed_by WHERE o.id = :number"
    assert sql.value(owed_by, number=number) == "D002"
    mailing(rated.on("2027-03-03"), "D002").do("answer_score_sheet", obligation=number, agreed=True)
    assert states(sql)[0] == ("D001", 1, "agreed")


ACT = "answer_score_sheet"
LINE = {"component": "team", "reason": "漏计一项"}


def objecting(sql: Sql, office: str = "D001", **more: Any) -> dict[str, Any]:
    return {"obligation": number_of(sql, office), "agreed": False, "objections": [LINE]} | more


def test_an_answer_of_another_office_changes_nothing(draft: Acting, sql: Sql) -> None:
    words = refused_whole(mailing(draft.on("2027-03-03"), "D002"), sql, ACT, **objecting(sql))
    assert "第001厅" in words


def test_a_number_that_is_no_duty_changes_nothing(draft: Acting, sql: Sql) -> None:
    words = refused_whole(mailing(draft.on("2027-03-03")), sql, ACT, **objecting(sql, obligation=999_999))
    assert "999999" in words


def test_the_duty_of_a_year_end_check_is_not_answered_with_objections(draft: Acting, sql: Sql) -> None:
    number = int(sql.value("SELECT min(id) FROM obligation WHERE kind = 'year_end_check'"))
    words = refused_whole(mailing(draft), sql, ACT, **objecting(sql, obligation=number))
    assert words == f"事项{number}不是考评异议。查看：mubiao owed。"


def test_the_agency_itself_neither_agrees_nor_objects(draft: Acting, sql: Sql) -> None:
    for said in (objecting(sql), {"obligation": number_of(sql), "agreed": True}):
        words = refused_whole(draft.on("2027-03-03"), sql, ACT, **said)
        assert words == "得分表由部门核对；代部门录入的，请注明来源（--source），或以部门名义录入（--by 部门/目标办）。"


@pytest.mark.parametrize("day", ["2027-03-06", "2027-03-08", "2028-03-01"])
def test_an_objection_after_the_day_changes_nothing(draft: Acting, sql: Sql, day: str) -> None:
    words = refused_whole(mailing(draft.on(day)), sql, ACT, **objecting(sql))
    assert words == "核对得分表的期限（2027-03-05）已过，按未提异议办理；仍有意见的，请告知管理机构。"


def test_a_mail_that_was_received_after_the_day_changes_nothing(draft: Acting, sql: Sql) -> None:
    late = mailing(draft.on("2027-03-09"), received="2027-03-08")
    assert "期限（2027-03-05）已过" in refused_whole(late, sql, ACT, **objecting(sql))


def test_a_paper_that_is_entered_after_the_day_is_not_dated_back(draft: Acting, sql: Sql) -> None:
    late = by(draft.office("D001"), "王文").on("2027-03-08").on_behalf("纸质", "李明", received="2027-03-04")
    assert "期限（2027-03-05）已过" in refused_whole(late, sql, ACT, **objecting(sql))


def test_a_sheet_whose_objections_are_answered_takes_no_others(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, team="漏计")
    answer: dict[str, Any] = {
        "department": "D001",
        "year": 2026,
        "component": "队伍建设",
        "answer": "不属实",
        "accepted": "否",
    }
    draft.on("2027-03-04").do("answer_score_objection", **answer)
    words = refused_whole(mailing(draft.on("2027-03-04")), sql, ACT, **objecting(sql))
    assert words.startswith("管理机构已答复该得分表的异议，不能再改")
    assert "不能再改" in refused_whole(
        mailing(draft.on("2027-03-04")), sql, ACT, obligation=number_of(sql), agreed=True
    )


def test_the_number_of_a_version_before_is_not_answered(draft: Acting, sql: Sql) -> None:
    former = objecting(sql)
    mark(draft.on("2027-03-02"), "70")
    drafted(draft, due="2027-03-09")
    words = refused_whole(mailing(draft.on("2027-03-03")), sql, ACT, **former)
    assert words.startswith("该得分表已被新的取代，请按新的办理")
    assert states(sql)[1] == ("D001", 2, "drafted")


def test_an_approved_sheet_is_answered_by_no_late_mail(draft: Acting, sql: Sql) -> None:
    draft.on("2027-03-08").system.do("record_silence")
    draft.on("2027-03-08").do("approve_appraisal", year=2026, **APPROVAL)
    late = mailing(draft.on("2027-03-09"), received="2027-03-05")
    assert "该得分表已经审定" in refused_whole(late, sql, ACT, **objecting(sql))


@pytest.mark.parametrize("means", ["电话", "纸质"])
def test_one_of_two_objections_is_not_dropped_by_an_entry_for_the_office(draft: Acting, sql: Sql, means: str) -> None:
    objects(draft, sql, functional="已补欠", team="漏计")
    entered = by(draft.on("2027-03-04").office("D001"), "王文").on_behalf(means, "李明")
    words = refused_whole(entered, sql, ACT, **objecting(sql))
    assert words.startswith("对职能绩效目标的异议只能由部门用回复表（邮件）撤回；部门书面撤回的，请逐项答复并写明")


def test_an_entry_for_the_office_may_add_an_objection(draft: Acting, sql: Sql, violations: Violations) -> None:
    objects(draft, sql, functional="已补欠")
    entered = by(draft.on("2027-03-04").office("D001"), "王文").on_behalf("电话", "李明")
    lines = [{"component": "functional", "reason": "已补欠"}, LINE]
    assert entered.do(ACT, **objecting(sql, objections=lines)).counts == {"answered": 0, "objections": 2}
    assert sql.column("SELECT state FROM score_objection") == ["raised", "raised"]
    assert violations() == []


def test_an_objection_that_was_taken_back_is_raised_again_on_its_new_day(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, "2027-03-02", team="漏计")
    objects(draft, sql, "2027-03-03")
    assert sql.rows("SELECT state, raised_on::text FROM score_objection") == [("taken_back", "2027-03-02")]
    assert objects(draft, sql, "2027-03-04", team="漏计").counts["objections"] == 1
    assert sql.rows("SELECT state, raised_on::text FROM score_objection") == [("raised", "2027-03-04")]


def test_the_duty_is_discharged_once_by_the_first_answer(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, "2027-03-02", team="漏计")
    objects(draft, sql, "2027-03-05")
    number = number_of(sql)
    assert sql.rows("SELECT state, late FROM obligation WHERE id = :id", id=number) == [("discharged", False)]
    moves = "SELECT event FROM transition WHERE record = 'obligation' AND record_id = :id ORDER BY id"
    assert sql.column(moves, id=number) == ["opened", "discharge"]


def test_a_last_word_after_silence_was_recorded_is_on_the_sheet(
    draft: Acting, sql: Sql, violations: Violations
) -> None:
    draft.on("2027-03-08").system.do("record_silence")
    late = mailing(draft.on("2027-03-08"), received="2027-03-05")
    late.do(ACT, obligation=number_of(sql), agreed=True)
    assert states(sql)[0] == ("D001", 1, "agreed")
    assert sql.value("SELECT answered_on::text FROM score_sheet ORDER BY id LIMIT 1") == "2027-03-05"
    assert violations() == []


def test_silence_is_recorded_once_and_touches_no_other_answer(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, team="漏计")
    again = draft.on("2027-03-06").system
    assert again.do("record_silence").counts == {"silent": 1}
    assert again.do("record_silence").words == ""
    assert states(sql) == [("D001", 1, "objected"), ("D002", 1, "silent")]


def test_an_office_does_not_record_its_silence(draft: Acting, sql: Sql) -> None:
    assert "不能" in refused_whole(draft.office("D001").on("2027-03-08"), sql, "record_silence")


def test_a_call_that_is_entered_later_does_not_begin_the_days_of_a_sheet_before(draft: Acting, sql: Sql) -> None:
    leave_doubtful(sql, "D002", "opened_appraisal_objection")
    notice = sql.value("SELECT n.id FROM notice n JOIN delivery v ON v.notice_id = n.id WHERE n.audience = 'office'")
    told: dict[str, Any] = {"notices": [notice], "told_on": "2027-03-01", "person": "张三", "told_by": "李四"}
    draft.on("2027-03-10").do("told_by_phone", **told)
    assert draft.on("2027-03-14").system.do("record_silence").counts == {"silent": 1}
    assert draft.on("2027-03-15").system.do("record_silence").counts == {"silent": 1}
