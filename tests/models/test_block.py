"""The block of an act: one canonical text, one hash, nothing appended without cause."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.block import GENESIS, block_hash, canonical, digest_of, header_of
from models.database import begin
from models.ledger.acts import OPERATOR, Context, Summary
from models.ledger.jurisdiction import home
from models.ledger.perform import leave_block
from models.rules.workdays import SHANGHAI, BusinessDay
from models.statements import run, transaction
from tests.models.clock_ahead import put_ahead

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

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
    "input_digest": "",
    "known": "",
    "entered_by": "",
    "sealed_at": None,
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
    assert header["result"] == digest_of({"words": "已豁免。"})


@pytest.mark.parametrize(("source", "has_it"), [({}, False), (None, False), ({"means": "phone"}, True)])
def test_only_a_block_with_a_source_has_it_in_its_header(source: Any, has_it: bool) -> None:  # noqa: FBT001 - a case
    assert ("source" in header_of(BLOCK | {"source": source})) is has_it


@pytest.mark.parametrize("changed", BLOCK.keys())
def test_each_part_of_the_header_changes_the_hash(changed: str) -> None:
    other = {
        "business_date": date(2026, 3, 6),
        "at": datetime(2026, 3, 5, 1, 31, tzinfo=UTC),
        "result": {"words": ""},
        "source": {"means": "phone"},
        "sealed_at": datetime(2026, 3, 5, 1, 31, tzinfo=UTC),
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
    march.do("pause_cycle", cycle="monthly_check", reason="试点", request_id="一号")
    with begin() as session:
        blocks = [dict(row) for row in run(session, "SELECT * FROM block ORDER BY height").mappings()]
    assert [bool(block["input_digest"]) for block in blocks[-2:]] == [False, True]
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


SEALS = "SELECT sealed_at FROM block ORDER BY height"


def test_each_block_is_sealed_by_the_clock_of_the_database_not_before_the_one_before_it(
    march: Acting, sql: Sql
) -> None:
    [before] = sql.column("SELECT clock_timestamp()")
    march.do("pause_cycle", cycle="monthly_check", reason="试点")
    [after] = sql.column("SELECT clock_timestamp()")
    seals = sql.column(SEALS)
    assert seals == sorted(seals)
    assert before <= seals[-1] <= after


def test_a_clock_a_little_behind_takes_the_instant_of_the_newest_block_and_says_so(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    ahead = put_ahead("9 minutes")
    with begin() as session:
        march.within(session, "pause_cycle", None, cycle="monthly_check", reason="试点")
    note, newest = transaction(session).sealing, f"{ahead.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    assert note.startswith("数据库时钟现为")
    assert note.endswith(f"早于台账最新一块的封存时间{newest}，本次按后者的时间封存。请校准本机时间。")
    assert sql.column(SEALS)[-1] == ahead
    assert violations() == []


def test_a_clock_far_behind_is_refused_and_leaves_nothing(march: Acting, sql: Sql) -> None:
    put_ahead("11 minutes")
    before = sql.rows("SELECT height, hash FROM chain_head"), sql.value("SELECT count(*) FROM pause")
    refusal = march.refused("pause_cycle", cycle="monthly_check", reason="试点")
    assert "，未作任何改动。请校准本机时间；" in refusal
    assert "mubiao act confirm_clock --today" in refusal
    assert (sql.rows("SELECT height, hash FROM chain_head"), sql.value("SELECT count(*) FROM pause")) == before


def test_after_a_newest_block_in_the_future_a_confirmed_clock_goes_on(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    ahead = put_ahead("3 days")
    march.do("confirm_clock", today=str(march.day))
    march.do("pause_cycle", cycle="monthly_check", reason="试点")
    *_, future, confirmed, later = sql.column(SEALS)
    assert (future, confirmed < ahead, later >= confirmed) == (ahead, True, True)
    assert violations() == []


def test_verify_names_a_block_sealed_before_the_one_before_it(march: Acting, violations: Violations) -> None:
    march.do("pause_cycle", cycle="monthly_check", reason="试点")
    put_ahead("-1 day")
    assert violations() == ["台账第5块（pause_cycle，2026-03-05）：封存时间缺失或早于上一块。"]


@pytest.mark.usefixtures("acting")
def test_in_a_rehearsal_a_block_is_sealed_at_its_own_instant_but_never_goes_back(sql: Sql) -> None:
    for day in ("2026-03-05", "2026-03-02"):
        at = datetime.fromisoformat(f"{day}T09:00+08:00")
        with begin() as session:
            number = run(session, "SELECT nextval('act_number')").scalar_one()
            ctx = Context(number, home(session), BusinessDay(at.date(), at, virtual=True), OPERATOR, day)
            leave_block(session, "waive", ctx, Summary())
    assert sql.column(SEALS)[-1] == sql.column(SEALS)[-2]
