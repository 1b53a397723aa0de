"""月度检查: reports submitted, amended, returned, entered on behalf; all versions are stored (6.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.duty.register import list_obligations
from models.rules.cycles import MONTHLY_CHECK
from models.rules.verdicts import verdict_in_words

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Meanwhile, Sql, Violations


LINES = """
SELECT l.version, t.code, l.progress::int, l.status, l.remark FROM report_line l JOIN target t ON t.id = l.target_id
JOIN obligation o ON o.id = l.obligation_id JOIN department d ON d.id = o.department_id
WHERE d.code = 'D001' AND l.version > 0 ORDER BY 1, 2
"""
OBLIGATION = """
SELECT o.state, o.due_version, o.late, x.due::text FROM obligation o JOIN deadline x ON x.id = o.deadline_id
JOIN department d ON d.id = o.department_id WHERE d.code = :code
"""
NOTICE = {
    "notice_title": "关于调整2026年放假安排的通知",
    "notice_number": "测试〔2026〕1号",
    "notice_date": "2026-04-02",
}
DAY_OFF = {"date": "2026-04-07", "kind": "holiday", "name": "调整", **NOTICE}
VERDICTS = "SELECT detail -> 'late' FROM transition WHERE event = 'discharge' ORDER BY id"


def line(target: str, progress: Any = 50, **more: Any) -> dict[str, Any]:
    return {"target": target, "progress": progress, **more}


def refused(acting: Acting, *lines: dict[str, Any], name: str = "submit_report", **more: Any) -> str:
    return acting.refused(name, **{"department": "D001", "period": "2026-03", "lines": list(lines), **more})


def amend(acting: Acting, *lines: dict[str, Any], **more: Any) -> Summary:
    return acting.do("amend_report", department="D001", period="2026-03", lines=list(lines), **more)


def returned(acting: Acting, department: str = "D002") -> str:
    return acting.do("return_report", department=department, period="2026-03", reason="数据有误").words


def test_an_office_reports_every_target_and_is_done(march: Acting, sql: Sql) -> None:
    lines = [line("T001", 100, status="已完成"), line("T002", "33.5", status="blocked", remark="征地未完成")]
    march.office("D001").do("submit_report", department="第001厅", period="2026-03", lines=lines)
    assert sql.rows(LINES) == [(1, "T001", 100, "done", ""), (1, "T002", 34, "blocked", "征地未完成")]
    assert sql.rows(OBLIGATION, code="D001") == [("discharged", 1, False, "2026-03-31")]


def test_a_target_declared_complete_below_100_per_cent_is_asked_about(march: Acting) -> None:
    lines = [line("T001", 20, status="已完成"), line("T002", "99.5", status="已完成", remark=" ")]
    assert refused(march, *lines) == (
        "目标T001（20%）、T002（99.5%）进度不足100%而状态为“已完成”，请核对；确是如此的，在说明中写明原因。"
    )
    explained = [each | {"remark": "余款未付，工程已竣工"} for each in lines]
    march.do("submit_report", department="D001", period="2026-03", lines=explained)


def test_a_target_at_100_per_cent_that_is_not_started_is_asked_about(march: Acting) -> None:
    lines = [line("T001", 100, status="未开展"), line("T002", 25, status="未开展")]
    assert refused(march, *lines) == (
        "目标T001（100%）进度已达100%而状态为“未开展”，请核对；确是如此的，在说明中写明原因。"
    )
    explained = [lines[0] | {"remark": "由上级代办，本部门未开展"}, lines[1]]
    march.do("submit_report", department="D001", period="2026-03", lines=explained)


def test_the_result_goes_to_the_head_as_a_notice_with_the_result_in_it(march: Acting, sql: Sql) -> None:
    lines = [line("T001", 100), line("T002", 25, status="未开展")]
    march.do("submit_report", department="D001", period="2026-03", lines=lines)
    listed = sql.rows("SELECT audience, occasion, payload -> 'facts' FROM notice WHERE kind = 'result'")
    assert listed == [("head", "1", ["共2项目标，已完成1项、未开展1项、平均进度62.5%。"])]


def test_the_mean_is_rounded_half_up_as_in_the_quality_report(march: Acting, sql: Sql) -> None:
    march.do("submit_report", department="D001", period="2026-03", lines=[line("T001", 100), line("T002", "24.5")])
    assert "平均进度62.3%" in sql.value("SELECT payload ->> 'facts' FROM notice WHERE kind = 'result'")


@pytest.mark.parametrize("progress", [0, 100, "99.99"])
def test_progress_from_0_to_100_is_taken(march: Acting, progress: Any) -> None:
    assert march.report("D002", "2026-03", "T003", progress=progress).counts["reports"] == 1


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (-1, "“progress”不能小于0"),
        (101, "（目标T002）的进度“101”应在0到100之间"),
        ("一半", "不是数字"),
        ("NaN", "不是数字"),
        (None, "“progress”"),
    ],
)
def test_progress_outside_0_to_100_is_refused_with_the_line(march: Acting, progress: Any, text: str, sql: Sql) -> None:
    words = refused(march, line("T001"), line("T002", progress))
    assert "第2项" in words
    assert text.removeprefix("“progress”") in words
    assert sql.value("SELECT count(*) FROM report") == 0


def test_a_status_that_does_not_exist_is_refused_with_those_that_do(march: Acting) -> None:
    assert "可填：已完成、进行中、未开展、受阻" in refused(march, line("T001", status="快好了"))


def test_another_departments_target_is_refused(march: Acting, sql: Sql) -> None:
    text = refused(march, line("T001"), line("T002"), line("T003"))
    assert text == "目标T003不在该部门2026-03应填报的目标中，不能填报其他部门的目标。"
    assert sql.value("SELECT count(*) FROM report") == 0


def test_a_target_reported_twice_is_refused(march: Acting) -> None:
    assert refused(march, line("T001"), line("T002"), line("T001")) == "目标T001重复填报，请只保留一行。"


def test_all_faults_of_the_targets_are_reported_at_once(march: Acting) -> None:
    assert refused(march, line("T001"), line("T001"), line("T003")) == (
        "目标T003不在该部门2026-03应填报的目标中，不能填报其他部门的目标。目标T001重复填报，请只保留一行。"
        "一次填报须包含本部门全部目标，还缺1项：T002。"
    )


def test_a_report_that_leaves_a_target_out_is_refused(march: Acting) -> None:
    assert refused(march, line("T001")) == "一次填报须包含本部门全部目标，还缺1项：T002。"


def test_a_report_without_any_line_is_refused(march: Acting) -> None:
    assert "“填报内容”" in refused(march)


def test_another_departments_report_is_refused(march: Acting) -> None:
    text = refused(march.office("D002"), line("T001"), line("T002"))
    assert text == "您只能办理本部门的事项，不能办理“第001厅”的事项。"


def test_a_month_that_is_not_open_is_refused(march: Acting) -> None:
    text = refused(march, line("T001"), line("T002"), period="2026-04")
    assert "没有“2026年4月月度检查”这一应办事项" in text


@pytest.mark.parametrize("period", ["2026年3月", "2026-00", "2026Q1", ""])
def test_a_period_that_is_no_month_is_refused(march: Acting, period: str) -> None:
    assert refused(march, line("T001"), period=period)


def test_reporting_twice_is_refused_and_points_to_amending(march: Acting) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    assert "请使用“修改填报”（amend_report）" in refused(march, line("T001"), line("T002"))


def test_a_waived_check_is_not_reported(march: Acting, sql: Sql) -> None:
    for number in sql.column("SELECT id FROM obligation"):
        march.do("waive", obligation=number, reason="机构改革")
    assert "已豁免，无需填报" in refused(march, line("T001"), line("T002"))


def test_an_amendment_keeps_every_version_and_lines_not_named_stay(march: Acting, sql: Sql) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    amend(march.on("2026-04-10"), line("T002", 60, remark="补报"))
    assert sql.rows(LINES) == [
        (1, "T001", 50, None, ""), (1, "T002", 50, None, ""), (2, "T001", 50, None, ""), (2, "T002", 60, None, "补报"),
    ]  # fmt: skip
    assert sql.rows(OBLIGATION, code="D001")[0][2] is False


def test_the_same_amendment_again_changes_nothing(march: Acting, sql: Sql) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    assert amend(march, line("T001", "50.0")).counts == {"reports": 0, "same": 1}
    assert sql.value("SELECT count(*) FROM report") == 1


def test_a_missing_report_is_not_amended(march: Acting) -> None:
    assert "尚未填报，没有可修改的内容" in refused(march, line("T001"), name="amend_report")


def test_each_version_of_the_result_is_notified_once(march: Acting, sql: Sql) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    amend(march, line("T001", 60))
    amend(march, line("T001", 60))
    assert sql.column("SELECT occasion FROM notice WHERE kind = 'result' ORDER BY id") == ["1", "2"]


def test_a31_a_month_takes_reports_to_the_last_day_of_the_following_month(march: Acting) -> None:
    assert march.office("D002").on("2026-04-30").report("D002", "2026-03", "T003").counts["late"] == 1


@pytest.mark.parametrize("role", ["office", "agency"])
def test_a31_a_closed_month_is_refused(march: Acting, role: str) -> None:
    actor = {"office": march.office("D001"), "agency": march}[role].on("2026-05-01")
    text = refused(actor, line("T001"), line("T002"))
    assert text.startswith("2026年3月的填报已于2026-04-30截止；如确需补录，由管理机构经办人代录并写明原因")


def test_a31_a_closed_month_is_not_amended_by_the_office_even_with_a_reason(march: Acting) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    office = march.office("D001").on("2026-05-01")
    assert "截止" in refused(office, line("T001", 60), name="amend_report", reason="补正")


def test_a31_the_agency_enters_a_closed_month_on_behalf_with_a_reason(march: Acting, sql: Sql) -> None:
    late = march.on("2026-05-06").report("D002", "2026-03", "T003", reason="该厅网络中断")
    assert late.counts["late"] == 1
    assert sql.rows("SELECT note, reported_by FROM report") == [("该厅网络中断", "管理机构经办人")]


def test_a32_a_returned_report_is_due_on_its_old_day_while_that_lies_ahead(march: Acting, sql: Sql) -> None:
    march.report("D002", "2026-03", "T003")
    assert "应于2026-03-31前重报" in returned(march.on("2026-03-30"))
    assert sql.rows(OBLIGATION, code="D002") == [("open", 2, None, "2026-03-31")]


@pytest.mark.parametrize(("day", "due"), [("2026-03-31", "2026-04-03"), ("2026-04-03", "2026-04-09")])
def test_a32_otherwise_on_the_third_working_day_after_the_return(march: Acting, sql: Sql, day: str, due: str) -> None:
    march.report("D002", "2026-03", "T003")
    returned(march.on(day))
    assert sql.rows(OBLIGATION, code="D002") == [("open", 2, None, due)]


def test_a32_the_first_receipt_keeps_its_result(march: Acting, sql: Sql) -> None:
    march.on("2026-04-01").report("D002", "2026-03", "T003")
    returned(march.on("2026-04-02"))
    march.on("2026-04-03").report("D002", "2026-03", "T003")
    assert sql.column(VERDICTS) == [True, False]
    assert sql.rows(OBLIGATION, code="D002")[0][:3] == ("discharged", 2, False)


def test_a32_a_report_returned_again_after_the_calendar_changed_is_due_by_the_new_one(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    march.on("2026-04-01").report("D002", "2026-03", "T003")
    returned(march.on("2026-04-02"))
    march.on("2026-04-03").report("D002", "2026-03", "T003")
    assert march.on("2026-04-03").take("calendar", DAY_OFF).counts["moved"] == 0  # without a current debtor
    assert "应于2026-04-09前重报" in returned(march.on("2026-04-03"))
    assert sql.rows(OBLIGATION, code="D002") == [("open", 3, None, "2026-04-09")]
    assert violations() == []


def test_a32_the_same_report_again_answers_a_return(march: Acting, sql: Sql) -> None:
    march.report("D002", "2026-03", "T003")
    returned(march)
    march.report("D002", "2026-03", "T003")
    assert sql.value("SELECT count(*) FROM report") == 2


def test_a32_a_report_returned_just_before_the_month_closes_may_still_be_answered(march: Acting, sql: Sql) -> None:
    march.on("2026-04-28").report("D002", "2026-03", "T003")
    returned(march.on("2026-04-29"))
    assert sql.rows(OBLIGATION, code="D002")[0][3] == "2026-05-07"
    march.office("D002").on("2026-05-07").report("D002", "2026-03", "T003")
    assert sql.rows(OBLIGATION, code="D002")[0][:3] == ("discharged", 2, False)


def test_the_office_is_notified_of_each_return_with_its_reason(march: Acting, sql: Sql) -> None:
    for _ in range(2):
        march.report("D002", "2026-03", "T003")
        returned(march)
    query = "SELECT audience, occasion, payload ->> 'why' FROM notice WHERE kind = 'returned' ORDER BY id"
    assert sql.rows(query) == [("office", "2", "数据有误"), ("office", "3", "数据有误")]


def test_a_missing_report_is_not_returned(march: Acting) -> None:
    text = march.refused("return_report", department="D001", period="2026-03", reason="数据有误")
    assert text == "“第001厅”2026年3月月度检查还没有填报，没有可退回的内容。查看：mubiao owed。"


def test_a_return_needs_a_reason(march: Acting) -> None:
    march.report("D002", "2026-03", "T003")
    assert "“退回原因”必填" in march.refused("return_report", department="D002", period="2026-03")


def test_two_who_report_at_once_leave_one_report_and_a_request_to_retry(
    march: Acting, meanwhile: Meanwhile, sql: Sql
) -> None:
    meanwhile("WITH lines AS", lambda: march.report("D002", "2026-03", "T003"))
    assert (
        march.unavailable("submit_report", department="D002", period="2026-03", lines=[line("T003")])
        == "另一操作刚刚写入了同一记录，请重试。"
    )
    assert sql.value("SELECT count(*) FROM report") == 1


STATE = """
SELECT o.state, o.counted_on::text, o.late, x.due::text FROM obligation o JOIN deadline x ON x.id = o.deadline_id
    JOIN department d ON d.id = o.department_id WHERE d.code = 'D001' AND o.kind = :kind
