"""定等: with the approval every sheet has class, place and grade, and then nothing changes them (1-2.19, A45)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.appraisal.missing import found_on
from models.ledger.papers.appraisal import appraisal_paper
from models.ledger.score.grades import grades
from models.ledger.score.trial import try_settings
from models.rules.score.quotas import read_quotas
from models.rules.score.result import Readers
from tests.databases import story
from tests.models.ledger.appraisal.test_drafting import mark
from tests.models.ledger.appraisal.year import APPROVAL, BASIS, by, complete, drafted, objects
from tests.models.ledger.draft.lists import PAPER

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

GRADES = {"unit_classes": "甲类、乙类", "grade_quotas": "一等奖50%、其余二等奖"}
CLASSED: dict[str, Any] = {"year": 2026, "number": "黔目标办〔2027〕8号", "dated": "2027-02-20", "evidence": str(PAPER)}
ON_SHEETS = (
    "SELECT d.code, s.unit_class, s.place, s.grade, s.state FROM score_sheet s"
    " JOIN department d ON d.id = s.department_id WHERE s.state <> 'superseded' ORDER BY d.code"
)


@pytest.fixture
@story
def classed(march: Acting, sql: Sql) -> Acting:
    """Classes and quotas are set, both departments are of one class; D002 has more points. 1 March 2027."""
    for key, value in GRADES.items():
        march.do("set_policy", key=key, value=value, basis=BASIS, valid_from="2026-01-01")
    complete(march, sql)
    for code in ("D001", "D002"):
        march.on("2027-02-22").do("classify_unit", department=code, unit_class="甲类", **CLASSED)
    return march.on("2027-03-01")


def heard(classed: Acting, sql: Sql) -> Acting:
    """The sheets are drafted, D001 agrees, D002 says nothing."""
    drafted(classed)
    objects(classed, sql)
    return classed.on("2027-03-08")


def asked() -> list[str]:
    """Return what the agency is asked for on 8 March, in words."""
    with begin() as session:
        return [each.in_words for each in found_on(session, 2026, date(2027, 3, 8)).common]


@pytest.mark.parametrize(
    ("audience", "known"), [(Readers.APPROVING, ["一等奖", "二等奖"]), (Readers.ALL, [None, None])]
)
def test_only_the_paper_that_asks_for_the_approval_proposes_grades(
    classed: Acting, audience: Readers, known: list[str | None]
) -> None:
    drafted(classed)
    with begin() as session:
        paper = appraisal_paper(session, 2026, date(2027, 3, 1), audience)
    assert [each.grade for each in paper.results] == known


def test_the_approval_writes_class_place_and_grade(classed: Acting, sql: Sql, violations: Violations) -> None:
    done = heard(classed, sql).do("approve_appraisal", year=2026, **APPROVAL)
    assert done.words.endswith("（黔绩领〔2027〕1号），2个部门定有等次。")
    assert sql.rows(ON_SHEETS) == [
        ("D001", "甲类", 2, "二等奖", "frozen"),
        ("D002", "甲类", 1, "一等奖", "frozen"),
    ]
    assert violations() == []


def test_who_is_appraised_without_a_grade_has_a_class_and_no_place(classed: Acting, sql: Sql) -> None:
    why = {"kind": "不参加", "reason": "年内新设", "basis": "办法第十二条"}
    classed.do("appraise_without_grade", department="D002", **why, **CLASSED)
    done = heard(classed, sql).do("approve_appraisal", year=2026, **APPROVAL)
    assert "1个部门定有等次" in done.words
    assert sql.rows(ON_SHEETS)[1] == ("D002", "甲类", None, None, "frozen")


def test_without_classes_and_quotas_there_are_no_grades(draft: Acting, sql: Sql) -> None:
    objects(draft, sql)
    done = draft.on("2027-03-08").do("approve_appraisal", year=2026, **APPROVAL)
    assert done.words.endswith("，单位类别和等次比例未设定，没有定等次。")
    assert [row[1:4] for row in sql.rows(ON_SHEETS)] == [(None, None, None)] * 2


def test_nothing_is_approved_while_a_department_has_no_class(march: Acting, sql: Sql) -> None:
    for key, value in GRADES.items():
        march.do("set_policy", key=key, value=value, basis=BASIS, valid_from="2026-01-01")
    complete(march, sql)
    march.on("2027-02-22").do("classify_unit", department="D001", unit_class="甲类", **CLASSED)
    words = heard(march.on("2027-03-01"), sql).refused("approve_appraisal", year=2026, **APPROVAL)
    assert words.startswith("不能登记审定：等次还不能确定，有1项：“第002厅”没有登记单位类别。")
    assert {row[4] for row in sql.rows(ON_SHEETS)} == {"agreed", "drafted"}


def test_a_tie_across_an_edge_is_decided_before_the_approval(classed: Acting, sql: Sql) -> None:
    by(classed.on("2027-02-23"), "王文").lists("T003", year=2026)
    march = heard(classed.on("2027-03-01"), sql)
    words = march.refused("approve_appraisal", year=2026, **APPROVAL)
    assert "有1项：甲类的第001厅、第002厅并列，须先决定（decide_tie）" in words
    assert "管理机构：甲类有并列须决定（decide_tie）（第001厅、第002厅）" in asked()
    chosen = ({"department": "D001", "grade": "一等奖"}, {"department": "D002", "grade": "二等奖"})
    march.do("decide_tie", grades=chosen, reason="D001工作量大", **CLASSED)
    assert not [each for each in asked() if "并列" in each]
    assert "2个部门定有等次" in march.do("approve_appraisal", year=2026, **APPROVAL).words
    assert [row[2:4] for row in sql.rows(ON_SHEETS)] == [(1, "一等奖"), (1, "二等奖")]


@pytest.mark.parametrize(
    ("act", "more"),
    [
        ("classify_unit", {"department": "D001", "unit_class": "乙类", "reason": "误登"}),
        (
            "appraise_without_grade",
            {"department": "D001", "kind": "取消", "reason": "一票否决", "basis": "办法第十三条"},
        ),
    ],
)
def test_after_the_approval_nothing_changes_a_grade(classed: Acting, sql: Sql, act: str, more: dict[str, Any]) -> None:
    heard(classed, sql).do("approve_appraisal", year=2026, **APPROVAL)
    before = sql.rows(ON_SHEETS)
    words = classed.on("2027-03-09").refused(act, **more, **CLASSED)
    assert words == "2026年的考评已经审定（黔绩领〔2027〕1号），等次不再变更。"
    assert sql.rows(ON_SHEETS) == before


def test_a_correction_keeps_class_place_and_grade(classed: Acting, sql: Sql, violations: Violations) -> None:
    heard(classed, sql).do("approve_appraisal", year=2026, **APPROVAL)
    april = classed.on("2027-04-01")
    mark(april, "20", "D002")
    paper = {"number": "黔绩领〔2027〕2号", "dated": "2027-04-01", "reason": "二级考评更正", "evidence": str(PAPER)}
    by(april, "孙立").do("supersede_sheet", department="D002", year=2026, **paper)
    assert sql.rows(ON_SHEETS)[1] == ("D002", "甲类", 1, "一等奖", "frozen")
    assert violations() == []


def test_from_the_approval_on_the_grades_are_those_on_the_sheets(classed: Acting, sql: Sql) -> None:
    heard(classed, sql).do("approve_appraisal", year=2026, **APPROVAL)
    mark(classed.on("2027-04-01"), "20", "D002")
    with begin() as session:
        before, since = (grades(session, 2026, date(2027, *day)) for day in ((3, 7), (4, 1)))
    assert (before.approved, since.approved) == ("", "黔绩领〔2027〕1号，2027-03-08")
    assert [(each.candidate.code, each.place, each.grade) for each in since.standings] == [
        ("D001", 2, "二等奖"),
        ("D002", 1, "一等奖"),
    ]
    assert since.standings[1].candidate.total == Decimal("96.1")
    assert (since.ties, since.lapsed, since.missing) == ((), (), ())


def test_of_an_approved_year_a_trial_says_who_would_have_moved(classed: Acting, sql: Sql) -> None:
    heard(classed, sql).do("approve_appraisal", year=2026, **APPROVAL)
    with begin() as session:
        found = try_settings(session, 2026, date(2027, 4, 1), {"grade_quotas": read_quotas("一等奖100%、其余二等奖")})
    assert [(each.before.grade, each.after.grade, each.moved) for each in found.shifts] == [
        ("二等奖", "一等奖", True),
        ("一等奖", "一等奖", False),
    ]
    assert [row[3] for row in sql.rows(ON_SHEETS)] == ["二等奖", "一等奖"]
