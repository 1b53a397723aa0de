"""Chosen passwords: what people guess first is refused, with the reason and with advice."""

from __future__ import annotations

import subprocess
import sys

import pytest

from deployments.portal.passwords import chosen_fault, guessed_first

WORDS = ["李明", "省教育厅"]


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Zhangwei2026!", "“zhangwei”是单位和个人常用的词、姓名拼音或者简称"),
        ("gzsjyt@2026", "“gzsjyt”是单位和个人常用的词"),
        ("1qaz2wsx3edc", "“1qaz2wsx3edc”是单位和个人常用的词"),
        ("Mubiao2026", "“mubiao2026”是单位和个人常用的词"),
        ("Password123", "“Password123”是常见的词、姓名或者口令"),
        ("aaaaaaaaaa11", "“aaaaaaaaaa”是重复的字符"),
        ("zxcvfr45tg", "“zxcvfr45tg”是键盘上相邻的键"),
        ("abcdefghij1", "“abcdefghij”是连续的字符"),
        ("1985-03-15a", "“1985-03-15”是日期"),
        ("shuibei7lanse-malu-liushu", "单位和个人常用的词"),
    ],
)
def test_what_is_guessed_first_is_refused_and_named(password: str, reason: str) -> None:
    fault = chosen_fault(password, password, WORDS)
    assert fault.startswith("口令太容易猜到：")
    assert reason in fault
    assert fault.endswith(
        "请用四个互不相干的词的拼音，中间加数字或者符号，如 shuibei7lanse-malu-liushu（例子本身不能用）。"
    )


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