"""
WRONG = {"reason": "数据有误"}


def give_back(acting: Acting, period: str = "2026-03", **more: str) -> str:
    return acting.do("return_report", department="D001", period=period, **WRONG, **more).words


def verdicts(acting: Acting) -> list[str]:
    """Return the state of D001's monthly check as lists show it."""
    with begin() as session:
        items = list_obligations(session, acting.day, department="D001", kind=MONTHLY_CHECK.key)
    return [verdict_in_words(each.row) for each in items]


def file_year_end(acting: Acting, folder: Path) -> None:
    (folder / "验收.pdf").write_text("验收报告")
    lines = [{"target": code, "progress": 100} for code in ("T001", "T002")]
    evidence = [{"target": code, "file": str(folder / "验收.pdf")} for code in ("T001", "T002")]
    acting.do("file_year_end_check", department="D001", period="2026", lines=lines, evidence=evidence)


@pytest.mark.parametrize("kind", ["monthly_check", "月度检查", ""])
def test_a_month_returns_the_monthly_check_by_its_key_its_name_or_by_default(march: Acting, kind: str) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    assert give_back(march, kind=kind) == "已退回“第001厅”2026年3月月度检查填报，应于2026-03-31前重报。"


def test_a_year_returns_the_year_end_check(december: Acting, tmp_path: Path, sql: Sql, violations: Violations) -> None:
    file_year_end(december, tmp_path)
    assert give_back(december.on("2027-01-12"), "2026").endswith("2026年年终检查填报，应于2027-01-15（暂定）前重报。")
    assert sql.rows(STATE, kind="year_end_check") == [("open", None, None, "2027-01-15")]
    file_year_end(december.on("2027-01-18"), tmp_path)  # what was filed is right, says the office
    assert sql.rows(STATE, kind="year_end_check") == [("discharged", "2027-01-18", True, "2027-01-15")]
    assert sql.column("SELECT detail -> 'late' FROM transition WHERE event = 'discharge' ORDER BY id") == [False, True]
    assert violations() == []


