"""目标到期: the own dates of targets and leaves are opened ten working days before; earlier ones are one list (A47)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.duty.register import explain_obligation, list_obligations
from models.ledger.target.own_dates import SHOWN
from tests.conftest import SEEN_THERE, counting
from tests.models.ledger.target.dates import OPEN, OWED, attach, made, report
from tests.models.ledger.target.trees import checked, leaf, row

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Make, Sql, Violations


ACT = "open_target_dates"
TOLD = "SELECT occasion, audience FROM notice WHERE subject LIKE 'target_due%' AND kind = :kind ORDER BY id"
PASSED = "SELECT subject, audience, payload FROM notice WHERE kind = 'target_dates_passed' ORDER BY id"
START = "SELECT first_run::text FROM cycle_start WHERE cycle = 'target_due'"


def test_2_7_a_deadline_is_opened_ten_working_days_before_and_only_once(
    dated: Acting, sql: Sql, violations: Violations
) -> None:
    assert dated.on("2026-06-14").system.do(ACT).words == "没有新到期的目标。"
    summary = dated.on("2026-06-15").system.do(ACT)
    assert (summary.words, summary.counts) == ("开启目标到期1项。", {"opened": 1, "passed": 0, "notices": 1})
    assert dated.on("2026-06-16").system.do(ACT).counts == {"opened": 0, "passed": 0, "notices": 0}
    assert sql.rows(OWED) == [OPEN]
    assert sql.value("SELECT opened_late FROM obligation WHERE kind = 'target_due'") is False
    assert sql.rows(TOLD, kind="opened_target_due") == [("", "office")]
    assert violations() == []


def test_the_list_and_why_name_the_target_and_prove_the_date(due: Acting, sql: Sql) -> None:
    number = sql.value("SELECT id FROM obligation WHERE kind = 'target_due'")
    with begin() as session:
        (item,) = list_obligations(session, due.day, kind="target_due")
        explained = explain_obligation(session, number, due.day)
    assert (item.title, item.days_left) == ("目标到期“农村公路”", 9)
    assert explained["proof"]["due"] == "2026-06-30"
    assert (explained["proof"]["choice"], explained["proof"]["basis"]) == ("A47", "《总则》2.7、2.9")


def test_the_office_is_reminded_before_on_and_after_the_day(due: Acting, sql: Sql) -> None:
    for day in ("2026-06-25", "2026-06-30", "2026-07-01", "2026-07-03"):
        due.on(day).system.do("remind")
    told = sql.rows(TOLD, kind="reminder") + sql.rows(TOLD, kind="overdue")
    rungs = [("1|T-3", "office"), ("1|T", "office"), ("1|T+1", "office"), ("1|T+1", "liaison"), ("1|T+3", "head")]
    assert told == rungs


def test_2_9_each_leaf_is_owed_on_its_own_day_and_the_target_is_not(march: Acting, sql: Sql) -> None:
    march.system.do(ACT)
    march.take(
        "indicators", row("1"), leaf("1-1", "1", 完成时限="2026-06-30"), checked("1-2", "1", 完成时限="2026-12-31")
    )
    march.take("indicators", leaf("a", target="T002", 完成时限="2026-07-31"))
    march.on("2026-06-20").system.do(ACT)
    assert [each[0] for each in sql.rows(OWED)] == ["2026/T001//1-1"]
    with begin() as session:
        (item,) = list_obligations(session, march.day, kind="target_due")
    assert item.title == "目标到期“目标T001（指标1-1）”"


@pytest.mark.parametrize("deadline", ["2026-12-01", "2026-12-31", ""])
def test_from_1_december_on_the_year_end_check_covers_a_target(
    march: Acting, targets: Make, sql: Sql, deadline: str
) -> None:
    targets("D002", 完成时限=deadline)
    for day in ("2026-03-05", "2026-11-30", "2026-12-20"):
        march.on(day).system.do(ACT)
    assert sql.rows(OWED) == []


def test_a_target_that_is_taken_over_within_the_ten_days_is_opened_at_the_next_sweep(
    march: Acting, targets: Make, sql: Sql
) -> None:
    march.system.do(ACT)
    march.on("2026-06-22")
    targets("D002", 完成时限="2026-06-30", 下达日期="2026-06-22")
    march.on("2026-06-23").system.do(ACT)
    assert sql.rows("SELECT opened_on::text, opened_late FROM obligation WHERE kind = 'target_due'") == [
        ("2026-06-23", False)
    ]


def test_a_missed_sweep_opens_late_and_never_overdue(dated: Acting, sql: Sql) -> None:
    dated.on("2026-07-10").system.do(ACT)
    assert sql.rows(OWED) == [("2026/T009", "D001", "open", "2026-07-13", "2026-07-10", 1)]
    assert sql.value("SELECT opened_late FROM obligation WHERE kind = 'target_due'") is True
    proof = sql.value(
        "SELECT x.proof FROM obligation o JOIN deadline x ON x.id = o.deadline_id WHERE kind = 'target_due'"
    )
    assert (proof["computed"], proof["opened"]) == ("2026-06-30", "2026-07-10")


# What had passed before


@pytest.fixture
def upgraded(march: Acting, targets: Make) -> Acting:
    """A ledger in use that never ran this cycle has dates in April, on 30 June and on 15 July; today is 30 June."""
    for n, day in enumerate(("2026-04-30", "2026-06-30", "2026-07-13")):
        targets(f"D00{n % 2 + 1}", 完成时限=day)
    return march.on("2026-06-30")


def test_a47_only_days_after_the_first_run_are_owed_and_those_of_before_are_one_list(
    upgraded: Acting, sql: Sql, violations: Violations
) -> None:
    summary = upgraded.system.do(ACT)
    assert summary.words == "开启目标到期1项。时限早已过去的2项列入清单，告知管理机构。"
    assert sql.value(START) == "2026-06-30"
    assert [each[3] for each in sql.rows(OWED)] == ["2026-07-13"]
    subject, audience, payload = sql.rows(PASSED)[0]
    assert (subject, audience, payload["number"]) == ("2026-06-30", "agency", 2)
    assert payload["lines"] == [
        "第001厅：目标T004，完成时限2026年4月30日",
        "第002厅：目标T005，完成时限2026年6月30日",
    ]
    assert upgraded.on("2026-07-01").system.do(ACT).counts == {"opened": 0, "passed": 0, "notices": 0}
    assert violations() == []


def test_a_date_before_the_take_over_of_its_target_is_told_and_not_owed(march: Acting, sql: Sql) -> None:
    march.system.do(ACT)
    later = march.on("2026-07-15")
    row_of_t008 = {"编号": "T008", "目标名称": "水库", "年度": "2026", "责任部门": "D001"}
    later.take("targets", {**row_of_t008, "下达日期": "2026-03-02", "完成时限": "2026-06-30"})
    assert later.system.do(ACT).counts == {"opened": 0, "passed": 1, "notices": 1}
    assert sql.rows(OWED) == []


def test_a_date_before_go_live_is_told_and_not_owed(march: Acting, targets: Make, sql: Sql) -> None:
    march.on("2026-03-02").system.do(ACT)
    sql("UPDATE jurisdiction SET go_live = '2026-04-01' WHERE go_live IS NOT NULL")
    targets("D001", 完成时限="2026-04-01")
    assert march.on("2026-03-25").system.do(ACT).counts == {"opened": 0, "passed": 1, "notices": 1}


# Who owes nothing


def test_a_target_that_is_declared_complete_with_evidence_owes_nothing(dated: Acting, sql: Sql, tmp_path: Path) -> None:
    report(dated.on("2026-06-10"), "2026-06")
    attach(dated.on("2026-06-10"), "2026-06", made(tmp_path))
    assert dated.on("2026-06-15").system.do(ACT).counts["opened"] == 0
    report(dated.on("2026-06-17"), "2026-06", name="amend_report", done="")
    assert dated.on("2026-06-18").system.do(ACT).counts["opened"] == 1
    assert sql.rows(OWED)[0][2] == "open"


def test_a_declaration_without_evidence_is_none(dated: Acting, sql: Sql, tmp_path: Path) -> None:
    attach(dated.on("2026-06-09"), "2026-06", made(tmp_path), target="T001")
    report(dated.on("2026-06-10"), "2026-06")
    dated.on("2026-06-15").system.do(ACT)
    assert sql.rows(OWED) == [OPEN]


def test_a_withdrawn_target_and_a_department_that_has_ended_owe_nothing(march: Acting, targets: Make, sql: Sql) -> None:
    march.system.do(ACT)
    targets("D001", 完成时限="2026-06-30")
    targets("D002", 完成时限="2026-06-30")
    march.do("withdraw_target", target="T004", reason="重复导入", evidence=str(SEEN_THERE))
    sql("UPDATE department SET valid_to = '2026-06-01' WHERE code = 'D002'")
    assert march.on("2026-06-15").system.do(ACT).counts["opened"] == 0


def test_a_waived_date_is_not_opened_again(due: Acting, sql: Sql) -> None:
    number = sql.value("SELECT id FROM obligation WHERE kind = 'target_due'")
    due.do("waive", obligation=number, reason="灾情", number="黔目标函〔2026〕9号", dated="2026-06-15")
    assert due.on("2026-06-17").system.do(ACT).counts["opened"] == 0


def test_the_statements_do_not_grow_with_the_departments(march: Acting, targets: Make) -> None:
    march.system.do(ACT)
    counts = []
    for day, n in (("2026-06-15", 1), ("2026-06-16", 1), ("2026-06-17", 20)):
        march.on(day)
        targets("D001", n, 完成时限="2026-06-30")
        targets("D002", n, 完成时限="2026-06-30")
        with counting() as total:
            assert march.on(day).system.do(ACT).counts["opened"] == 2 * n
        counts.append(total[0])
    assert counts[2] <= counts[1]


def test_a_corrected_date_moves_what_is_open_at_the_next_sweep(due: Acting, sql: Sql) -> None:
    rows = {"年度": "2026", "下达日期": "2026-03-02", "责任部门": "D001、D002", "完成时限": "2026-07-10"}
    due.take("targets", {"编号": "T009", "目标名称": "农村公路", **rows}, reason="录入时看错行")
    due.on("2026-06-17").system.do(ACT)
    assert sql.rows(OWED) == [("2026/T009", "D001", "open", "2026-07-10", "2026-06-15", 2)]


def test_a_corrected_date_of_the_next_year_moves_what_is_open_in_december_already(
    march: Acting, targets: Make, sql: Sql
) -> None:
    march.system.do(ACT)
    [code] = targets("D001", 年度="2027", 下达日期="2026-12-01", 完成时限="2027-01-08")
    assert march.on("2026-12-24").system.do(ACT).counts["opened"] == 1
    later = {"编号": code, "年度": "2027", "目标名称": f"目标{code}", "责任部门": "D001", "完成时限": "2027-01-20"}
    march.on("2026-12-25").take("targets", later, reason="录入时看错行")
    march.on("2026-12-28").system.do(ACT)
    assert sql.rows(OWED) == [(f"2027/{code}", "D001", "open", "2027-01-20", "2026-12-24", 2)]


PAYLOAD = "SELECT payload FROM notice WHERE kind = 'target_dates_passed' ORDER BY id"


def test_a_long_list_shows_its_first_lines_and_keeps_all_keys(march: Acting, targets: Make, sql: Sql) -> None:
    march.on("2026-06-30")
    targets("D001", SHOWN + 5, 完成时限="2026-05-29")
    assert march.on("2026-06-30").system.do("open_target_dates").counts["passed"] == SHOWN + 5
    (payload,) = sql.column(PAYLOAD)
    assert (payload["number"], len(payload["lines"]), len(payload["keys"])) == (SHOWN + 5, SHOWN, SHOWN + 5)
    assert payload["lines"][0] == "第001厅：目标T004，完成时限2026年5月29日"


def test_nothing_passed_is_no_notice(march: Acting, sql: Sql) -> None:
    march.system.do("open_target_dates")
    assert sql.column(PAYLOAD) == []
