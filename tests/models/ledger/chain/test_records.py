"""Records in pieces: what was changed, removed, added or misdirected is named, however the comparison is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from models.database import begin, engine
from models.ledger.chain.records import check_records
from models.statements import run

if TYPE_CHECKING:
    from tests.conftest import Acting, Databases, Sql

FOREIGN = "SET LOCAL session_replication_role = replica"  # no foreign keys: an attacker may be superuser
COPY = """INSERT INTO target ({names}) SELECT {values} FROM target WHERE code = 'T002'"""
OTHERS = """name, requirement, category, origin, source_document, key_project, quantity, unit, deadline, parent_code,
    issued_on, division, parent_name, parent_unit, paper_number, version"""
MOVE = """INSERT INTO transition (act_id, record, record_id, record_key, event, from_state, to_state, digest, detail)
    SELECT act_id, record, record_id, {key}, event, from_state, to_state, digest, detail FROM transition
    WHERE record_key = '2026|T002' AND record = 'target'"""
CHANGES = {
    "UPDATE target SET name = '改' WHERE code = 'T002'": ["目标 2026|T002：被更改，与台账不符。"],
    "DELETE FROM target WHERE code = 'T002'": ["目标 2026|T002：被删除，与台账不符。"],
    COPY.format(
        names=f"id, jurisdiction_id, year, code, {OTHERS}", values=f"9, jurisdiction_id, year, 'T009', {OTHERS}"
    ): ["目标 2026|T009：被增加，与台账不符。"],
    COPY.format(
        names=f"id, jurisdiction_id, year, code, {OTHERS}", values=f"-9, jurisdiction_id, year, 'T009', {OTHERS}"
    ): ["目标 2026|T009：被增加，与台账不符。"],
    MOVE.format(key="'2026|T009'"): ["目标 2026|T009：被删除，与台账不符。"],
    "UPDATE transition SET record_id = 1 WHERE record_key = '2026|T002' AND record = 'target'": [
        "目标 2026|T002：变动记录所指的编号被更改。"
    ],
}


def faults(piece: int, *changes: str) -> list[str]:
    """What is wrong with targets after these changes, which are rolled back."""
    with begin() as session:
        run(session, FOREIGN)
        for change in changes:
            assert run(session, change).rowcount == 1
        found = [words for words in check_records(session, piece) if words.startswith("目标 ")]
        session.rollback()
        return found


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize("piece", [1, 2, 5_000])
def test_a_change_is_named_in_pieces_of_any_size(piece: int) -> None:
    assert faults(piece) == []
    for change, words in CHANGES.items():
        assert faults(piece, change) == words, change


@pytest.mark.parametrize("piece", [1, 2, 5_000])
def test_moves_in_another_order_than_their_blocks_are_named_in_pieces_of_any_size(
    march: Acting, sql: Sql, piece: int
) -> None:
    march.report("D002", "2026-03", "T003")
    key = "monthly_check|2026-03|D002||0"
    assert sql("UPDATE transition SET id = id + 9999 WHERE record_key = :key AND from_state = ''", key=key) == 1
    with begin() as session:
        assert f"应办事项 {key}：变动记录的先后次序被更改。" in [*check_records(session, piece)]


def test_a_copy_of_a_record_with_the_same_key_is_named(databases: Databases, sql: Sql) -> None:
    names = f"jurisdiction_id, year, code, {OTHERS}"
    with databases.fresh("march"):  # its tables are changed, too
        sql("ALTER TABLE target DROP CONSTRAINT target_jurisdiction_id_year_code_key")
        sql(COPY.format(names=f"id, {names}", values=f"9, {names}"))
        sql("""INSERT INTO target_department (target_id, department_id, position)
            SELECT 9, department_id, position FROM target_department WHERE target_id = 2""")
        with begin() as session:
            assert [each.split()[1][:9] for each in check_records(session, nouns={"target"})] == ["2026|T002"]


@pytest.mark.usefixtures("march")
def test_no_statement_compares_more_records_than_a_piece(sql: Sql) -> None:
    compared: list[int] = []

    def note(_connection: object, _cursor: object, statement: str, params: dict[str, Any], *_: object) -> None:
        if "SELECT q.key, t.digest" in statement and params["noun"] == "target":
            compared.append(params["last"])

    event.listen(engine(), "before_cursor_execute", note)
    try:
        assert faults(2) == []
    finally:
        event.remove(engine(), "before_cursor_execute", note)
    ids = sql.column("SELECT id FROM target ORDER BY id")
    assert compared == [ids[1], ids[2]]
