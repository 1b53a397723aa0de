"""A column that may be empty although it must not is named, and nothing is compared until it is mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.chain.tables import check_tables

if TYPE_CHECKING:
    from tests.conftest import Databases, Sql, Violations


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
