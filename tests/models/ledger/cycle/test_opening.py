"""Opening cycles: obligations with debtor and due date, opened once by any actor, also late (6.1)."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from models.rules.cycles import CYCLES, find_cycle
from models.rules.duties import OpenedFor
from models.rules.errors import Refused
from models.rules.periods import Span

if TYPE_CHECKING:
    from sqlmodel import Session

    from tests.conftest import Acting, Make, Reads, Sql, Statements, Together, Violations

OWED = """
SELECT d.code, o.kind, o.period, w.code, x.due::text, x.target::text, o.clause, o.opened_late
FROM obligation o JOIN department d ON d.id = o.department_id JOIN department w ON w.id = o.owed_by
JOIN deadline x ON x.id = o.deadline_id ORDER BY o.kind, o.period, d.code
"""
OPENED = "SELECT d.code, o.period FROM obligation o JOIN department d ON d.id = o.department_id ORDER BY 1, 2"
LINES = """
SELECT d.code, t.code FROM report_line l JOIN obligation o ON o.id = l.obligation_id
JOIN department d ON d.id = o.department_id JOIN target t ON t.id = l.target_id ORDER BY 1, 2
"""
NOTICES = "SELECT kind, subject, audience FROM notice ORDER BY kind, subject, audience"
PROCESS = """
import sys
from datetime import date, datetime
from models.database import begin, bind
from models.ledger.acts import SYSTEM
from models.ledger.cycle.opening import open_cycle
from models.ledger.perform import perform
from models.rules.workdays import SHANGHAI, BusinessDay
from models.rules.errors import Refused
bind(sys.argv[1])
day = BusinessDay(date(2026, 4, 1), datetime(2026, 4, 1, 7, 30, tzinfo=SHANGHAI))
with begin() as session:
    session.connection()
    print("ready", flush=True)
    sys.stdin.readline()
    said = {"cycle": "quarterly_meeting", "period": "2026Q1"}
    print(perform(session, open_cycle, said, day, SYSTEM).counts["opened"])
