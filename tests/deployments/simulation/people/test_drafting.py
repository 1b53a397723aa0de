"""A list is drafted in February, consulted twice, approved and issued in March; dynamic targets follow (1-2.3)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.outside_world import Outside
from deployments.simulation.people.draft_sheets import dynamic_targets
from deployments.simulation.people.drafting import decide_drafting
from deployments.simulation.people.planned_acts import PlannedAct, Scene
from deployments.simulation.world import World
from deployments.simulation.year import Year
from models.database import begin
from models.rules.workdays import SHANGHAI, days_between
from tasks.clock import set_virtual_instant
from tests.deployments.simulation.conftest import DRAFTING, settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Databases, Sql
    from tests.deployments.simulation.conftest import Steadily

STEPS = """
SELECT act, min(business_date)::text FROM block WHERE act IN ('import_drafts', 'consult_drafts', 'answer_objection',
    'waive_gap', 'submit_drafts', 'approve_drafts', 'issue_targets')
GROUP BY act, business_date ORDER BY min(height)
"""
DONE = [
    ("import_drafts", "2025-02-05"),
    ("consult_drafts", "2025-02-06"),
    ("answer_objection", "2025-02-17"),
    ("import_drafts", "2025-02-18"),
    ("consult_drafts", "2025-02-19"),
    ("waive_gap", "2025-03-03"),
    ("submit_drafts", "2025-03-03"),
    ("approve_drafts", "2025-03-06"),
    ("issue_targets", "2025-03-07"),
]
OPINIONS = """
SELECT o.round, l.opinion, l.accepted FROM draft_line l JOIN target_draft r ON r.id = l.draft_id
    JOIN obligation o ON o.id = l.obligation_id WHERE r.code = :code AND o.kind = 'consultation' ORDER BY o.round
"""
OWED = """
SELECT o.kind, min(o.opened_on)::text FROM obligation o JOIN department d ON d.id = o.department_id
WHERE d.code = 'D002' GROUP BY o.kind ORDER BY 2, 1
"""
LAST = """
SELECT state, issued_on::text, paper_number FROM target_draft r LEFT JOIN target t USING (code) WHERE r.code = :code
"""
PAPER = "SELECT category, short, short_why, issue_number FROM submission ORDER BY number DESC LIMIT 1"


@pytest.mark.usefixtures("drafted")
def test_the_list_goes_through_every_step_and_is_issued_in_march(sql: Sql) -> None:
    assert sql.rows(STEPS) == DONE
    assert sql.column("SELECT DISTINCT state FROM target_draft") == ["issued"]
    assert sql.rows(LAST, code="D002-02") == [("issued", "2025-03-07", "推演目标〔2025〕1号")]


@pytest.mark.usefixtures("drafted")
def test_one_objection_is_accepted_one_is_not_and_the_changed_draft_gets_no_answer(sql: Sql) -> None:
    assert sql.rows(OPINIONS, code="D002-01") == [(1, "objected", True), (2, None, None)]
    assert sql.rows(OPINIONS, code="D002-05") == [(1, "objected", False)]
    assert sql.rows(OPINIONS, code="D002-02") == [(1, "agreed", None)]
    consulted = dict(
        sql.rows("SELECT r.code, consulted FROM submission_line y JOIN target_draft r ON r.id = y.draft_id")
    )
    assert consulted == {
        "D002-01": "silent",
        "D002-02": "agreed",
        "D002-03": "agreed",
        "D002-04": "agreed",
        "D002-05": "settled",
    }


@pytest.mark.usefixtures("drafted")
def test_its_department_owes_opinions_and_a_receipt_and_nothing_else_before_april(sql: Sql) -> None:
    assert sql.rows(OWED) == [("consultation", "2025-02-06"), ("receipt", "2025-03-07")]
    assert sql.column("SELECT state FROM obligation WHERE kind = 'receipt'") == ["discharged"]
    reports = sql.value("SELECT count(*) FROM obligation WHERE kind = 'monthly_check'")
    assert reports == 3 * 3


@pytest.mark.usefixtures("drafted")
def test_what_the_list_lacks_and_a_short_sum_have_their_reasons(sql: Sql) -> None:
    assert sql.column("SELECT gap FROM gap_waiver") == ["缺本级目标2项"]
    [(category, short, why, number)] = sql.rows(PAPER)
    assert (category, number) == ("functional", "推演目标〔2025〕1号")
    assert short.startswith("“D002-02”")
    assert "少" in short
    assert why == "其余部分由市县承担，另行分解。"


@pytest.mark.usefixtures("drafted")
def test_a_dynamic_target_is_issued_without_consulting_and_its_office_is_told(
    drafted: Year, steadily: Steadily, sql: Sql
) -> None:
    _, ordered_on = dynamic_targets(drafted.plan)["D002-D1"]
    for day in days_between(ordered_on, ordered_on + timedelta(days=45)):
        if drafted.calendar.is_workday(day):
            set_virtual_instant(datetime.combine(day, time(10, 30), SHANGHAI))
            steadily(partial(decided, drafted, day))
    [(state, issued_on, number)] = sql.rows(LAST, code="D002-D1")
    assert (state, number) == ("issued", "推演目标〔2025〕2号")
    assert sql.rows("SELECT consulted, why FROM submission_line ORDER BY id DESC LIMIT 1") == [
        ("skipped", "上级紧急部署，时限紧。")
    ]
    document = sql.rows("SELECT source_document, management FROM target WHERE code = 'D002-D1'")
    assert document == [("黔府发〔2025〕1号", "dynamic")]
    told = "SELECT audience FROM notice WHERE kind = 'opened_receipt' AND created_on = CAST(:day AS date) ORDER BY 1"
    assert sql.column(told, day=issued_on) == ["head", "office"]


def decided(year: Year, day: date) -> list[PlannedAct]:
    with begin() as session:
        return list(decide_drafting(Scene(year.plan, day, year.calendar, session), year.world.materials))


def test_a_year_without_drafting_departments_has_no_drafts(year: Year) -> None:
    assert decided(year, date(2025, 5, 8)) == []


def test_after_each_act_of_the_weeks_of_drafting_the_remaining_ones_stay_the_same(
    databases: Databases, tmp_path: Path, steadily: Steadily, sql: Sql
) -> None:
    year = Year(DRAFTING, World(tmp_path, databases.address("drafted")), Outside(DRAFTING))
    year.world.materials.mkdir()
    with databases.reset("migrated"), settings_for(year):
        year.found()
        for day in filter(year.calendar.is_workday, days_between(date(2025, 2, 5), date(2025, 3, 7))):
            set_virtual_instant(datetime.combine(day, time(10, 30), SHANGHAI))
            steadily(partial(decided, year, day))
        assert [act for act, _ in sql.rows(STEPS)] == [act for act, _ in DONE]
        assert sql.column("SELECT DISTINCT state FROM target_draft") == ["issued"]
