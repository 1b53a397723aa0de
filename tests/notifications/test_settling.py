"""What becomes of a message after a try, by outcome and by how often it was tried."""

from datetime import UTC, date, datetime, timedelta

import pytest

from notifications.channels import Letter, Outcome, Result
from notifications.claiming import Claim
from notifications.settling import _next_state

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
SENT, RETRY, REFUSED, AWAY = Outcome.SENT, Outcome.RETRY, Outcome.REFUSED, Outcome.UNREACHABLE


@pytest.mark.parametrize(
    ("outcome", "tries", "asked", "state", "tried", "wait"),
    [
        (SENT, 0, 0, "sent", 1, None),
        (RETRY, 0, 0, "waiting", 1, timedelta(minutes=1)),
        (RETRY, 1, 0, "waiting", 2, timedelta(minutes=5)),
        (RETRY, 2, 0, "waiting", 3, timedelta(minutes=30)),
        (RETRY, 3, 0, "waiting", 4, timedelta(minutes=120)),
        (RETRY, 4, 0, "parked", 5, None),
        (RETRY, 0, 61, "waiting", 1, timedelta(seconds=61)),
        (REFUSED, 0, 0, "parked", 1, None),
        (AWAY, 3, 0, "waiting", 3, timedelta(minutes=5)),
    ],
)
def test_a_try_leads_to_its_next_state(
    outcome: Outcome, tries: int, asked: int, state: str, tried: int, wait: timedelta | None
) -> None:
    held = Claim(1, 1, "mail", tries, date(2026, 4, 1), Letter("a@b", "", ""))
    result = Result(outcome, "", "", retry_after=asked)
    assert _next_state(held, result, NOW) == (state, tried, wait and NOW + wait)