"""


@pytest.fixture
def project(acting: Acting, departments: Make, targets: Make) -> Acting:
    """A department with one target, a key project."""
    departments(1)
    targets("D001", 是否重点项目="是")
    return acting


@pytest.mark.parametrize(
    ("cycle", "period", "opened_on", "due"),
    [
        pytest.param("quarterly_meeting", "2026Q1", "2026-04-01", "2026-04-22", id="6.1.2"),
        pytest.param("year_end_check", "2026", "2026-12-01", "2027-01-10", id="6.1.4"),
        pytest.param("self_check", "2026Q1", "2026-04-01", "2026-04-15", id="7.1"),
        pytest.param("online_review", "2026Q1", "2026-04-16", "2026-04-29", id="7.2"),
        pytest.param("field_inspection", "2026Q2", "2026-04-01", "2026-05-31", id="7.3"),
        pytest.param("cloud_monitoring", "2026-04", "2026-04-01", "2026-04-25", id="7.5"),
    ],
)
def test_each_cycle_opens_a_duty_with_the_due_date_of_its_clause(
    project: Acting, sql: Sql, cycle: str, period: str, opened_on: str, due: str
) -> None:
    project.on(opened_on).open(cycle, period)
    assert {row[4] for row in sql.rows(OWED) if row[1] == cycle} == {due}


@pytest.mark.usefixtures("march")
def test_the_monthly_check_opens_for_each_department_with_a_line_per_led_target(sql: Sql) -> None:
    last = ("2026-03-31", "2026-03-31", "3-6.1.1", False)
    assert sql.rows(OWED) == [(code, "monthly_check", "2026-03", code, *last) for code in ("D001", "D002")]
    assert sql.rows(LINES) == [("D001", "T001"), ("D001", "T002"), ("D002", "T003")]


def test_a_cooperating_department_owes_no_line(acting: Acting, departments: Make, targets: Make, sql: Sql) -> None:
    departments(2)
    targets("D001", 配合部门="D002")
    acting.on("2026-03-01").open("monthly_check", "2026-03")
    assert sql.rows(LINES) == [("D001", "T001")]


def test_a26_a_target_issued_within_a_month_is_reported_from_the_next(
    acting: Acting, departments: Make, targets: Make, sql: Sql
) -> None:
    departments(3)
    targets("D001", 下达日期="2026-02-28")
    targets("D002", 下达日期="2026-03-01")
    acting.on("2026-03-01").open("monthly_check", "2026-03")
    assert sql.rows(OPENED) == [("D001", "2026-03")]
    acting.on("2026-04-01").open("monthly_check", "2026-04")
    assert sql.rows(OPENED) == [("D001", "2026-03"), ("D001", "2026-04"), ("D002", "2026-04")]


def test_a_target_of_another_year_owes_nothing_this_year(
    acting: Acting, departments: Make, targets: Make, sql: Sql
) -> None:
    departments()
    targets("D001", 年度="2025", 下达日期="2025-03-01")
    acting.on("2026-03-01").open("monthly_check", "2026-03")
    assert sql.rows(OPENED) == []


@pytest.mark.parametrize(
    ("cycle", "opens", "owed"),
    [
        ("monthly_check", "2026-04-01", ("2026-04", "D001", "2026-04-30", "2026-04-30", "3-6.1.1")),
        ("quarterly_meeting", "2026-04-01", ("2026Q1", "D001", "2026-04-22", "2026-04-22", "3-6.1.2")),
        ("mid_year_review", "2026-07-01", ("2026H1", "D001", "2026-07-21", "2026-07-21", "3-6.1.3")),
        ("year_end_check", "2026-12-01", ("2026", "D001", "2027-01-10", "2027-01-08", "3-6.1.4")),
        ("year_end_reverification", "2026-12-15", ("2026", "AGENCY", "2027-01-31", "2027-01-29", "3-3.3")),
        ("self_check", "2026-10-08", ("2026Q3", "D001", "2026-10-20", "2026-10-20", "3-7.1")),
    ],
)
def test_each_cycle_opens_on_its_day_with_its_debtor_due_day_and_clause(
    march: Acting, sql: Sql, cycle: str, opens: str, owed: tuple[str, ...]
) -> None:
    assert march.on(opens).open(cycle, owed[0]).data["due"] == owed[2]
    row = next(row for row in sql.rows(OWED) if row[:3] == ("D001", cycle, owed[0]))
    assert row[2:] == (*owed, False)


def test_a_cycle_is_opened_and_paused_by_its_name_too(march: Acting, sql: Sql) -> None:
    march.on("2026-04-01").do("open_cycle", cycle="季度分析会", period="2026Q1")
    march.on("2026-04-01").do("pause_cycle", cycle="月度检查", reason="系统升级")
    assert sql.value("SELECT count(*) FROM obligation WHERE kind = 'quarterly_meeting'") == 2
    assert sql.column("SELECT cycle FROM pause") == ["monthly_check"]
    with pytest.raises(Refused, match="没有名为“月度检察”的周期，是否为“月度检查”（monthly_check）？"):
        march.on("2026-04-01").do("resume_cycle", cycle="月度检察", reason="完成")


@pytest.mark.usefixtures("march")
def test_all_departments_share_one_deadline_row(sql: Sql) -> None:
    assert sql.rows("SELECT rule, n FROM deadline") == [("month_end", 0)]


def test_a_cycle_is_refused_before_its_opening_day(acting: Acting) -> None:
    text = acting.on("2026-03-31").system.refused("open_cycle", cycle="quarterly_meeting", period="2026Q1")
    assert text == "2026年第一季度的“季度分析会”2026-04-01才开启，今天是2026-03-31。"


def test_a25_before_the_first_working_day_a_run_has_nothing_to_open_and_says_when(march: Acting, sql: Sql) -> None:
    summary = march.on("2026-10-07").open("self_check", "2026Q3")
    assert summary.words == "2026年第三季度的“季度自查”2026-10-08开启，今日无需开启。"
    assert summary.counts == {"opened": 0, "already_open": 0, "notices": 0}
    assert march.on("2026-10-07").system.do("reconcile").counts["opened"]  # the other missed periods
    assert sql.column("SELECT period FROM cycle_run WHERE cycle = 'self_check' ORDER BY 1") == ["2026Q1", "2026Q2"]
    text = march.on("2026-09-30").system.refused("open_cycle", cycle="self_check", period="2026Q3")
    assert text == "2026年第三季度的“季度自查”2026-10-08才开启，今天是2026-09-30。"


def test_a25_the_sweep_opens_a_missed_run_on_the_same_working_day(march: Acting, sql: Sql) -> None:
    march.on("2026-10-08").system.do("reconcile")
    run = sql.rows("SELECT opens_on::text, opened_late FROM cycle_run WHERE (cycle, period) = ('self_check', '2026Q3')")
    assert run == [("2026-10-08", False)]


def test_a25_a_run_keeps_its_opening_day_when_the_calendar_is_amended_afterwards(
    march: Acting, departments: Make, targets: Make, sql: Sql, violations: Violations
) -> None:
    march.on("2026-04-01").open("self_check", "2026Q1")
    off = {"date": "2026-04-01", "kind": "放假", "name": "三月三", "notice_title": "放假通知"}
    march.on("2026-04-02").take("local_calendar", off | {"notice_number": "1号", "notice_date": "2026-03-30"})
    departments(1, 生效日期="2026-04-02")
    targets("D003")
    march.on("2026-04-03").system.do("reconcile")
    run = "SELECT opens_on::text FROM cycle_run WHERE (cycle, period) = ('self_check', '2026Q1')"
    assert sql.column(run) == ["2026-04-01"]
    joined = "SELECT d.code FROM obligation o JOIN department d ON d.id = o.department_id WHERE o.kind = 'self_check'"
    assert sorted(sql.column(joined)) == ["D001", "D002"]  # D003 did not exist on the day
    assert violations() == []


def test_nothing_is_opened_for_a_period_that_began_before_go_live(march: Acting, sql: Sql) -> None:
    summary = march.on("2026-01-02").open("quarterly_meeting", "2025Q4")
    assert summary.counts["opened"] == 0
    assert "早于启用日期2026-01-01" in summary.words
    assert sql.value("SELECT count(*) FROM cycle_run WHERE cycle = 'quarterly_meeting'") == 0


@pytest.mark.parametrize(
    ("cycle", "period", "text"),
    [
        ("mid_year_review", "2026H2", "“半年讲评”没有期间“2026H2”，正确写法如2026H1"),
        ("monthly_check", "2026Q1", "“月度检查”没有期间“2026Q1”，正确写法如2026-01"),
        ("monthly_check", "2026-13", "期间“2026-13”无法识别"),
        ("weekly_check", "2026", "没有名为“weekly_check”的周期"),
        ("remediation_feedback", "2026", "“整改反馈”没有期间“2026”"),
    ],
)
def test_a_period_that_a_cycle_does_not_have_is_refused(acting: Acting, cycle: str, period: str, text: str) -> None:
    assert text in acting.on("2027-06-01").refused("open_cycle", cycle=cycle, period=period)


def test_a_run_that_opens_nothing_says_why(march: Acting, sql: Sql) -> None:
    first, again = (march.on("2026-04-01").open("monthly_check", "2026-04").words for _ in range(2))
    assert first == "月度检查 2026-04：新开启2个部门，期限2026-04-30。"
    assert again == "月度检查 2026-04：新开启0个部门，期限2026-04-30。此前已开启2个部门。"
    sql("UPDATE target SET issued_on = '2026-05-20', key_project = false")
    later = march.on("2026-05-06")
    assert later.open("monthly_check", "2026-05").words.endswith("没有部门牵头此前下达的目标。")
    assert later.open("cloud_monitoring", "2026-05").words.endswith("没有重点项目。")


def test_opening_twice_makes_the_same_rows_and_no_second_notice(march: Acting, sql: Sql) -> None:
    before = sql.rows(OWED), sql.rows(LINES), sql.rows(NOTICES), sql.rows("SELECT hash FROM chain_head")
    again = march.open("monthly_check", "2026-03")
    assert again.counts == {"opened": 0, "already_open": 2, "notices": 0}
    assert (sql.rows(OWED), sql.rows(LINES), sql.rows(NOTICES), sql.rows("SELECT hash FROM chain_head")) == before


@pytest.mark.exhaustive(2)
@pytest.mark.parametrize("cycle", [cycle.key for cycle in CYCLES if cycle.periodic])
def test_opening_at_once_in_many_transactions_makes_one_set_of_rows(
    march: Acting, together: Together, sql: Sql, violations: Violations, cycle: str
) -> None:
    project = {"编号": "K001", "年度": "2026", "目标名称": "农村公路", "责任部门": "D001", "下达日期": "2026-02-27"}
    march.take("targets", {**project, "是否重点项目": "是"})
    late = march.on("2027-01-11").system
    periods = {Span.MONTH: "2026-04", Span.QUARTER: "2026Q2", Span.HALF: "2026H1", Span.YEAR: "2026"}
    period = periods[find_cycle(cycle).span]
    results = together(*[lambda session: late.within(session, "open_cycle", cycle=cycle, period=period)] * 4)
    owed = 2 if find_cycle(cycle).whose is OpenedFor.DEPARTMENTS else 1
    assert sorted(result.counts["opened"] for result in results) == [0, 0, 0, owed]
    assert sorted(result.counts["notices"] for result in results)[:3] == [0, 0, 0]
    assert sql.value("SELECT count(*) FROM cycle_run WHERE cycle = :cycle AND period = :p", cycle=cycle, p=period) == 1
    assert violations() == []


@pytest.mark.exhaustive
@pytest.mark.process
def test_opening_at_once_in_two_processes_makes_one_set_of_rows(founded: str, departments: Make, sql: Sql) -> None:
    departments(3)
    command = [sys.executable, "-c", PROCESS, founded]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    both = [subprocess.Popen(command, **pipes) for _ in range(2)]  # type: ignore[call-overload] # noqa: S603 - our own words
    assert [process.stdout.readline() for process in both] == ["ready\n"] * 2
    for process in both:
        process.stdin.write("\n")
        process.stdin.flush()
    assert sorted(process.communicate(timeout=30)[0] for process in both) == ["0\n", "3\n"]
    assert sql.value("SELECT count(*) FROM notice") == 3


def test_a_run_opened_after_its_day_is_marked_so(march: Acting, sql: Sql) -> None:
    march.on("2026-04-02").open("quarterly_meeting", "2026Q1")
    late = "SELECT opened_late FROM {} WHERE {} = 'quarterly_meeting'"
    assert sql.column(late.format("obligation", "kind")) == [True, True]
    assert sql.column(late.format("cycle_run", "cycle")) == [True]


def test_departments_that_joined_or_left_follow_their_validity_dates(
    acting: Acting, departments: Make, targets: Make, sql: Sql
) -> None:
    for code, dates in {
        "D001": {"失效日期": "2026-02-28"},
        "D002": {"失效日期": "2026-03-01"},
        "D003": {"生效日期": "2026-03-01"},
        "D004": {"生效日期": "2026-03-02"},
    }.items():
        departments(1, **dates)
        targets(code)
    acting.on("2026-03-20").open("monthly_check", "2026-03")
    assert sql.rows(OPENED) == [("D002", "2026-03"), ("D003", "2026-03")]


def test_a_merger_passes_the_duty_from_the_old_department_to_the_new_one(
    acting: Acting, departments: Make, targets: Make, sql: Sql
) -> None:
    departments(1, 失效日期="2026-03-31")
    departments(1, 生效日期="2026-04-01")
    targets("D001")
    targets("D002")
    acting.on("2026-03-01").open("monthly_check", "2026-03")
    acting.on("2026-04-01").open("monthly_check", "2026-04")
    acting.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    assert sql.rows(OPENED) == [("D001", "2026-03"), ("D002", "2026-04"), ("D002", "2026Q1")]


def test_a6_the_second_quarters_meeting_and_the_review_are_two_duties_and_one_notice(march: Acting, sql: Sql) -> None:
    july = march.on("2026-07-01")
    assert july.open("quarterly_meeting", "2026Q2").counts["opened"] == 2
    assert july.open("mid_year_review", "2026H1").counts["opened"] == 2
    kinds = sql.column("SELECT DISTINCT kind FROM notice WHERE created_on = '2026-07-01'")
    assert kinds == ["opened_mid_year_review"]


@pytest.mark.usefixtures("database")
def test_a6_the_meeting_has_its_own_notice_if_the_half_year_began_before_go_live(anyone: Acting, sql: Sql) -> None:
    anyone.do("init", name="贵州省", go_live="2026-04-01")
    anyone.take("departments", {"编码": "D001", "名称": "财政厅"})
    july = anyone.on("2026-07-01")
    assert july.open("mid_year_review", "2026H1").counts["opened"] == 0
    assert july.open("quarterly_meeting", "2026Q2").counts == {"opened": 1, "already_open": 0, "notices": 1}
    assert sql.column("SELECT kind FROM notice") == ["opened_quarterly_meeting"]


def test_the_agency_hears_of_the_reverification_once_for_all_departments(march: Acting, sql: Sql) -> None:
    march.on("2027-01-11").open("year_end_reverification", "2026")
    listed = sql.rows("SELECT audience, payload ->> 'departments' FROM notice WHERE kind LIKE '%reverification'")
    assert listed == [("agency", "2")]


def test_reconcile_opens_exactly_the_missing_obligations(march: Acting, sql: Sql) -> None:
    summary = march.on("2026-07-02").system.do("reconcile")
    assert sorted(summary.data["opened"]) == [
        "中期核查 2026H1", "公众评议 2026Q1", "公众评议 2026Q2",
        "半年讲评 2026H1", "在线复核 2026Q1",
        "季度分析会 2026Q1", "季度分析会 2026Q2", "季度自查 2026Q1", "季度自查 2026Q2",
        "月度检查 2026-04", "月度检查 2026-05", "月度检查 2026-06", "月度检查 2026-07",
        "第三方暗访 2026Q1", "第三方暗访 2026Q2", "第三方暗访 2026Q3",
        "质量分析报告 2026Q1",
    ]  # fmt: skip
    assert sql.value("SELECT bool_and(opened_late) FROM obligation WHERE period <> '2026-03'")
    assert not sql.value("SELECT bool_or(opened_late) FROM obligation WHERE period = '2026-03'")


def test_reconcile_a_second_time_finds_nothing(march: Acting, sql: Sql) -> None:
    sweep = march.on("2026-07-02").system
    sweep.do("reconcile")
    before = sql.rows(OWED), sql.rows(NOTICES), sql.rows("SELECT hash FROM chain_head")
    assert sweep.do("reconcile").words == "没有漏开的周期。"
    assert (sql.rows(OWED), sql.rows(NOTICES), sql.rows("SELECT hash FROM chain_head")) == before


@pytest.mark.parametrize(
    ("cycle", "period", "day"),
    [
        ("monthly_check", "2026-03", "2026-03-30"),
        ("quarterly_meeting", "2026Q1", "2026-04-22"),
        ("mid_year_review", "2026H1", "2026-07-21"),
        ("year_end_check", "2026", "2027-01-10"),
        ("self_check", "2026Q3", "2026-10-20"),
    ],
)
def test_reconcile_lets_a_department_entered_late_join_a_run_still_under_way(
    march: Acting, departments: Make, targets: Make, sql: Sql, cycle: str, period: str, day: str
) -> None:
    march.on(day).open(cycle, period)
    departments()
    targets("D003")
    march.on(day).system.do("reconcile")
    assert ("D003", period) in sql.rows(OPENED)


def test_reconcile_leaves_a_run_alone_once_its_due_day_has_passed(march: Acting, departments: Make, sql: Sql) -> None:
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    departments()
    march.on("2026-04-23").system.do("reconcile")
    assert ("D003", "2026Q1") not in sql.rows(OPENED)


def test_reconcile_at_once_in_two_transactions_opens_everything_once(
    march: Acting, together: Together, sql: Sql, violations: Violations
) -> None:
    sweep = march.on("2026-07-02").system
    results = together(*[lambda session: sweep.within(session, "reconcile")] * 3)
    assert sorted(result.counts["opened"] for result in results) == [0, 0, 26]
    assert sql.value("SELECT count(*) FROM obligation") == 28
    assert violations() == []


OPENINGS = {
    "monthly_check": ("2026-04", "2026-04-01"),
    "quarterly_meeting": ("2026Q2", "2026-07-01"),
    "mid_year_review": ("2026H1", "2026-07-01"),
    "year_end_check": ("2026", "2026-12-01"),
    "year_end_reverification": ("2026", "2027-01-11"),
    "self_check": ("2026Q3", "2026-10-08"),
    "online_review": ("2026Q3", "2026-10-21"),
    "quality_report": ("2026Q1", "2026-05-14"),
    "public_opinion": ("2026Q3", "2026-10-08"),
    "field_inspection": ("2026Q3", "2026-07-01"),
    "mid_term_inspection": ("2026H1", "2026-07-01"),
    "covert_visit": ("2026Q3", "2026-07-01"),
}


def test_opening_each_cycle_takes_as_many_statements_for_2000_departments_as_for_10(statements: Statements) -> None:
    works = {
        cycle: lambda acting, _sql, cycle=cycle, period=period, day=day: acting.on(day).open(cycle, period)
        for cycle, (period, day) in OPENINGS.items()
    }
    small, large = statements(10, works), statements(2000, works)
    assert small == large
    assert max(small.values()) < 30


@pytest.mark.exhaustive(2)
@pytest.mark.parametrize(("cycle", "period", "day"), [(cycle, *when) for cycle, when in OPENINGS.items()])
def test_the_work_of_opening_and_of_opening_again_grows_with_the_departments_and_no_faster(
    reads: Reads, anyone: Acting, cycle: str, period: str, day: str
) -> None:
    def opens(session: Session) -> None:
        anyone.on(day).within(session, "open_cycle", cycle=cycle, period=period)

    few, many = reads(50, opens, opens), reads(1000, opens, opens)
    assert [now <= 20 * before + 1000 for before, now in zip(few, many, strict=True)] == [True, True]
    assert many[1] < 5 * 1000


def test_reconciling_takes_as_many_statements_for_2000_departments_as_for_10(statements: Statements) -> None:
    works = {name: lambda acting, _sql: acting.on("2026-04-02").system.do("reconcile") for name in ("first", "again")}
    assert statements(10, works) == statements(2000, works)
