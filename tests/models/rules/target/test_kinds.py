"""The kinds of a target: what each road must have, and what it must leave empty (1-2.3 to 1-2.7, 1-6.1)."""

from itertools import product

import pytest

from models.rules.kinds import Category, Handling, ManagementMode, Origin, PartyItem
from models.rules.target.kinds import KIND_TITLES, KINDS, OF_BUILDING, TargetKinds

BUILDING = TargetKinds(Category.BUILDING, Handling.DAILY, PartyItem.TEAM)
FUNCTIONAL = TargetKinds(Category.FUNCTIONAL, origin=Origin.OWN)
EVERY = [
    TargetKinds(*kinds)
    for kinds in product(*([None, *kind] for kind in (Category, Handling, PartyItem, Origin, ManagementMode)))
]


@pytest.mark.parametrize(
    ("kinds", "faults"),
    [
        (BUILDING, []),
        (FUNCTIONAL, []),
        (TargetKinds(Category.FUNCTIONAL, origin=Origin.SUPERIOR, management=ManagementMode.DYNAMIC), []),
        (TargetKinds(), ["目标类别", "目标来源"]),
        (TargetKinds(origin=Origin.OWN), ["目标类别"]),
        (TargetKinds(Category.BUILDING), ["建设目标分类", "党建项目"]),
        (TargetKinds(Category.BUILDING, item=PartyItem.IDEOLOGY), ["建设目标分类"]),
        (TargetKinds(Category.BUILDING, Handling.SPOT_CHECK, management=ManagementMode.DYNAMIC), ["党建项目"]),
        (TargetKinds(Category.FUNCTIONAL), ["目标来源"]),
        (TargetKinds(Category.BUILDING, Handling.DAILY, PartyItem.TEAM, Origin.OWN), ["目标来源（应为空）"]),
        (
            TargetKinds(Category.FUNCTIONAL, Handling.DAILY, PartyItem.TEAM),
            ["目标来源", "建设目标分类（应为空）", "党建项目（应为空）"],
        ),
    ],
)
def test_each_road_has_its_own_columns(kinds: TargetKinds, faults: list[str]) -> None:
    assert kinds.faults() == faults


@pytest.mark.parametrize(
    ("kinds", "gaps"),
    [
        (TargetKinds(Category.BUILDING, Handling.DAILY), {"item": "未填写，机关建设目标须写明"}),
        (TargetKinds(Category.FUNCTIONAL), {"origin": "未填写，职能绩效目标须写明"}),
        (
            TargetKinds(Category.FUNCTIONAL, management=ManagementMode.DYNAMIC),
            {"origin": "未填写，动态目标须写明"},
        ),
        (TargetKinds(origin=Origin.OWN), {"category": "未填写，目标须写明"}),
    ],
)
def test_a_gap_says_which_target_must_have_it(kinds: TargetKinds, gaps: dict[str, str]) -> None:
    assert kinds.gaps() == gaps


def test_a_foreign_column_says_which_target_must_leave_it_empty() -> None:
    kinds = TargetKinds(Category.FUNCTIONAL, Handling.DAILY, origin=Origin.OWN, management=ManagementMode.DYNAMIC)
    assert kinds.unfitting() == {"handling": "不适用于职能绩效目标，请留空"}


def test_a_column_is_never_both_missing_and_foreign() -> None:
    for kinds in EVERY:
        assert not kinds.gaps().keys() & kinds.unfitting().keys()
        assert all(getattr(kinds, name) is None for name in kinds.gaps())
        assert all(getattr(kinds, name) is not None for name in kinds.unfitting())


def test_only_targets_with_a_category_have_foreign_columns() -> None:
    assert not any(kinds.unfitting() for kinds in EVERY if kinds.category is None)
    assert all(kinds.gaps() for kinds in EVERY if kinds.category is None)


def test_the_way_of_management_is_neither_asked_for_nor_foreign() -> None:
    assert not any("management" in {**kinds.gaps(), **kinds.unfitting()} for kinds in EVERY)


def test_kinds_are_read_from_the_keys_of_a_row() -> None:
    keys = {"category": "building", "handling": "daily", "item": "team", "origin": None, "management": ""}
    assert TargetKinds.of(keys) == TargetKinds.of(keys | {"item": PartyItem.TEAM}) == BUILDING
    assert list(KINDS) == list(KIND_TITLES) == list(keys)
    assert set(OF_BUILDING) < set(KINDS)
