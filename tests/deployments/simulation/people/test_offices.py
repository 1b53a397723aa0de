"""The planned acts of offices depend on the plan, the day and the records, and show every habit."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.people.offices import Habit, decide_appointments, habit, plain
from deployments.simulation.people.planned_acts import PlannedAct, Scene
from deployments.simulation.plan import Plan
from models.database import begin
from models.intake.shipped import shipped_calendar
from models.ledger.acts import OPERATOR
from models.ledger.perform import digest_of_input
from models.rules.workdays import days_between

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Acting, Sql

STATE = """
SELECT o.state, o.due_version, o.late, (SELECT count(*) FROM report r WHERE r.obligation_id = o.id)
FROM obligation o JOIN department d ON d.id = o.department_id
WHERE o.kind = 'monthly_check' AND o.period = :period AND d.code = :code
"""


def test_most_answer_in_time_some_late_some_wrongly_and_a_few_never() -> None:
    plan = Plan(2025)
    found = Counter(habit(plan, code, "monthly_check", f"2025-{m:02}") for code in plan.codes() for m in range(1, 13))
    assert found[Habit.IN_TIME] > 900
    assert 60 < found[Habit.LATE] < 140
    assert 35 < found[Habit.WRONG] < 90
    assert 10 < found[Habit.SILENT] < 45


@pytest.mark.parametrize(
    ("code", "period", "state"),
    [
        ("D002", "2025-01", ("discharged", 1, False, 1)),
        ("D004", "2025-02", ("open", 1, None, 0)),
    ],
)
@pytest.mark.usefixtures("year")
def test_an_office_keeps_its_habit(sql: Sql, code: str, period: str, state: tuple[object, ...]) -> None:
    assert sql.rows(STATE, code=code, period=period) == [state]


@pytest.mark.usefixtures("year")
def test_a_wrong_report_is_sent_back_and_corrected(sql: Sql) -> None:
    assert sql.rows(STATE, code="D004", period="2025-01")[0][:2] == ("discharged", 2)
    assert sql.column("SELECT event FROM transition WHERE record = 'report' ORDER BY id").count("amended") == 1
    assert sql.column("SELECT act FROM block").count("return_report") == 1


@pytest.mark.parametrize(
    ("validity", "terms", "appointed"),
    [
        ({}, [], True),
        ({}, [{"失效日期": "2026-03-04"}], True),
        ({}, [{"失效日期": "2026-03-05"}], False),
        ({}, [{"生效日期": "2026-09-01"}], False),
        ({"生效日期": "2026-03-06"}, [], False),
        ({"失效日期": "2026-03-04"}, [], False),
        ({"失效日期": "2026-03-05"}, [], True),
    ],
)
def test_an_office_without_a_liaison_appoints_one_while_it_is_registered(
    acting: Acting, validity: dict[str, str], terms: list[dict[str, str]], *, appointed: bool
) -> None:
    acting.take("departments", {"编码": "交通一", "名称": "交通厅", **validity})
    for term in terms:
        acting.take("contacts", {"部门编码": "交通一", "角色": "联络员", "姓名": "张三", **term})
    seeds = (Plan(2026, seed=n) for n in range(100))  # the day on which an office appoints is random
    with begin() as session:
        scenes = (Scene(plan, date(2026, 3, 5), shipped_calendar(), session) for plan in seeds)
        steps = [step for scene in scenes for step in decide_appointments(scene)]
    assert bool(steps) is appointed
    for step in steps:
        acting.on("2026-03-05").do(step.act.name, **step.data)


def test_a_code_is_used_in_an_address_or_replaced_by_its_digest() -> None:
    assert [plain(code) for code in ("D001", "GZ2017-01-1")] == ["D001", "GZ2017-01-1"]
    assert [len(plain(code)) for code in ("教育", "T/1", "x" * 61)] == [16, 16, 16]
    assert plain("教育") != plain("卫生")


@pytest.fixture
def april(year: Year) -> Year:
    """The first quarter is over, and its meetings are owed."""
    for day in days_between(date(2025, 3, 21), date(2025, 4, 1)):
        year.live_day(day)
    return year


def test_the_same_day_and_records_give_the_same_acts(april: Year) -> None:
    first, again = (_described(april.decide_acts(date(2025, 4, 22))) for _ in range(2))
    assert first == again != []


def _described(steps: list[PlannedAct]) -> list[tuple[str, str]]:
    return [(step.request, digest_of_input(step.data, step.office or OPERATOR, {})) for step in steps]


def test_the_request_id_of_a_planned_act_names_act_department_duty_and_attempt(april: Year) -> None:
    requests = [step.request for step in april.decide_acts(date(2025, 4, 22))]
    meetings = [request for request in requests if request.startswith("record_meeting|")]
    assert meetings != []
    for request in meetings:
        assert re.fullmatch(r"record_meeting\|D00[1-4]\|quarterly_meeting\|2025Q1\|0", request)
