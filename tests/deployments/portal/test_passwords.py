"""Chosen passwords: what people guess first is refused, with advice."""

from __future__ import annotations

import subprocess
import sys

import pytest

from deployments.portal.passwords import EASY, chosen_fault, guessed_first

WORDS = ["李明", "省教育厅"]


GUESSED = (
    "Zhangwei2026! gzsjyt@2026 1qaz2wsx3edc Mubiao2026 Password123 aaaaaaaaaa11 zxcvfr45tg abcdefghij1 1985-03-15a "
    "shuibei7lanse-malu-liushu 2026Zhangwei! zhangsan123 Zhonghua1949 woaizhongguo1"
)


@pytest.mark.parametrize("password", GUESSED.split())
def test_what_is_guessed_first_is_refused_with_advice(password: str) -> None:
    assert chosen_fault(password, password, WORDS) == EASY


@pytest.mark.parametrize("password", ["kaiyang-2026", "fenghuang-0213", "k" * 60 + "7chuanghu-pingguo-xueshan" * 2])
def test_what_is_not_guessed_is_taken(password: str) -> None:
    assert chosen_fault(password, password, WORDS) == ""


def test_the_list_has_two_hundred_and_each_is_refused_whole() -> None:
    listed = guessed_first()
    assert len(listed) == len(set(listed)) == 200
    long = [each for each in listed if len(each) >= 10]
    assert all(chosen_fault(each, each, ()) for each in long)
    assert all(chosen_fault(f"{each.title()}@2026", f"{each.title()}@2026", ()) for each in listed)


@pytest.mark.process
def test_nothing_but_a_chosen_password_loads_the_lists_of_words() -> None:
    asked = "import sys, deployments.portal.app; sys.exit('zxcvbn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0  # noqa: S603 - our own
