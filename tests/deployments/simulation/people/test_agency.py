"""The agency returns wrong reports, chases overdue duties, rechecks the filings and pauses the next year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.people.agency import decide_calls, decide_oversight
from deployments.simulation.people.planned_acts import PlannedAct, Scene
from models.database import begin

if TYPE_CHECKING:
    from deployments.simulation.people.planned_acts import PlannedAct
    from deployments.simulation.year import Year
    from tests.conftest import Sql
    from tests.deployments.simulation.conftest import Merge, Plant


SENT_BACK = date(2025, 2, 5)


def steps(year: Year, day: date) -> list[PlannedAct]:
    with begin() as session:
        return list(decide_oversight(Scene(year.plan, day, year.calendar, session)))


@pytest.mark.usefixtures("year")
def test_a_wrong_report_is_sent_back_on_the_first_list_day_after_it_was_due(sql: Sql) -> None:
    sent_back = sql.rows("SELECT request_id, role, business_date FROM block WHERE act = 'return_report'")
    assert sent_back == [("return_report|D004|2025-01", "agency", SENT_BACK)]


def test_overdue_offices_are_called_and_the_result_is_recorded(year: Year, sql: Sql, plant: Plant) -> None:
    chased = sql.value("SELECT min(obligation_id) FROM urging WHERE step = 3")
    handled = sql.rows("SELECT step, state FROM urging WHERE obligation_id = :chased ORDER BY step", chased=chased)
    assert [step for step, _ in handled] == [1, 2, 3]
    assert {state for _, state in handled} == {"done", "proposed"}  # some are left until the duty is discharged
    plant("UPDATE urging SET state = 'proposed' WHERE step = 3")
    assert [step for day in (21, 24, 26, 27) for step in steps(year, date(2025, 3, day))] == []
    assert {step.act.name for step in steps(year, date(2025, 3, 25))} == {"register_urging"}  # the next call day


def test_on_the_last_working_day_the_next_year_is_paused(year: Year) -> None:
    held = steps(year, date(2025, 12, 31))
    assert [(step.act.name, step.data["cycle"], step.data["from"]) for step in held] == [
        ("pause_cycle", cycle, date(2026, 1, 1))
        for cycle in ("monthly_check", "field_inspection", "cloud_monitoring", "covert_visit")
    ]
    assert [step for step in steps(year, date(2025, 12, 30)) if step.act.name == "pause_cycle"] == []


# The filings of the year and their re-verifications, owed with the due days of January; those of D003 and D004 have
# gaps.
JANUARY = """
INSERT INTO obligation (jurisdiction_id, kind, period, department_id, subject, round, owed_by, clause, deadline_id,
    due_version, state, opened_on, opened_late)
SELECT o.jurisdiction_id, k.kind, '2025', department_id, '', 0, owed_by, clause, deadline_id, 1, 'open', '2026-01-11',
    false
FROM obligation o JOIN department d ON d.id = o.department_id
    CROSS JOIN (VALUES ('year_end_check'), ('year_end_reverification')) AS k(kind)
WHERE o.kind = 'monthly_check' AND o.period = '2025-01' AND (k.kind = 'year_end_check' OR d.code NOT IN ({without}));
INSERT INTO notice (jurisdiction_id, kind, subject, occasion, audience, department_id, payload, act_id, created_on)
SELECT 1, 'missing', 'year_end_check|2025|' || code || '||0', '', 'office', id,
    jsonb_build_object('missing', jsonb_build_array(code || '-01', code || '-02')), 1, '2026-01-11'
FROM department WHERE code IN ('D003', 'D004')
"""


def test_by_the_end_of_january_every_filing_is_rechecked(year: Year, plant: Plant) -> None:
    plant(JANUARY.format(without="''"))
    assert steps(year, date(2026, 1, 9)) == []
    found = steps(year, date(2026, 1, 26))
    assert {step.act.name for step in found} == {"record_reverification"}
    assert [(step.data["department"], step.data["missing"]) for step in found] == [
        ("D001", ""),
        ("D002", ""),
        ("D003", "D003-01；D003-02"),
        ("D004", "D004-01；D004-02"),
    ]
    assert [bool(step.data["beyond"]) for step in found] == [False, False, True, True]


@pytest.mark.parametrize(
    ("rechecked", "missing"),
    [
        ("''", {"D003": "D003-01；D003-02", "D004": "D004-01；D004-02"}),  # merged after the re-verification opened
        ("'D004'", {"D003": "D003-01；D003-02；D004-01；D004-02"}),  # or before
    ],
)
def test_an_inherited_filing_is_rechecked_once(
    year: Year, merge: Merge, plant: Plant, rechecked: str, missing: dict[str, str]
) -> None:
    merge("D004", "D003")
    plant(
        """UPDATE obligation o SET owed_by = w.id FROM department d, department w
        WHERE d.id = o.department_id AND o.period = '2025-01' AND d.code = 'D004' AND w.code = 'D003'"""
    )
    plant(JANUARY.format(without=rechecked))
    found = {step.data["department"]: step.data["missing"] for step in steps(year, date(2026, 1, 26))}
    assert {code: lacks for code, lacks in found.items() if lacks} == missing


ANNUAL = """
WITH i AS (INSERT INTO inspection (jurisdiction_id, year, number, kind, title, period, departments, purpose, content,
    scopes, forms, methods, standard, requirements, major, whole_picture, document_number, state, drafted_on, ended_on,
    ended_why, marks, also_covers, unvisited,
    decision_number) VALUES (2, 2025, 9, 'annual', '', '2025', '["D001", "D002"]', '', '', '[]', '[]',
    '[]', '', '', false, false, '', '{state}', '2025-12-15', {ended}, '', '{{}}', '[]', '{{}}', '') RETURNING id)
INSERT INTO evaluation (inspection_id, department_id, serial, overall, made_good, evaluated_on)
SELECT i.id, d.id, 1, '', '', '2026-01-08' FROM i, department d WHERE d.code IN ('D001', 'D002')
"""


@pytest.mark.parametrize(("state", "ended"), [("issued", "NULL"), ("concluded", "'2026-01-26'")])
def test_3_3_no_filing_is_rechecked_during_the_annual_inspection(
    year: Year, plant: Plant, state: str, ended: str
) -> None:
    plant(JANUARY.format(without="''"))
    plant(ANNUAL.format(state=state, ended=ended))
    assert steps(year, date(2026, 1, 26)) == []


TODAY = date(2025, 3, 20)
UNTOLD = """
DELETE FROM delivery WHERE notice_id IN (1, 2);
UPDATE notice SET cancelled = '没有可用的收件地址' WHERE id IN (1, 2)
"""


def calls(year: Year) -> list[PlannedAct]:
    with begin() as session:
        return list(decide_calls(Scene(year.plan, TODAY, year.calendar, session)))


def test_when_all_were_told_no_call_is_made(year: Year) -> None:
    assert calls(year) == []


def test_each_department_is_phoned_once_about_everything(year: Year, plant: Plant) -> None:
    plant(UNTOLD)
    planned = calls(year)
    assert {each.act.name for each in planned} == {"told_by_phone"}
    assert sorted(number for each in planned for number in each.data["notices"]) == [1, 2]
    assert all(each.data["person"].endswith("值班人员") for each in planned)
    assert len({each.request for each in planned}) == len(planned)
