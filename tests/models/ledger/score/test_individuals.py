"""个人等次: numbers per department, against the ratio of its grade, and never a name (1-2.19, A45)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.score.grades import grades
from models.ledger.score.individuals import list_individuals
from models.rules.errors import Refused
from tests.databases import story
from tests.models.ledger.score.appraisal import PAPER, appraise, refused_unchanged, revalue

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations

KEPT = "SELECT serial, people, excellent, reached, not_reached, reason FROM individuals ORDER BY id"
FIRST: dict[str, Any] = {
    "department": "D001", "year": 2026, "people": 20, "excellent": 5, "reached": 14, "not_reached": 1,
}  # fmt: skip


@pytest.fixture
@story
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


@pytest.mark.parametrize("field", list(FIRST))
def test_no_number_may_lack(graded: Acting, sql: Sql, field: str) -> None:
    fields = {name: value for name, value in FIRST.items() if name != field}
    assert refused_unchanged(graded, sql, "record_individuals", fields)


@pytest.mark.parametrize(
    "wrong",
    [{"people": 0}, {"excellent": -1}, {"reached": 14.5}, {"not_reached": "一"}, {"people": 100_001}, {"year": 0}],
)
def test_what_is_no_number_of_people_is_refused(graded: Acting, sql: Sql, wrong: dict[str, Any]) -> None:
    assert refused_unchanged(graded, sql, "record_individuals", FIRST | wrong)


def test_a_refused_correction_changes_nothing(graded: Acting, sql: Sql) -> None:
    graded.do("record_individuals", **FIRST)
    corrected = FIRST | {"reason": "填报有误"}
    for change in ({"excellent": 6, "reached": 13}, {"people": 21}, {"department": "AGENCY"}, {"department": "D009"}):
        refused_unchanged(graded, sql, "record_individuals", corrected | change)
    assert len(sql.rows(KEPT)) == 1


def test_the_reason_of_a_first_entry_is_not_kept_and_of_equal_numbers_none_is_entered(graded: Acting, sql: Sql) -> None:
    for _ in range(2):
        graded.do("record_individuals", **FIRST, reason="填报有误")
    assert sql.rows(KEPT) == [(1, 20, 5, 14, 1, None)]


@pytest.mark.parametrize(
    ("label", "kept"), [("填报有误", "wrong"), ("单位等次有变", "grade"), ("参评人数有变", "people")]
)
def test_each_reason_of_the_closed_list_is_kept(graded: Acting, sql: Sql, label: str, kept: str) -> None:
    graded.do("record_individuals", **FIRST)
    graded.do("record_individuals", **FIRST | {"excellent": 4, "reached": 15}, reason=label)
    assert [row[5] for row in sql.rows(KEPT)] == [None, kept]


def test_the_same_numbers_twice_at_once_are_recorded_once(
    graded: Acting, sql: Sql, together: Together, violations: Violations
) -> None:
    by_name = FIRST | {"department": " 第001厅 "}
    done = together(
        lambda session: graded.within(session, "record_individuals", **FIRST),
        lambda session: graded.within(session, "record_individuals", **by_name),
    )
    assert sorted(each.counts["recorded"] for each in done) == [0, 1]
    assert (len(sql.rows(KEPT)), violations()) == (1, [])


def test_of_other_numbers_at_once_one_entry_is_refused(graded: Acting, sql: Sql, together: Together) -> None:
    def counting_as(excellent: int) -> Any:
        fields = FIRST | {"excellent": excellent, "reached": 19 - excellent}
        return lambda session: graded.within(session, "record_individuals", **fields)

    assert sum(isinstance(each, Refused) for each in together(counting_as(5), counting_as(4))) == 1
    assert len(sql.rows(KEPT)) == 1


def test_the_grade_that_a_decision_gives_sets_the_ratio(graded: Acting, sql: Sql, policy: str) -> None:
    revalue(graded, policy, "D002", "95")
    chosen = [{"department": "D001", "grade": "二等奖"}, {"department": "D002", "grade": "一等奖"}]
    graded.do("decide_tie", year=2026, grades=chosen, reason="会议决定", **PAPER, evidence=policy)
    told = refused_unchanged(graded, sql, "record_individuals", FIRST)
    assert told == "“第001厅”单位等次为二等奖，20人按20%最多4人，填报了5人优秀。"
    assert graded.do("record_individuals", **FIRST | {"department": "D002"}).counts == {"recorded": 1}


def test_before_the_year_is_over_no_people_are_counted(graded: Acting, sql: Sql) -> None:
    told = refused_unchanged(graded.on("2026-12-31"), sql, "record_individuals", FIRST)
    assert told == "“第001厅”单位等次未定，不能核对个人优秀比例。"


def test_the_ratio_is_that_of_31_december(graded: Acting) -> None:
    value = "一等奖5%、二等奖5%、三等奖5%"
    graded.do("set_policy", key="individual_ratios", value=value, basis="6号", valid_from="2027-01-01")
    assert graded.do("record_individuals", **FIRST).counts == {"recorded": 1}
    graded.do("set_policy", key="individual_ratios", value="未设定", basis="7号", valid_from="2027-01-01")
    assert now_wrong() == {"D001": ""}


def test_a54_who_was_merged_after_the_year_is_counted_and_who_was_founded_then_is_not(graded: Acting, sql: Sql) -> None:
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2027〕1号"}
    graded.on("2027-02-01").do("merge_department", effective_on="2027-02-01", **reform)
    february = graded.on("2027-02-02")
    assert february.do("record_individuals", **FIRST).counts == {"recorded": 1}
    february.take("departments", {"编码": "D005", "名称": "第五局", "生效日期": "2027-02-02"})
    told = refused_unchanged(february, sql, "record_individuals", FIRST | {"department": "D005"})
    assert told == "“第五局”自2027-02-02起设立，没有2026年的考评。"


def test_offices_and_heads_are_told_who_counts(graded: Acting, sql: Sql) -> None:
    for other in (graded.office("D001"), graded.office("D002"), graded.head("D001"), graded.system):
        told = refused_unchanged(other, sql, "record_individuals", FIRST)
        assert told.endswith("不能执行“登记个人等次人数”，应由省直目标绩效管理机构办理。")


def test_the_newest_numbers_of_each_department_are_listed(graded: Acting) -> None:
    graded.do("record_individuals", **FIRST)
    graded.do("record_individuals", **FIRST | {"excellent": 3, "reached": 16}, reason="填报有误")
    graded.do("record_individuals", **FIRST | {"department": "D002", "excellent": 4, "reached": 15})
    with begin() as session:
        rows = list_individuals(session, 2026, grades(session, 2026, date(2027, 3, 1)))
        assert list_individuals(session, 2025, grades(session, 2025, date(2027, 3, 1))) == []
    assert [(row["code"], row["department"], row["words"]) for row in rows] == [
        ("D001", "第001厅", "参评20人：优秀3人、达标16人、不达标1人"),
        ("D002", "第002厅", "参评20人：优秀4人、达标15人、不达标1人"),
    ]
