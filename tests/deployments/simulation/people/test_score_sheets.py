"""年度考评: sheets are drafted when nothing is lacking, answered, settled by two people, approved and corrected."""

from __future__ import annotations

import copy
from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.people.planned_acts import PlannedAct, Scene
from deployments.simulation.people.score_sheets import GRANTED, OBJECTS, SILENT, decide_score_sheets
from models.database import begin
from models.rules.workdays import days_between
from tests.deployments.simulation.conftest import appraisal_acts, appraise, perform_all

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Sql

CALL_DAY, LAST = date(2026, 2, 14), date(2026, 3, 31)
SHEETS = """
SELECT d.code, s.version, s.state, s.answered_on IS NOT NULL FROM score_sheet s
    JOIN department d ON d.id = s.department_id ORDER BY 1, 2
"""


def decided(year: Year, day: date) -> list[PlannedAct]:
    with begin() as session:
        scene = Scene(year.plan, day, year.calendar, session)
        return list(decide_score_sheets(scene, year.world.materials))


def names(steps: list[PlannedAct]) -> list[str]:
    return [step.act.name for step in steps]


def test_nothing_is_drafted_before_the_cut_off_day_has_passed_or_while_something_is_lacking(rated: Year) -> None:
    assert decided(rated, date(2026, 1, 30)) == []
    assert decided(rated, CALL_DAY) == []


def test_the_sheets_are_drafted_on_the_first_working_day_without_gaps(rated: Year) -> None:
    appraise(rated, CALL_DAY, CALL_DAY)
    assert names(decided(rated, CALL_DAY)) == []
    assert names(decided(rated, rated.calendar.nth_after(CALL_DAY, 1))) == ["draft_appraisal"]


def test_an_interrupted_day_decides_the_same(rated: Year) -> None:
    """Of an answer sheet only the request is the same: its code is made by a random key."""
    for day in days_between(CALL_DAY, LAST):
        if rated.calendar.is_workday(day):
            appraise(rated, day, day, acts=lambda *_: [])
            steps = appraisal_acts(rated, day)
            requests = [step.request for step in steps]
            for number, step in enumerate(steps, 1):
                perform_all([step], day)
                again = [each.request for each in appraisal_acts(rated, day)]
                assert [each for each in again if each not in requests[:number]] == requests[number:]


def test_every_department_has_an_approved_sheet_and_one_was_corrected(appraised: Year, sql: Sql) -> None:
    last = {code: (version, state) for code, version, state, _ in sql.rows(SHEETS)}
    assert sorted(last) == appraised.plan.codes()
    assert {state for _, state in last.values()} == {"frozen"}
    assert sql.rows("SELECT serial, reason = '' FROM appraisal ORDER BY 1") == [(1, True), (2, False)]
    assert sql.value("SELECT count(*) FROM score_sheet WHERE grade IS NULL AND state = 'frozen'") == 0


def test_departments_agree_object_or_say_nothing_as_the_seed_has_it(appraised: Year, sql: Sql) -> None:
    first = {code: answered for code, version, _, answered in sql.rows(SHEETS) if version == 1}
    drawn = {code: appraised.plan.chance("score", code) for code in first}
    assert first == {code: chance >= SILENT for code, chance in drawn.items()}
    objected = {
        code
        for (code,) in sql.rows(
            """SELECT d.code FROM score_objection b JOIN score_sheet s ON s.id = b.score_sheet_id
        JOIN department d ON d.id = s.department_id"""
        )
    }
    assert objected == {code for code, chance in drawn.items() if SILENT <= chance < OBJECTS}


def objecting(year: Year, *, granted: bool) -> str:
    """Changes the seed so that the first department objects, and its objection is accepted or not; returns its code."""
    code = year.plan.codes()[0]
    for seed in range(100_000):
        object.__setattr__(year.plan, "seed", seed)
        drawn = year.plan.chance("score", code)
        if SILENT <= drawn < OBJECTS and (year.plan.chance("granted", code) < GRANTED) is granted:
            return code
    raise AssertionError


@pytest.fixture
def reseeded(rated: Year) -> Year:
    """The rated year with its own plan."""
    rated.plan = copy.copy(rated.plan)
    return rated


@pytest.mark.parametrize("granted", [True, False])
def test_an_objection_is_answered_and_an_accepted_one_is_recomputed_by_another_person(
    reseeded: Year, sql: Sql, *, granted: bool
) -> None:
    code = objecting(reseeded, granted=granted)
    appraise(reseeded, CALL_DAY, LAST)
    state, answered_by, confirmed_by = sql.rows(
        """SELECT b.state, b.answered_by, b.confirmed_by FROM score_objection b
        JOIN score_sheet s ON s.id = b.score_sheet_id JOIN department d ON d.id = s.department_id
        WHERE d.code = :code""",
        code=code,
    )[0]
    assert state == ("confirmed" if granted else "dismissed")
    assert (confirmed_by not in {"", answered_by}) is granted
    versions = sql.value(
        "SELECT count(*) FROM score_sheet s JOIN department d ON d.id = s.department_id WHERE d.code = :code"
        " AND s.obligation_id IS NOT NULL",
        code=code,
    )
    assert versions == 1 + granted


def test_a_sheet_that_the_ledger_gives_otherwise_is_drafted_again_before_the_approval(rated: Year, sql: Sql) -> None:
    day = CALL_DAY
    while "approve_appraisal" not in names(steps := appraisal_acts(rated, day)):
        appraise(rated, day, day)
        day = next(each for each in days_between(day, LAST) if each > day and rated.calendar.is_workday(each))
    sql("SET LOCAL session_replication_role = replica; UPDATE second_level SET value = value - 1 WHERE id = 1")
    assert "approve_appraisal" in names(steps)
    assert names(decided(rated, day)) == ["draft_appraisal"]
    perform_all(decided(rated, day), day)
    assert sql.value("SELECT max(version) FROM score_sheet WHERE state = 'drafted'") >= 2


def test_after_the_correction_nothing_is_left_to_do(appraised: Year) -> None:
    assert [day for day in days_between(date(2026, 3, 28), LAST) if decided(appraised, day)] == []
