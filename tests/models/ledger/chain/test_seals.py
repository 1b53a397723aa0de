"""封存: a row that differs from its newest seal is named, and what no block covers once a delivery run has ended."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.acts import SYSTEM, Context, Summary
from models.ledger.chain.seals import check_seals, count_uncovered
from models.ledger.jurisdiction import home
from models.ledger.perform import leave_block
from models.rules.workdays import SHANGHAI, BusinessDay
from models.statements import transaction
from tests.conftest import rehearse

if TYPE_CHECKING:
    from tests.conftest import Sql, Violations

NOON = datetime(2026, 3, 5, 12, tzinfo=SHANGHAI)
DAY = BusinessDay(NOON.date(), NOON)
ADDED = """INSERT INTO notice (id, jurisdiction_id, kind, subject, occasion, audience, department_id, payload, act_id,
    created_on) SELECT {number}, jurisdiction_id, kind, subject, '另一次', audience, department_id, payload, act_id,
    created_on FROM notice WHERE id = 1"""
# As a delivery run that was killed: its seals have no block.
KILLED = """INSERT INTO seal (id, number, act_id, record, at, ids, digests)
    SELECT n, n, 900001, 'notice', {at}, ARRAY[1], ARRAY[digests[1]] FROM seal, nextval('seal_id_seq') n
    WHERE record = 'notice' AND ids[1] = 1 LIMIT 1"""


def faults(piece: int = 50_000) -> list[str]:
    with begin() as session:
        return list(check_seals(session, piece))


def delivered() -> None:
    """Leave the block of a delivery run that ends now."""
    with begin() as session:
        leave_block(session, "deliver", Context(900002, home(session), DAY, SYSTEM), Summary())
        transaction(session).moved = True


@pytest.mark.exhaustive(3)
@pytest.mark.usefixtures("march")
@pytest.mark.parametrize("piece", [1, 2, 50_000])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE notice SET payload = '{\"x\": 1}' WHERE id = 2", "通知 2：被更改，与封存时不符。"),
        ("DELETE FROM notice WHERE id = 2", "通知 2：被删除，与封存时不符。"),
        (ADDED.format(number=7), "通知 7：被增加，与封存时不符。"),
        (ADDED.format(number=-7), "通知 -7：被增加，与封存时不符。"),
        (ADDED.format(number=0), "通知 0：被增加，与封存时不符。"),
    ],
)
def test_a_changed_removed_or_added_row_is_named_in_pieces_of_any_size(
    sql: Sql, change: str, words: str, piece: int
) -> None:
    assert faults(piece) == []
    assert sql(change) == 1
    assert faults(piece) == [words]


@pytest.mark.parametrize(
    ("hidden", "words"),
    [
        ("SELECT 1", "封存1001：先后次序被更改。"),
        ("UPDATE seal SET number = id", "所含的变动记录被更改、删除或增加。"),
    ],
)
@pytest.mark.usefixtures("march")
def test_an_older_seal_that_was_made_the_newest_is_named(
    sql: Sql, violations: Violations, hidden: str, words: str
) -> None:
    sql.sealed("UPDATE notice SET cancelled = '撤并' WHERE id = 1")
    assert violations() == []
    sql("UPDATE notice SET cancelled = NULL WHERE id = 1")
    assert violations() == ["通知 1：被更改，与封存时不符。"]
    sql("UPDATE seal SET id = id + 1000 WHERE id = 1")  # that of the opening
    sql(hidden)
    assert [each for each in violations() if words in each]


@pytest.mark.usefixtures("march")
def test_what_a_killed_run_left_is_named_once_a_later_run_has_ended(sql: Sql) -> None:
    sql(KILLED.format(at="now() - interval '31 minutes'"))
    assert faults() == []
    delivered()
    assert faults() == ["操作900001：有不属于台账任何一块的封存或投递记录。"]


@pytest.mark.usefixtures("march")
def test_a_run_that_may_still_be_under_way_is_not_named(sql: Sql) -> None:
    sql(KILLED.format(at="now() - interval '29 minutes'"))
    delivered()
    assert faults() == []


@pytest.mark.usefixtures("march")
def test_a_seal_of_an_act_without_its_block_is_named_at_once(sql: Sql) -> None:
    sql(KILLED.format(at="NULL"))
    assert faults() == ["操作900001：有不属于台账任何一块的封存或投递记录。"]


@pytest.mark.usefixtures("march")
def test_a_seal_of_a_run_that_lies_in_the_future_is_named(sql: Sql) -> None:
    sql(KILLED.format(at="now() + interval '1 hour'"))
    assert faults() == ["操作900001：有不属于台账任何一块的封存或投递记录。"]
    delivered()
    assert faults() == ["操作900001：有不属于台账任何一块的封存或投递记录。"]


@pytest.mark.usefixtures("march")
def test_what_no_block_covers_yet_is_counted(sql: Sql) -> None:
    with begin() as session:
        assert count_uncovered(session) == 0
    sql(KILLED.format(at="now()"))
    assert faults() == []
    with begin() as session:
        assert count_uncovered(session) == 1


@pytest.mark.usefixtures("march")
def test_a_rehearsal_may_lie_in_the_future(sql: Sql) -> None:
    rehearse()
    sql(KILLED.format(at="now() + interval '1 hour'"))
    assert not [words for words in faults() if words.startswith("操作")]
