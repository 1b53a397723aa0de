"""The publication deadline of an opinion's remediation, and the valid dates (6.2.7, A23, A25)."""

from datetime import date

import pytest

from models.intake.shipped import shipped_calendar
from models.rules.deadlines import compute_deadline
from models.rules.errors import Refused
from models.rules.opinion import (
    OPINION_FEEDBACK,
    OPINION_PUBLICATION,
    PUBLIC_OPINION,
    check_limit,
    check_published,
    quarter_end,
)

DAY, PUBLICATION = date(2026, 8, 20), date(2026, 10, 20)


@pytest.mark.parametrize(
    ("received", "last"),
    [
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 3, 31), date(2026, 3, 31)),
        (date(2026, 8, 20), date(2026, 9, 30)),
        (date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_an_opinion_belongs_to_the_quarter_in_which_it_was_received(received: date, last: date) -> None:
    assert quarter_end(received) == last


def test_the_opinions_of_a_quarter_are_published_by_the_tenth_working_day_after_it() -> None:
    value = compute_deadline(OPINION_PUBLICATION.due, quarter_end(DAY), shipped_calendar())
    assert value.due == PUBLICATION  # the National Day holiday skipped, the make-up Saturday 10 October counted
    assert value.rule.choice == "A25"


def test_the_feedback_is_due_on_the_day_the_agency_named() -> None:
    value = compute_deadline(OPINION_FEEDBACK.due, date(2026, 9, 20), shipped_calendar())
    assert (value.due, value.provisional) == (date(2026, 9, 20), False)


@pytest.mark.parametrize("limit", [DAY, PUBLICATION])
def test_a_limit_lies_between_today_and_the_publication(limit: date) -> None:
    check_limit(limit, PUBLICATION, DAY)


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (date(2026, 8, 19), "整改时限2026-08-19不能早于今天（2026-08-20）。"),
        (
            date(2026, 10, 23),
            "整改时限2026-10-23晚于该意见整改情况应公布的日期2026-10-20，请提前，届时反馈整改进展。",
        ),
    ],
)
def test_a_limit_in_the_past_or_after_the_publication_is_refused(limit: date, text: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_limit(limit, PUBLICATION, DAY)
    assert refusal.value.message == text


def test_an_opinion_with_an_overdue_publication_can_have_any_limit() -> None:
    check_limit(date(2026, 11, 20), PUBLICATION, date(2026, 10, 23))


@pytest.mark.parametrize(
    ("published", "text"),
    [
        (date(2026, 8, 21), "公布日期2026-08-21在今天（2026-08-20）之后，请核对。"),
        (date(2026, 8, 9), "公布日期2026-08-09早于整改情况反馈的日期2026-08-10，请核对。"),
    ],
)
def test_a_publication_in_the_future_or_before_the_feedback_is_refused(published: date, text: str) -> None:
    check_published(DAY, date(2026, 8, 10), DAY)
    with pytest.raises(Refused) as refusal:
        check_published(published, date(2026, 8, 10), DAY)
    assert refusal.value.message == text


# Edges


def test_on_the_day_of_the_publication_a_later_limit_is_still_refused() -> None:
    check_limit(PUBLICATION, PUBLICATION, PUBLICATION)
    with pytest.raises(Refused, match=r"^整改时限2026-10-21晚于该意见整改情况应公布的日期2026-10-20，"):
        check_limit(date(2026, 10, 21), PUBLICATION, PUBLICATION)


def test_from_the_day_after_the_publication_on_every_limit_is_right_but_none_in_the_past() -> None:
    today = date(2026, 10, 21)
    check_limit(today, PUBLICATION, today)
    with pytest.raises(Refused, match=r"^整改时限2026-10-20不能早于今天（2026-10-21）。$"):
        check_limit(PUBLICATION, PUBLICATION, today)


def test_an_opinion_may_be_published_on_the_day_of_its_feedback() -> None:
    check_published(DAY, DAY, DAY)


@pytest.mark.parametrize(
    ("received", "publication"),
    [
        ("2025-10-01", "2026-01-15"),  # over the New Year holiday, Sunday 4 January worked
        ("2026-01-01", "2026-04-15"),
        ("2026-03-31", "2026-04-15"),
        ("2026-04-01", "2026-07-14"),
        ("2026-09-30", "2026-10-20"),
        ("2026-12-31", "2027-01-15"),
    ],
)
def test_the_publication_of_an_opinion_follows_from_the_quarter_of_its_receipt(received: str, publication: str) -> None:
    anchor = quarter_end(date.fromisoformat(received))
    due = compute_deadline(OPINION_PUBLICATION.due, anchor, shipped_calendar()).due
    period = PUBLIC_OPINION.periods(anchor.year)[anchor.month // 3 - 1]
    assert str(due) == publication
    assert PUBLIC_OPINION.deadline(period, shipped_calendar()).due == due
