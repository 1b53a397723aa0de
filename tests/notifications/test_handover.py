"""Settlement of a try: sent, retried after a pause, or parked."""

from datetime import UTC, date, datetime, timedelta

import pytest

from notifications.channels import Letter, Outcome, Result
from notifications.claim import Claim
from notifications.handover import BACKOFF, _next_state

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def held(tries: int) -> Claim:
    return Claim(1, 1, "mail", tries, date(2026, 3, 2), Letter("a@example.org", "题", "文"))


@pytest.mark.parametrize(
    ("tries", "result", "state", "counted", "wait"),
    [
        (0, Result(Outcome.SENT), "sent", 1, None),
        (3, Result(Outcome.SENT), "sent", 4, None),
        (0, Result(Outcome.REFUSED), "parked", 1, None),
        (2, Result(Outcome.UNREACHABLE), "waiting", 2, timedelta(minutes=5)),
        (0, Result(Outcome.RETRY), "waiting", 1, timedelta(minutes=1)),
        (3, Result(Outcome.RETRY), "waiting", 4, timedelta(hours=2)),
        (0, Result(Outcome.RETRY, retry_after=7), "waiting", 1, timedelta(seconds=7)),
        (len(BACKOFF), Result(Outcome.RETRY), "parked", 5, None),
    ],
)
def test_a_try_has_its_consequence(
    tries: int, result: Result, state: str, counted: int, wait: timedelta | None
) -> None:
    assert _next_state(held(tries), result, NOW) == (state, counted, NOW + wait if wait else None)
