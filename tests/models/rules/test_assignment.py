"""The days of other work that is assigned to the agency do not contradict each other (1-5.3 f)."""

from __future__ import annotations

from datetime import date

import pytest

from models.rules.assignment import Giver, check_done, check_received
from models.rules.errors import Refused

TODAY = date(2026, 3, 5)


def day(n: int) -> date:
    return date(2026, 3, n)


def test_three_bodies_assign_work() -> None:
    assert [each.label for each in Giver] == ["党委", "政府", "领导小组"]


@pytest.mark.parametrize(
    ("dated", "received", "limit", "words"),
    [
        (6, 6, None, "收到日期2026-03-06在今天（2026-03-05）之后，请核对。"),
        (5, 4, None, "交办文件的日期2026-03-05晚于收到日期2026-03-04，请核对。"),
        (2, 4, 3, "办理时限2026-03-03早于收到日期2026-03-04，请核对。"),
    ],
)
def test_a_paper_is_received_after_its_date_and_before_its_limit(
    dated: int, received: int, limit: int | None, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        check_received(day(dated), day(received), day(limit) if limit else None, TODAY)


def test_days_in_their_order_are_taken() -> None:
    check_received(day(2), day(2), day(2), TODAY)
    check_received(day(2), day(5), None, TODAY)
    check_done(day(5), day(5), TODAY)


@pytest.mark.parametrize(("done", "words"), [(6, "在今天（2026-03-05）之后"), (3, "早于收到日期2026-03-04")])
def test_it_is_done_after_its_receipt_and_not_in_the_future(done: int, words: str) -> None:
    with pytest.raises(Refused, match=words):
        check_done(day(done), day(4), TODAY)
