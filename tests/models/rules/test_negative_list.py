"""复查: how many people, who signs, and how it is told (6.2.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from models.rules.errors import Refused
from models.rules.negative_list import (
    check_recheckers,
    describe_extended,
    describe_recheck,
    describe_waiver,
    read_extensions,
)


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


@pytest.mark.parametrize(
    ("waiver", "words"),
    [
        (None, ""),
        ({"reason": "项目已取消"}, "整改已豁免（不计逾期）"),
        ({"reason": "项目已取消", "paper": "黔目标函〔2026〕9号"}, "整改已豁免（依据黔目标函〔2026〕9号，不计逾期）"),
        ({"reason": "项目已取消", "late": True}, "整改已豁免（此前已逾期）"),
        ({"paper": "9号", "late": True}, "整改已豁免（依据9号，此前已逾期）"),
    ],
)
def test_a_waived_remediation_names_its_paper_and_whether_it_was_overdue(
    waiver: Mapping[str, Any] | None, words: str
) -> None:
    assert describe_waiver(waiver) == words


@pytest.mark.parametrize(("data", "stored"), [("2次", 2), (" 0 ", 0), (9, 9), ("３次", 3)])
def test_how_often_a_limit_may_be_extended_is_a_small_number(data: Any, stored: int) -> None:
    assert read_extensions(data) == stored


@pytest.mark.parametrize("data", ["10", "-1", "两次", True, ""])
def test_another_number_of_extensions_raises(data: Any) -> None:
    with pytest.raises(ValueError, match="应为0至9的整数，即每轮整改最多延长几次时限"):
        read_extensions(data)


@pytest.mark.parametrize(
    ("limits", "words"), [(None, ""), (["2026-10-20"], "延期1次，原时限2026-10-20"), (["a", "b"], "延期2次，原时限a")]
)
def test_extensions_are_told_with_the_first_limit(limits: list[str] | None, words: str) -> None:
    assert describe_extended(limits) == words
