"""Seals: every change of a notice, delivery, message or address leaves the digests of the rows, in the act's block."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Column, DateTime, MetaData, String
from sqlmodel import SQLModel

from models.database import begin
from models.ledger.chain.export import exported_chain
from models.ledger.nouns import NOUNS
from models.ledger.nouns.noun import SEALED, UNDIGESTED, UNSEALED, sealed_columns
from models.ledger.seals import SEALED_TABLES, digests_of, run_number, sealing
from models.records import all_tables
from models.statements import run, transaction

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations


@pytest.mark.parametrize("table", SEALED_TABLES)
def test_a_seal_covers_every_column_but_those_with_a_reason(table: str) -> None:
    columns = {column.name for column in all_tables()[table].columns} - {"id"}
    covered = digests_of(table)
    assert {f"{table}.{name}" for name in columns if f'r."{name}"' not in covered} == {
        column for column in UNSEALED if column.startswith(f"{table}.")
    }


def test_a_record_that_changes_without_a_transition_is_sealed() -> None:
    unverified = {table for table in NOUNS if NOUNS[table].record.updated and not NOUNS[table].verified}
    assert unverified
    assert unverified <= {*SEALED_TABLES}


def test_what_a_digest_leaves_to_the_seal_is_in_the_seal() -> None:
    left = [column.split(".") for column, reason in UNDIGESTED.items() if reason == SEALED]
    assert left
    assert [name for table, name in left if table not in SEALED_TABLES or f'r."{name}"' not in digests_of(table)] == []


@pytest.mark.parametrize("table", SEALED_TABLES)
def test_a_new_column_of_a_sealed_table_is_in_its_seal_without_another_line(
    monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    before, with_note = sealed_columns(table), MetaData()
    for each in all_tables().values():
        each.to_metadata(with_note)
    with_note.tables[table].append_column(Column("note", String))
    with_note.tables[table].append_column(Column("noted_at", DateTime(timezone=True)))
    monkeypatch.setattr(SQLModel, "metadata", with_note)
    assert f'({before}, r."note", extract(epoch FROM r."noted_at"))' in digests_of(table)


def test_an_act_seals_its_notices_in_its_block(march: Acting, sql: Sql, violations: Violations) -> None:
    march.on("2026-03-31").system.do("remind")
    number = sql.value("SELECT max(act_id) FROM block")
    [(record, ids)] = sql.rows("SELECT record, ids FROM seal WHERE act_id = :number", number=number)
    assert (record, ids) == ("notice", sql.column("SELECT id FROM notice WHERE kind = 'reminder' ORDER BY id"))
    assert violations() == []


def test_an_act_without_a_new_notice_has_no_seal(march: Acting, sql: Sql) -> None:
    march.on("2026-03-31").system.do("remind")
    before = sql.value("SELECT count(*) FROM seal"), sql.value("SELECT count(*) FROM block")
    march.on("2026-03-31").system.do("remind")
    assert (sql.value("SELECT count(*) FROM seal"), sql.value("SELECT count(*) FROM block")) == before


@pytest.mark.usefixtures("march")
def test_the_export_brings_the_seals_with_each_block() -> None:
    with begin() as session:
        *blocks, _ = [json.loads(line) for line in exported_chain(session)]
    sealed = [json.loads(line) for block in blocks for line in block["moves"] if line.startswith('["seal"')]
    assert [(each[1], len(each[3]) == len(each[4])) for each in sealed] == [("notice", True)]
    assert all(_digest("\n".join(map(_digest, block["moves"]))) == block["content"] for block in blocks)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@pytest.mark.usefixtures("march")
def test_a_change_without_rows_leaves_no_seal(sql: Sql) -> None:
    before = sql.value("SELECT count(*) FROM seal")
    statement = sealing("UPDATE notice n SET cancelled = '' WHERE n.id = 999", "id")
    with begin() as session:
        assert run(session, statement, act_id=1, sealed_at=None).all() == []
    assert sql.value("SELECT count(*) FROM seal") == before


@pytest.mark.usefixtures("march")
def test_a_transaction_belongs_to_one_delivery_run() -> None:
    with begin() as session:
        assert run_number(session) == run_number(session) == transaction(session).delivery_run
