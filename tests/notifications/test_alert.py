"""The words of an alert: cause, number, since when, what to look at, and nothing of the agency's work."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notifications.alert import ALL, CAUSES, letter_of
from tests.mails import moment

SINCE = moment("2026-03-05 08:00")


def test_the_words_are_cause_number_since_when_and_what_to_look_at() -> None:
    letter = letter_of(CAUSES["run_failed"], 3, SINCE, SINCE + timedelta(hours=1), ended=False)
    assert letter.subject == "【系统告警】定时运行失败：3次"
    assert letter.text == ("定时运行失败：3次，自2026-03-05 08:00起。请在运行本系统的机器上执行 mubiao check 查看。")
    assert letter.text in letter.markdown


def test_the_end_says_from_when_to_when() -> None:
    letter = letter_of(CAUSES["disk_low"], 300, SINCE, SINCE + timedelta(hours=1), ended=True)
    assert letter.subject == "【系统告警】已恢复：磁盘空间将尽"
    assert letter.text == "已恢复：磁盘空间将尽，自2026-03-05 08:00起，2026-03-05 09:00恢复。"


@pytest.mark.parametrize("cause", ALL, ids=list(CAUSES))
def test_each_cause_fits_a_line_and_says_a_number(cause: object) -> None:
    letter = letter_of(CAUSES[cause.code], 7, SINCE, SINCE, ended=False)  # type: ignore[attr-defined]
    assert "7" in letter.subject
    assert len(letter.subject) < 60
