"""等次的名称: those of 2.19, and no others (C37, C38)."""

from models.rules.score.grade import NO_GRADE, UNIT_GRADES, PersonGrade, UngradedReason
from models.rules.score.quotas import QUOTAS_EXAMPLE, RATIOS_EXAMPLE


def test_2_19_the_grades_of_units_are_three_prizes() -> None:
    assert UNIT_GRADES == ("一等奖", "二等奖", "三等奖")
    assert all(grade in QUOTAS_EXAMPLE and grade in RATIOS_EXAMPLE for grade in UNIT_GRADES)


def test_2_19_the_grades_of_individuals_are_three_words() -> None:
    assert [grade.label for grade in PersonGrade] == ["优秀", "达标", "不达标"]


def test_why_a_unit_has_no_grade_is_one_of_two_reasons() -> None:
    assert [each.label for each in UngradedReason] == ["不参加", "取消"]
    assert NO_GRADE not in UNIT_GRADES
