"""The outside world of a simulation accepts letters, is busy at times, and records the handovers."""

from collections import Counter

import pytest

from deployments.simulation.outside_world import URLS, Outside
from deployments.simulation.plan import Plan
from models.rules.errors import Refused
from notifications.channels import Channel, Letter, Outcome
from notifications.services import open_channel

LETTERS = [Letter("a@simulated.test", "题", "文", message_id=f"<{n}@simulated.test>") for n in range(500)]


@pytest.fixture
def outside() -> Outside:
    made = Outside(Plan(2025))
    made.connect()
    return made


def outcomes(channel: Channel) -> list[Outcome]:
    return [channel.send(letter).outcome for letter in LETTERS]


@pytest.mark.parametrize("name", URLS)
def test_it_is_reached_by_the_addresses_of_the_settings(outside: Outside, name: str) -> None:
    channel = open_channel(URLS[name])
    assert isinstance(channel, Channel)
    assert (channel.name, channel.lanes) == (name, 0)
    channel.close()
    assert outside.offered == Counter()


@pytest.mark.usefixtures("outside")
def test_it_has_no_other_channel() -> None:
    with pytest.raises(Refused, match="推演中没有名为“pigeon”的渠道"):
        open_channel("simulated://pigeon/")


def test_the_seed_decides_which_letters_are_accepted(outside: Outside) -> None:
    first = outcomes(open_channel(URLS["mail"]))
    assert first == outcomes(open_channel(_another(outside)))
    assert 0 < first.count(Outcome.RETRY) < 25


def _another(outside: Outside) -> str:
    Outside(outside.plan).connect()
    return URLS["mail"]


def test_a_letter_refused_as_busy_is_accepted_the_next_time(outside: Outside) -> None:
    channel = open_channel(URLS["mail"])
    busy = [letter for letter, found in zip(LETTERS, outcomes(channel), strict=True) if found is Outcome.RETRY]
    assert {channel.send(letter).outcome for letter in busy} == {Outcome.SENT}
    assert set(outside.taken.values()) == {1}


def test_it_counts_letters_that_arrive_twice(outside: Outside) -> None:
    channel = open_channel(URLS["mail"])
    sent = next(letter for letter in LETTERS if channel.send(letter).outcome is Outcome.SENT)
    channel.send(sent)
    assert outside.taken[sent.message_id] == 2
    assert outside.today[sent.message_id] == "mail"


def test_a_channel_that_is_down_accepts_no_letter(outside: Outside) -> None:
    outside.down.add("mail")
    assert set(outcomes(open_channel(URLS["mail"]))) == {Outcome.UNREACHABLE}
    assert Outcome.SENT in outcomes(open_channel(URLS["wecom"]))
    assert not [letter for letter, channel in outside.today.items() if channel == "mail"]
