"""申诉的时限: configured days for lodging, and for the agency's answer and ruling (4.3 a, A14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import SEEN_THERE
from tests.databases import story
from tests.doubt import leave_doubtful

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations


BY_PAPER = {"number": "黔目标函〔2026〕9号", "dated": "2026-03-02"}
OWED = """
SELECT o.kind, o.state, x.due::text, o.late FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind LIKE 'appeal%' ORDER BY o.id
"""
APPEAL = {"target": "T001", "ground": "另有34公里已完工"}


def limited(acting: Acting, **days: int) -> None:
    for name, value in days.items():
        acting.do("set_policy", key=f"appeal_{name}_days", value=value, basis="黔目标办〔2026〕5号")


@pytest.fixture
@story
def listed(issued: Acting) -> Acting:
    """T001 was listed on 15 September, and its head notified on the 16th; there is no appeal."""
    issued.lists("T001", "进度滞后", "2026-09-15")
    return issued


def test_an_objection_within_the_limit_is_taken_and_a_later_one_refused_with_both_dates(listed: Acting) -> None:
    limited(listed, lodging=5)
    listed.on("2026-09-16").do("set_limit", target="T001", limit="2026-11-20")
    text = listed.on("2026-09-23").office("D001").refused("lodge_appeal", **APPEAL)
    assert text == "申诉应于2026-09-22前提出（2026-09-16告知列入，5个工作日内），2026-09-23提出已超过时限，不能提出。"
    assert listed.on("2026-09-22").office("D001").do("lodge_appeal", **APPEAL).counts["lodged"] == 1


def test_an_appeal_received_in_time_is_accepted_if_entered_later(listed: Acting) -> None:
    limited(listed, lodging=5)
    listed.on("2026-09-16").do("set_limit", target="T001", limit="2026-11-20")
    late = listed.on("2026-10-12")
    assert late.on_behalf("纸质", "8号", "2026-09-22").do("lodge_appeal", **APPEAL).counts["lodged"] == 1


def test_an_appeal_is_not_received_before_there_was_what_it_is_about(listed: Acting) -> None:
    late = listed.on("2026-10-12")
    text = late.on_behalf("纸质", "8号", "2026-09-14").refused("lodge_appeal", **APPEAL)
    assert text == "申诉的收到日期2026-09-14早于列入之日2026-09-15，请核对。"
    assert late.on_behalf("纸质", "8号", "2026-09-15").do("lodge_appeal", **APPEAL).counts["lodged"] == 1


def test_an_appeal_about_a_finding_is_not_received_before_the_office_was_told(unverified: Acting) -> None:
    finding = {"kind": "核查结果", "key": "2026-1/T001", "ground": "资料齐全，可以核实"}
    text = unverified.on_behalf("纸质", "8号", "2026-09-14").refused("lodge_appeal", **finding)
    assert text == "申诉的收到日期2026-09-14早于告知核查结果之日2026-09-15，请核对。"
    assert unverified.on_behalf("纸质", "8号", "2026-09-15").do("lodge_appeal", **finding).counts["lodged"] == 1


def test_no_limit_runs_before_the_head_is_notified(listed: Acting) -> None:
    limited(listed, lodging=1)
    assert listed.on("2026-09-30").office("D001").do("lodge_appeal", **APPEAL).counts["lodged"] == 1


@pytest.fixture
def doubted(listed: Acting, sql: Sql) -> int:
    """The limit of T001 was set on 16 September, with five days to appeal; the notice to D001 is doubtful."""
    limited(listed, lodging=5)
    listed.on("2026-09-16").do("set_limit", target="T001", limit="2026-11-20")
    return leave_doubtful(sql, "D001", "listed")


def test_a_limit_does_not_run_while_the_notice_to_the_office_is_doubtful(listed: Acting, doubted: int) -> None:
    assert listed.on("2026-10-12").office("D001").do("lodge_appeal", **APPEAL).counts["lodged"] == 1
    assert doubted


def test_a_limit_does_not_run_either_while_the_notice_failed_for_certain(
    listed: Acting, doubted: int, sql: Sql
) -> None:
    sql.sealed("UPDATE message SET state = 'parked' WHERE id = :id", id=doubted)
    assert listed.on("2026-10-12").office("D001").do("lodge_appeal", **APPEAL).counts["lodged"] == 1


def test_a_limit_does_not_run_while_there_is_no_address(listed: Acting, sql: Sql) -> None:
    limited(listed, lodging=5)
    listed.on("2026-09-16").do("set_limit", target="T001", limit="2026-11-20")
    sql.sealed("UPDATE notice SET resolved_at = now(), cancelled = '没有可用的收件地址' WHERE kind = 'listed'")
    assert listed.on("2026-10-12").office("D001").do("lodge_appeal", **APPEAL).counts["lodged"] == 1


@pytest.mark.parametrize(("sent", "told"), [("2026-09-18", "2026-09-16"), ("2026-10-08", "2026-10-08")])
def test_a_limit_runs_from_the_day_of_sending_to_an_address_that_came_late(
    listed: Acting, doubted: int, sql: Sql, sent: str, told: str
) -> None:
    sql("DELETE FROM attempt WHERE message_id = :id", id=doubted)
    sql.sealed("UPDATE message SET state = 'sent', sent_at = CAST(:sent AS date) WHERE id = :id", id=doubted, sent=sent)
    text = listed.on("2026-11-12").office("D001").refused("lodge_appeal", **APPEAL)
    assert f"（{told}告知列入，5个工作日内）" in text


def test_a_limit_runs_from_the_day_on_which_the_telling_is_confirmed(listed: Acting, doubted: int) -> None:
    listed.on("2026-09-23").do("confirm_message", message=doubted, why="电话确认已看到")
    text = listed.on("2026-10-12").office("D001").refused("lodge_appeal", **APPEAL)
    assert "（2026-09-23告知列入，5个工作日内）" in text


def test_a_limit_runs_from_the_telephone_call(listed: Acting, doubted: int, sql: Sql) -> None:
    notices = sql.column("SELECT id FROM notice WHERE kind = 'listed' AND audience = 'office'")
    told = {"told_on": "2026-09-24", "person": "张三", "told_by": "李四"}
    listed.on("2026-09-24").do("told_by_phone", notices=notices, **told)
    text = listed.on("2026-10-12").office("D001").refused("lodge_appeal", **APPEAL)
    assert "（2026-09-24告知列入，5个工作日内）" in text
    assert doubted


def test_a_given_up_message_begins_no_limit(listed: Acting, doubted: int) -> None:
    listed.on("2026-09-24").do("drop_message", message=doubted, why="群已解散")
    assert listed.on("2026-10-12").office("D001").do("lodge_appeal", **APPEAL).counts["lodged"] == 1


def test_a_finding_that_may_not_have_been_told_has_no_limit_and_no_earlier_day(unverified: Acting, sql: Sql) -> None:
    limited(unverified, lodging=5)
    leave_doubtful(sql, "D001", "concluded")
    finding = {"kind": "核查结果", "key": "2026-1/T001", "ground": "资料齐全，可以核实"}
    assert unverified.on("2026-11-12").office("D001").do("lodge_appeal", **finding).counts["lodged"] == 1


def test_a_limit_set_after_the_head_was_notified_does_not_apply(listed: Acting) -> None:
    listed.on("2026-09-16").do("set_limit", target="T001", limit="2026-11-20")
    limited(listed.on("2026-09-17"), lodging=1)
    assert listed.on("2026-09-30").office("D001").do("lodge_appeal", **APPEAL).counts["lodged"] == 1


def test_without_days_the_agency_owes_nothing(contested: Acting, sql: Sql) -> None:
    contested.do("accept_appeal", target="T001")
    assert sql.rows(OWED) == []


def test_the_answer_is_due_from_the_day_of_the_appeal(listed: Acting, sql: Sql) -> None:
    limited(listed, answer=3)
    listed.on("2026-09-16").do("set_limit", target="T001", limit="2026-11-20")
    listed.on("2026-09-21").office("D001").do("lodge_appeal", **APPEAL)
    assert sql.rows(OWED) == [("appeal_answer", "open", "2026-09-24", None)]
    assert sql.value("SELECT proof ->> 'words' FROM deadline WHERE rule = 'appeal_answer'") == (
        "申诉提出后3个工作日内答复是否受理（管理机构设定）"
    )
    done = listed.on("2026-09-28").do("refuse_appeal", target="T001", reason="理由与认定无关")
    assert done.counts["late"] == 1
    assert sql.rows(OWED) == [("appeal_answer", "discharged", "2026-09-24", True)]


def again(acting: Acting, plan: dict[str, str]) -> None:
    """A second re-inspection by others, 2026-3, finds T001 undone too."""
    third = {"inspection": "2026-3"}
    for name in ("陈江", "吴梅"):
        acting.do("register_inspector", name=name)
    acting.do("draft_inspection", kind="专项核查", title="申诉复核", **plan)
    acting.do("appoint_team", **third, leader="陈江", members="吴梅")
    acting.do("issue_plan", **third, document_number="黔目标办〔2026〕22号")
    acting.do("assign_reinspection", target="T001", **third)
    found: dict[str, Any] = {
        "found": "完成86公里",
        "methods": "实地查看",
        "found_on": acting.day,
        "found_by": "陈江、吴梅",
    }
    proof: dict[str, Any] = {"conclusion": "未按质按量完成", "evidence": [str(SEEN_THERE)]}
    acting.do("record_finding", **third, target="T001", **proof, **found)
    acting.do("sign_off", **third, leader="陈江", limit="2026-12-20")


def test_the_ruling_is_due_from_the_acceptance(
    reinspected: Acting, plan: dict[str, str], sql: Sql, violations: Violations
) -> None:
    assert sql.rows(OWED) == []  # the days are set when this appeal was accepted long ago
    reinspected.do("rule_appeal", target="T001", ruling="维持", reason="与原认定一致")
    limited(reinspected, answer=5, ruling=10)
    reinspected.office("D001").do("lodge_appeal", **APPEAL)
    reinspected.do("accept_appeal", target="T001")
    assert sql.rows(OWED) == [
        ("appeal_answer", "discharged", "2026-10-10", False),
        ("appeal_ruling", "open", "2026-10-16", None),
    ]
    again(reinspected, plan)
    done = reinspected.on("2026-10-16").do("rule_appeal", target="T001", ruling="维持", reason="与原认定一致")
    assert (done.counts["late"], sql.rows(OWED)[1]) == (0, ("appeal_ruling", "discharged", "2026-10-16", False))
    assert violations() == []


def test_a_withdrawn_appeal_needs_no_answer(listed: Acting, sql: Sql) -> None:
    limited(listed, answer=3, ruling=10)
    listed.office("D001").do("lodge_appeal", **APPEAL)
    listed.office("D001").do("withdraw_appeal", target="T001", reason="已核对清楚")
    listed.office("D001").do("lodge_appeal", **APPEAL)
    listed.do("accept_appeal", target="T001")
    listed.office("D001").do("withdraw_appeal", target="T001", reason="已核对清楚")
    states = [(kind, state) for kind, state, _, _ in sql.rows(OWED)]
    assert states == [("appeal_answer", "void"), ("appeal_answer", "discharged"), ("appeal_ruling", "void")]


def test_the_agency_is_reminded_and_may_waive(listed: Acting, sql: Sql) -> None:
    limited(listed, answer=3)
    listed.office("D001").do("lodge_appeal", **APPEAL)
    listed.on("2026-09-21").system.do("remind")
    query = "SELECT kind, audience FROM notice WHERE subject LIKE 'appeal_answer|%'"
    assert sql.rows(query) == [("overdue", "agency")]
    number = sql.value("SELECT id FROM obligation WHERE kind = 'appeal_answer'")
    listed.on("2026-09-21").do("waive", obligation=number, reason="已当面答复", **BY_PAPER)
    assert listed.on("2026-09-22").do("accept_appeal", target="T001").counts["late"] == 0
    assert sql.rows(OWED)[0][1] == "waived"


def test_a_changed_calendar_moves_the_day_and_keeps_the_number_of_days(listed: Acting, sql: Sql) -> None:
    limited(listed, answer=3)
    listed.office("D001").do("lodge_appeal", **APPEAL)
    assert sql.rows(OWED) == [("appeal_answer", "open", "2026-09-18", None)]
    day_off = {
        "date": "2026-09-17",
        "kind": "放假",
        "name": "本地放假",
        "notice_title": "放假通知",
        "notice_number": "9号",
        "notice_date": "2026-09-10",
    }
    listed.take("local_calendar", day_off)
    assert sql.rows(OWED) == [("appeal_answer", "open", "2026-09-20", None)]  # a Sunday on which people work
    newest = "SELECT proof ->> 'words' FROM deadline WHERE rule = 'appeal_answer' ORDER BY id DESC LIMIT 1"
    assert sql.value(newest) == "申诉提出后3个工作日内答复是否受理（管理机构设定）"


GAP = {"kind": "年终复核缺项", "key": "2026/D001/T001", "ground": "该目标已并入另一目标"}


def limited_of_contestable(acting: Acting, days: int) -> None:
    acting.do("set_policy", key="appeal_lodging_days", value=days, basis="黔目标办〔2026〕5号")


def test_a_gap_is_contested_from_the_day_of_the_list_of_missing_items(january: Acting) -> None:
    limited_of_contestable(january, 3)
    january.system.do("compare_filings")
    text = january.on("2027-01-15").office("D001").refused("lodge_appeal", **GAP)
    assert text == (
        "申诉应于2027-01-14前提出（2027-01-11告知年终复核缺项，3个工作日内），2027-01-15提出已超过时限，不能提出。"
    )
    assert january.on("2027-01-14").office("D001").do("lodge_appeal", **GAP).counts["lodged"] == 1


def test_the_finding_behind_an_entry_has_the_limit_of_the_entry(contested: Acting) -> None:
    contested.office("D001").do("withdraw_appeal", target="T001", reason="改为申诉核查结果")
    limited_of_contestable(contested.on("2026-09-01"), 5)
    finding = {"kind": "核查结果", "key": "2026-1/T001", "ground": "另有34公里已完工"}
    text = contested.on("2026-09-23").office("D001").refused("lodge_appeal", **finding)
    assert text.startswith("申诉应于2026-09-21前提出（2026-09-15告知列入，5个工作日内）")
    assert contested.on("2026-09-21").office("D001").do("lodge_appeal", **finding).counts["lodged"] == 1
