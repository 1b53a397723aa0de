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
from typing import TYPE_CHECKING

from models.ledger.chain.records import check_tables

if TYPE_CHECKING:
    from tests.conftest import Databases, Sql, Violations


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


RENAMED = "UPDATE department SET name = '另一个厅' WHERE code = 'D001'"
AFTERWARDS = "请恢复后再核验其余各项。"
WITH_NOT_VALID = 180000
# What an owner of the database does, and how it is named.
BLINDING = {
    "row security": (
        "ALTER TABLE department ENABLE ROW LEVEL SECURITY",
        f"表 department：设有行级安全策略，或被视图替换，可能看不到全部记录。{AFTERWARDS}",
    ),
    "a type of another's making": (
        """CREATE DOMAIN public.any_name AS varchar;
        ALTER TABLE department ALTER COLUMN name TYPE public.any_name""",
        f"表 department 的列 name：类型、排序规则被更改，或是计算列，不能比较。{AFTERWARDS}",
    ),
    "an instant that no program can read": (
        "UPDATE block SET sealed_at = 'infinity' WHERE height = 2",
        f"表 block 的列 sealed_at：有1行的日期或时刻超出可读的范围。{AFTERWARDS}",
    ),
    "a date that no program can read": (
        "UPDATE deadline SET due = '10000-01-01'",
        f"表 deadline 的列 due：有1行的日期或时刻超出可读的范围。{AFTERWARDS}",
    ),
    "another collation": (
        'ALTER TABLE transition ALTER COLUMN digest TYPE varchar COLLATE "C"',
        f"表 transition 的列 digest：类型、排序规则被更改，或是计算列，不能比较。{AFTERWARDS}",
    ),
}


def test_a_column_that_lost_its_constraint_is_named_before_anything_is_compared(
    databases: Databases, sql: Sql, violations: Violations
) -> None:
    with databases.fresh("march"):
        with begin() as session:
            assert list(check_tables(session)) == []
        for column in ("at", "jurisdiction_id", "source"):
            sql(f"ALTER TABLE block ALTER COLUMN {column} DROP NOT NULL")
            sql(f"UPDATE block SET {column} = NULL WHERE height = 2")  # noqa: S608 - own words
            words = f"表 block 的列 {column}：不得为空的约束被删除。请恢复约束后再核验其余各项。"
            assert words in violations()
        assert len(violations()) == 3


@pytest.mark.parametrize("trick", BLINDING)
def test_what_would_hide_a_change_is_named(databases: Databases, sql: Sql, violations: Violations, trick: str) -> None:
    statements, words = BLINDING[trick]
    with databases.fresh("march"):
        sql(RENAMED)
        for statement in statements.split(";\n"):
            sql(statement)
        assert violations() == [words]


@pytest.mark.parametrize(
    ("table", "column", "value"), [("department", "short_name", "code"), ("score_sheet", "answered_on", "NULL::date")]
)
def test_a_column_that_is_computed_is_named(
    databases: Databases, sql: Sql, violations: Violations, table: str, column: str, value: str
) -> None:
    with databases.fresh("march"):
        sql(f"ALTER TABLE {table} DROP COLUMN {column} CASCADE")
        kind = "varchar NOT NULL" if column == "short_name" else "date"
        sql(f"ALTER TABLE {table} ADD COLUMN {column} {kind} GENERATED ALWAYS AS ({value}) STORED")
        assert violations() == [f"表 {table} 的列 {column}：类型、排序规则被更改，或是计算列，不能比较。{AFTERWARDS}"]


@pytest.mark.parametrize("kind", ["VIEW", "TABLE"])
def test_what_a_session_is_given_in_place_of_a_table_is_named(databases: Databases, kind: str) -> None:
    with databases.fresh("march"), begin() as session:
        run(session, f"CREATE TEMPORARY {kind} department AS SELECT * FROM public.department")  # noqa: S608 - own words
        veiled = f"表 department：设有行级安全策略，或被视图替换，可能看不到全部记录。{AFTERWARDS}"
        assert list(check_tables(session)) == [veiled]
        session.rollback()


def test_a_constraint_that_was_not_validated_is_none(databases: Databases, sql: Sql, violations: Violations) -> None:
    with databases.fresh("march"):
        if int(sql.value("SHOW server_version_num")) < WITH_NOT_VALID:
            pytest.skip("older servers validate each NOT NULL")
        sql("ALTER TABLE block ALTER COLUMN source DROP NOT NULL")
        sql("UPDATE block SET source = NULL WHERE height = 2")
        sql("ALTER TABLE block ADD CONSTRAINT again NOT NULL source NOT VALID")
        assert violations() == ["表 block 的列 source：不得为空的约束被删除。请恢复约束后再核验其余各项。"]


def test_functions_and_operators_of_an_extension_are_no_tampering(
    databases: Databases, sql: Sql, violations: Violations
) -> None:
    with databases.fresh("march"):
        sql("CREATE FUNCTION public.alike(varchar, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'")
        sql("CREATE OPERATOR public.=== (leftarg = varchar, rightarg = text, function = public.alike)")
        sql("CREATE FUNCTION pg_catalog.upper(integer) RETURNS text LANGUAGE sql AS $$ SELECT 'X' $$")
        assert violations() == []


def test_another_schema_that_is_named_first_has_no_say(databases: Databases, sql: Sql) -> None:
    with databases.fresh("march"):
        sql("CREATE SCHEMA IF NOT EXISTS other")
        sql("CREATE TABLE other.department AS SELECT * FROM public.department")
        sql("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = other', current_database()); END $$")
        assert sql.value("SHOW search_path") == "public"
