"""等次比例: shares of grades, for all units or class by class, written and read back (1-2.19, A24)."""

from decimal import Decimal

import pytest

from models.rules.score.quotas import (
    QUOTAS_EXAMPLE,
    RATIOS_EXAMPLE,
    quotas_in_words,
    quotas_of,
    ratio_of,
    ratios_in_words,
    read_quotas,
    read_ratios,
)
from models.rules.score.ranking import Quotas

STORED = [{"class": "", "shares": [["优秀", "30"], ["良好", "50"]], "rest": "合格"}]
BY_CLASS = "甲类：优秀30%、其余合格；乙类：优秀12.5%、其余合格"


@pytest.mark.parametrize("raw", [QUOTAS_EXAMPLE, "优秀３０％，良好 50.00%，其余 合格"])
def test_quotas_of_all_units_are_read_as_people_write_them(raw: str) -> None:
    assert read_quotas(raw) == STORED
    assert quotas_in_words(STORED) == QUOTAS_EXAMPLE


def test_quotas_are_read_class_by_class_and_written_back() -> None:
    stored = read_quotas(BY_CLASS)
    assert [part["class"] for part in stored] == ["甲类", "乙类"]
    assert quotas_in_words(stored) == BY_CLASS
    assert read_quotas(quotas_in_words(stored)) == stored


def test_a_class_has_its_own_quotas_or_those_of_all() -> None:
    assert quotas_of(STORED, "甲类") == Quotas((("优秀", Decimal(30)), ("良好", Decimal(50))), "合格")
    assert quotas_of(read_quotas(BY_CLASS), "乙类") == Quotas((("优秀", Decimal("12.5")),), "合格")
    assert quotas_of(read_quotas(BY_CLASS), "丙类") is None


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("优秀60%、良好50%、其余合格", "比例合计110%，不得超过100%"),
        ("甲类：优秀30%、其余合格；乙类：优秀99%、良好1.01%、其余合格", "“乙类.*比例合计100.01%"),
        ("优秀130%、其余合格", "应为等次和不超过100%的比例"),
        ("优秀三成、其余合格", "应为等次和不超过100%的比例"),
        ("优秀30%、良好50%", "最后应写明其余单位的等次"),
        ("优秀30%、优秀20%、其余合格", "等次“优秀”写了两次"),
        ("优秀30%、其余优秀", "等次“优秀”写了两次"),
        ("甲类：优秀30%、其余合格；甲类：优秀20%、其余合格", "每一类单位只写一次"),
        ("优秀30%、其余合格；甲类：优秀20%、其余合格", "每一类单位只写一次"),
        ("", "应写明各等次的比例"),
        (None, "应写明各等次的比例"),
    ],
)
def test_quotas_that_cannot_hold_are_refused(raw: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_quotas(raw)


def test_the_ratio_of_individuals_follows_the_grade_of_the_unit() -> None:
    stored = read_ratios("优秀25.0%，良好20%，合格15%")
    assert (ratios_in_words(stored), read_ratios(RATIOS_EXAMPLE)) == (RATIOS_EXAMPLE, stored)
    assert (ratio_of(stored, "良好"), ratio_of(stored, "不合格")) == (Decimal(20), None)


@pytest.mark.parametrize("raw", ["优秀101%", "优秀25", "优秀25%、优秀20%", "", None])
def test_ratios_that_cannot_hold_are_refused(raw: object) -> None:
    with pytest.raises(ValueError, match=r"不超过100%|写了两次"):
        read_ratios(raw)
