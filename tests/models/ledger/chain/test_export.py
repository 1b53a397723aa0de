"""The exported ledger: every block with everything its hash covers, and the head at the end."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from models.block import block_hash
from models.database import begin
from models.ledger.chain import export
from models.ledger.chain.export import exported_chain

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def exported() -> list[dict[str, Any]]:
    with begin() as session:
        return [json.loads(line) for line in exported_chain(session)]


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@pytest.mark.usefixtures("march")
def test_each_block_brings_all_that_its_hash_covers() -> None:
    *blocks, _ = exported()
    assert blocks
    for block in blocks:
        assert digest("\n".join(map(digest, block["moves"]))) == block["content"]
        assert digest(block["result"]) == block["header"]["result"]
        assert block_hash(block["previous"], block["content"], block["header"]) == block["hash"]


@pytest.mark.usefixtures("march")
def test_the_last_line_names_the_head(sql: Sql) -> None:
    *blocks, last = exported()
    height, head = sql.rows("SELECT height, hash FROM chain_head")[0]
    assert last == {"head": {"height": height, "hash": head}}
    assert [block["height"] for block in blocks] == list(range(1, height + 1))


def test_the_source_of_an_entry_and_a_move_of_any_script_are_brought_as_they_are(march: Acting) -> None:
    march.on_behalf("电话", "李明\u2028转述").report("D002", "2026-03", "T003", reason="甲\u0085乙")
    *_, block, _ = exported()
    assert json.loads(block["header"]["source"]) == {"means": "phone", "note": "李明\u2028转述"}
    assert [json.loads(move)[:3] for move in block["moves"]] == [
        ["obligation", "monthly_check|2026-03|D002||0", "discharge"],
        ["report", "monthly_check|2026-03|D002||0|1", "given"],
        ["seal", "notice", None],
    ]


def test_an_act_that_moved_nothing_but_has_a_request_id_brings_an_empty_block(march: Acting) -> None:
    march.do("waive", obligation=1, reason="撤并")
    march.do("waive", request_id="r-1", obligation=1, reason="撤并")
    *_, empty, _ = exported()
    assert (empty["moves"], empty["header"]["request_id"]) == ([], "r-1")


@pytest.mark.usefixtures("march")
def test_blocks_are_read_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = exported()
    monkeypatch.setattr(export, "AT_ONCE", 1)
    assert exported() == whole
