"""The word of a jurisdiction for its own organs."""

import pytest

from models.rules.errors import Refused
from models.rules.organ_word import MOST, in_own_word, organ_word


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("贵州省", "省直"),
        ("贵阳市", "市直"),
        ("黔南州", "州直"),
        ("威宁县", "县直"),
        ("内蒙古自治区", "区直"),
        ("鄂温克族自治旗", "旗直"),
    ],
)
def test_the_word_follows_from_the_last_character_of_the_name(name: str, word: str) -> None:
    assert organ_word(name) == word


def test_a_given_word_goes_before_the_name() -> None:
    assert organ_word("贵州省", "本级") == organ_word("第一师", "本级") == "本级"


@pytest.mark.parametrize("name", ["第一师", "贵安新区管委会", ""])
def test_a_name_with_another_ending_is_asked_for_the_word(name: str) -> None:
    with pytest.raises(Refused, match="不以省、市、州、县、区、旗结尾，请写明本级机关的称谓：--organ-word"):
        organ_word(name)


@pytest.mark.parametrize("name", ["贵州", "苏州", "州"])
def test_a_short_name_that_only_ends_so_is_asked_for_in_full(name: str) -> None:
    with pytest.raises(Refused, match="像是简称，请写全称"):
        organ_word(name)
    assert organ_word(name, "州直") == "州直"
    assert organ_word("黔南州") == "州直"


def test_a_word_has_at_most_ten_characters() -> None:
    assert organ_word("贵州省", "字" * MOST) == "字" * MOST
    with pytest.raises(Refused, match="超过10个字"):
        organ_word("贵州省", "字" * (MOST + 1))


def test_a_text_of_the_program_takes_the_word() -> None:
    assert in_own_word("向省直目标绩效管理机构反馈", "市直") == "向市直目标绩效管理机构反馈"
    assert in_own_word("向省直目标绩效管理机构反馈", "") == "向目标绩效管理机构反馈"
