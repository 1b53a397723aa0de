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
    ("calendar_day", "全国|2026-10-10"): ["c1196655d01b609b29522d614756aff8559c0981a4a9f46fb194a5b39521c4aa"],
    ("jurisdiction", "贵州省"): ["f350d831010a6508f33bca7636d3e5ec47d6c2713093c2529b4f36a47b84a2f4"],
    ("department", "D001"): ["c8571e32641e80f9bfadef6b6680e5d1b0dc57e694ee3717e22230e77c12fda1"],
    ("target", "2026|T003"): ["b99c791e7ba850dd82d1514e0b55ccf64890cfbb1c8797d1be0e7dcc971d0d93"],
    ("cycle_run", "quarterly_meeting|2026Q1"): ["4e1b7dccd0e531ac68a5c90eb92b67e6b8e14bb1e1b7a28a1042c2996ac6f2aa"],
    ("obligation", "monthly_check|2026-03|D002||0"): [
        "03bbb701d9f084a4b0895c764acbc82e7a885e90fbd7fd4a9ac07315d280ac3c",
        "7ec324ffd4aff007c129a7134f37de7127eb71a5bc0e98cee3a6275541b428c4",
    ],
    ("obligation", "quarterly_meeting|2026Q1|D001||0"): [
        "744f577ef76e762d6b94746e2e1d5f8c64288e2ea4b8d42b97c758552b1e52d9"
    ],
    ("report", "monthly_check|2026-03|D002||0|1"): ["efc7d5e6431fc10f5dc82fbdf237d5f8ee9f2452aaf7e0f3f6895e637cceb8eb"],
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
    "init": "0e8aa315a6f25f9ff0ecc98832cc04373dbf87ed1f5fc09c5647aab3d7e59cf4",
    "import_departments": "886fc037ed4c32bb968ec6ae7ff9bf61fff7af850106145dc93838236566018b",
    "import_targets": "449bea24077987bc2ce2883d8e4516401dc818f9c1c0a91e2237ee3f8df7e0c9",
    "open_cycle": "85ddd11cd972a8bd3715084621292f52d91c89c7f246d95311c85f43cbe45166",
    "submit_report": "40800266394b9ffcda2e8e3830c2424e084bab1ea0847dbd7d0d6e0a6ba09a9e",
    "return_report": "5cf1a9082cd6b4894fb26f28461d7509946068efdff891fe4d7ea54a2e6db962",
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
