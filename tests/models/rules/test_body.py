"""The levels of the agency (Part 1, 2.12), and of which kind of body there is one at a time."""

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
