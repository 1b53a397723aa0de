"""The seconds that a simulated year spends on answers: counted once, by what makes, fills in, reads and takes them."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import Session

from deployments.simulation import answer_time
from deployments.simulation.answer_time import AnswerTime
from notifications import attachments
from notifications.drafts import Draft

if TYPE_CHECKING:
    from deployments.simulation.year import Year

SHEET = Draft("表.xlsx", "表", lambda: b"1", smaller=Draft("小.xlsx", "小", lambda: b"2"))


@pytest.fixture(autouse=True)
def a_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """One second passes from each look at the clock to the next."""
    monkeypatch.setattr(answer_time, "monotonic", count().__next__)


def test_what_is_measured_within_what_is_measured_counts_once() -> None:
    answering = AnswerTime()
    with answering.measured():
        for _ in range(3):
            with answering.measured():
                pass
    with answering.measured(is_answer=False):
        pass
    assert answering.seconds == 1
    with answering.measured(), answering.measured():
        pass
    assert answering.seconds == 2


def test_time_that_ends_with_an_error_counts() -> None:
    answering = AnswerTime()
    for _ in range(2):
        with pytest.raises(ValueError, match="坏"), answering.measured():
            raise ValueError("坏")
    assert answering.seconds == 2


def test_a_sheet_counts_when_it_is_drafted_and_when_its_file_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def draft(_session: Any, told: Any, _day: date) -> Any:
        return {recipient: [SHEET] for recipient in told}

    makers = {"opened": draft, "reminder": draft}
    monkeypatch.setattr(attachments, "MAKERS", makers)
    answering = AnswerTime()
    with answering.of_sheets():
        assert len({*attachments.MAKERS.values()}) == 1  # one maker makes the sheets of both kinds together
        drafts = attachments.MAKERS["opened"](Session(), {7: []}, date(2025, 3, 20))
    assert (attachments.MAKERS, answering.seconds) == (makers, 1)
    [made] = drafts[7]
    assert made.smaller is not None
    assert (made.name, made.make(), made.smaller.make(), answering.seconds) == ("表.xlsx", b"1", b"2", 3)


def test_a_year_with_sheets_has_needed_time_for_them(year: Year) -> None:
    assert year.answering.seconds > 0
