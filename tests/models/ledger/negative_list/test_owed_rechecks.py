"""整改复查: what was fed back is rechecked within ten working days (6.2.5, A55)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.duty.register import list_obligations
from models.ledger.negative_list.register import list_entries
from models.ledger.papers.remediation import remediation_paper
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations


OWED = """
SELECT o.subject, o.round, o.state, x.due::text, o.late FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind = 'recheck_owed' ORDER BY o.round
"""


@pytest.fixture
@story
def fed_back(march: Acting) -> Acting:
    """The remediation of T001 was fed back today, on 16 September."""
    march.on("2026-09-10").lists("T001", "进度滞后", "2026-09-08")
    march.on("2026-09-10").do("set_limit", target="T001", limit="2026-09-30")
    today = march.on("2026-09-16")
    today.do("declare_completion", target="T001", completed_on="2026-09-15", measures="增派人员")
    today.do("file_feedback", target="T001", feedback="已完成整改")
    return today


def test_a55_a_feedback_is_owed_a_recheck_within_ten_working_days(fed_back: Acting, sql: Sql) -> None:
    assert sql.rows(OWED) == [("2026/T001/1", 1, "open", "2026-09-30", None)]
    with begin() as session:
        (item,) = list_obligations(session, fed_back.day, kind="recheck_owed")
    assert (item.title, item.row.agency_owes) == ("整改复查“目标T001”", True)


@pytest.mark.parametrize(("day", "late"), [("2026-09-30", False), ("2026-10-08", True)])
def test_a55_the_recheck_discharges_the_duty(fed_back: Acting, sql: Sql, day: str, *, late: bool) -> None:
    fed_back.on(day).rechecks("T001")
    assert sql.rows(OWED) == [("2026/T001/1", 1, "discharged", "2026-09-30", late)]


def test_each_round_is_owed_its_own_recheck(fed_back: Acting, sql: Sql, violations: Violations) -> None:
    fed_back.rechecks("T001", "不实", new_limit="2026-10-30")
    fed_back.on("2026-09-17").do("declare_completion", target="T001", completed_on="2026-09-17", measures="补建")
    fed_back.on("2026-09-17").do("file_feedback", target="T001", feedback="已补建")
    assert sql.rows(OWED) == [
        ("2026/T001/1", 1, "discharged", "2026-09-30", False),
        ("2026/T001/1", 2, "open", "2026-10-08", None),
    ]
    assert violations() == []


def test_a_withdrawn_completion_withdraws_the_recheck_until_it_is_fed_back_again(fed_back: Acting, sql: Sql) -> None:
    fed_back.do("withdraw_completion", target="T001", reason="数据有误")
    assert sql.rows(OWED) == [("2026/T001/1", 1, "void", "2026-09-30", None)]
    later = fed_back.on("2026-09-18")
    later.do("declare_completion", target="T001", completed_on="2026-09-18", measures="补建")
    later.do("file_feedback", target="T001", feedback="已补建")
    assert sql.rows(OWED) == [("2026/T001/1", 1, "open", "2026-10-09", None)]


def test_a_waived_recheck_stays_waived_when_it_is_fed_back_again(fed_back: Acting, sql: Sql) -> None:
    number = sql.value("SELECT id FROM obligation WHERE kind = 'recheck_owed'")
    fed_back.do("waive", obligation=number, reason="已现场核实", number="黔目标函〔2026〕9号", dated="2026-03-02")
    fed_back.do("withdraw_completion", target="T001", reason="数据有误")
    fed_back.do("declare_completion", target="T001", completed_on="2026-09-16", measures="补建")
    fed_back.do("file_feedback", target="T001", feedback="已补建")
    assert [row[2] for row in sql.rows(OWED)] == ["waived"]


def test_the_agency_is_reminded_of_the_recheck(fed_back: Acting, sql: Sql) -> None:
    fed_back.on("2026-10-08").system.do("remind")
    told = sql.rows("SELECT kind, audience FROM notice WHERE subject LIKE 'recheck_owed%'")
    assert told == [("overdue", "agency")]


@pytest.fixture
def appealed(fed_back: Acting) -> Acting:
    """The appeal against T001 was accepted today, on 17 September."""
    today = fed_back.on("2026-09-17")
    today.office("D001").do("lodge_appeal", target="T001", ground="另有34公里已完工")
    today.do("accept_appeal", target="T001")
    return today


def test_a_recheck_is_suspended_while_an_appeal_is_accepted(appealed: Acting, sql: Sql) -> None:
    assert sql.rows(OWED) == [("2026/T001/1", 1, "suspended", "2026-09-30", None)]
    appealed.on("2026-09-18").do("withdraw_appeal", target="T001", reason="已协商")
    assert sql.rows(OWED) == [("2026/T001/1", 1, "open", "2026-10-09", None)]


def test_a_recheck_passed_during_an_appeal_ends_the_suspended_duty(
    appealed: Acting, sql: Sql, violations: Violations
) -> None:
    appealed.rechecks("T001")
    assert sql.rows(OWED) == [("2026/T001/1", 1, "void", "2026-09-30", None)]
    assert violations() == []


def test_a_round_fed_back_before_there_was_the_duty_is_rechecked_without_it(fed_back: Acting, sql: Sql) -> None:
    sql("DELETE FROM obligation WHERE kind = 'recheck_owed'")
    assert fed_back.rechecks("T001").counts["made_good"] == 1
    assert sql.rows(OWED) == []


NUMBER = "SELECT max(id) FROM obligation WHERE kind = 'remediation'"
PAPER = {"number": "黔目标函〔2026〕9号", "dated": "2026-09-10"}
WAIVED = "整改已豁免（依据黔目标函〔2026〕9号，不计逾期）"


@pytest.fixture
def waived(limited: Acting, sql: Sql) -> Acting:
    limited.do("waive", obligation=sql.value(NUMBER), reason="项目已取消", **PAPER)
    return limited


def complete(acting: Acting, day: str) -> str:
    fields = {"target": "T001", "completed_on": day, "measures": "已补建"}
    return acting.on(day).do("declare_completion", **fields).words


def entry_of(acting: Acting) -> str:
    with begin() as session:
        [row] = list_entries(session, acting.day)
        return str(row["waiver"])


def test_a_completion_after_the_limit_of_a_waived_round_is_not_late_and_says_why(
    waived: Acting, violations: Violations
) -> None:
    words = complete(waived, "2026-10-26")
    assert words == f"已申报完成（2026-10-26），请于2026-11-02前反馈整改情况。{WAIVED}。"
    assert violations() == []


def test_a_round_that_was_overdue_when_it_was_waived_is_late_and_says_both(limited: Acting, sql: Sql) -> None:
    limited.on("2026-10-22").do("waive", obligation=sql.value(NUMBER), reason="项目已取消")
    words = complete(limited, "2026-10-26")
    assert words == "已申报完成（2026-10-26，逾期），请于2026-11-02前反馈整改情况。整改已豁免（此前已逾期）。"


def test_a_round_that_was_not_waived_says_nothing_of_it(limited: Acting) -> None:
    assert complete(limited, "2026-10-20") == "已申报完成（2026-10-20），请于2026-10-27前反馈整改情况。"
    assert entry_of(limited) == ""


def test_a_waiver_that_was_taken_back_is_not_named(waived: Acting, sql: Sql) -> None:
    waived.do("withdraw_waiver", obligation=sql.value(NUMBER), reason="填错事项编号")
    assert "豁免" not in complete(waived, "2026-10-20")


def test_the_list_of_entries_and_the_notice_of_the_remediation_name_the_waiver(waived: Acting) -> None:
    assert entry_of(waived) == WAIVED
    with begin() as session:
        assert remediation_paper(session, "T001", 2026).waived == WAIVED


def test_the_next_round_is_not_waived(waived: Acting) -> None:
    complete(waived, "2026-09-14")
    later = waived.on("2026-09-16")
    later.do("file_feedback", target="T001", feedback="已完成")
    later.rechecks("T001", new_limit="2026-11-20")
    assert entry_of(later) == ""
