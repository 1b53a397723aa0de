"""Every rule about what was drafted is reported when a row breaks it; a sound year has nothing to report."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.drafting import MILESTONES, check_drafting
from deployments.simulation.invariants.statement_checks import run_checks
from models.database import begin
from models.statements import run
from tests.deployments.simulation.conftest import planting

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Sql
    from tests.deployments.simulation.conftest import Plant

# The line of the draft to which the objection was not accepted.
OF_DRAFT = "draft_id = (SELECT id FROM target_draft WHERE code = '{}')"
WORDS = {"LAST": OF_DRAFT.format("D002-05"), "LINE": OF_DRAFT.format("D002-02")}
DRAFTS = ["D002"]
GAP = "D002：已下达的初始目标缺本级目标2项，没有豁免。"
FURTHER = "D002：已下达的初始目标缺本级目标3项，没有豁免。"
POVERTY = "D002：已下达的初始目标缺脱贫攻坚目标1项，没有豁免。"
ABSENT = "目标D002-02：草案已下达，没有相应的目标。"
LEAFLESS = "目标D002-02：已下达，没有绩效要求，也没有带完成时限的指标。"
UNSOURCED = "目标D002-02：已下达，没有来源文件，或来源文件晚于下达。"
UNANSWERED = "报审2025-1：对目标D002-05的异议尚未答复，或采纳后没有修改。"
REPORT = """
INSERT INTO obligation (jurisdiction_id, kind, period, department_id, subject, round, owed_by, clause, deadline_id,
    due_version, state, opened_on, opened_late)
SELECT jurisdiction_id, 'monthly_check', '2025-03', d.id, '', 0, d.id, '', (SELECT min(id) FROM deadline), 1, '{state}',
    '{day}', false FROM department d WHERE d.code = '{code}'
