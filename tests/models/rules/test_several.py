"""A sentence names the first of several things and says that there are more."""

from models.rules.several import FEW, first_of

NAMES = ("甲", "乙", "丙")


def test_as_many_as_may_be_named_are_named_and_no_more_is_said() -> None:
    assert first_of(NAMES) == "甲、乙、丙"
    assert first_of(NAMES, 3, "项") == "甲、乙、丙"
    assert first_of(()) == ""


def test_of_more_the_first_are_named_and_counted_if_there_is_a_unit() -> None:
    assert first_of(NAMES, 2) == "甲、乙等"
    assert first_of(NAMES, 2, "个部门") == "甲、乙等3个部门"
    assert first_of(NAMES, 2, "项变化", "；") == "甲；乙等3项变化"
    assert first_of("甲乙丙丁戊己", FEW) == "甲、乙、丙、丁、戊等"
