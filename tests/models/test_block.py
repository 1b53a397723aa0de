"""The block of an act: one canonical text, one hash, nothing appended without cause."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.block import GENESIS, block_hash, canonical, header_of
from models.database import begin
from models.ledger.acts import OPERATOR, Context, Summary
from models.ledger.jurisdiction import home
from models.ledger.perform import leave_block
from models.rules.business_day import SHANGHAI, BusinessDay
from models.statements import run
from models.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

LINES = ("T001", "T002")
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
)
BLOCK: dict[str, Any] = {
    "act": "waive",
    "actor": "张三",
    "role": "agency",
    "business_date": date(2026, 3, 5),
    "at": datetime(2026, 3, 5, 1, 30, tzinfo=UTC),
    "request_id": None,
    "result": {"words": "已豁免。"},
    "source": {},
}
DAY = BusinessDay(date(2026, 3, 5), datetime(2026, 3, 5, 9, tzinfo=SHANGHAI))


@given(json_values)
def test_canonical_text_keeps_the_value(value: Any) -> None:
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(st.text(max_size=4), st.integers(), max_size=6))
def test_the_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [({"乙": 1, "甲": [None, True]}, '{"乙":1,"甲":[null,true]}'), ([], "[]"), ("“”", '"“”"'), (1.5, "1.5")],
)
def test_canonical_text_has_no_spaces_and_no_escapes_for_chinese(value: Any, text: str) -> None:
    assert canonical(value) == text


def test_a_value_that_json_does_not_know_is_an_error() -> None:
    with pytest.raises(TypeError):
        canonical(Decimal(1))


def test_the_header_gives_the_instant_in_shanghai_and_an_empty_request_id() -> None:
    header = header_of(BLOCK)
    assert (header["at"], header["request_id"]) == ("2026-03-05T09:30:00+08:00", "")
    assert header["result"] == '{"words":"已豁免。"}'


@pytest.mark.parametrize(("source", "has_it"), [({}, False), (None, False), ({"means": "phone"}, True)])
def test_only_a_block_with_a_source_has_it_in_its_header(source: Any, has_it: bool) -> None:  # noqa: FBT001 - a case
    assert ("source" in header_of(BLOCK | {"source": source})) is has_it


@pytest.mark.parametrize("changed", ["act", "actor", "role", "business_date", "at", "request_id", "result", "source"])
def test_each_part_of_the_header_changes_the_hash(changed: str) -> None:
    other = {
        "business_date": date(2026, 3, 6),
        "at": datetime(2026, 3, 5, 1, 31, tzinfo=UTC),
        "result": {"words": ""},
        "source": {"means": "phone"},
    }.get(changed, "other")
    before, after = (block_hash(GENESIS, "content", header_of(block)) for block in (BLOCK, BLOCK | {changed: other}))
    assert before != after


@pytest.mark.parametrize("changed", [("1" * 64, "content"), (GENESIS, "contents")])
def test_the_previous_hash_and_the_content_change_the_hash(changed: tuple[str, str]) -> None:
    assert block_hash(*changed, header_of(BLOCK)) != block_hash(GENESIS, "content", header_of(BLOCK))


def test_the_database_computes_the_hash_that_python_computes(march: Acting, sql: Sql) -> None:
    march.office("D001").do(
        "submit_report", department="D001", period="2026-03", lines=[{"target": c, "progress": 1} for c in LINES]
    )
    columns = "previous_hash, content, hash, act, actor, role, business_date, at, request_id, result, source"
    with begin() as session:
        blocks = [dict(row) for row in run(session, f"SELECT {columns} FROM block ORDER BY height").mappings()]  # noqa: S608 - constants
    computed = [block_hash(block["previous_hash"], block["content"], header_of(block)) for block in blocks]
    assert computed == sql.column("SELECT hash FROM block ORDER BY height")


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize(("request_id", "blocks"), [(None, 0), ("once", 1)])
def test_an_act_that_moved_nothing_has_a_block_only_for_its_request_id(
    sql: Sql, request_id: str | None, blocks: int
) -> None:
    before = sql.value("SELECT count(*) FROM block")
    with begin() as session:
        number = run(session, "SELECT nextval('act_number')").scalar_one()
        ctx = Context(number, home(session), DAY, OPERATOR, request_id)
        leave_block(session, "waive", ctx, Summary("未作改动。"))
        assert transaction(session).block is not None
    assert sql.value("SELECT count(*) FROM block") == before + blocks


@pytest.mark.usefixtures("march")
def test_a_transaction_has_one_block() -> None:
    with begin() as session:
        ctx = Context(1, home(session), DAY, OPERATOR)
        leave_block(session, "waive", ctx, Summary())
        with pytest.raises(ValueError, match="waive"):
            leave_block(session, "waive", ctx, Summary())
