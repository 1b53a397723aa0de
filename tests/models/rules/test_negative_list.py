"""复查: how many people, who signs, and how it is told (6.2.5)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from models.rules.errors import Refused
from models.rules.negative_list import check_recheckers, describe_recheck


@pytest.mark.parametrize("people", [(1, 2), (1, 2, 3)])
@pytest.mark.parametrize("signer", [1, 2])
def test_two_people_recheck_and_one_of_them_signs(people: Sequence[int], signer: int) -> None:
    check_recheckers(people, signer)
    with pytest.raises(Refused, match="签字人不是复查人员"):
        check_recheckers(people, 4)


@pytest.mark.parametrize(
    ("people", "why"), [((1,), "只写了1人"), ((), "只写了0人"), ((1, 1), "重复"), ((1, 2, 1), "重复")]
)
def test_fewer_than_two_different_people_are_refused(people: Sequence[int], why: str) -> None:
    with pytest.raises(Refused, match=why):
        check_recheckers(people, 1)


@pytest.mark.parametrize(
    ("people", "signed_by", "inspection", "words"),
    [
        (("郑玲", "韩丽"), "郑玲", None, "郑玲、韩丽复查，郑玲签字"),
        ((), "", "2026-2", "依据核查2026-2的核查结果"),
        ((), "", None, ""),
        ((), "", "", ""),
    ],
)
def test_a_recheck_names_its_people_or_its_inspection(
    people: Sequence[str], signed_by: str, inspection: str | None, words: str
) -> None:
    assert describe_recheck(people, signed_by, inspection) == words
