"""单位类别: their names as people write them, and what no quota could repeat (1-2.19, A45)."""

import pytest

from models.rules.score.unit_classes import CLASSES_EXAMPLE, read_class_name, read_unit_classes, unit_classes_in_words


@pytest.mark.parametrize("raw", [CLASSES_EXAMPLE, "甲类,乙类", " 甲类；乙类 ", "甲类\n乙类"])
def test_names_are_read_as_people_write_them(raw: str) -> None:
    assert read_unit_classes(raw) == ["甲类", "乙类"]
    assert unit_classes_in_words(read_unit_classes(raw)) == CLASSES_EXAMPLE


@pytest.mark.parametrize("raw", ["", None, "甲类、甲类", "甲类、", "第1类", "甲类：30%", "甲 类", "类" * 21, 3])
def test_names_that_quotas_could_not_repeat_are_refused(raw: object) -> None:
    with pytest.raises(ValueError, match="每一类只写一次，如：甲类、乙类"):
        read_unit_classes(raw)


def test_a_name_has_one_spelling() -> None:
    assert read_class_name(" Ａ类 ") == "A类"
