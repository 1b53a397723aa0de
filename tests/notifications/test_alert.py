"""The words of an alert: cause, number, since when, what to look at, and nothing of the agency's work."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notifications.alert import ALL, CAUSES, Alert, Cause, letter_of
from tests.mails import moment

SINCE = moment("2026-03-05 08:00")
LATER = SINCE + timedelta(hours=1)


def test_the_words_are_cause_number_since_when_and_what_to_look_at() -> None:
    letter = letter_of(Alert(CAUSES["run_failed"], 3, SINCE, ended=False), LATER)
    assert letter.subject == "【系统告警】定时运行失败：3次"
    assert letter.text == "定时运行失败：3次，自2026-03-05 08:00起。请到运行本系统的机器上处理，可先执行 mubiao check。"
    assert letter.text in letter.markdown


def test_the_end_says_from_when_to_when() -> None:
    letter = letter_of(Alert(CAUSES["disk_low"], 300, SINCE, ended=True), LATER)
    assert letter.subject == "【系统告警】已恢复：磁盘空间将尽"
    assert letter.text == "已恢复：磁盘空间将尽，自2026-03-05 08:00起，2026-03-05 09:00恢复。"


@pytest.mark.parametrize("cause", ALL, ids=list(CAUSES))
def test_each_cause_fits_a_line_and_says_a_number(cause: Cause) -> None:
    letter = letter_of(Alert(cause, 7, SINCE, ended=False), SINCE)
    assert "7" in letter.subject
    assert len(letter.subject) < 60
