"""The results of a year as papers take them: a trial before the approval, then the approved sheets (1-8.2, 1-9)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.papers.appraisal import appraisal_paper
from models.ledger.score.grades import Appraised, appraised
from models.rules.score.component import Component
from models.rules.score.result import Readers
from tests.databases import story
from tests.models.ledger.appraisal.test_drafting import mark
from tests.models.ledger.appraisal.year import APPROVAL, BASIS, by, complete, drafted, objects
from tests.models.ledger.draft.lists import PAPER

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

CLASSED: dict[str, Any] = {"year": 2026, "number": "黔目标办〔2027〕8号", "dated": "2027-02-20", "evidence": str(PAPER)}
GRADES = {"unit_classes": "甲类、乙类", "grade_quotas": "一等奖50%、其余二等奖"}
BEFORE, SINCE = date(2027, 3, 7), date(2027, 4, 1)


def classes(march: Acting, sql: Sql, **of: str) -> None:
    """Complete the year 2026 of departments of these classes."""
    for key, value in GRADES.items():
        march.do("set_policy", key=key, value=value, basis=BASIS, valid_from="2026-01-01")
    complete(march, sql)
    for code, name in of.items():
        march.on("2027-02-22").do("classify_unit", department=code, unit_class=name, **CLASSED)


@pytest.fixture
@story
def approved(march: Acting, sql: Sql) -> Acting:
    """The sheets of 2026 are graded and approved on 8 March 2027; D002 is first. Today is 1 April 2027."""
    classes(march, sql, D001="甲类", D002="甲类")
    drafted(march.on("2027-03-01"))
    objects(march, sql)
    march.on("2027-03-08").do("approve_appraisal", year=2026, **APPROVAL)
    return march.on("2027-04-01")


def found(day: date = SINCE, year: int = 2026) -> Appraised:
    with begin() as session:
        return appraised(session, year, day)


def test_before_the_approval_results_are_a_trial_with_the_grades_that_it_would_give(approved: Acting) -> None:
    assert approved.day == SINCE
    trial = found(BEFORE)
    assert trial.approved_on is None
    assert [(each.code, each.grade) for each in trial.results] == [("D001", "二等奖"), ("D002", "一等奖")]


def test_a_trial_ranks_each_department_in_its_class(approved: Acting) -> None:
    """2.19: the draft of a paper has the places of `mubiao grades`, not those among all departments."""
    assert [(each.code, each.unit_class, each.place) for each in found(BEFORE).results] == [
        ("D001", "甲类", 2),
        ("D002", "甲类", 1),
    ]
    assert approved.day == SINCE


def test_the_best_of_each_class_is_first_in_a_trial(march: Acting, sql: Sql) -> None:
    classes(march, sql, D001="乙类", D002="甲类")
    assert [(each.unit_class, each.place) for each in found(BEFORE).results] == [("乙类", 1), ("甲类", 1)]


@pytest.mark.parametrize("day", [BEFORE, SINCE])
def test_a_department_without_a_grade_has_neither_place_nor_an_open_grade(march: Acting, sql: Sql, day: date) -> None:
    classes(march, sql, D001="甲类", D002="甲类")
    without = {"kind": "不参加", "reason": "年内新设", "basis": "考评办法第十二条"}
    paper = {**CLASSED, "number": "黔目标办〔2027〕10号"}
    march.on("2027-02-22").do("appraise_without_grade", department="D002", **without, **paper)
    drafted(march.on("2027-03-01"))
    objects(march, sql)
    march.on("2027-03-08").do("approve_appraisal", year=2026, **APPROVAL)
    [one, other] = found(day).results
    assert (one.place, one.grade) == (1, "二等奖")
    assert (other.place, other.grade) == (None, "不定等次")


def test_from_the_approval_on_results_are_those_of_the_sheets(approved: Acting) -> None:
    mark(approved, "20", "D002")
    its = found()
    assert its.approved_on == date(2027, 3, 8)
    assert [(each.code, each.total, each.unit_class, each.place, each.grade) for each in its.results] == [
        ("D001", Decimal("94.1"), "甲类", 2, "二等奖"),
        ("D002", Decimal("96.1"), "甲类", 1, "一等奖"),
    ]


def test_a_line_is_read_back_with_its_entries_and_words(approved: Acting) -> None:
    assert approved.day == SINCE
    functional = next(line for line in found().results[0].lines if line.component is Component.FUNCTIONAL)
    assert (functional.weight, functional.points, functional.at_floor) == (Decimal(50), Decimal(48), False)
    assert [(each.entry, each.taken) for each in functional.deductions] == [("2026/T001/1", Decimal(2))]
    leaders = next(line for line in found().results[0].lines if line.component is Component.LEADERS)
    assert leaders.basis != ()


def test_a_corrected_sheet_is_the_result_from_its_own_approval_on(approved: Acting) -> None:
    mark(approved, "20", "D002")
    paper = {"number": "黔绩领〔2027〕2号", "dated": "2027-04-02", "reason": "二级考评更正", "evidence": str(PAPER)}
    by(approved.on("2027-04-02"), "孙立").do("supersede_sheet", department="D002", year=2026, **paper)
    totals = [found(day).results[1].total for day in (SINCE, date(2027, 4, 2))]
    assert totals == [Decimal("96.1"), Decimal("94.3")]
    assert found(date(2027, 4, 2)).results[1].grade == "一等奖"


def test_another_year_is_not_approved(approved: Acting) -> None:
    assert approved.day == SINCE
    assert found(date(2028, 1, 20), 2027).approved_on is None


@pytest.mark.parametrize("audience", [Readers.ALL, Readers.MEMBERS, Readers.PERSONNEL])
def test_a_paper_of_approved_results_names_places_and_grades(approved: Acting, audience: Readers) -> None:
    assert approved.day == SINCE
    with begin() as session:
        paper = appraisal_paper(session, 2026, SINCE, audience)
    assert paper.approved_on == date(2027, 3, 8)
    assert [(each.code, each.place, each.grade) for each in paper.results] == [
        ("D002", 1, "一等奖"),
        ("D001", 2, "二等奖"),
    ]
