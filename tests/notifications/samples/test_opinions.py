"""Notices about an opinion of the public: handed over, fed back, dismissed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from notifications.printers import Rendered
from notifications.render import render
from notifications.samples import SAMPLES
from notifications.samples.opinions import CONTENT, FEEDBACK, RECEIVED, feedback_of, of_publication
from notifications.samples.parts import DEPARTMENT


def render_sample(kind: str, number: int = 0, /, **otherwise: Any) -> Rendered:
    sample = SAMPLES[kind][number]
    return render(kind, dict(sample) | {"payload": sample["payload"] | otherwise})


def test_an_office_reads_the_opinion_its_channel_and_the_day_of_the_feedback() -> None:
    rendered = render_sample("opinion_received")
    assert rendered.subject == "【公众意见】公众意见2026-3交办，请于9月20日（周日，调休上班）前反馈整改情况"
    assert rendered.text.splitlines()[1:5] == [
        "请于2026年9月20日（周日，调休上班）前反馈公众意见2026-3的整改情况，还有22个工作日。",
        f"意见内容：{CONTENT}。",
        "来源渠道：公众评议问卷，8月20日收到。",
        "整改情况将向社会公布。",
    ]
    assert CONTENT in rendered.html


@pytest.mark.parametrize("kind", ["opinion_received", "opinion_dismissed", "opinion_fed_back"])
def test_a_robot_never_repeats_what_a_citizen_wrote(kind: str) -> None:
    rendered = render_sample(kind, content="某某路12号张某反映", feedback="已告知张某")
    assert "张某" not in rendered.markdown + rendered.subject
    assert "张某" in rendered.text


@pytest.mark.parametrize(("late", "words"), [(False, "已按时反馈"), (True, "已反馈")])
def test_the_agency_reads_whether_the_feedback_was_in_time(words: str, *, late: bool) -> None:
    rendered = render_sample("opinion_fed_back", late=late)
    assert rendered.text.splitlines()[0].startswith(f"{DEPARTMENT}{words}公众意见2026-3的整改情况")
    assert f"反馈内容：{FEEDBACK}。" in rendered.text.splitlines()
    assert rendered.subject.endswith("（逾期）") == late


def test_the_agency_reads_that_opinion_fed_back_was_entered_long_after_its_receipt() -> None:
    rendered = render_sample("opinion_fed_back", late=False, entered_late=True)
    assert rendered.subject.endswith("（补录）")
    assert ("（补录）" in rendered.text, "（补录）" in rendered.html, "（补录）" in rendered.markdown) == (True,) * 3


def test_a_dismissed_opinion_needs_no_answer_and_says_why() -> None:
    rendered = render_sample("opinion_dismissed", reason="重复反映")
    assert rendered.subject == "【公众意见】公众意见2026-3不予办理，无需再反馈整改情况"
    assert "原因：重复反映。" in rendered.text.splitlines()
    assert rendered.markdown == "**公众意见2026-3不予办理**，无需再反馈整改情况。"


@pytest.mark.parametrize(
    ("today", "left"), [(RECEIVED, 22), (date(2026, 9, 18), 1), (date(2026, 9, 20), 0), (date(2026, 9, 21), -1)]
)
def test_a_make_up_sunday_counts_as_a_working_day_of_the_feedback(today: date, left: int) -> None:
    duty = feedback_of(today)
    assert (duty["due"], duty["makeup"], duty["days_left"]) == (date(2026, 9, 20), True, left)


def test_the_publication_is_due_ten_working_days_after_the_quarter_in_which_it_came() -> None:
    duty = of_publication(date(2026, 10, 20))["duty"]
    assert (duty["due"], duty["clause"]) == (date(2026, 10, 20), "3-6.2.7")


@pytest.mark.parametrize("kind", ["opinion_received", "opinion_dismissed"])
def test_markup_in_an_opinion_is_shown_as_words(kind: str) -> None:
    rendered = render_sample(kind, content="<a href='http://x'>点</a>\n第二行")
    assert "<a href" not in rendered.html
    assert "&lt;a href=" in rendered.html
    assert "<br>第二行" in rendered.html
