"""Steps of the daily sweep and of the event cycles: each performs one act, and a second run changes nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from flows import remediation_feedback
from models.rules.workdays import SHANGHAI, BusinessDay
from tasks import flow_steps
from tasks.step import run_steps

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

STEPS = {
    "hold_notices": ("核对停机", "hold_notices"),
    "send_reminders": ("到期提醒", "remind"),
    "propose_urgings": ("生成催办任务", "propose_urgings"),
    "watch_liaisons": ("检查联络员", "watch_liaisons"),
    "watch_calendar": ("检查放假安排", "watch_calendar"),
    "report_head": ("台账月报", "report_head"),
    "tell_agency_day": ("管理机构今日工作", "tell_agency_day"),
    "open_target_dates": ("开启目标到期", "open_target_dates"),
    "propose_missed": ("拟列入到期未完成", "propose_missed_dates"),
    "open_limits": ("补开明确整改时限", "open_owed_limits"),
    "open_confirmations": ("补开现场认定", "open_owed_confirmations"),
    "draw_reviews": ("抽取在线复核", "draw_reviews"),
    "open_plans": ("开启核查方案事项", "open_owed_plans"),
    "repair_feedback": ("补开整改反馈", "repair_feedback"),
    "compare_filings": ("年终材料比对", "compare_due_filings"),
    "record_sweep": ("登记巡检", "record_sweep"),
}


def on(day: str) -> BusinessDay:
    return BusinessDay(date.fromisoformat(day), datetime.fromisoformat(f"{day}T08:00").replace(tzinfo=SHANGHAI))


@pytest.mark.parametrize("name", STEPS)
def test_each_step_bears_its_chinese_title(name: str) -> None:
    assert getattr(flow_steps, name).name == STEPS[name][0]


@pytest.mark.usefixtures("march")
def test_that_the_sweep_was_done_is_on_record_once_a_day(sql: Sql) -> None:
    for day in ("2026-03-31", "2026-03-31", "2026-04-01"):
        assert flow_steps.record_sweep.fn(on(day)).words == f"{day}的巡检已登记。"
    days = sql.column("SELECT business_date::text FROM block WHERE act = 'record_sweep' ORDER BY 1")
    assert days == ["2026-03-31", "2026-04-01"]


@pytest.mark.usefixtures("march")
def test_reminders_of_the_day_are_queued_once(sql: Sql) -> None:
    assert flow_steps.send_reminders.fn(on("2026-03-31")).counts["notices"] == 2
    assert flow_steps.send_reminders.fn(on("2026-03-31")).counts["notices"] == 0
    assert sql.column("SELECT DISTINCT occasion FROM notice WHERE kind = 'reminder'") == ["1|T"]


@pytest.mark.usefixtures("march")
def test_overdue_duties_are_urged_once_a_day(sql: Sql) -> None:
    assert flow_steps.propose_urgings.fn(on("2026-04-01")).counts["proposed"] == 2
    assert flow_steps.propose_urgings.fn(on("2026-04-01")).counts["proposed"] == 0
    assert sql.column("SELECT DISTINCT method FROM urging") == ["phone"]


@pytest.mark.usefixtures("march")
def test_offices_without_a_liaison_are_notified_once() -> None:
    assert flow_steps.watch_liaisons.fn(on("2026-03-05")).counts == {"notices": 2}
    assert flow_steps.watch_liaisons.fn(on("2026-03-06")).counts == {"notices": 0}


@pytest.mark.usefixtures("march")
def test_the_agency_is_notified_once_a_stage_of_a_missing_holiday_notice() -> None:
    listed = [
        flow_steps.watch_calendar.fn(on(day)).counts["notices"] for day in ("2026-10-31", "2026-11-01", "2026-11-02")
    ]
    assert listed == [0, 1, 0]


@pytest.mark.usefixtures("march")
def test_the_agency_is_notified_of_the_ledger_head_once_a_month_and_on_working_days() -> None:
    days = ("2026-03-31", "2026-04-01", "2026-04-02", "2026-04-04")
    assert [flow_steps.report_head.fn(on(day)).counts["notices"] for day in days] == [1, 1, 1, 0]


def test_a_feedback_that_is_missing_is_opened_again(march: Acting, sql: Sql) -> None:
    march.lists("T001", "未完成", "2026-03-04")
    march.do("set_limit", target="T001", limit="2026-03-20")
    march.office("D001").do("declare_completion", target="T001", completed_on="2026-03-05", measures="已补建")
    sql("DELETE FROM notice WHERE kind = 'feedback_owed'")
    sql("DELETE FROM obligation WHERE kind = 'feedback'")
    assert flow_steps.repair_feedback.fn(on("2026-03-06")).counts == {"opened": 1}
    assert sql.value("SELECT count(*) FROM obligation WHERE kind = 'feedback' AND state = 'open'") == 1


@pytest.fixture
def remedied(march: Acting) -> Acting:
    """T001 was to be remedied by 20 March and is not; the monthly checks are overdue too. Today is 1 April."""
    march.lists("T001", "未完成", "2026-03-04")
    march.do("set_limit", target="T001", limit="2026-03-20")
    return march.on("2026-04-01")


def test_the_flow_of_remediation_reminds_and_urges_and_lists_and_the_sweep_adds_nothing(
    remedied: Acting, sql: Sql
) -> None:
    today = on(str(remedied.day))
    run = run_steps(remediation_feedback.STEPS, today, engine=False, every=True)
    assert [each.counts.get("notices") for each in run if each.words.startswith("在办")] == [3]
    assert sql.rows("SELECT kind, audience, occasion FROM notice WHERE kind = 'overdue' ORDER BY 2") == [
        ("overdue", "head", "1|T+3"),
        ("overdue", "liaison", "1|T+1"),
        ("overdue", "office", "1|T+1"),
    ]
    assert sql.column("SELECT o.kind FROM urging g JOIN obligation o ON o.id = g.obligation_id") == ["remediation"]
    assert run[-1].words == "整改事项1项。"
    (row,) = run[-1].data["table"]
    assert (row["目标"], row["整改时限"], row["反馈期限"]) == (
        "目标T001",
        "2026-03-20（逾期）",
        "整改完成后5个工作日内反馈",
    )
    flow_steps.send_reminders.fn(today)
    flow_steps.propose_urgings.fn(today)
    again = "SELECT count(*) FROM notice n JOIN obligation o ON o.id = n.obligation_id WHERE o.kind = 'remediation'"
    assert sql.value(f"{again} AND n.kind = 'overdue'") == 3
    assert sorted(sql.column("SELECT o.kind FROM urging g JOIN obligation o ON o.id = g.obligation_id")) == [
        "monthly_check",
        "monthly_check",
        "remediation",
    ]


def test_a_kind_of_duty_that_does_not_exist_is_not_reminded_of(acting: Acting) -> None:
    words = acting.refused("remind", duties="remediation、整改")
    assert words.endswith("“事项种类”没有名为“整改”的事项种类，写法如remediation。")


def test_missing_year_end_material_is_notified_to_each_office_and_the_agency(march: Acting, sql: Sql) -> None:
    march.on("2026-12-15").open("year_end_check", "2026")
    march.on("2026-12-15").open("year_end_reverification", "2026")
    assert flow_steps.compare_filings.fn(on("2027-01-11")).counts == {"departments": 2, "missing": 3, "notices": 3}
    assert sql.rows("SELECT kind, count(*) FROM notice WHERE kind LIKE 'missing%' GROUP BY kind ORDER BY kind") == [
        ("missing", 2),
        ("missing_all", 1),
    ]
