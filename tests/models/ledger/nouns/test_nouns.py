"""The nouns of the ledger: each names its records by natural keys, and no two records alike."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Column, MetaData, String
from sqlmodel import SQLModel

from models import ledger
from models.ledger.nouns import NOUNS
from models.ledger.nouns.noun import UNDIGESTED, Noun, noun_of
from models.ledger.nouns.shared_sql import (
    ENTRY_KEY,
    OBLIGATION_KEY,
    REMEDIATION_KEY,
    SUBMISSION_KEY,
    TARGET_KEY,
    in_sql,
)
from models.records import all_tables
from models.rules.states.negative_list import ENDED

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def test_states_of_entries_are_taken_from_the_rules_and_not_written_in_sql() -> None:
    assert in_sql(ENDED) == "('corrected', 'dismissed', 'made_good', 'withdrawn')"
    folder = Path(ledger.__file__).parent
    lists = re.compile(r"state (?:NOT )?IN \([^)]*'(?:proposed|dismissed|made_good|corrected)'")
    written = [path.name for path in folder.rglob("*.py") if lists.search(path.read_text(encoding="utf-8"))]
    assert written == ["publication.py"]  # the states of an opinion


@pytest.mark.exhaustive(8, thirds=True)
@pytest.mark.usefixtures("march")
@pytest.mark.parametrize("noun", NOUNS)
def test_the_digests_of_a_noun_are_a_question_that_the_database_answers(noun: str, sql: Sql) -> None:
    rows = sql.rows(NOUNS[noun].digests)
    assert len({key for _, key, _ in rows}) == len(rows)


@pytest.mark.usefixtures("march")
def test_a_digest_covers_the_columns_that_are_named_and_no_others(sql: Sql) -> None:
    def digest(columns: str) -> str:
        rows = sql.rows(
            Noun(NOUNS["department"].record, "department r", "r.code", columns, ()).digests + " WHERE r.code = 'D001'"
        )
        return str(rows[0][2])

    before = digest("r.name"), digest("r.short_name")
    sql("UPDATE department SET name = '另一名称' WHERE code = 'D001'")
    assert (digest("r.name") != before[0], digest("r.short_name")) == (True, before[1])


@pytest.mark.parametrize("name", sorted(NOUNS))
def test_the_digest_of_a_record_covers_every_column_of_its_class_but_those_with_a_reason(name: str) -> None:
    columns = [column for column in all_tables()[name].columns if column.name != "id"]
    joined = {column.name: f"r_{column.name.removesuffix('_id')}." for column in columns if column.foreign_keys}
    covered = {c.name for c in columns if joined.get(c.name, f'r."{c.name}"') in NOUNS[name].columns}
    assert {f"{name}.{column.name}" for column in columns if column.name not in covered} == {
        column for column in UNDIGESTED if column.startswith(f"{name}.")
    }


def test_a_digest_covers_the_rows_that_belong_to_its_record_in_the_order_of_what_they_say(
    march: Acting, sql: Sql
) -> None:
    march.report("D002", "2026-03", "T003")
    [text] = [row[1] for row in sql.rows(NOUNS["report"].texts)]
    assert json.loads(text)[-2:] == [[["2026|T003", 1, 50, None, "", None]], None]


def test_a_reference_is_covered_by_the_natural_key_of_its_record() -> None:
    tie = NOUNS["juror_tie"]
    assert tie.key == """concat_ws('|', r_juror."name", r_department."code")"""
    assert tie.columns == """r_juror."name", r_department."code", r."reason", r."declared_on\""""
    assert "LEFT JOIN juror r_juror ON r_juror.id = r.juror_id" in tie.source


@pytest.mark.parametrize(
    ("written", "table"),
    [
        (OBLIGATION_KEY.format(o="r", d="r_department"), "obligation"),
        (TARGET_KEY.format(t="r"), "target"),
        (TARGET_KEY.format(t="r"), "target_draft"),
        (SUBMISSION_KEY.format(p="r"), "submission"),
        (ENTRY_KEY.format(t="r_target", e="r"), "negative_entry"),
        (REMEDIATION_KEY.format(t="r_entry_target", e="r_entry", r="r"), "remediation"),
    ],
)
def test_a_key_that_is_written_in_sql_is_that_of_its_record(written: str, table: str) -> None:
    key = NOUNS[table].key.replace('"', "")
    for _ in range(key.count("NULLIF")):  # the key of what is referred to: its parts are parts of this key
        key = re.sub(r"NULLIF\(concat_ws\('\|', ([^()]+)\), ''\)", r"\1", key)
    assert written == key


def test_the_key_of_a_target_or_of_what_belongs_to_it_is_written_in_one_place() -> None:
    root = Path(ledger.__file__).parents[2]
    typed = re.compile(r"concat(?:_ws)?\('\|', [\w{}]+\.year,|record_key = concat(?:_ws)?\(")
    sources = [path for folder in ("models", "notifications", "deployments") for path in (root / folder).rglob("*.py")]
    assert [path.name for path in sources if typed.search(path.read_text(encoding="utf-8"))] == ["shared_sql.py"]


def test_a_new_column_of_a_record_is_in_its_digest_without_another_line(monkeypatch: pytest.MonkeyPatch) -> None:
    before, with_note = NOUNS["second_level"].columns, MetaData()
    for table in all_tables().values():
        table.to_metadata(with_note)
    with_note.tables["second_level"].append_column(Column("note", String))
    monkeypatch.setattr(SQLModel, "metadata", with_note)
    assert noun_of("second_level").columns == f'{before}, r."note"'
