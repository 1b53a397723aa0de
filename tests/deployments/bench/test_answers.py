"""The measured sheets are those that offices get, and every reply is really taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.bench.answers import _check_taken, answers
from models.rules.errors import Refused
from tasks.settings import settings

if TYPE_CHECKING:
    from deployments.bench.databases import BenchServer


@pytest.mark.process
def test_sheets_are_made_and_their_replies_taken(bench: BenchServer) -> None:
    text: list[str] = []
    made, taken = answers(bench, text.append, offices=3, lines=2)
    assert (made.case, made.departments, made.targets, made.target) == ("answer_sheets", 3, 2, 5)
    assert (taken.case, taken.departments, taken.target) == ("answers", 3, 3 / 20)
    assert taken.note == f"每秒{3 / taken.value:.1f}份"
    assert made.value > 0
    assert text == ["3份回复表，每份2行：生成、收取……"]
    assert not settings().inbox_url


def test_a_figure_for_less_than_all_replies_is_refused(bench: BenchServer) -> None:
    with bench.fresh(3, 2), pytest.raises(Refused, match="3份回复中只收取了0份"):
        _check_taken(3)
