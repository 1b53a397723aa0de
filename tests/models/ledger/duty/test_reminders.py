"""The reminder ladder: once per due version and rung; skipped rungs collapse into one (A17, A33)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.answer_keys import find_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from tests.conftest import Acting, Reads, Sql, Statements, Together

TOLD = """
SELECT n.kind, n.occasion, n.audience FROM notice n JOIN department d ON d.id = n.department_id
WHERE n.kind IN ('reminder', 'overdue') AND n.subject LIKE '%|D002|%' ORDER BY n.id, n.audience
"""


def swept(acting: Acting, *days: str) -> None:
    for day in days:
        acting.on(day).system.do("remind")


@pytest.mark.parametrize(
    ("day", "listed"),
    [
        ("2026-03-25", []),
        ("2026-03-26", [("reminder", "1|T-3", "office")]),
        ("2026-03-30", [("reminder", "1|T-3", "office")]),
        ("2026-03-31", [("reminder", "1|T", "office")]),
        ("2026-04-01", [("overdue", "1|T+1", "liaison"), ("overdue", "1|T+1", "office")]),
        ("2026-04-02", [("overdue", "1|T+1", "liaison"), ("overdue", "1|T+1", "office")]),
        (
            "2026-04-03",
            [("overdue", "1|T+1", "liaison"), ("overdue", "1|T+1", "office"), ("overdue", "1|T+3", "head")],
        ),
    ],
)
def test_a17_each_day_has_its_rung_and_its_audience(
    march: Acting, sql: Sql, day: str, listed: list[tuple[str, ...]]
) -> None:
    swept(march, day)
    assert sorted(sql.rows(TOLD)) == listed


def test_the_whole_ladder_is_climbed_once_however_often_it_is_swept(march: Acting, sql: Sql) -> None:
    swept(march, *[f"2026-03-{day}" for day in range(20, 32)] * 2, *[f"2026-04-{day:02}" for day in range(1, 31)] * 2)
    assert sorted(sql.rows(TOLD)) == [
        ("overdue", "1|T+1", "liaison"),
        ("overdue", "1|T+1", "office"),
        ("overdue", "1|T+3", "head"),
        ("reminder", "1|T", "office"),
        ("reminder", "1|T-3", "office"),
    ]


def test_a33_the_day_t_of_a_due_day_at_rest_is_the_last_working_day_before_it(march: Acting, sql: Sql) -> None:
    march.on("2026-05-01").open("monthly_check", "2026-05")
    swept(march, "2026-05-28")
    assert ("reminder", "1|T", "office") not in sql.rows(TOLD)
    swept(march, "2026-05-29")
    assert ("reminder", "1|T", "office") in sql.rows(TOLD)


def test_answered_obligations_get_no_reminder(march: Acting, sql: Sql) -> None:
    march.report("D002", "2026-03", "T003")
    swept(march, "2026-03-26", "2026-04-03")
    assert sql.rows(TOLD) == []


def test_a_return_starts_the_rungs_afresh_under_its_new_due_version(march: Acting, sql: Sql) -> None:
    swept(march, "2026-03-31")
    march.on("2026-04-01").report("D002", "2026-03", "T003")
    march.on("2026-04-02").do("return_report", department="D002", period="2026-03", reason="数据有误")
    swept(march, "2026-04-02", "2026-04-08")
    occasions = [row[1] for row in sql.rows(TOLD)]
    assert occasions == ["1|T", "2|T-3", "2|T"]


def test_a_run_opened_after_ten_missed_days_across_a_deadline_is_marked_late_and_its_rungs_collapse(
    march: Acting, sql: Sql
) -> None:
    for act in ("reconcile", "remind"):
        march.on("2026-05-11").system.do(act)
    query = "SELECT occasion, audience FROM notice WHERE subject LIKE 'monthly_check|2026-04|D002%' ORDER BY 2, 1"
    assert sql.value("SELECT bool_and(opened_late) FROM obligation WHERE period = '2026-04'")
    assert sql.rows(query) == [("1|T+3", "head"), ("1|T+1", "liaison"), ("", "office"), ("1|T+1", "office")]


def test_an_agencys_duty_is_reminded_to_the_agency(march: Acting, sql: Sql) -> None:
    march.on("2027-01-11").open("year_end_reverification", "2026")
    swept(march, "2027-01-29")
    query = (
        "SELECT DISTINCT audience, occasion FROM notice WHERE subject LIKE '%reverification|%' AND kind = 'reminder'"
    )
    assert sql.rows(query) == [("agency", "1|T")]


def test_two_concurrent_sweeps_send_each_reminder_once(march: Acting, sql: Sql, together: Together) -> None:
    sweep = march.on("2026-04-03").system
    results = together(*[lambda session: sweep.within(session, "remind")] * 3)
    assert sum(result.counts["notices"] for result in results) == 6
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'overdue'") == 6


def test_the_summary_counts_open_and_overdue_by_the_date(march: Acting) -> None:
    assert march.on("2026-03-31").do("remind").words == "在办2项，逾期0项，新增提醒2条。"
    answer = march.on("2026-04-01").do("remind")
    assert (answer.counts, answer.data) == ({"notices": 4}, {"open": 2, "overdue": 2})


def test_a_sweep_without_obligations_reports_that(acting: Acting) -> None:
    assert acting.do("remind").words == "今日无到期、无逾期。"


def test_while_a_notice_could_still_bring_the_date_forward_reminders_count_back_from_the_earliest(
    march: Acting, sql: Sql
) -> None:
    march.on("2027-10-01").open("quarterly_meeting", "2027Q3")
    dues = "SELECT DISTINCT x.due::text, x.earliest::text FROM deadline x WHERE x.rule = 'quarter_end_15'"
    assert sql.rows(dues) == [("2027-10-28", "2027-10-26")]
    query = (
        "SELECT kind, occasion FROM notice WHERE subject LIKE 'quarterly_meeting|2027Q3|D002%' AND obligation_id > 2"
    )
    found = {}
    for day in ("2027-10-20", "2027-10-21", "2027-10-26", "2027-10-28", "2027-10-29"):
        swept(march, day)
        found[day] = [row for row in sql.rows(f"{query} ORDER BY id") if row[1]][-1:]
    assert found == {
        "2027-10-20": [],
        "2027-10-21": [("reminder", "1|T-3")],
        "2027-10-26": [("reminder", "1|T")],
        "2027-10-28": [("reminder", "1|T")],
        "2027-10-29": [("overdue", "1|T+1")],
    }


RUNGS = "SELECT DISTINCT reminded FROM obligation"


def test_the_last_rung_is_stored_with_the_obligation(march: Acting, sql: Sql) -> None:
    listed = []
    for day in ("2026-03-25", "2026-03-26", "2026-03-31", "2026-04-01", "2026-04-03", "2026-04-20"):
        swept(march, day)
        listed.append(sql.value(RUNGS))
    assert listed == [None, -3, 0, 1, 3, 3]


def test_a_new_due_version_starts_without_a_rung(march: Acting, sql: Sql) -> None:
    march.on("2026-03-20").report("D002", "2026-03", "T003")
    swept(march, "2026-03-31")
    march.on("2026-04-01").report("D001", "2026-03", "T001", "T002")
    march.on("2026-04-01").do("return_report", department="D001", period="2026-03", reason="数据有误")
    assert sql.column(RUNGS) == [None]


def test_a_day_without_a_reached_rung_writes_nothing(march: Acting, sql: Sql) -> None:
    swept(march, "2026-03-26")
    before = sql.rows("SELECT xmin::text, ctid::text FROM obligation ORDER BY id")
    swept(march, "2026-03-26", "2026-03-27", "2026-03-30")
    assert sql.rows("SELECT xmin::text, ctid::text FROM obligation ORDER BY id") == before


def test_a_lost_last_rung_causes_no_second_reminder(march: Acting, sql: Sql) -> None:
    swept(march, "2026-03-26")
    sql("UPDATE obligation SET reminded = NULL")
    assert march.on("2026-03-27").system.do("remind").counts["notices"] == 0
    assert sql.column(RUNGS) == [-3]


def test_the_work_of_a_sweep_grows_with_the_departments_and_no_faster(reads: Reads, anyone: Acting) -> None:
    def opens(session: Session) -> None:
        anyone.on("2026-03-01").within(session, "open_cycle", cycle="monthly_check", period="2026-03")

    def reminds(day: str) -> Callable[[Session], object]:
        return lambda session: anyone.on(day).within(session, "remind")

    acts = [opens, *map(reminds, ("2026-03-26", "2026-03-27", "2026-04-03"))]
    few, many = reads(50, *acts), reads(1000, *acts)
    assert [now <= 20 * before + 1000 for before, now in zip(few, many, strict=True)] == [True] * 4
    assert many[2] < 2 * 1000


def test_reminding_takes_as_many_statements_for_2000_departments_as_for_10(statements: Statements) -> None:
    works = {
        "open": lambda acting, _sql: acting.on("2026-03-01").open("monthly_check", "2026-03"),
        "before": lambda acting, _sql: acting.on("2026-03-26").do("remind"),
        "overdue": lambda acting, _sql: acting.on("2026-04-03").do("remind"),
    }
    assert statements(10, works) == statements(2000, works)


KEYS = "SELECT number, reason, made_on::text FROM answer_key ORDER BY number"


def test_a_key_that_a_backup_left_out_is_not_replaced_by_itself(march: Acting, sql: Sql) -> None:
    sql("DELETE FROM sealed_answer_key")
    march.on("2026-03-26").system.do("remind")
    assert [number for number, *_ in sql.rows(KEYS)] == [1]
    with begin() as session:
        assert find_key(session) is None
