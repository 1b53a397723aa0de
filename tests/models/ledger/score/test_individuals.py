"""个人等次: numbers per department, against the ratio of its grade, and never a name (1-2.19, A45)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.acts import Role
from models.ledger.score.grades import grades
from models.ledger.score.individuals import list_individuals
from models.rules.errors import Refused
from tests.models.ledger.score.appraisal import PAPER, appraise, revalue

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

KEPT = "SELECT serial, people, excellent, reached, not_reached, reason FROM individuals ORDER BY id"
FIRST: dict[str, Any] = {
    "department": "D001", "year": 2026, "people": 20, "excellent": 5, "reached": 14, "not_reached": 1,
}  # fmt: skip


@pytest.fixture
def graded(acting: Acting, policy: str) -> Acting:
    """D001 has the first prize, D002 and D003 the second, D004 the third."""
    return appraise(acting, policy, D001="95", D002="90", D003="80", D004="70")


def now_wrong() -> dict[str, str]:
    with begin() as session:
        rows = list_individuals(session, 2026, grades(session, 2026, date(2027, 3, 1)))
    return {row["code"]: row["fault"] for row in rows}


def test_2_19_the_grade_of_the_unit_says_how_many_may_be_excellent(
    graded: Acting, sql: Sql, violations: Violations
) -> None:
    done = graded.do("record_individuals", **FIRST)
    assert done.words == "已登记“第001厅”2026年的个人等次人数：参评20人：优秀5人、达标14人、不达标1人。"
    told = graded.refused("record_individuals", **FIRST | {"department": "D004"})
    assert told == "“第004厅”单位等次为三等奖，20人按15%最多3人，填报了5人优秀。"
    assert sql.rows(KEPT) == [(1, 20, 5, 14, 1, None)]
    assert violations() == []


def test_the_grades_are_those_of_all_people(graded: Acting, sql: Sql) -> None:
    told = graded.refused("record_individuals", **FIRST | {"reached": 15})
    assert told == "“第001厅”参评20人，各等次合计21人，应当相等。"
    assert sql.rows(KEPT) == []


def test_the_same_again_changes_nothing_and_other_numbers_need_a_reason(graded: Acting, sql: Sql) -> None:
    graded.do("record_individuals", **FIRST)
    again = graded.do("record_individuals", **FIRST)
    assert (again.words, again.counts) == ("“第001厅”2026年的个人等次人数此前已登记，未作改动。", {"recorded": 0})
    other = FIRST | {"people": 24, "reached": 18}
    told = graded.refused("record_individuals", **other)
    assert told.endswith("已登记（参评20人：优秀5人、达标14人、不达标1人），确需更正的选填更正原因（--reason）。")
    graded.do("record_individuals", **other, reason="参评人数有变")
    assert [(row[0], row[1], row[5]) for row in sql.rows(KEPT)] == [(1, 20, None), (2, 24, "people")]


def test_a45_no_name_of_a_person_is_taken(graded: Acting, sql: Sql) -> None:
    for field in ({"names": "王芳、李明"}, {"evidence": "名单.xlsx"}, {"reason": "王芳应为优秀"}):
        graded.refused("record_individuals", **FIRST | field)
    assert sql.rows(KEPT) == []


def test_while_the_grade_of_the_unit_is_not_known_nothing_is_recorded(graded: Acting, policy: str) -> None:
    revalue(graded, policy, "D002", "95")
    told = graded.refused("record_individuals", **FIRST)
    assert told == "“第001厅”单位等次未定，不能核对个人优秀比例。"


def test_a_grade_without_a_ratio_is_unset_and_nothing_is_invented(graded: Acting, policy: str) -> None:
    why: dict[str, Any] = {"kind": "不参加", "reason": "年内新设", "basis": "办法第十二条", **PAPER, "evidence": policy}
    graded.do("appraise_without_grade", department="D001", year=2026, **why)
    told = graded.refused("record_individuals", **FIRST)
    assert told == "“第001厅”不定等次的个人优秀比例（individual_ratios）未设定。"
    value = "一等奖25%、二等奖20%、三等奖15%、不定等次25%"
    graded.do("set_policy", key="individual_ratios", value=value, basis="6号", valid_from="2026-02-01")
    assert graded.do("record_individuals", **FIRST).counts == {"recorded": 1}


def test_what_fitted_the_grade_of_before_is_named_when_the_grade_is_another(graded: Acting, policy: str) -> None:
    graded.do("record_individuals", **FIRST)
    assert now_wrong() == {"D001": ""}
    revalue(graded, policy, "D001", "60")
    assert now_wrong() == {"D001": "单位等次为三等奖，20人按15%最多3人，填报了5人优秀"}


def test_an_office_and_a_year_to_come_are_refused(graded: Acting, sql: Sql) -> None:
    assert graded.actor.role is Role.AGENCY
    with pytest.raises(Refused):
        graded.office("D001").do("record_individuals", **FIRST)
    assert graded.refused("record_individuals", **FIRST | {"year": 2028}).startswith("2028年尚未开始")
    assert sql.rows(KEPT) == []
