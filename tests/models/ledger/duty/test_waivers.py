"""豁免: a reason, a paper for a duty of the agency, a notice for the office; a mistaken waiver is taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.acts import Summary
from notifications.claim import Claimant, claim_new, find_recipients
from notifications.recipients import address_notices
from tests.conftest import AT
from tests.models.ledger.draft.lists import consult, draft

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations


STATE = """
SELECT o.state, o.counted_on::text, o.late FROM obligation o JOIN department d ON d.id = o.department_id
WHERE d.code = 'D002'
"""
NUMBER = "SELECT o.id FROM obligation o JOIN department d ON d.id = o.department_id WHERE d.code = 'D002'"
KIND = "SELECT id FROM obligation WHERE kind = :kind ORDER BY id DESC LIMIT 1"
TOLD = "SELECT kind, audience, payload ->> 'why' FROM notice WHERE kind IN ('waived', 'waiver_withdrawn') ORDER BY id"
PAPER = {"number": "黔目标函〔2026〕9号", "dated": "2026-02-27"}
CHECK = "“第002厅”2026年3月月度检查"
MISTAKEN = "填错事项编号"


@pytest.fixture
def waived(march: Acting, sql: Sql) -> Acting:
    march.do("waive", obligation=sql.value(NUMBER), reason="机构改革")
    return march


def test_the_agency_waives_an_obligation_with_its_reason_on_record(march: Acting, sql: Sql) -> None:
    answer = march.do("waive", obligation=sql.value(NUMBER), reason="机构改革")
    assert (answer.words, answer.counts) == (
        f"已豁免{CHECK}：机构改革。豁免有误的，用withdraw_waiver撤回。",
        {"waived": 1, "notices": 1},
    )
    assert sql.rows(STATE) == [("waived", None, None)]
    assert sql.value("SELECT detail ->> 'reason' FROM transition WHERE event = 'waive'") == "机构改革"
    assert sql.rows(TOLD) == [("waived", "office", "机构改革")]


def test_another_use_of_the_paper_of_a_waiver_is_a_remark(march: Acting, sql: Sql) -> None:
    first, second = sql.column("SELECT id FROM obligation WHERE kind = 'monthly_check' ORDER BY id LIMIT 2")
    assert "另用于" not in march.do("waive", obligation=first, reason="机构改革", **PAPER).words
    assert "另用于" not in march.do("waive", obligation=second, reason="机构改革", **PAPER).words
    march.do("withdraw_waiver", obligation=second, reason=MISTAKEN)
    words = march.do("waive", obligation=second, reason="机构改革", **PAPER | {"dated": "2026-02-26"}).words
    assert "同一文件（黔目标函〔2026〕9号）另用于豁免事项的文件（2026，2026-02-27），请核对。" in words


def test_waiving_twice_changes_nothing(waived: Acting, sql: Sql) -> None:
    assert waived.do("waive", obligation=sql.value(NUMBER), reason="机构改革").words == f"{CHECK}此前已豁免。"
    assert sql.value("SELECT count(*) FROM transition WHERE event = 'waive'") == 1
    assert len(sql.rows(TOLD)) == 1


def test_a_duty_that_is_waived_when_it_is_overdue_stays_late(march: Acting, sql: Sql, violations: Violations) -> None:
    late = march.on("2026-04-01")
    words = late.do("waive", obligation=sql.value(NUMBER), reason="机构改革").words
    assert words == f"已豁免{CHECK}：机构改革。此前已逾期，逾期记录保留。豁免有误的，用withdraw_waiver撤回。"
    assert sql.rows("SELECT state, late FROM obligation WHERE late") == [("waived", True)]
    assert violations() == []


def test_a_discharged_obligation_is_not_waived(march: Acting, sql: Sql) -> None:
    march.report("D002", "2026-03", "T003")
    assert march.refused("waive", obligation=sql.value(NUMBER), reason="机构改革") == "该事项已办结，无需豁免。"


def test_a_waiver_needs_a_reason(march: Acting, sql: Sql) -> None:
    assert "“豁免原因”不能为空" in march.refused("waive", obligation=sql.value(NUMBER), reason="  ")


def test_waiving_an_unknown_number_is_refused_with_advice(march: Acting) -> None:
    assert march.refused("waive", obligation=99, reason="改革") == "没有编号为99的应办事项。查看：mubiao owed。"


def test_a_number_larger_than_the_database_can_hold_is_refused_politely(march: Acting) -> None:
    assert "数字过大" in march.refused("waive", obligation=10**12, reason="改革")


def test_the_agency_waives_its_own_duty_by_a_paper_only(march: Acting, sql: Sql) -> None:
    listed = march.on("2026-09-10")
    listed.lists("T001", "进度滞后", "2026-09-08")
    own = {"obligation": sql.value(KIND, kind="limit_owed"), "reason": "已合并办理"}
    assert listed.refused("waive", **own) == (
        "该事项由管理机构自己办理，自行豁免须有文件依据，请写明依据文件的文号（--number）和日期（--dated）。"
    )
    assert listed.do("waive", **own, **PAPER).counts == {"waived": 1, "notices": 0}
    detail = sql.value("SELECT detail FROM transition WHERE event = 'waive'")
    assert detail == {"reason": "已合并办理", "paper": PAPER["number"], "paper_date": PAPER["dated"]}


def test_the_paper_of_a_waiver_is_complete_and_not_of_tomorrow(march: Acting, sql: Sql) -> None:
    waiver = {"obligation": sql.value(NUMBER), "reason": "改革"}
    assert "须一并写明" in march.refused("waive", **waiver, number=PAPER["number"])
    assert "“见附件”不是文号" in march.refused("waive", **waiver, **PAPER | {"number": "见附件"})
    later = PAPER | {"dated": "2027-01-01"}
    assert "依据文件日期2027-01-01在今天" in march.refused("waive", **waiver, **later)


def test_what_is_entered_for_a_waived_duty_is_refused_with_the_way_back(waived: Acting) -> None:
    lines = [{"target": "T003", "progress": 50}]
    refusal = waived.refused("submit_report", department="D002", period="2026-03", lines=lines)
    assert (
        refusal
        == f"{CHECK.replace('月度', '的月度')}已豁免，无需填报；豁免有误的，由管理机构撤回豁免（withdraw_waiver）。"
    )


# Taking a waiver back


def test_a_mistaken_waiver_is_taken_back_with_the_old_due_date(
    waived: Acting, sql: Sql, violations: Violations
) -> None:
    answer = waived.do("withdraw_waiver", obligation=sql.value(NUMBER), reason=MISTAKEN)
    words = f"{CHECK}的豁免已撤回，期限2026年3月31日。豁免通知尚未发出，已取消。"
    assert (answer.words, answer.counts) == (words, {"reopened": 1, "notices": 0})
    assert sql.rows(STATE) == [("open", None, None)]
    waived.on("2026-04-01").report("D002", "2026-03", "T003")
    assert sql.rows(STATE) == [("discharged", "2026-04-01", True)]
    assert violations() == []


def test_a_duty_may_be_waived_again(waived: Acting, sql: Sql) -> None:
    for _ in range(2):
        waived.do("withdraw_waiver", obligation=sql.value(NUMBER), reason=MISTAKEN)
        waived.do("waive", obligation=sql.value(NUMBER), reason="机构改革")
    assert [kind for kind, *_ in sql.rows(TOLD)] == ["waived"] * 3


def test_a_duty_that_was_overdue_when_it_was_waived_is_overdue_again(march: Acting, sql: Sql) -> None:
    late = march.on("2026-04-01")
    late.do("waive", obligation=sql.value(NUMBER), reason="机构改革")
    late.on("2026-04-20").do("withdraw_waiver", obligation=sql.value(NUMBER), reason=MISTAKEN)
    assert sql.rows(STATE) == [("open", None, None)]


def test_no_office_becomes_late_by_a_withdrawal(waived: Acting, sql: Sql) -> None:
    refusal = waived.on("2026-04-01").refused("withdraw_waiver", obligation=sql.value(NUMBER), reason=MISTAKEN)
    assert refusal == f"{CHECK}的期限2026-03-31已过，豁免时尚未逾期，不能撤回豁免：撤回会使其无故逾期。"
    assert sql.rows(STATE) == [("waived", None, None)]


def test_a_duty_that_was_not_waived_has_no_waiver(march: Acting, sql: Sql) -> None:
    refusal = march.refused("withdraw_waiver", obligation=sql.value(NUMBER), reason=MISTAKEN)
    assert refusal == "该事项没有豁免，仍为待办。"


def test_a_waiver_stays_if_the_entry_went_on(limited: Acting, sql: Sql) -> None:
    number = sql.value(KIND, kind="remediation")
    limited.do("waive", obligation=number, reason="项目已取消")
    limited.do("declare_completion", target="T001", completed_on=str(limited.day), measures="已补建")
    refusal = limited.refused("withdraw_waiver", obligation=number, reason=MISTAKEN)
    assert refusal.endswith(f"豁免以后，所涉事项已有办理，不能撤回豁免。查看：mubiao why {number}。")


def test_a_waiver_during_an_appeal_stays(limited: Acting, sql: Sql) -> None:
    number = sql.value(KIND, kind="remediation")
    limited.do("lodge_appeal", target="T001", ground="进度已达标")
    limited.do("accept_appeal", target="T001")
    limited.do("waive", obligation=number, reason="项目已取消")
    assert "是在申诉期间豁免的，不能撤回豁免" in limited.refused("withdraw_waiver", obligation=number, reason=MISTAKEN)


@pytest.mark.parametrize("trial", range(3))
def test_a_waiver_is_withdrawn_before_or_after_the_completion_is_declared(
    limited: Acting, sql: Sql, together: Together, violations: Violations, *, trial: int
) -> None:
    number = sql.value(KIND, kind="remediation")
    limited.do("waive", obligation=number, reason="项目已取消")
    fields = {"target": "T001", "completed_on": str(limited.day), "measures": "已补建"}
    withdrawn, declared = together(
        lambda session: limited.within(session, "withdraw_waiver", obligation=number, reason=MISTAKEN),
        lambda session: limited.within(session, "declare_completion", **fields),
    )
    assert isinstance(declared, Summary)
    standing = "discharged" if isinstance(withdrawn, Summary) else "waived"
    assert sql.value("SELECT state FROM obligation WHERE kind = 'remediation'") == standing
    assert (trial, violations()) == (trial, [])


def test_a_waiver_stays_if_a_target_of_the_report_was_withdrawn(april: Acting, policy: str, sql: Sql) -> None:
    number = sql.value("SELECT max(o.id) FROM obligation o JOIN department d ON d.id = o.owed_by WHERE d.code = 'D001'")
    april.do("waive", obligation=number, reason="机构改革")
    april.do("withdraw_target", target="T009", reason="误导入", evidence=policy)
    assert "豁免以后，所涉事项已有办理" in april.refused("withdraw_waiver", obligation=number, reason=MISTAKEN)


def test_a_waiver_stays_if_the_report_of_the_quarter_was_compiled(march: Acting, sql: Sql) -> None:
    march.on("2026-04-01").do("freeze_negative_list", period="2026Q1")
    opened = march.on("2026-05-15")
    opened.open("quality_report", "2026Q1")
    own = {"obligation": sql.value(KIND, kind="quality_report"), "reason": "已合并办理"}
    opened.do("waive", **own, **PAPER)
    opened.do("compile_quality_report", period="2026Q1", problems="资金到位慢", plans="按月调度")
    refusal = opened.refused("withdraw_waiver", obligation=own["obligation"], reason=MISTAKEN)
    assert "豁免以后，所涉事项已有办理" in refusal


def test_a_waiver_of_a_list_of_drafts_stays_if_none_waits_for_an_opinion(march: Acting) -> None:
    draft(march, "N2")
    [number] = consult(march)
    for _ in range(2):
        march.do("waive", obligation=number, reason="已当面沟通")
        march.do("withdraw_waiver", obligation=number, reason=MISTAKEN)
    march.do("waive", obligation=number, reason="已当面沟通")
    march.do("withdraw_draft", target="N2", year=2026, reason="重复")
    refusal = march.refused("withdraw_waiver", obligation=number, reason=MISTAKEN)
    assert "豁免以后，所涉事项已有办理" in refusal


def test_a_remediation_that_was_overdue_when_it_was_waived_is_completed_late(limited: Acting, sql: Sql) -> None:
    late = limited.on("2026-10-26")
    late.do("waive", obligation=sql.value(KIND, kind="remediation"), reason="项目已取消")
    done = late.do("declare_completion", target="T001", completed_on=str(late.day), measures="已补建")
    assert (done.counts["late"], "逾期" in done.words) == (1, True)


def test_a_waiver_stays_if_the_year_end_check_was_filed_since(december: Acting, sql: Sql) -> None:
    number = sql.value(
        "SELECT o.id FROM obligation o JOIN department d ON d.id = o.owed_by WHERE d.code = 'D002'"
        " AND o.kind = 'year_end_check'"
    )
    december.do("waive", obligation=number, reason="机构改革")
    december.report("D002", "2026", "T003", name="file_year_end_check")
    refusal = december.refused("withdraw_waiver", obligation=number, reason=MISTAKEN)
    assert "豁免以后，所涉事项已有办理" in refusal


def test_urging_goes_on_where_it_stopped(march: Acting, sql: Sql) -> None:
    number = sql.value(NUMBER)
    for day in ("2026-04-01", "2026-04-03"):
        march.on(day).system.do("propose_urgings")
    late = march.on("2026-04-07")
    late.do("waive", obligation=number, reason="机构改革")
    late.do("withdraw_waiver", obligation=number, reason=MISTAKEN)
    late.on("2026-04-08").system.do("propose_urgings")
    methods = "SELECT method FROM urging WHERE obligation_id = :id ORDER BY step"
    assert sql.rows(methods, id=number) == [("phone",), ("letter",), ("visit",)]


def test_a_calendar_that_changed_meanwhile_gives_the_due_date(march: Acting, sql: Sql, violations: Violations) -> None:
    april = march.on("2026-04-01")
    april.open("quarterly_meeting", "2026Q1")
    meeting = "SELECT min(id) FROM obligation WHERE kind = 'quarterly_meeting'"
    due = "SELECT x.due::text, o.due_version FROM obligation o JOIN deadline x ON x.id = o.deadline_id WHERE o.id = :id"
    number = sql.value(meeting)
    assert sql.rows(due, id=number) == [("2026-04-22", 1)]
    april.do("waive", obligation=number, reason="机构改革")
    notice = {
        "notice_title": "关于调整放假的通知",
        "notice_number": "国办发明电〔2026〕9号",
        "notice_date": "2026-04-02",
    }
    april.on("2026-04-03").take("calendar", {"date": "2026-04-20", "kind": "holiday", "name": "调整", **notice})
    april.on("2026-04-03").do("withdraw_waiver", obligation=number, reason=MISTAKEN)
    assert sql.rows(due, id=number) == [("2026-04-23", 2)]
    assert violations() == []


TakenBack = Callable[["Acting"], str]
TOLD_OF_WAIVER_NOTICES = "SELECT kind, cancelled FROM notice WHERE kind IN ('waived', 'waiver_withdrawn') ORDER BY id"
DELIVERIES = """
SELECT v.message_id IS NOT NULL, v.cancelled FROM delivery v JOIN notice n ON n.id = v.notice_id
WHERE n.kind = 'waived'
"""
LATER = """
SELECT n.kind FROM delivery v JOIN notice n ON n.id = v.notice_id
WHERE v.cancelled IS NULL AND n.obligation_id = :id ORDER BY n.id
"""
PARK = "UPDATE message SET state = 'parked', reason = '邮箱不存在'"
ENDED = "豁免已撤回"
UNSENT = ("waived", ENDED)


def address(acting: Acting) -> None:
    with begin() as session:
        address_notices(session, acting.day, datetime.combine(acting.day, AT))


def claim(acting: Acting) -> None:
    now = datetime.combine(acting.day, AT)
    with begin() as session:
        recipients = find_recipients(session, now, ("mail",))
        claim_new(session, acting.day, now, Claimant("甲", "mubiao.example.org"), recipients=recipients)


@pytest.fixture
def reached(march: Acting, sql: Sql) -> Acting:
    """D002 has a mailbox, and the notice of its check of March was sent."""
    march.take("departments", {"编码": "D002", "名称": "第002厅", "目标办邮箱": "d002@example.org"})
    address(march)
    claim(march)
    march.do("waive", obligation=sql.value(NUMBER), reason="机构改革")
    return march


@pytest.fixture
def taken_back(sql: Sql) -> Callable[[Acting], str]:
    return lambda acting: acting.do("withdraw_waiver", obligation=sql.value(NUMBER), reason="填错事项编号").words


def test_a_waiver_that_was_not_told_yet_is_not_told_any_more(
    reached: Acting, taken_back: TakenBack, sql: Sql, violations: Violations
) -> None:
    assert taken_back(reached).endswith("的豁免已撤回，期限2026年3月31日。豁免通知尚未发出，已取消。")
    assert sql.rows(TOLD_OF_WAIVER_NOTICES) == [UNSENT]
    address(reached)
    assert sql.rows(DELIVERIES) == []
    assert sql.column("SELECT event FROM transition WHERE event IN ('waive', 'reinstate') ORDER BY id") == [
        "waive",
        "reinstate",
    ]
    assert violations() == []


def test_an_addressed_notice_of_a_waiver_that_was_not_handed_over_is_not_sent(
    reached: Acting, taken_back: TakenBack, sql: Sql, violations: Violations
) -> None:
    address(reached)
    taken_back(reached)
    assert (sql.rows(TOLD_OF_WAIVER_NOTICES), sql.rows(DELIVERIES)) == ([UNSENT], [(False, ENDED)])
    claim(reached)
    assert sql.rows(DELIVERIES) == [(False, ENDED)]
    assert violations() == []


def test_who_may_have_received_the_waiver_is_told_of_its_withdrawal(
    reached: Acting, taken_back: TakenBack, sql: Sql
) -> None:
    address(reached)
    claim(reached)
    assert taken_back(reached).endswith("的豁免已撤回，期限2026年3月31日。")
    assert sql.rows(TOLD_OF_WAIVER_NOTICES) == [("waived", None), ("waiver_withdrawn", None)]
    assert sql.rows(DELIVERIES) == [(True, None)]


def test_a_parked_notice_of_a_waiver_that_was_taken_back_is_not_to_be_told_by_phone(
    reached: Acting, taken_back: TakenBack, sql: Sql
) -> None:
    address(reached)
    claim(reached)
    sql.sealed(PARK)
    taken_back(reached)
    address(reached)
    assert sql.rows(TOLD_OF_WAIVER_NOTICES) == [("waived", "已有更新的通知"), ("waiver_withdrawn", None)]


def test_an_office_without_an_address_is_told_neither(march: Acting, taken_back: TakenBack, sql: Sql) -> None:
    march.do("waive", obligation=sql.value(NUMBER), reason="机构改革")
    taken_back(march)
    assert sql.rows(TOLD_OF_WAIVER_NOTICES) == [UNSENT]


def test_a_waiver_that_was_told_by_phone_is_withdrawn_with_a_notice(
    march: Acting, taken_back: TakenBack, sql: Sql
) -> None:
    march.do("waive", obligation=sql.value(NUMBER), reason="机构改革")
    address(march)
    number = sql.value("SELECT id FROM notice WHERE kind = 'waived'")
    march.do("told_by_phone", notices=[number], told_on=str(march.day), person="李明", told_by="王芳")
    taken_back(march)
    assert sql.rows(TOLD_OF_WAIVER_NOTICES) == [("waived", "已电话告知"), ("waiver_withdrawn", None)]


def test_an_office_that_was_never_asked_is_asked_by_the_withdrawal(
    march: Acting, taken_back: TakenBack, sql: Sql
) -> None:
    number = sql.value(NUMBER)
    march.take("departments", {"编码": "D002", "名称": "第002厅", "目标办邮箱": "d002@example.org"})
    march.do("waive", obligation=number, reason="机构改革")
    address(march)  # the notice that the check is open is cancelled
    taken_back(march)
    assert sql.rows(TOLD_OF_WAIVER_NOTICES) == [UNSENT, ("waiver_withdrawn", None)]
    address(march)
    assert sql.column(LATER, id=number) == ["waiver_withdrawn"]


def test_a_waiver_of_before_without_a_notice_is_withdrawn_with_one(
    reached: Acting, taken_back: TakenBack, sql: Sql
) -> None:
    sql("DELETE FROM notice WHERE kind = 'waived'")
    taken_back(reached)
    assert sql.rows(TOLD_OF_WAIVER_NOTICES) == [("waiver_withdrawn", None)]
