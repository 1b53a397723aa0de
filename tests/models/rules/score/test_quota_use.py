"""How the quotas stand after a correction: grade by grade, in the classes in which one changes (2.19, A24)."""

from __future__ import annotations

import pytest

from models.rules.errors import Refused
from models.rules.score.quota_use import QuotaUse, Regraded, check_quotas, quota_uses
from models.rules.score.quotas import StoredQuotas, read_quotas

QUOTAS = read_quotas("甲类：一等奖30%、二等奖40%、其余三等奖；乙类：一等奖50%、其余不获奖")
FIRST, SECOND, THIRD = "一等奖", "二等奖", "三等奖"


def units(name: str, *grades: str, **after: str) -> list[Regraded]:
    """Units of a class with these grades; `n3="一等奖"` is the new grade of the third."""
    new = {int(key[1:]) - 1: grade for key, grade in after.items()}
    return [Regraded(name, grade, new.get(place, grade)) for place, grade in enumerate(grades)]


TEN = (FIRST, FIRST, FIRST, SECOND, SECOND, SECOND, SECOND, THIRD, THIRD, THIRD)


def test_each_grade_with_a_share_is_counted_against_the_places_of_its_class() -> None:
    assert quota_uses(units("甲类", *TEN, n8=FIRST), QUOTAS) == [
        QuotaUse("甲类", FIRST, before=3, after=4, places=3),
        QuotaUse("甲类", SECOND, before=4, after=4, places=4),
    ]


def test_classes_in_which_no_grade_changes_are_left_out() -> None:
    both = [*units("甲类", *TEN), *units("乙类", FIRST, "不获奖", n1="不获奖")]
    assert [each.in_words for each in quota_uses(both, QUOTAS)] == ["乙类一等奖0个（名额1个）"]


@pytest.mark.parametrize("stored", [[], QUOTAS])
def test_without_a_quota_nothing_is_counted(stored: StoredQuotas) -> None:
    assert quota_uses(units("丙类", FIRST, n1=SECOND), stored) == []


def test_quotas_of_all_classes_count_within_each() -> None:
    both = [*units("甲类", FIRST, SECOND, n2=FIRST), *units("乙类", FIRST, SECOND)]
    assert [each.in_words for each in quota_uses(both, read_quotas("一等奖50%、其余二等奖"))] == [
        "甲类一等奖2个（名额1个）"
    ]


def test_a_swap_keeps_the_quotas() -> None:
    check_quotas(quota_uses(units("甲类", *TEN, n3=SECOND, n4=FIRST), QUOTAS), over=False)


def test_what_was_taken_beyond_the_places_before_is_not_refused_again() -> None:
    taken = units("甲类", FIRST, FIRST, FIRST, FIRST, *TEN[4:], n5=THIRD)
    assert [each.is_exceeded for each in quota_uses(taken, QUOTAS)] == [False, False]
    check_quotas(quota_uses(taken, QUOTAS), over=False)


def test_a_grade_beyond_its_places_needs_the_word_of_the_paper() -> None:
    uses = quota_uses(units("甲类", *TEN, n1=SECOND, n8=SECOND), QUOTAS)
    with pytest.raises(Refused, match=r"^更正以后甲类二等奖6个（名额4个），超出等次名额；"):
        check_quotas(uses, over=False)
    check_quotas(uses, over=True)


def test_the_word_of_the_paper_is_refused_where_no_quota_is_exceeded() -> None:
    with pytest.raises(Refused, match="没有超出等次名额"):
        check_quotas(quota_uses(units("甲类", *TEN, n1=SECOND, n4=FIRST), QUOTAS), over=True)
