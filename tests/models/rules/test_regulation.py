"""Regulations: who lays down which kind, and which days their records may state (1-5.3 a, 1-5.2)."""

from __future__ import annotations

from datetime import date

import pytest

from models.rules.errors import Refused
from models.rules.regulation import RegulationKind, check_dates, check_issuer, check_repeal

TODAY, DATED, FROM = date(2026, 3, 5), date(2026, 2, 20), date(2026, 3, 1)


@pytest.mark.parametrize(
    ("kind", "department", "words"),
    [
        (RegulationKind.RULES, "D001", "不填部门"),
        (RegulationKind.USE_OF_RESULTS, "", "请填写部门"),
    ],
)
def test_rules_are_the_agencys_and_a_mechanism_is_a_departments(
    kind: RegulationKind, department: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        check_issuer(kind, department)
    check_issuer(kind, "" if department else "D001")


@pytest.mark.parametrize(
    ("dated", "valid_from", "words"),
    [
        (date(2026, 3, 6), date(2026, 3, 6), "文件日期2026-03-06在今天（2026-03-05）之后"),
        (DATED, date(2026, 2, 19), "施行日期2026-02-19早于文件日期2026-02-20"),
    ],
)
def test_a_regulation_is_of_a_paper_and_not_in_force_before_it(dated: date, valid_from: date, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_dates(dated, valid_from, TODAY)
    assert words in refusal.value.message


def test_a_regulation_may_be_in_force_from_a_later_day() -> None:
    check_dates(TODAY, date(2027, 1, 1), TODAY)
    check_repeal(date(2027, 1, 1), TODAY, FROM, TODAY)


@pytest.mark.parametrize(
    ("repealed_on", "dated", "words"),
    [
        (date(2026, 3, 6), date(2026, 3, 6), "废止文件的日期2026-03-06在今天（2026-03-05）之后"),
        (date(2026, 3, 2), date(2026, 3, 3), "废止日期2026-03-02早于废止文件的日期2026-03-03"),
        (date(2026, 2, 27), date(2026, 2, 26), "废止日期2026-02-27早于施行日期2026-03-01"),
    ],
)
def test_a_repeal_is_of_a_paper_and_not_before_the_regulation(repealed_on: date, dated: date, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_repeal(repealed_on, dated, FROM, TODAY)
    assert words in refusal.value.message
