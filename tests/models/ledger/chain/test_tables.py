"""What would blind a comparison is named, and nothing is compared until it is mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.chain.tables import check_tables
from models.statements import run

if TYPE_CHECKING:
    from tests.conftest import Databases, Sql, Violations

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
