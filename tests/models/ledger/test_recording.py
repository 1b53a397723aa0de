"""What is written down of each record: digests over natural keys, one statement per set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.database import begin
from models.ledger.recording import NOUNS, record

if TYPE_CHECKING:
    from tests.conftest import Acting, Databases, Sql

MOVES = """
SELECT record, record_key, event, from_state, to_state, digest, detail::text FROM transition
ORDER BY record COLLATE "C", record_key COLLATE "C", id
"""
SKIP = """
SELECT setval(s.oid::regclass, 5000) FROM pg_class s WHERE s.relkind = 'S' AND s.relname NOT LIKE 'jurisdiction%'
"""


def test_opening_writes_one_move_per_obligation_with_its_key_and_digest(march: Acting, sql: Sql) -> None:
    assert march.day.year == 2026
    moves = [row for row in sql.rows(MOVES) if row[0] == "obligation"]
    assert [row[1:5] for row in moves] == [(f"monthly_check|2026-03|D00{n}||0", "opened", "", "open") for n in (1, 2)]
    assert all(len(row[5]) == 64 for row in moves)


def test_the_chain_does_not_depend_on_the_numbers_the_database_gave_out(
    databases: Databases, anyone: Acting, sql: Sql
) -> None:
    def lived(*, skip: bool) -> tuple[list[Any], str]:
        with databases.reset("march"):
            if skip:
                sql.rows(SKIP)
            anyone.take("departments", {"编码": "D003", "名称": "第003厅"})
            anyone.on("2026-03-05").report("D002", "2026-03", "T003")
            anyone.on("2026-04-01").open("quarterly_meeting", "2026Q1")
            anyone.on("2026-04-02").meet("D003", "2026Q1", "2026-04-02")
            return sql.rows(MOVES), sql.value("SELECT hash FROM chain_head")

    assert lived(skip=False) == lived(skip=True)


def test_nothing_is_written_about_no_record(march: Acting, sql: Sql) -> None:
    before = sql.value("SELECT count(*) FROM transition")
    with begin() as session:
        for noun in NOUNS:
            record(session, march.context(), noun, [], "opened")
    assert sql.value("SELECT count(*) FROM transition") == before
