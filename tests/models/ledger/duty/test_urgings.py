"""催办: proposed by the ladder, at most one per working day, with the outcome of each (6.2.2, A17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.duty.register import explain_obligation, list_obligations, task_in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from tests.conftest import Acting, Reads, Sql, Statements, Together, Violations

TASKS = """
SELECT g.step, g.method, g.proposed_on::text, g.state FROM urging g JOIN obligation o ON o.id = g.obligation_id
JOIN department d ON d.id = o.department_id WHERE d.code = 'D002' ORDER BY g.id
"""
APRIL = [f"2026-04-{day:02}" for day in range(1, 16)]


def swept(acting: Acting, *days: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for day in days:
        counts = dict(acting.on(day).system.do("propose_urgings").counts)
    return counts


def test_a17_phone_then_letter_then_visit_on_the_first_third_and_fifth_working_day(march: Acting, sql: Sql) -> None:
    swept(march, "2026-03-31", *APRIL)
    assert sql.rows(TASKS) == [
        (1, "phone", "2026-04-01", "proposed"),
        (2, "letter", "2026-04-03", "proposed"),
        (3, "visit", "2026-04-08", "proposed"),
    ]


def test_late_sweeps_catch_up_by_one_step_a_working_day(march: Acting, sql: Sql) -> None:
    swept(march, "2026-04-10", "2026-04-10", "2026-04-11", "2026-04-12", "2026-04-13", "2026-04-14", "2026-04-15")
    assert [row[:3] for row in sql.rows(TASKS)] == [
        (1, "phone", "2026-04-10"),
        (2, "letter", "2026-04-13"),
        (3, "visit", "2026-04-14"),
    ]


def test_no_task_is_proposed_on_a_rest_day(march: Acting, sql: Sql) -> None:
    summary = march.on("2026-04-05").system.do("propose_urgings")
    assert summary.words == "今日不是工作日，不安排催办。"
    assert sql.rows(TASKS) == []


def test_a_make_up_saturday_is_a_working_day_for_urging(march: Acting, sql: Sql) -> None:
    swept(march, "2026-05-09")
    assert [row[2] for row in sql.rows(TASKS)] == ["2026-05-09"]


def test_an_obligation_that_is_not_overdue_is_not_urged(march: Acting) -> None:
    assert swept(march, "2026-03-31")["proposed"] == 0


def test_the_agencys_own_obligation_is_not_urged(march: Acting, sql: Sql) -> None:
    march.on("2027-01-11").open("year_end_reverification", "2026")
    for number in sql.column("SELECT id FROM obligation WHERE kind = 'monthly_check'"):
        march.do("waive", obligation=number, reason="改革")
    assert swept(march, "2027-02-03")["proposed"] == 0


def test_an_answer_lapses_the_tasks_that_wait(march: Acting, sql: Sql) -> None:
    swept(march, "2026-04-01", "2026-04-03")
    march.on("2026-04-03").report("D002", "2026-03", "T003")
    assert swept(march, "2026-04-07")["lapsed"] == 2
    assert [row[3] for row in sql.rows(TASKS)] == ["lapsed", "lapsed"]


def test_tasks_lapse_on_a_rest_day_too(march: Acting) -> None:
    swept(march, "2026-04-03")
    march.on("2026-04-03").report("D002", "2026-03", "T003")
    assert swept(march, "2026-04-04") == {"proposed": 0, "lapsed": 1}


def test_a_waiver_lapses_the_tasks_that_wait(march: Acting, sql: Sql) -> None:
    swept(march, "2026-04-01")
    for number in sql.column("SELECT id FROM obligation"):
        march.do("waive", obligation=number, reason="改革")
    assert swept(march, "2026-04-02") == {"proposed": 0, "lapsed": 2}


def test_a_return_lapses_the_old_ladder_and_starts_a_new_one(march: Acting, sql: Sql) -> None:
    swept(march, "2026-04-01")
    march.on("2026-04-02").report("D002", "2026-03", "T003")
    march.on("2026-04-02").do("return_report", department="D002", period="2026-03", reason="数据有误")
    swept(march, "2026-04-03", "2026-04-09")
    assert [row[:4] for row in sql.rows(TASKS)] == [
        (1, "phone", "2026-04-01", "lapsed"),
        (1, "phone", "2026-04-09", "proposed"),
    ]


def test_two_sweeps_at_once_propose_each_task_once(march: Acting, sql: Sql, together: Together) -> None:
    sweep = march.on("2026-04-01").system
    results = together(*[lambda session: sweep.within(session, "propose_urgings")] * 3)
    assert sorted(result.counts["proposed"] for result in results) == [0, 0, 2]
    assert sql.value("SELECT count(*) FROM urging") == 2


def test_the_tasks_have_no_notice_of_a_separate_kind(march: Acting, sql: Sql) -> None:
    swept(march, "2026-04-01", "2026-04-01", "2026-04-03")
    assert sql.value("SELECT count(*) FROM urging") == 4
    assert sql.column("SELECT id FROM notice WHERE kind = 'urgings'") == []


@pytest.fixture
def task(march: Acting, sql: Sql) -> int:
    """The id of a phone task that was proposed on 1 April."""
    swept(march, "2026-04-01")
    return int(sql.value("SELECT min(id) FROM urging"))


@pytest.mark.parametrize(
    ("fields", "stored"),
    [
        ({}, ("done", "phone")),
        ({"skipped": True}, ("skipped", "phone")),
        ({"replaced_by": "发函"}, ("replaced", "letter")),
        ({"replaced_by": "visit"}, ("replaced", "visit")),
    ],
)
def test_the_agency_does_skips_or_replaces_a_task_with_its_reason(
    march: Acting, sql: Sql, task: int, fields: dict[str, Any], stored: tuple[str, str]
) -> None:
    march.on("2026-04-02").do("register_urging", urging=task, outcome="答应明日报送", **fields)
    row = sql.rows("SELECT state, method, done_on::text, outcome FROM urging WHERE id = :id", id=task)[0]
    assert row == (*stored, "2026-04-02", "答应明日报送")


def test_an_outcome_registered_twice_changes_nothing(march: Acting, sql: Sql, task: int) -> None:
    march.do("register_urging", urging=task, outcome="答应明日报送")
    words = march.do("register_urging", urging=task, outcome="另一说法").words
    assert words == f"催办任务{task}（“第001厅”2026年3月月度检查，电话询问）此前已登记。"
    assert sql.value("SELECT outcome FROM urging WHERE id = :id", id=task) == "答应明日报送"


def test_a_task_that_was_done_is_not_skipped(march: Acting, task: int) -> None:
    march.do("register_urging", urging=task, outcome="答应明日报送")
    text = march.refused("register_urging", urging=task, outcome="无", skipped=True)
    assert text == "该催办任务已经处理；登记有误的请先撤回登记。"


DUTY = "SELECT o.id FROM urging g JOIN obligation o ON o.id = g.obligation_id WHERE g.id = :id"
DEPARTMENT = "SELECT d.code FROM department d JOIN obligation o ON o.owed_by = d.id WHERE o.id = :id"


@pytest.mark.parametrize("duty", ["2026年3月月度检查", "月度检查", "monthly_check"])
def test_a_task_is_booked_by_department_and_duty(march: Acting, sql: Sql, task: int, duty: str) -> None:
    code = sql.value(DEPARTMENT, id=sql.value(DUTY, id=task))
    march.do("register_urging", department=code, duty=duty, outcome="答应明日报送")
    assert sql.rows("SELECT id, outcome FROM urging WHERE state = 'done'") == [(task, "答应明日报送")]
    text = march.refused("register_urging", department=code, duty=duty, outcome="再次催办")
    assert text.endswith(f"的“{duty}”没有待催办的任务。查看：mubiao owed --overdue。")


def test_of_several_tasks_about_a_duty_the_number_is_asked(march: Acting, sql: Sql) -> None:
    march.on("2026-04-01").open("monthly_check", "2026-04")
    swept(march, "2026-04-01", "2026-05-06")
    text = march.on("2026-05-06").refused("register_urging", department="D002", duty="月度检查", outcome="答应报送")
    numbers = sql.column(
        "SELECT g.id FROM urging g JOIN obligation o ON o.id = g.obligation_id JOIN department d ON d.id = o.owed_by"
        " WHERE d.code = 'D002' ORDER BY o.period, g.id"
    )
    assert len(numbers) == 3
    assert text.startswith("“第002厅”的“月度检查”有3项待催办，请写任务编号：")
    assert all(f"{number}（" in text for number in numbers)
    assert "（电话询问，2026年3月月度检查）" in text


@pytest.mark.parametrize(
    "fields", [{}, {"department": "D002"}, {"urging": 1, "department": "D002", "duty": "月度检查"}]
)
def test_a_task_is_named_in_one_of_two_ways(march: Acting, fields: dict[str, Any]) -> None:
    text = march.refused("register_urging", outcome="无", **fields)
    assert "请写催办任务编号，或者写部门和事项，两者只写一种" in text


@pytest.mark.parametrize(
    ("fields", "booked"), [({}, "done"), ({"skipped": True}, "skipped"), ({"replaced_by": "发函"}, "replaced")]
)
def test_a_wrong_booking_is_taken_back_on_record(
    march: Acting, sql: Sql, task: int, violations: Violations, fields: dict[str, Any], booked: str
) -> None:
    march.on("2026-04-02").do("register_urging", urging=task, outcome="答应明日报送", **fields)
    march.on("2026-04-03").do("retract_urging", urging=task, reason="登记错部门")
    row = "SELECT state, method, done_on, outcome FROM urging WHERE id = :id"
    assert sql.rows(row, id=task) == [("proposed", "phone", None, "")]
    (kept,) = sql.column("SELECT detail FROM transition WHERE record = 'urging' AND event = 'retract'")
    assert kept == {
        "reason": "登记错部门",
        "was": booked,
        "outcome": "答应明日报送",
        "method": "letter" if "replaced_by" in fields else "phone",
        "done_on": "2026-04-02",
    }
    march.do("register_urging", urging=task, outcome="联络员出差")
    assert sql.value("SELECT outcome FROM urging WHERE id = :id", id=task) == "联络员出差"
    assert violations() == []


def test_a_task_that_was_not_booked_has_nothing_to_take_back(march: Acting, task: int) -> None:
    text = march.refused("retract_urging", urging=task, reason="登记错部门")
    assert text == "该催办任务尚未登记结果，没有可撤回的登记。"


def test_the_number_of_a_task_stands_in_the_list_and_in_the_history(march: Acting, sql: Sql, task: int) -> None:
    number = sql.value(DUTY, id=task)
    with begin() as session:
        (item,) = list_obligations(session, march.day, number=number)
        assert (item.as_json()["urging"], task_in_words(item)) == (task, f"{task} 电话询问")
    march.on("2026-04-02").do("register_urging", urging=task, outcome="答应明日报送")
    with begin() as session:
        (item,) = list_obligations(session, march.day, number=number)
        assert ("urging" in item.as_json(), task_in_words(item)) == (False, "")
        (shown,) = explain_obligation(session, number, march.day)["urgings"]
    assert (shown["id"], shown["method"], shown["state"], shown["outcome"]) == (task, "phone", "done", "答应明日报送")


def test_every_open_task_of_a_duty_stands_in_the_list(march: Acting, sql: Sql, task: int) -> None:
    number = sql.value(DUTY, id=task)
    for day in ("2026-04-03", "2026-04-08"):
        swept(march, day)
    tasks = sql.column("SELECT id FROM urging WHERE obligation_id = :id ORDER BY step", id=number)
    with begin() as session:
        (item,) = list_obligations(session, march.day, number=number)
        assert item.as_json()["urgings"] == tasks
        assert item.as_json()["urging"] == tasks[-1]
        assert task_in_words(item) == f"{tasks[0]} 电话询问、{tasks[1]} 发函、{tasks[2]} 实地催办"
    march.on("2026-04-08").do("register_urging", urging=tasks[1], outcome="已发函")
    with begin() as session:
        (item,) = list_obligations(session, march.day, number=number)
    assert task_in_words(item) == f"{tasks[0]} 电话询问、{tasks[2]} 实地催办"


def test_an_outcome_for_an_unknown_task_is_refused(march: Acting) -> None:
    assert (
        march.refused("register_urging", urging=99, outcome="无")
        == "没有编号为99的催办任务。查看：mubiao owed --overdue。"
    )


def test_an_outcome_for_a_lapsed_task_is_refused(march: Acting, sql: Sql, task: int) -> None:
    for number in sql.column("SELECT id FROM obligation"):
        march.do("waive", obligation=number, reason="改革")
    swept(march, "2026-04-02")
    assert "催办任务已取消" in march.refused("register_urging", urging=task, outcome="无")


def test_a_method_that_does_not_exist_is_refused_with_those_that_do(march: Acting, task: int) -> None:
    text = march.refused("register_urging", urging=task, outcome="无", replaced_by="微信")
    assert "可填：电话询问、发函、实地催办" in text


def test_the_work_of_urging_grows_with_the_departments_and_no_faster(reads: Reads, anyone: Acting) -> None:
    def opens(session: Session) -> None:
        anyone.on("2026-03-01").within(session, "open_cycle", cycle="monthly_check", period="2026-03")

    def urges(day: str) -> Callable[[Session], object]:
        return lambda session: anyone.on(day).within(session, "propose_urgings")

    acts = [opens, *map(urges, ("2026-03-31", "2026-04-01", "2026-04-02", "2026-04-03"))]
    few, many = reads(50, *acts), reads(1000, *acts)
    assert [now <= 20 * before + 1000 for before, now in zip(few, many, strict=True)] == [True] * 5


def test_urging_takes_as_many_statements_for_2000_departments_as_for_10(statements: Statements) -> None:
    works = {
        "open": lambda acting, _sql: acting.on("2026-03-01").open("monthly_check", "2026-03"),
        "first": lambda acting, _sql: acting.on("2026-04-01").do("propose_urgings"),
        "second": lambda acting, _sql: acting.on("2026-04-03").do("propose_urgings"),
        "waive": lambda _acting, sql: sql("UPDATE obligation SET state = 'waived'"),
        "lapse": lambda acting, _sql: acting.on("2026-04-07").do("propose_urgings"),
    }
    assert statements(10, works) == statements(2000, works)
