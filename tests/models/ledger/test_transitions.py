"""The transition of each record: a digest over natural keys, one statement per set."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from models.database import begin
from models.ledger.chain.export import exported_chain
from models.ledger.nouns import NOUNS
from models.ledger.transitions import LARGE, RENEW_STATISTICS, record
from models.statements import run

if TYPE_CHECKING:
    from tests.conftest import Acting, Databases, Sql

MOVES = """
SELECT record, record_key, event, from_state, to_state, digest, detail::text FROM transition
ORDER BY record COLLATE "C", record_key COLLATE "C", id
"""
# Seals cover rows by their numbers: blocks with notices are compared by their moves.
CONTENTS = """
SELECT CASE WHEN EXISTS (SELECT FROM seal s WHERE s.act_id = b.act_id) THEN '' ELSE b.content END, b.act, b.result
FROM block b ORDER BY b.height
"""
SKIP = """
SELECT setval(s.oid::regclass, 5000) FROM pg_class s WHERE s.relkind = 'S' AND s.relname NOT LIKE 'jurisdiction%'
"""


def test_opening_writes_one_move_per_obligation_with_its_key_and_digest(march: Acting, sql: Sql) -> None:
    assert march.day.year == 2026
    moves = [row for row in sql.rows(MOVES) if row[0] == "obligation"]
    assert [row[1:5] for row in moves] == [(f"monthly_check|2026-03|D00{n}||0", "opened", "", "open") for n in (1, 2)]
    assert all(len(row[5]) == 64 for row in moves)


def test_moves_and_blocks_do_not_depend_on_the_numbers_the_database_gave_out(
    databases: Databases, anyone: Acting, sql: Sql
) -> None:
    def lived(*, skip: bool) -> tuple[list[Any], list[Any]]:
        with databases.reset("march"):
            if skip:
                sql.rows(SKIP)
            anyone.take("departments", {"编码": "D003", "名称": "第003厅"})
            anyone.on("2026-03-05").report("D002", "2026-03", "T003")
            anyone.on("2026-04-01").open("quarterly_meeting", "2026Q1")
            anyone.on("2026-04-02").meet("D003", "2026Q1", "2026-04-02")
            return sql.rows(MOVES), sql.rows(CONTENTS)

    assert lived(skip=False) == lived(skip=True)


NASTY = '引号"和\\反斜杠\t制表\x7f €😀 </a>'
# A commit that changes these refuses the homes made before it, and says so (docs/developer/howto.md).
KEPT_DIGESTS = {
    ("calendar_day", "全国|2026-10-10"): ["f82d9b2f0f6d2ae7154aa3dce40b56da88c64e30075838795ef91eab7920d6bc"],
    ("jurisdiction", "贵州省"): ["4aa29a73dea46b783b808d7da0eacf7d867a74c8d5b3817310bcd20d99b107ca"],
    ("department", "D001"): ["92e1adf81f6c2b74d70ef01619cb22dbff2663d3174ea09ab5412fe2c81cc259"],
    ("target", "2026|T003"): ["a98e5b5fcfc97a8b270c74a432c1baf7844594b170bfee4713a5799bb54e65b0"],
    ("cycle_run", "quarterly_meeting|2026Q1"): ["608264970a21b019a8e725b1f66f198b423aa5d4cfd12a4d9c2d2320e718bb8a"],
    ("obligation", "monthly_check|2026-03|D002||0"): [
        "bc09b5edf72709a1475407c9fdea9e1347a0f4a6b1b938200fa1f8ee391b221e",
        "fbebc75f1685d3fb424dcd4c364fedc1e3c8faa413720c672e313c4aebfc7e49",
    ],
    ("obligation", "quarterly_meeting|2026Q1|D001||0"): [
        "1f6772fc8e88f1f6214da4eba0479742ffe1ac5738b74b99c6650fd55c49011f"
    ],
    ("report", "monthly_check|2026-03|D002||0|1"): ["0496c6ae005834713236cf2c8ed1f52168b8f2342c1f55d24e89346160e854f0"],
}


def test_a_record_keeps_the_digest_that_it_has_today(march: Acting, sql: Sql) -> None:
    line = {"target": "T003", "progress": 33.5, "status": "受阻", "remark": NASTY}
    march.do("submit_report", department="D002", period="2026-03", lines=[line])
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    digest = "SELECT digest FROM transition WHERE record = :record AND record_key = :key ORDER BY id"
    found = {(record, key): sql.column(digest, record=record, key=key) for record, key in KEPT_DIGESTS}
    assert found == KEPT_DIGESTS


RANDOM = {"seal", "answer_key"}  # the second has a random name, and the first seals it
KEPT_CONTENTS = {
    "init": "cff9279e4dd0f857ceb505c68b9092076e79c9611b565918c45a5a8aa94059ae",
    "import_departments": "4377f80a4b4711ee9e5ad8af681f33c9b4e86eb15aaa2c4e7e9c205824b3560f",
    "import_targets": "0e403d673684992af56eb3dd03a9ecf771abcf2d3205035e61ecb9acd9c53d70",
    "open_cycle": "157d50ce89505a230f6e7e40e3a91357d2de49043b4b8c52ff9070ca1d0068f1",
    "submit_report": "3935025020616b9a0ee6c01a17ce91c02408bdc85a67dcdbc2c574bb6f62de87",
    "return_report": "54987ae669fe5016ee4b07f8805ee7ffc44b7c3a65c38b84e6eeed1f33943341",
}


def test_a_block_covers_the_moves_that_it_covers_today(march: Acting) -> None:
    march.on("2026-04-01").report("D002", "2026-03", "T003")
    march.on("2026-04-02").do("return_report", department="D002", period="2026-03", reason='数据"有误"\\')
    with begin() as session:
        *blocks, _ = [json.loads(line) for line in exported_chain(session)]
    moves = {
        block["header"]["act"]: [move for move in block["moves"] if json.loads(move)[0] not in RANDOM]
        for block in blocks
    }
    assert {act: sha256("\n".join(each).encode()).hexdigest() for act, each in moves.items()} == KEPT_CONTENTS


def test_nothing_is_written_about_no_record(march: Acting, sql: Sql) -> None:
    before = sql.value("SELECT count(*) FROM transition")
    with begin() as session:
        for noun in NOUNS:
            record(session, march.context(), noun, [], "opened")
    assert sql.value("SELECT count(*) FROM transition") == before


STATISTICS = "SELECT reltuples FROM pg_class WHERE relname = 'target'"


def test_a_move_of_very_many_records_renews_the_statistics_of_the_planner(
    databases: Databases, anyone: Acting, sql: Sql, crowd: str
) -> None:
    with databases.fresh("founded"):
        sql("ANALYZE")
        sql(crowd, n=LARGE // 2)
        with begin() as session:
            record(session, anyone.context(), "target", sql.column("SELECT id FROM target LIMIT 9"), "looked_at")
            assert run(session, STATISTICS).scalar_one() <= 0
            record(session, anyone.context(), "target", sql.column("SELECT id FROM target"), "looked_at")
            assert run(session, STATISTICS).scalar_one() == LARGE


def test_who_does_not_own_the_tables_may_renew_the_statistics(databases: Databases, sql: Sql, crowd: str) -> None:
    with databases.fresh("founded"):
        sql(crowd, n=LARGE // 2)
        with begin() as session:
            run(session, "SET LOCAL ROLE pg_read_all_data")
            run(session, RENEW_STATISTICS)
            assert run(session, STATISTICS).scalar_one() == LARGE