@pytest.mark.parametrize(
    ("period", "kind", "text"),
    [
        ("2026-03", "季度自查", "“季度自查”没有期间“2026-03”，正确写法如2026Q1。"),
        ("2026Q1", "quarterly_meeting", "“quarterly_meeting”没有可退回的填报。可退回：月度检查（monthly_check）、"),
        ("2026H1", "", "期间“2026H1”没有可退回的填报。可退回：月度检查（monthly_check）、"),
        (
            "2026",
            "",
            "“第001厅”没有“2026年年终检查”这一应办事项（尚未开启或不属于该部门）。应开启而没有开启的：mubiao run",
        ),
    ],
)
def test_what_is_not_named_is_not_returned(march: Acting, period: str, kind: str, text: str) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    refused = march.refused("return_report", department="D001", period=period, kind=kind, **WRONG)
    assert refused.startswith(text)


@pytest.mark.parametrize(
    ("first", "again", "words"),
    [
        ("2026-04-01", "2026-04-03", "（首次逾期，重报按时）"),
        ("2026-03-30", "2026-04-10", "（首次按时，重报逾期）"),
        ("2026-04-01", "2026-04-10", "（首次逾期，重报逾期）"),
        ("2026-03-30", "2026-04-03", ""),
    ],
)
def test_lists_show_the_verdict_of_both_receipts(march: Acting, first: str, again: str, words: str) -> None:
    march.on(first).report("D001", "2026-03", "T001", "T002")
    give_back(march.on("2026-04-02"))
    march.on(again).report("D001", "2026-03", "T001", "T002")
    assert verdicts(march.on("2026-05-01")) == [words]


