"""等次的名称: those of 2.19, and no others (C37, C38)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.appraisal_settings import UNIT_CLASSES
from models.rules.score.grade import (
    CLASSES_EXAMPLE,
    NO_GRADE,
    UNIT_GRADES,
    PersonGrade,
    UngradedReason,
    read_class_name,
    read_unit_classes,
)
from models.rules.score.quotas import QUOTAS_EXAMPLE, RATIOS_EXAMPLE, quotas_of, read_quotas
from models.rules.setting import normalize_text


def test_2_19_the_grades_of_units_are_three_prizes() -> None:
    assert UNIT_GRADES == ("一等奖", "二等奖", "三等奖")
    assert all(grade in QUOTAS_EXAMPLE and grade in RATIOS_EXAMPLE for grade in UNIT_GRADES)


def test_2_19_the_grades_of_individuals_are_three_words() -> None:
    assert [grade.label for grade in PersonGrade] == ["优秀", "达标", "不达标"]


def test_why_a_unit_has_no_grade_is_one_of_two_reasons() -> None:
    assert [each.label for each in UngradedReason] == ["不参加", "取消"]
    assert NO_GRADE not in UNIT_GRADES


@pytest.mark.parametrize("raw", [CLASSES_EXAMPLE, "甲类,乙类", " 甲类；乙类 ", "甲类\n乙类"])
def test_names_are_read_as_people_write_them(raw: str) -> None:
    assert read_unit_classes(raw) == ["甲类", "乙类"]
    assert UNIT_CLASSES.words(read_unit_classes(raw)) == CLASSES_EXAMPLE


@pytest.mark.parametrize("raw", ["", None, "甲类、甲类", "甲类、", "第1类", "甲类：30%", "甲 类", "类" * 21, 3])
def test_names_that_quotas_could_not_repeat_are_refused(raw: object) -> None:
    with pytest.raises(ValueError, match="每一类只写一次，如：甲类、乙类"):
        read_unit_classes(raw)


def test_a_name_has_one_spelling() -> None:
    assert read_class_name(" Ａ类 ") == "A类"


names = st.text("甲乙丙丁类党政群（）直属ABc-", min_size=1, max_size=20)


@given(st.lists(names, min_size=1, max_size=6, unique_by=normalize_text))
def test_names_in_words_are_read_as_the_same_names(found: list[str]) -> None:
    stored = read_unit_classes("、".join(found))
    assert stored == [normalize_text(each) for each in found]
    assert read_unit_classes(UNIT_CLASSES.words(stored)) == stored


@given(names)
def test_every_class_can_have_its_quotas(name: str) -> None:
    [stored] = read_unit_classes(name)
    assert quotas_of(read_quotas(f"{stored}：一等奖30%、其余三等奖"), read_class_name(name)) is not None


@pytest.mark.parametrize("raw", ["甲类、甲类 ", "Ａ类、A类", "甲类；甲类", "甲类\n乙类\n甲类"])
def test_two_spellings_of_one_name_are_one_class(raw: str) -> None:
    with pytest.raises(ValueError, match="每一类只写一次"):
        read_unit_classes(raw)


@pytest.mark.parametrize("raw", ["类" * 20, "党委部门", "（一）类", "A"])
def test_a_name_of_twenty_characters_without_digits_is_taken(raw: str) -> None:
    assert read_unit_classes(raw) == [normalize_text(raw)]


@pytest.mark.parametrize("raw", ["甲类1", "甲类２", "50%", "甲:乙", "甲\t类"])
def test_a_name_with_a_digit_a_percent_sign_a_colon_or_a_gap_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match=f"应写明各类单位的名称，不含数字，每一类只写一次，如：{CLASSES_EXAMPLE}"):
        read_unit_classes(raw)
