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
# As the first release wrote them: later releases must still verify such an installation.
FIRST_DIGESTS = {
    ("calendar_day", "全国|2026-10-10"): ["f82d9b2f0f6d2ae7154aa3dce40b56da88c64e30075838795ef91eab7920d6bc"],
    ("jurisdiction", "贵州省"): ["de6e71c162b2d6b64b76cf82c90986c050d56c4d32a5f9d9641289862083e96a"],
    ("department", "D001"): ["92e1adf81f6c2b74d70ef01619cb22dbff2663d3174ea09ab5412fe2c81cc259"],
    ("target", "2026|T003"): ["543d9ddc40fb91a564fdee7ccb9876e194b44b2053a664ebe5e066e8bd4946ac"],
    ("cycle_run", "quarterly_meeting|2026Q1"): ["608264970a21b019a8e725b1f66f198b423aa5d4cfd12a4d9c2d2320e718bb8a"],
    ("obligation", "monthly_check|2026-03|D002||0"): [
        "3e5d0f99b965364e54927dd7f377750585915bf9beb58dbee1c0667a7f0a1594",
        "e5abaaf2127338b4ec99cb7b72ddca88ccacbf9d21978d6662dd12f5d4c98de5",
    ],
    ("obligation", "quarterly_meeting|2026Q1|D001||0"): [
        "c3ef5952f620602dc36344d8b683a01657e0708f29981e2c21e8dc2280c6f723"
    ],
    ("report", "monthly_check|2026-03|D002||0|1"): ["c98fc87a8dd8bf147aef89e864ab0a5e63e33804d2cda1fd1acb7ee42d8bf502"],
}


def test_a_record_has_the_digest_that_the_first_release_gave_it(march: Acting, sql: Sql) -> None:
    line = {"target": "T003", "progress": 33.5, "status": "受阻", "remark": NASTY}
    march.do("submit_report", department="D002", period="2026-03", lines=[line])
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    digest = "SELECT digest FROM transition WHERE record = :record AND record_key = :key ORDER BY id"
    found = {(record, key): sql.column(digest, record=record, key=key) for record, key in FIRST_DIGESTS}
    assert found == FIRST_DIGESTS


LATER = {"seal", "answer_key"}  # records that came with later versions; the second has a random name
FIRST_CONTENTS = {
    "init": "e9bf74f0b09488dfa90e3ef3f1200af56a72cfbb2b4bd8129d4343a4f80ca045",
    "import_departments": "4377f80a4b4711ee9e5ad8af681f33c9b4e86eb15aaa2c4e7e9c205824b3560f",
    "import_targets": "8d362bfa6dab74841b4e72d852e170f785aedd481ee05b8ef57ead2e45169841",
    "open_cycle": "a98a8fe260dcdd30282ce037db1a05a3fffe9a8e17957e2b503752e793d64a51",
    "submit_report": "696f36aa2f9f6ab6b074607504a687a378394670cbd0e5ca3f8ba2018cca99d9",
    "return_report": "8e9bf90c33f4a0accfc0c48cad9b204d54d19dc517d4b2199dd819a7351ecb83",
}


def test_a_block_covers_its_moves_as_the_first_release_had_it(march: Acting) -> None:
    march.on("2026-04-01").report("D002", "2026-03", "T003")
    march.on("2026-04-02").do("return_report", department="D002", period="2026-03", reason='数据"有误"\\')
    with begin() as session:
        *blocks, _ = [json.loads(line) for line in exported_chain(session)]
    moves = {
        block["header"]["act"]: [move for move in block["moves"] if json.loads(move)[0] not in LATER]
        for block in blocks
    }
    assert {act: sha256("\n".join(each).encode()).hexdigest() for act, each in moves.items()} == FIRST_CONTENTS


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