def enter(march: Acting, day: str, received: str) -> None:
    march.on(day).on_behalf("纸质", received=received).report("D001", "2026-03", "T001", "T002")


@pytest.mark.parametrize(
    ("entered", "received", "words"),
    [
        ("2026-04-09", "2026-03-31", "（补录）"),  # the sixth working day
        ("2026-04-08", "2026-03-31", ""),
        ("2026-04-13", "2026-04-01", "（逾期、补录）"),
    ],
)
def test_an_entry_long_after_its_stated_receipt_is_shown_with_the_verdict(
    march: Acting, entered: str, received: str, words: str
) -> None:
    enter(march, entered, received)
    assert verdicts(march.on("2026-05-01")) == [words]


def test_each_of_two_receipts_says_whether_it_was_entered_late(march: Acting) -> None:
    enter(march, "2026-04-09", "2026-03-31")
    give_back(march.on("2026-04-10"))
    assert verdicts(march.on("2026-04-10")) == ["（首次按时、补录）"]
    march.on("2026-04-14").report("D001", "2026-03", "T001", "T002")
    assert verdicts(march.on("2026-05-01")) == ["（首次按时、补录，重报按时）"]


def test_a_late_report_that_is_returned_is_late_before_it_is_given_again(march: Acting) -> None:
    march.on("2026-04-01").report("D001", "2026-03", "T001", "T002")
    assert verdicts(march.on("2026-04-02")) == ["（逾期）"]
    give_back(march.on("2026-04-02"))
    assert verdicts(march.on("2026-04-02")) == ["（首次逾期）"]
