"""What was replaced under a number of the server's own is named, and nothing is compared until it is mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.chain.server_own import FUNCTIONS, IN_SQL, replaced
from models.statements import run

if TYPE_CHECKING:
    from tests.conftest import Databases, Sql, Violations

RENAMED = "UPDATE department SET name = '另一个厅' WHERE code = 'D001'"
REPLACED = "数据库自带的，已被替换，核验结果不可信。请恢复后再核验其余各项。"
# What an administrator of the server does, and how it is named.
TRICKS = {
    "a function of the server that was replaced": (
        """CREATE OR REPLACE FUNCTION pg_catalog.convert_to(text, name) RETURNS bytea LANGUAGE sql STABLE AS
        $$ SELECT CAST(replace(replace($1, '\\', '\\\\'), '另一个厅', '第001厅') AS bytea) $$""",
        f"函数 convert_to(text,name)：{REPLACED}",
    ),
    "a function of the server in SQL that was replaced": (
        """CREATE OR REPLACE FUNCTION pg_catalog.textanycat(text, anynonarray) RETURNS text LANGUAGE sql STABLE AS
        $$ SELECT replace(concat($1, $2), '另一个厅', '第001厅') $$""",
        f"函数 textanycat(text,anynonarray)：{REPLACED}",
    ),
    "an aggregate of the server that was replaced": (
        """CREATE FUNCTION public.kept(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS
        $$ SELECT replace(concat($1, $2), '另一个厅', '第001厅') $$;
        CREATE OR REPLACE AGGREGATE pg_catalog.max(text) (sfunc = public.kept, stype = text)""",
        f"聚合函数 max(text)：{REPLACED}",
    ),
    "an operator of the server that was replaced": (
        """CREATE FUNCTION public.alike(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
        DO $$ BEGIN PERFORM set_config('allow_system_table_mods', 'on', true); UPDATE pg_operator
        SET oprcode = CAST('public.alike(text,text)' AS regprocedure) WHERE oid = 98; END $$""",
        f"运算符 =(text,text)：{REPLACED}",
    ),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_what_was_replaced_under_its_own_number_is_named(
    databases: Databases, sql: Sql, violations: Violations, trick: str
) -> None:
    statements, words = TRICKS[trick]
    with databases.fresh("march"):
        sql(RENAMED)
        for statement in statements.split(";\n"):
            sql(statement)
        assert violations() == [words]


def test_nothing_of_a_server_as_it_was_made_is_named(databases: Databases) -> None:
    with databases.fresh("march"), begin() as session:
        assert list(replaced(session)) == []
        assert {row.oid for row in run(session, FUNCTIONS)} > IN_SQL
