"""来信: on which day an answer by mail counts as received."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.received_mail import counted_day, is_denied, is_vouched
from models.rules.workdays import SHANGHAI

NOON = datetime(2026, 3, 31, 12, 0, tzinfo=SHANGHAI)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - its bounds


@pytest.mark.parametrize(
    ("instant", "day"),
    [("2026-03-31T23:59:59+08:00", 31), ("2026-03-31T15:59:59+00:00", 31), ("2026-03-30T16:00:00+00:00", 31)],
)
def test_the_day_is_that_of_shanghai(instant: str, day: int) -> None:
    received = datetime.fromisoformat(instant)
    assert counted_day(received, received + timedelta(days=2)) == date(2026, 3, day)


def test_midnight_begins_the_next_day() -> None:
    received = datetime(2026, 4, 1, 0, 0, tzinfo=SHANGHAI)
    assert counted_day(received, received) == date(2026, 4, 1)


def test_an_answer_is_not_received_before_the_message_that_it_answers() -> None:
    assert counted_day(NOON - timedelta(days=3), NOON, NOON - timedelta(days=1)) == date(2026, 3, 30)


def test_an_answer_is_not_received_after_we_saw_it() -> None:
    assert counted_day(NOON + timedelta(days=3), NOON) == date(2026, 3, 31)


def test_what_we_saw_counts_if_the_message_was_sent_later() -> None:
    assert counted_day(NOON - timedelta(days=5), NOON, NOON + timedelta(days=5)) == date(2026, 3, 31)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_instant_without_zone_is_an_error(place: int) -> None:
    instants = [NOON, NOON, NOON]
    instants[place] = NOON.replace(tzinfo=None)
    with pytest.raises(ValueError, match="zone"):
        counted_day(*instants)


@given(INSTANTS, INSTANTS, INSTANTS)
def test_the_day_lies_between_the_message_and_our_look(received: datetime, seen: datetime, answered: datetime) -> None:
    day = counted_day(received, seen, answered)
    assert day <= seen.astimezone(SHANGHAI).date()
    assert day >= min(answered, seen).astimezone(SHANGHAI).date()
    assert day in {instant.astimezone(SHANGHAI).date() for instant in (received, seen, answered)}


PASS = {"dmarc": "pass", "spf": "fail"}
RELAY = "mx.gz.gov.cn"
SENDER = "d001@Example.org"


@pytest.mark.parametrize("given_by", [RELAY, "MX.gz.gov.cn"])
def test_the_named_relay_vouches_for_a_sender(given_by: str) -> None:
    assert is_vouched(RELAY, given_by, PASS, SENDER)
    assert is_vouched(RELAY, given_by, PASS | {"header.from": "example.org"}, SENDER)


@pytest.mark.parametrize(
    ("relay", "given_by", "verdicts"),
    [
        ("", "", PASS),
        ("", RELAY, PASS),
        (RELAY, "mx.example.com", PASS),
        (RELAY, f"{RELAY}.example.com", PASS),
        (RELAY, RELAY, {}),
        (RELAY, RELAY, {"spf": "pass", "dkim": "pass"}),
        (RELAY, RELAY, {"dmarc": "fail", "spf": "pass"}),
        (RELAY, RELAY, PASS | {"header.from": "example.com"}),
        (RELAY, RELAY, PASS | {"header.from": "sub.example.org"}),
    ],
)
def test_nothing_else_vouches(relay: str, given_by: str, verdicts: dict[str, str]) -> None:
    assert not is_vouched(relay, given_by, verdicts, SENDER)


@pytest.mark.parametrize(
    ("relay", "verdict", "denied"),
    [(RELAY, "fail", True), (RELAY, "FAIL", True), ("", "fail", False), (RELAY, "none", False), (RELAY, "pass", False)],
)
def test_the_named_relay_denies_a_sender(relay: str, verdict: str, *, denied: bool) -> None:
    assert is_denied(relay, RELAY, {"dmarc": verdict}) is denied
    assert not is_denied(relay, "mx.example.com", {"dmarc": verdict})
