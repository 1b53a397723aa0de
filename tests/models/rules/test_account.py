"""Accounts: passwords, codes, delays, and the length of a session."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.account import (
    CODE_LENGTH,
    CODE_SIGNS,
    acts_by_hand,
    password_fault,
    read_code,
    session_end,
    spaced,
)
from models.rules.workdays import SHANGHAI

NOON = datetime(2026, 4, 15, 12, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("kaiyang-26", ""),
        ("开阳的山 很高很高的山", ""),
        ("k" * 127 + "1", ""),
        ("kaiyang-2", "口令应为10至128个字符"),
        ("1" + "k" * 128, "口令应为10至128个字符"),
        ("kaiyangkaiyang", "口令应有字母、数字、符号中的至少两种"),
        ("2026202620262026", "口令应有字母、数字、符号中的至少两种"),
        ("李明-kaiyang", "口令不能含有本人姓名、手机号或者部门名称"),
        ("x-sjyt-kaiyang", "口令不能含有本人姓名、手机号或者部门名称"),
    ],
)
def test_what_is_wrong_with_a_password(password: str, fault: str) -> None:
    assert password_fault(password, ["李明", "SJYT", ""]) == fault


@given(st.text(CODE_SIGNS, min_size=CODE_LENGTH, max_size=CODE_LENGTH))
def test_a_code_is_read_as_it_is_shown_and_in_small_letters(code: str) -> None:
    assert read_code(spaced(code)) == read_code(f" {code.lower()} ") == code
    assert [len(part) for part in spaced(code).split("-")] == [4] * 4


@pytest.mark.parametrize(
    ("begun", "seen", "left"), [(0, 0, 30), (30, 30, 0), (31, 31, -1), (700, 0, 20), (719, 0, 1), (721, 0, -1)]
)
def test_a_session_ends_after_half_an_hour_idle_and_half_a_day(begun: int, seen: int, left: int) -> None:
    end = session_end(NOON - timedelta(minutes=begun), NOON - timedelta(minutes=seen), timedelta(minutes=30))
    assert end - NOON == timedelta(minutes=left)


def test_an_account_acts_by_hand_once_the_receipt_of_the_newest_used_slip_is_there() -> None:
    day = date(2026, 4, 15)
    assert [acts_by_hand(each) for each in ([], [None], [day], [day, None], [None, day])] == [
        *(False, False, True, False, True)
    ]
