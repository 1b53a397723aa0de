"""What is fixed before a sample can be known."""

from __future__ import annotations

from models.ledger.sample.commitment import Commitment
from models.rules.sample_sizes import SizeRule
from models.rules.sampling import Purpose, population_of


def test_a_list_of_people_without_a_public_number_is_a_whole_commitment() -> None:
    rule = SizeRule(1)
    made = Commitment("2026-1", Purpose.TEAM, population_of({"名册": ["王文", "李天"]}, rule), rule, "ab" * 32, "cd")
    assert (made.number_kind, made.known_on, made.query, made.people) == (None, None, None, 0)
