"""等次比例: shares of grades, for all units or class by class, written and read back (1-2.19, A24)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import Refused
from models.rules.score.grade import NO_GRADE, NO_PRIZE, UNIT_GRADES
from models.rules.score.quotas import (
    QUOTAS_EXAMPLE,
    RATIOS_EXAMPLE,
    QuotaUse,
    Regraded,
    StoredQuotas,
    check_quotas,
    grades_for,
    quota_uses,
    quotas_in_words,
    quotas_of,
    ratio_of,
    ratios_in_words,
    read_quotas,
    read_ratios,
    unknown_classes,
)
from models.rules.score.ranking import Quotas

STORED = [{"class": "", "shares": [["一等奖", "30"], ["二等奖", "50"]], "rest": "三等奖"}]
BY_CLASS = "甲类：一等奖30%、其余三等奖；乙类：一等奖12.5%、其余三等奖"


@pytest.mark.parametrize("raw", [QUOTAS_EXAMPLE, "一等奖３０％，二等奖 50.00%，其余 三等奖"])
def test_quotas_of_all_units_are_read_as_people_write_them(raw: str) -> None:
    assert read_quotas(raw) == STORED
    assert quotas_in_words(STORED) == QUOTAS_EXAMPLE


def test_quotas_are_read_class_by_class_and_written_back() -> None:
    stored = read_quotas(BY_CLASS)
    assert [part["class"] for part in stored] == ["甲类", "乙类"]
    assert quotas_in_words(stored) == BY_CLASS
    assert read_quotas(quotas_in_words(stored)) == stored


def test_a_class_has_its_own_quotas_or_those_of_all() -> None:
    assert quotas_of(STORED, "甲类") == Quotas((("一等奖", Decimal(30)), ("二等奖", Decimal(50))), "三等奖")
    assert quotas_of(read_quotas(BY_CLASS), "乙类") == Quotas((("一等奖", Decimal("12.5")),), "三等奖")
    assert quotas_of(read_quotas(BY_CLASS), "丙类") is None


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("一等奖60%、二等奖50%、其余三等奖", "比例合计110%，不得超过100%"),
        ("甲类：一等奖30%、其余三等奖；乙类：一等奖99%、二等奖1.01%、其余三等奖", "“乙类.*比例合计100.01%"),
        ("一等奖130%、其余三等奖", "应为等次和不超过100%的比例"),
        ("一等奖三成、其余三等奖", "应为等次和不超过100%的比例"),
        ("一等奖30%、二等奖50%", "最后应写明其余单位的等次"),
        ("一等奖30%、一等奖20%、其余三等奖", "等次“一等奖”写了两次"),
        ("一等奖30%、其余一等奖", "等次“一等奖”写了两次"),
        ("甲类：一等奖30%、其余三等奖；甲类：一等奖20%、其余三等奖", "每一类单位只写一次"),
        ("一等奖30%、其余三等奖；甲类：一等奖20%、其余三等奖", "每一类单位只写一次"),
        ("优秀30%、其余三等奖", "没有“优秀”这一等次，可填：一等奖、二等奖、三等奖、不获奖"),
        ("二等奖30%、一等奖20%、其余三等奖", "等次应从高到低写"),
        ("二等奖30%、其余一等奖", "等次应从高到低写"),
        ("", "应写明各等次的比例"),
        (None, "应写明各等次的比例"),
    ],
)
def test_quotas_that_cannot_hold_are_refused(raw: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_quotas(raw)


def test_the_ratio_of_individuals_follows_the_grade_of_the_unit() -> None:
    stored = read_ratios("一等奖25.0%，二等奖20%，三等奖15%")
    assert (ratios_in_words(stored), read_ratios(RATIOS_EXAMPLE)) == (RATIOS_EXAMPLE, stored)
    assert (ratio_of(stored, "二等奖"), ratio_of(stored, "不获奖")) == (Decimal(20), None)


def test_a_unit_without_a_grade_or_a_prize_may_have_a_ratio_too() -> None:
    assert ratio_of(read_ratios("一等奖25%、不获奖10%、不定等次5%"), "不定等次") == Decimal(5)
    with pytest.raises(ValueError, match="没有“优秀”这一等次"):
        read_ratios("优秀25%")


def test_quotas_of_a_class_that_there_is_not_are_named() -> None:
    assert unknown_classes(read_quotas(BY_CLASS), ["甲类"]) == ["乙类"]
    assert unknown_classes(STORED, []) == []


@pytest.mark.parametrize("raw", ["一等奖101%", "一等奖25", "一等奖25%、一等奖20%", "", None])
def test_ratios_that_cannot_hold_are_refused(raw: object) -> None:
    with pytest.raises(ValueError, match=r"不超过100%|写了两次"):
        read_ratios(raw)


percent = st.decimals(min_value=0, max_value=33, places=2).map(lambda each: f"{each}%")
prizes = st.lists(st.sampled_from(UNIT_GRADES), unique=True).map(lambda found: sorted(found, key=UNIT_GRADES.index))


@st.composite
def written(draw: st.DrawFn) -> str:
    """Quotas of a class of units: some of the prizes in their order, and no prize for the rest."""
    return "、".join([*(f"{grade}{draw(percent)}" for grade in draw(prizes)), "其余不获奖"])


@given(written())
def test_quotas_in_words_are_read_as_the_same_quotas(raw: str) -> None:
    stored = read_quotas(raw)
    assert read_quotas(quotas_in_words(stored)) == stored
    assert quotas_of(stored, "甲类") == quotas_of(stored, "乙类")


@given(st.dictionaries(st.sampled_from(["甲类", "乙类", "丙类", "Ａ类"]), written(), min_size=1))
def test_quotas_by_class_in_words_are_read_as_the_same_quotas(by_class: dict[str, str]) -> None:
    stored = read_quotas("；".join(f"{name}：{raw}" for name, raw in by_class.items()))
    assert read_quotas(quotas_in_words(stored)) == stored
    assert len(stored) == len(by_class)


@given(st.dictionaries(st.sampled_from([*UNIT_GRADES, NO_PRIZE, NO_GRADE]), percent, min_size=1))
def test_ratios_in_words_are_read_as_the_same_ratios(ratios: dict[str, str]) -> None:
    stored = read_ratios("、".join(f"{grade}{share}" for grade, share in ratios.items()))
    assert read_ratios(ratios_in_words(stored)) == stored
    assert [ratio_of(stored, grade) for grade in ratios] == [Decimal(share[:-1]) for share in ratios.values()]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("一等奖100%、其余不获奖", "一等奖100%、其余不获奖"),
        ("一等奖0%、其余三等奖", "一等奖0%、其余三等奖"),
        ("一等奖33.30%、其余三等奖", "一等奖33.3%、其余三等奖"),
        ("一等奖 30 %、其余三等奖", None),
        ("其余三等奖", "其余三等奖"),
        ("甲类:一等奖30%,其余三等奖;", "甲类：一等奖30%、其余三等奖"),
        ("甲类：一等奖30%、其余三等奖\n乙类：其余不获奖", "甲类：一等奖30%、其余三等奖；乙类：其余不获奖"),
    ],
)
def test_a_share_has_one_spelling(raw: str, words: str | None) -> None:
    if words is None:
        with pytest.raises(ValueError, match="不超过100%的比例"):
            read_quotas(raw)
    else:
        assert quotas_in_words(read_quotas(raw)) == words


@pytest.mark.parametrize(
    "raw",
    [
        "一等奖33.333%、其余三等奖",
        "一等奖1e1%、其余三等奖",
        "30%、其余三等奖",
        "一等奖30%、、其余三等奖",
    ],
)
def test_a_share_that_is_no_percentage_of_two_places_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match=r"应为等次和不超过100%的比例，如：一等奖30%、二等奖50%、其余三等奖"):
        read_quotas(raw)


@pytest.mark.parametrize("grade", [NO_GRADE, "特等奖", "优秀"])
def test_2_19_no_quota_gives_a_grade_that_is_none_of_a_unit(grade: str) -> None:
    for raw in (f"{grade}30%、其余三等奖", f"一等奖30%、其余{grade}"):
        with pytest.raises(ValueError, match=f"没有“{grade}”这一等次"):
            read_quotas(raw)


@pytest.mark.parametrize(
    ("raw", "name", "grades"),
    [
        (QUOTAS_EXAMPLE, "甲类", ("一等奖", "二等奖", "三等奖", "不获奖")),
        ("一等奖30%、其余不获奖", "", ("一等奖", "不获奖")),
        ("甲类：一等奖30%、其余三等奖；乙类：其余二等奖", "乙类", ("二等奖", "不获奖")),
        ("甲类：一等奖30%、其余三等奖", "乙类", ("不获奖",)),
    ],
)
def test_the_grades_of_a_class_are_its_ladder_and_no_prize(raw: str, name: str, grades: tuple[str, ...]) -> None:
    assert grades_for(read_quotas(raw), name) == grades


def test_without_quotas_there_is_no_grade_but_no_prize() -> None:
    assert grades_for([], "甲类") == ("不获奖",)


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
