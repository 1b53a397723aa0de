"""The input of what a department is given for a year: which years there are."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.yearly import (
    FIRST,
    LAST,
    DisciplineRecorded,
    DisciplineWithdrawn,
    ExemptionWithdrawn,
    IndividualsGiven,
    OfDepartmentYear,
    SecondLevelGiven,
    TargetExempted,
    TieDecided,
    UngradedGiven,
    UngradedWithdrawn,
    UnitClassGiven,
)
from models.rules.score.grade import UngradedReason
from models.rules.score.individuals import Correction


@pytest.mark.parametrize("year", [FIRST, 2026, LAST])
def test_a_year_of_four_digits_is_taken(year: int) -> None:
    assert OfDepartmentYear(department="D001", year=year).year == year


@pytest.mark.parametrize("year", [FIRST - 1, LAST + 1, 26])
def test_another_number_is_refused(year: int) -> None:
    with pytest.raises(ValidationError):
        OfDepartmentYear(department="D001", year=year)


GIVEN: dict[str, Any] = {
    "department": "D001", "year": 2026, "fact": "未按规定报告重大事项", "reduces": "绩效奖下调一档",
    "number": "黔纪通〔2027〕2号", "dated": "2027-01-12", "evidence": ["通报.pdf"],
}  # fmt: skip


def test_a_fact_comes_with_its_paper() -> None:
    given = DisciplineRecorded(**GIVEN)
    assert (given.fact, given.reduces, given.evidence[0].file.name) == (
        "未按规定报告重大事项",
        "绩效奖下调一档",
        "通报.pdf",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"fact": " "},
        {"fact": "。" * 3},
        {"fact": "长" * 1001},
        {"reduces": ""},
        {"reduces": "扣2分"},
        {"reduces": "扣500元"},
        {"number": ""},
        {"dated": "昨天"},
        {"evidence": []},
        {"year": 1999},
        {"points": "2"},
    ],
)
def test_without_a_paper_with_points_or_with_money_it_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        DisciplineRecorded(**GIVEN | wrong)


@pytest.mark.parametrize("wrong", [{"serial": 0}, {"serial": 10_000}, {"serial": "一"}, {"reason": " "}])
def test_a_withdrawal_names_one_record_and_a_reason(wrong: dict[str, Any]) -> None:
    given: dict[str, Any] = {"department": "D001", "year": 2026, "serial": 1, "reason": "误登记"}
    assert DisciplineWithdrawn(**given).serial == 1
    with pytest.raises(ValidationError):
        DisciplineWithdrawn(**given | wrong)


GIVEN_OF_INDIVIDUALS: dict[str, Any] = {
    "department": "D001", "year": 2026, "people": 20, "excellent": 5, "reached": 15, "not_reached": 0,
}  # fmt: skip


def test_a_reason_is_read_by_its_label() -> None:
    assert IndividualsGiven(**GIVEN_OF_INDIVIDUALS).reason is None
    assert IndividualsGiven(**GIVEN_OF_INDIVIDUALS | {"reason": "填报有误"}).reason is Correction.WRONG


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": 0},
        {"excellent": -1},
        {"reached": 2.5},
        {"not_reached": "王芳"},
        {"people": 100_001},
        {"reason": "王芳应为优秀"},
        {"names": ["王芳"]},
        {"evidence": ["名单.xlsx"]},
    ],
)
def test_a_name_and_what_is_no_number_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        IndividualsGiven(**GIVEN_OF_INDIVIDUALS | wrong)


def test_no_field_holds_free_text_but_the_department() -> None:
    texts = [name for name, field in IndividualsGiven.model_fields.items() if field.annotation is str]
    assert texts == ["department"]


GIVEN_OF_SECOND_LEVEL: dict[str, Any] = {
    "department": "D001", "year": 2026, "value": "87.5", "number": "黔目标办〔2027〕3号", "dated": "2027-01-12",
    "evidence": ["结果.pdf"],
}  # fmt: skip


def test_a_mark_comes_with_its_paper() -> None:
    given = SecondLevelGiven(**GIVEN_OF_SECOND_LEVEL)
    assert (given.value, given.year, given.evidence[0].file.name) == (Decimal("87.5"), 2026, "结果.pdf")


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": "100.5"},
        {"value": "-3"},
        {"value": "87.555"},
        {"value": "良好"},
        {"year": 0},
        {"year": 9999},
        {"number": " "},
        {"dated": ""},
        {"evidence": []},
    ],
)
def test_outside_the_scale_or_without_a_paper_it_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SecondLevelGiven(**GIVEN_OF_SECOND_LEVEL | wrong)


GIVEN_OF_UNGRADED: dict[str, Any] = {
    "department": "D001", "year": 2026, "kind": "不参加", "reason": "年内新设", "basis": "办法第十二条",
    "number": "黔目标办〔2027〕4号", "dated": "2027-01-12", "evidence": ["文件.pdf"],
}  # fmt: skip


def test_the_type_is_read_by_its_label() -> None:
    assert UngradedGiven(**GIVEN_OF_UNGRADED).kind is UngradedReason.NOT_ELIGIBLE
    assert UngradedGiven(**GIVEN_OF_UNGRADED | {"kind": "取消"}).kind is UngradedReason.EXCLUDED


@pytest.mark.parametrize("field", ["kind", "reason", "basis", "number", "dated", "evidence"])
def test_nothing_of_it_may_be_left_out(field: str) -> None:
    with pytest.raises(ValidationError):
        UngradedGiven(**{name: value for name, value in GIVEN_OF_UNGRADED.items() if name != field})


@pytest.mark.parametrize("wrong", [{"kind": "缓评"}, {"reason": "/"}, {"basis": " "}, {"evidence": []}, {"year": 1}])
def test_what_says_nothing_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        UngradedGiven(**GIVEN_OF_UNGRADED | wrong)


def test_a_withdrawal_has_a_reason() -> None:
    with pytest.raises(ValidationError):
        UngradedWithdrawn(department="D001", year=2026, reason="")


GIVEN_OF_UNIT_CLASS: dict[str, Any] = {
    "department": "D001", "year": 2026, "unit_class": " Ａ类", "number": "黔目标办〔2026〕6号", "dated": "2026-03-02",
    "evidence": ["分类.pdf"],
}  # fmt: skip


def test_a_class_comes_with_its_paper_and_has_one_spelling() -> None:
    given = UnitClassGiven(**GIVEN_OF_UNIT_CLASS)
    assert (given.unit_class, given.year, given.evidence[0].file.name) == ("A类", 2026, "分类.pdf")


@pytest.mark.parametrize(
    "wrong", [{"unit_class": " "}, {"unit_class": None}, {"year": 0}, {"number": ""}, {"dated": ""}, {"evidence": []}]
)
def test_without_a_class_a_year_or_a_paper_it_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        UnitClassGiven(**GIVEN_OF_UNIT_CLASS | wrong)


GIVEN_OF_EXEMPTION: dict[str, Any] = {
    "target": "T001",
    "year": 2026,
    "reason": "任务取消",
    "decided_by": "领导小组",
    "number": "黔目标办〔2027〕4号",
    "dated": "2027-01-15",
    "evidence": "批复.pdf",
}


def test_an_exemption_has_a_target_a_reason_and_a_paper() -> None:
    read = TargetExempted.model_validate(GIVEN_OF_EXEMPTION)
    assert (read.target, read.number, len(read.evidence)) == ("T001", "黔目标办〔2027〕4号", 1)


@pytest.mark.parametrize("name", sorted(GIVEN_OF_EXEMPTION))
def test_nothing_of_it_may_be_missing(name: str) -> None:
    with pytest.raises(ValidationError):
        TargetExempted.model_validate({key: value for key, value in GIVEN_OF_EXEMPTION.items() if key != name})


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"year": 26}, {"dated": "昨天"}, {"evidence": []}])
def test_what_is_no_value_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TargetExempted.model_validate(GIVEN_OF_EXEMPTION | wrong)


def test_it_is_taken_back_with_a_reason() -> None:
    with pytest.raises(ValidationError):
        ExemptionWithdrawn.model_validate({"target": "T001", "year": 2026})


TWO = [{"department": "D001", "grade": "一等奖"}, {"department": "D002", "grade": "二等奖"}]
GIVEN_OF_TIE_DECISION: dict[str, Any] = {
    "year": 2026, "grades": TWO, "reason": "会议决定", "number": "黔目标〔2027〕2号", "dated": "2027-01-18",
    "evidence": ["纪要.pdf"],
}  # fmt: skip


def test_each_of_the_tied_has_its_grade() -> None:
    assert [(each.department, each.grade) for each in TieDecided(**GIVEN_OF_TIE_DECISION).grades] == [
        ("D001", "一等奖"),
        ("D002", "二等奖"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [{"grades": TWO[:1]}, {"grades": []}, {"reason": " "}, {"number": ""}, {"dated": ""}, {"evidence": []}],
)
def test_one_department_alone_or_without_a_paper_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TieDecided(**GIVEN_OF_TIE_DECISION | wrong)


@pytest.mark.parametrize("field", sorted(GIVEN_OF_TIE_DECISION))
def test_no_field_may_lack(field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        TieDecided(**{name: value for name, value in GIVEN_OF_TIE_DECISION.items() if name != field})


@pytest.mark.parametrize(
    "wrong", [{"department": ""}, {"grade": " "}, {"grade": None}, {"reason": "其他"}, {"score": 1}]
)
def test_each_of_the_tied_has_a_name_and_a_grade_and_no_more(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TieDecided(**GIVEN_OF_TIE_DECISION | {"grades": [TWO[0], TWO[1] | wrong]})


def test_spaces_around_names_and_grades_are_none() -> None:
    spaced = [{"department": " D001 ", "grade": "一等奖\t"}, TWO[1]]
    assert TieDecided(**GIVEN_OF_TIE_DECISION | {"grades": spaced}).grades == TieDecided(**GIVEN_OF_TIE_DECISION).grades
