"""The levels of the agency (Part 1, 2.12), and the kinds of body of which there is one at a time."""

import pytest

from models.rules.body import SINGLE, BodyKind, level_of


@pytest.mark.parametrize(
    ("label", "level"),
    [("领导小组", 1), ("领导小组办公室", 2), ("目标部", 3), ("机关工委", 0), ("组织部", 0), ("其他", 0)],
)
def test_three_levels_are_bodies_and_the_others_work_together_with_them(label: str, level: int) -> None:
    assert level_of(BodyKind.from_label(label)) == level


def test_who_approves_and_who_manages_is_one_at_a_time() -> None:
    assert {kind.label for kind in BodyKind if kind not in SINGLE} == {"目标部", "其他"}


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("省委督查室", BodyKind.PARTY_SUPERVISION),
        ("党委督查室", BodyKind.PARTY_SUPERVISION),
        ("省政府督查室", BodyKind.GOVERNMENT_SUPERVISION),
        ("县政府督查室", BodyKind.GOVERNMENT_SUPERVISION),
    ],
)
def test_the_supervising_offices_are_known_by_the_word_of_their_jurisdiction(word: str, kind: BodyKind) -> None:
    assert BodyKind.from_label(word) is kind


def test_an_unknown_kind_is_refused_with_the_list() -> None:
    with pytest.raises(ValueError, match="“督查室”不在可选范围内"):
        BodyKind.from_label("督查室")
