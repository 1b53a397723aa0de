"""The year-end check under a notice of on-site verification: its requirements and its date."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from notifications.printers import Rendered
from notifications.render import render
from notifications.samples import SAMPLES
from notifications.samples.year_end import NUMBER, REQUIRED, opened_under_notice, year_end_notices

MOVED, KEPT = year_end_notices()


def render_sample(**otherwise: Any) -> Rendered:
    return render("year_end_notice", dict(MOVED) | {"payload": MOVED["payload"] | otherwise})


@pytest.mark.parametrize(
    ("context", "due", "target"),
    [
        (MOVED, date(2026, 12, 31), date(2026, 12, 31)),
        (KEPT, date(2027, 1, 10), date(2027, 1, 8)),
        (opened_under_notice(), date(2027, 1, 5), date(2027, 1, 5)),
    ],
)
def test_the_date_is_that_of_the_notice_and_is_never_moved_to_a_working_day(
    context: Any, due: date, target: date
) -> None:
    assert (context["duty"]["due"], context["duty"]["target"]) == (due, target)
    assert NUMBER in context["duty"]["why"]


def test_the_samples_are_those_of_this_module() -> None:
    assert SAMPLES["year_end_notice"] == (MOVED, KEPT)
    assert SAMPLES["opened_year_end_check"][-1] == opened_under_notice()


@pytest.mark.parametrize(
    ("former", "words"),
    [
        ("2027-01-10", "期限由2027年1月10日（周日）调整为2026年12月31日（周四），此前的提醒以本通知为准。"),
        ("2026-12-25", "期限由2026年12月25日（周五）调整为2026年12月31日（周四），此前的提醒以本通知为准。"),
    ],
)
def test_a_moved_date_names_the_former_one(former: str, words: str) -> None:
    rendered = render_sample(**{"from": former})
    assert words in rendered.text.splitlines()
    assert words.removeprefix("期限") in rendered.html


def test_a_kept_date_tells_of_no_change() -> None:
    rendered = render_sample(**{"from": ""})
    assert "调整为" not in rendered.text + rendered.html + rendered.markdown


@pytest.mark.parametrize(("length", "shown"), [(299, 299), (300, 300), (301, 299), (3000, 299)])
def test_a_robot_cuts_the_requirements_at_three_hundred(length: int, shown: int) -> None:
    rendered = render_sample(requirements="备" * length)
    assert rendered.markdown.count("备") == shown + 1  # and once in 备齐
    assert f"要求：{'备' * length}。" in rendered.text


def test_number_and_requirements_stand_in_mail_and_robot_message() -> None:
    rendered = render_sample()
    assert f"现场复核通知（{NUMBER}）要求：{REQUIRED['requirements']}。" in rendered.text.splitlines()
    assert f"> 复核要求：{REQUIRED['requirements']}" in rendered.markdown.splitlines()
    assert NUMBER in rendered.html
