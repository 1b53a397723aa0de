"""The notice to an office about a visit to one of its projects (7.3)."""

from __future__ import annotations

from typing import Any

import pytest

from notifications.printers import Rendered
from notifications.render import render
from notifications.samples import SAMPLES
from notifications.samples.parts import ROAD


def render_sample(**otherwise: Any) -> Rendered:
    sample = SAMPLES["field_visited"][0]
    return render("field_visited", dict(sample) | {"payload": sample["payload"] | otherwise})


def test_a_visit_is_dated_and_says_what_was_found_and_what_was_arranged() -> None:
    rendered = render_sample()
    assert rendered.subject == f"【每季核查】8月19日（周三）现场核查了“{ROAD}”，请按核查情况抓好整改"
    assert rendered.text.splitlines()[1:4] == [
        f"2026年8月19日（周三）现场核查了“{ROAD}”，请按核查情况抓好整改。",
        "困难和问题：第3标段用地批复未下达，施工停滞。",
        "协助整改：当日协调自然资源部门，约定8月底前批复。",
    ]


@pytest.mark.parametrize("entries", [0, 1, 7])
def test_entries_that_are_not_made_good_are_numbered_in_the_mail_and_counted_by_the_robot(entries: int) -> None:
    rendered = render_sample(pressed=[f"第{number}标段：进度滞后" for number in range(entries)])
    assert rendered.text.count("标段：进度滞后") == rendered.html.count("标段：进度滞后") == entries
    assert (f"负面清单中还有{entries}项尚未补欠。" in rendered.markdown) == bool(entries)
    assert "标段：进度滞后" not in rendered.markdown


@pytest.mark.parametrize("length", [199, 200, 201, 2000])
def test_a_robot_cuts_long_findings_at_two_hundred_and_a_mail_does_not(length: int) -> None:
    rendered = render_sample(problems="停" * length)
    assert rendered.markdown.count("停") == (length if length <= 200 else 199)
    assert rendered.text.count("停") == length


def test_the_clause_stands_in_text_and_html() -> None:
    rendered = render_sample()
    assert "《目标管控》7.3" in rendered.text
    assert "《目标管控》7.3" in rendered.html
