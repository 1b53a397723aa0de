"""Columns that must have a value: a table that lost this constraint cannot be compared."""

from collections.abc import Iterator

from sqlmodel import Session, SQLModel

from models.statements import run

LAX = """
SELECT u.table_name AS place, u.column_name AS pointer
FROM unnest(CAST(:tables AS text[]), CAST(:columns AS text[])) AS u(table_name, column_name)
WHERE NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass(format('public.%I', u.table_name))
    AND a.attname = u.column_name AND a.attnotnull) ORDER BY 1, 2
"""


def check_tables(session: Session) -> Iterator[str]:
    """Yield in words each column that must have a value and may be empty in this database, or is not there."""
    required = [
        (name, column.name)
        for name, table in SQLModel.metadata.tables.items()
        for column in table.columns
        if not column.nullable
    ]
    tables, columns = map(list, zip(*required, strict=True))
    for row in run(session, LAX, tables=tables, columns=columns):
        yield f"表 {row.place} 的列 {row.pointer}：不得为空的约束被删除。请恢复约束后再核验其余各项。"
