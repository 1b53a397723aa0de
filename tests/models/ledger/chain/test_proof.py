"""The lines of a proof: what a reader sees of moves whose record has another key by now."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.chain.export import chain_head
from models.ledger.chain.proof import proof_lines, reader_of

if TYPE_CHECKING:
    from tests.conftest import Acting


@pytest.mark.usefixtures("database")
def test_the_last_move_of_a_former_key_is_seen_and_its_record_has_the_new_one(anyone: Acting) -> None:
    anyone.do("init", name="贵州", go_live="2026-01-01", organ_word="省直")
    anyone.do("init", name="贵州省", go_live="2026-01-01")
    with begin() as session:
        chain, records = proof_lines(session, reader_of(session, None), chain_head(session)["height"])
    moves = [json.loads(move) for line in chain for move in json.loads(line)["moves"]]
    assert [move[1:3] for move in moves if move[0] == "jurisdiction" and not move[5]] == [["贵州", "corrected"]]
    found = [json.loads(line) for line in records]
    assert {each["key"] for each in found if each["record"] == "jurisdiction"} == {"全国", "贵州省"}