"""
EARLY = "monthly_check|2025-03|D002||0：目标清单尚未下达，不应有应办事项。"
LATER_TREE = """
UPDATE target SET requirement = '' WHERE code = 'D002-02';
INSERT INTO indicator (target_id, version, correction, position, code, parent, words, unit, standard, deadline)
SELECT id, 1, 0, 0, '1', '', '', '', '竣工', '2025-11-30' FROM target WHERE code = 'D002-02'
"""
WRONG_WEIGHTS = [
    "D002：已下达的初始目标“D002-01”“D002-03”“D002-04”“D002-05”没有权重，权重须逐项填写，或均不填写，没有豁免。",
    "D002：已下达的初始目标职能绩效目标的权重合计10，应为50，没有豁免。",
]
BROKEN = {
    "DELETE FROM gap_waiver": [GAP],
    "UPDATE gap_waiver SET year = 2026": [GAP],
    "UPDATE target SET origin = 'superior' WHERE code = 'D002-01'": [
        "D002：已下达的初始目标缺脱贫攻坚目标1项，没有豁免。"
    ],
    "UPDATE target SET source_document = '' WHERE code = 'D002-02'": [UNSOURCED],
    "UPDATE target SET management = 'dynamic' WHERE code = 'D002-02'": [UNSOURCED],
    "UPDATE target SET requirement = '' WHERE code = 'D002-02'": [LEAFLESS],
    "UPDATE target SET code = 'D002-99' WHERE code = 'D002-02'": [FURTHER, ABSENT],
    "UPDATE draft_line SET accepted = NULL WHERE LAST": [UNANSWERED],
    "UPDATE draft_line SET accepted = true WHERE LAST": [UNANSWERED],
    "UPDATE draft_line SET decided_on = '2025-03-04' WHERE LAST": [UNANSWERED],
    REPORT.format(state="open", day="2025-03-01", code="D002"): [EARLY],
    "UPDATE target SET weight = 10 WHERE code = 'D002-02'": WRONG_WEIGHTS,
    "UPDATE submission_line SET decided = 'returned' WHERE LINE": [
        "报审2025-1：目标D002-02已退回，没有再次审批就下达了。"
    ],
    "UPDATE submission_line SET consulted = 'skipped' WHERE LINE": [
        "报审2025-1：目标D002-02未经沟通，不是动态目标，或没有写明原因。"
    ],
}
SOUND = [
    "UPDATE target SET management = 'dynamic', origin = NULL WHERE code = 'D001-01'",
    "UPDATE target SET source_document = '' WHERE code = 'D001-01'",
    LATER_TREE,
    REPORT.format(state="void", day="2025-03-01", code="D002"),
    REPORT.format(state="open", day="2025-03-07", code="D002"),
    """UPDATE target_draft SET state = 'drafted' WHERE code = 'D002-02'; UPDATE submission SET short = '';
        UPDATE gap_waiver SET gap = '缺本级目标3项'""",
]


@pytest.fixture
def breaks(drafted: Year, sql: Sql) -> Plant:
    """Returns a function that changes rows of the drafted year."""
    return planting(drafted, sql, WORDS)


def violations(seen: int = 0) -> list[str]:
    with begin() as session:
        return list(check_drafting(session, DRAFTS, seen))


@pytest.mark.usefixtures("drafted")
def test_a_drafted_year_is_sound() -> None:
    assert violations() == []


@pytest.mark.parametrize("broken", BROKEN)
def test_each_rule_is_reported_when_it_is_broken(breaks: Plant, broken: str) -> None:
    breaks(broken)
    assert violations() == BROKEN[broken]


@pytest.mark.parametrize("sound", SOUND)
def test_what_breaks_no_rule_is_not_reported(breaks: Plant, sound: str) -> None:
    breaks(sound)
    assert violations() == []


@pytest.mark.parametrize("change", ["short_why = ''", "short = ''", "short = '另一项'"])
def test_a_short_sum_without_its_words_and_reason_is_reported(breaks: Plant, sql: Sql, change: str) -> None:
    words = sql.value("SELECT short FROM submission WHERE short <> ''")
    breaks(f"UPDATE submission SET {change}")  # noqa: S608 - constants only
    assert violations() == [f"{words}，报审时没有写明原因。"]


def test_a_part_that_was_made_smaller_is_another_sum(breaks: Plant) -> None:
    breaks("UPDATE target_draft SET quantity = 1, requirement = '' WHERE code = 'D002-03'")
    [violation] = violations()
    assert violation.startswith("“D002-02”")
    assert violation.endswith("，报审时没有写明原因。")


def test_drafts_are_checked_only_if_new_rows_concern_them(drafted: Year, breaks: Plant) -> None:
    breaks("DELETE FROM gap_waiver")
    with begin() as session:
        newest = run(session, "SELECT max(id) FROM transition").scalar_one()
    assert violations(newest) == []
    drafted.watch.at_the_end(drafted.calendar)
    assert f"{date(2026, 3, 31)} {GAP}" in drafted.watch.violations


def test_a_broken_list_is_reported_on_the_night_of_the_change(drafted: Year, breaks: Plant) -> None:
    breaks("UPDATE target SET source_document = '' WHERE code = 'D002-02'")
    drafted.watch._seen["transition"] = 0
    drafted.watch.at_night(date(2025, 3, 20), drafted.calendar)
    assert f"2025-03-20 {UNSOURCED}" in drafted.watch.violations


MERGED = """
INSERT INTO reform (kind, department_id, successor_id, old_name, new_name, old_short_name, new_short_name,
    effective_on, basis, before)
SELECT 'merge', d.id, s.id, d.name, s.name, '', '', '2025-03-20', '推演', '{}' FROM department d, department s
WHERE (d.code, s.code) = ('D002', 'D003')
"""


def test_the_waivers_of_a_merged_department_stand_for_its_successor(breaks: Plant, sql: Sql) -> None:
    assert sql.value("SELECT count(*) FROM gap_waiver") == 1
    breaks(MERGED)
    assert violations() == []
    breaks("DELETE FROM gap_waiver")
    assert violations() == [GAP.replace("D002", "D003")]


MILESTONE = LATER_TREE.replace("2025-11-30", "{day}")


@pytest.mark.parametrize(("until", "day", "is_named"), [("2025-03-10", 20, True), ("2025-03-20", 19, False)])
def test_a_milestone_that_passed_without_a_duty_is_named(
    breaks: Plant, until: str, day: int, *, is_named: bool
) -> None:
    breaks(MILESTONE.format(day=until))
    with begin() as session:
        found = list(run_checks(session, MILESTONES, day=date(2025, 3, day)))
    assert found == (["目标D002-02指标1：完成时限已到，没有开启目标到期。"] if is_named else [])


@pytest.mark.parametrize("until", ["2025-12-01", "2025-03-07"])
def test_no_duty_opens_for_the_end_of_the_year_or_for_a_day_before_the_issue(breaks: Plant, until: str) -> None:
    breaks(MILESTONE.format(day=until))
    with begin() as session:
        assert list(run_checks(session, MILESTONES, day=date(2026, 1, 31))) == []
