"""The closed lists of the standard, in all files of the rules."""

from enum import StrEnum
from importlib import import_module
from pkgutil import walk_packages

import pytest

import models.rules
from models.rules.holiday_notice import Pressing
from models.rules.kinds import Category, Handling, Labelled, ManagementMode, Origin, PartyItem


def closed_lists() -> list[type[StrEnum]]:
    """Return all enumerations of the rules that have members."""
    modules = [import_module(module.name) for module in walk_packages(models.rules.__path__, "models.rules.")]
    result = [(module, thing) for module in modules for thing in vars(module).values() if isinstance(thing, type)]
    return [t for module, t in result if issubclass(t, StrEnum) and t.__module__ == module.__name__ and len(t)]


LISTS = closed_lists()
LABELLED = [kind for kind in LISTS if issubclass(kind, Labelled)]


def test_the_closed_lists_are_found_in_all_files() -> None:
    assert {"Category", "Audience", "Span", "ObligationState", "Colour"} <= {kind.__name__ for kind in LISTS}


@pytest.mark.parametrize("kind", [kind for kind in LISTS if kind is not Pressing])
def test_the_key_that_is_stored_is_the_name_in_plain_letters(kind: type[StrEnum]) -> None:
    assert [member.value for member in kind] == [member.name.lower() for member in kind]


@pytest.mark.parametrize("kind", LABELLED)
def test_every_member_is_found_by_label_and_by_key(kind: type[Labelled]) -> None:
    for member in kind:
        assert kind.from_label(member.label) is kind.from_label(member.value) is member


@pytest.mark.parametrize("kind", LABELLED)
def test_every_member_has_a_unique_chinese_label(kind: type[Labelled]) -> None:
    assert not any(member.label.isascii() for member in kind)
    assert len({member.label for member in kind}) == len(kind)


def test_the_kinds_of_a_target_are_those_of_the_standard() -> None:
    assert [each.label for each in Category] == ["机关建设目标", "职能绩效目标"]
    assert [each.label for each in Handling] == ["日常管理目标", "年终抽查目标"]
    assert [each.label for each in PartyItem] == ["思想建设", "组织建设", "党风廉政建设", "队伍建设", "同步小康驻村"]
    assert [each.label for each in Origin] == ["脱贫攻坚目标", "本级目标", "上级目标"]
    assert [each.label for each in ManagementMode] == ["初始目标", "动态目标"]


@pytest.mark.parametrize("kind", [Category, Handling, Origin, ManagementMode])
def test_a_kind_of_targets_is_found_without_the_word_target(kind: type[Labelled]) -> None:
    for member in kind:
        assert kind.from_label(member.label.removesuffix("目标")) is member


def test_an_unknown_word_raises_with_the_list_of_labels() -> None:
    with pytest.raises(ValueError, match=r"“县级”不在可选范围内，可填：脱贫攻坚目标、本级目标、上级目标$"):
        Origin.from_label("县级")
