"""The closed lists of the standard."""

import pytest

from models.rules import kinds
from models.rules.kinds import Labelled, Origin

LISTS = [
    kinds.Management,
    kinds.Category,
    kinds.Origin,
    kinds.ContactRole,
    kinds.LineStatus,
    kinds.DayKind,
    kinds.Means,
]


@pytest.mark.parametrize("kind", LISTS)
def test_every_member_is_found_by_label_and_by_key(kind: type[Labelled]) -> None:
    for member in kind:
        assert kind.from_label(member.label) is kind.from_label(member.value) is member


@pytest.mark.parametrize("kind", LISTS)
def test_keys_are_plain_words_and_labels_are_distinct(kind: type[Labelled]) -> None:
    assert all(member.value == member.name.lower() for member in kind)
    assert len({member.label for member in kind}) == len(kind)


def test_an_unknown_word_lists_what_may_be_said() -> None:
    with pytest.raises(ValueError, match="“县级”不在可选范围内，可填：脱贫攻坚目标、本级目标、上级目标、动态目标"):
        Origin.from_label("县级")
