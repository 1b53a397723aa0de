"""Records compared with their transitions, in pieces; before that, what would blind the comparison."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Column, Date, DateTime
from sqlmodel import Session

from models.ledger.nouns import NOUNS
from models.ledger.nouns.noun import Noun
from models.records import all_tables
from models.statements import run

PIECE = 5_000  # records, or transitions, that one statement compares
FIRST_ID, FIRST_KEY = -(2**31) - 1, ""
LAST_ID = """
SELECT max(p.id) AS last, count(*) AS n FROM (
    SELECT id FROM {table} WHERE id > :above ORDER BY id LIMIT :piece) p
"""
LAST_KEY = """
SELECT max(p.record_key) AS last, count(*) AS n FROM (
    SELECT record_key FROM transition WHERE record = :noun AND record_key > :above ORDER BY record_key LIMIT :piece) p
"""
# Records above an id, each with its newest transition. No hash covers `record_id`.
DISAGREE = """
WITH q AS MATERIALIZED ({digests} WHERE r.id > :above AND r.id <= :last)
SELECT q.key, t.digest IS NULL AS added, t.digest = q.digest AS same
FROM q LEFT JOIN LATERAL (
    SELECT t.record_id, t.digest FROM transition t WHERE t.record = :noun AND t.record_key = q.key
    ORDER BY t.id DESC LIMIT 1) t ON true
WHERE q.digest IS DISTINCT FROM t.digest OR q.id <> t.record_id ORDER BY q.id
"""
# Transitions above a key: those that point to no record of their key, unless its last one says so, and those not in the
# order of their blocks.
WITHOUT_RECORD = """
WITH t AS MATERIALIZED (
    SELECT t.id, t.record_id, t.record_key, t.digest, b.height
    FROM transition t LEFT JOIN block b ON b.act_id = t.act_id
    WHERE t.record = :noun AND t.record_key > :above AND t.record_key <= :last),
q AS MATERIALIZED (SELECT r.id, {key} AS key FROM {source} WHERE r.id = ANY(ARRAY(SELECT record_id FROM t))),
newest AS (SELECT DISTINCT ON (record_key) record_key, digest FROM t ORDER BY record_key, id DESC)
SELECT DISTINCT t.record_key AS key, false AS reordered
FROM t LEFT JOIN q ON q.id = t.record_id AND q.key = t.record_key
WHERE q.id IS NULL AND t.record_key NOT IN (SELECT record_key FROM newest WHERE digest = '')
UNION ALL SELECT DISTINCT m.record_key, true FROM (
    SELECT record_key, height, lag(height) OVER (PARTITION BY record_key ORDER BY id) AS before FROM t) m
WHERE m.height < m.before ORDER BY 2, 1
"""
HELD = "SELECT '{0}' WHERE EXISTS (SELECT FROM {0}) OR EXISTS (SELECT FROM transition WHERE record = '{0}')"
EXISTING = "SELECT q.key FROM (SELECT {key} AS key FROM {source}) q WHERE q.key = ANY(:keys)"
WAS_CHANGED, REMOVED, ADDED = (f"：{change}，与台账不符。" for change in ("被更改", "被删除", "被增加"))
MISDIRECTED, REORDERED = "：变动记录所指的编号被更改。", "：变动记录的先后次序被更改。"


def check_records(session: Session, piece: int = PIECE, nouns: Collection[str] = NOUNS.keys()) -> Iterator[str]:
    """Yield in words each record that disagrees with its transitions, and each transition that points elsewhere.

    No statement compares more than `piece` records, or the transitions of more than `piece` keys.
    """
    held = set(run(session, " UNION ALL ".join(map(HELD.format, NOUNS))).scalars())
    for noun, spec in NOUNS.items():
        if noun not in held & set(nouns):
            continue
        found = [*_records_of(session, noun, piece)] if spec.verified else []
        for key, fault in dict.fromkeys([*found, *_transitions_of(session, noun, spec, piece)]):
            yield f"{spec.title} {key}{fault}"


def _records_of(session: Session, noun: str, piece: int) -> Iterator[tuple[str, str]]:
    statement, bounds = DISAGREE.format(digests=NOUNS[noun].digests), LAST_ID.format(table=noun)
    above, n = FIRST_ID, piece
    while n == piece:
        last, n = run(session, bounds, above=above, piece=piece).one()
        for row in run(session, statement, noun=noun, above=above, last=last) if n else ():
            yield row.key, ADDED if row.added else MISDIRECTED if row.same else WAS_CHANGED
        above = last


def _transitions_of(session: Session, noun: str, spec: Noun, piece: int) -> Iterator[tuple[str, str]]:
    statement = WITHOUT_RECORD.format(key=spec.key, source=spec.source)
    above, n = FIRST_KEY, piece
    while n == piece:
        last, n = run(session, LAST_KEY, noun=noun, above=above, piece=piece).one()
        rows = run(session, statement, noun=noun, above=above, last=last).all() if n else []
        yield from _tell(session, spec, [row.key for row in rows if not row.reordered])
        yield from ((row.key, REORDERED) for row in rows if row.reordered)
        above = last


def _tell(session: Session, spec: Noun, keys: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each key with the fate of its record: it was removed, or has another number than its transitions."""
    existing = EXISTING.format(key=spec.key, source=spec.source)
    there = set(run(session, existing, keys=keys).scalars()) if keys else set()
    yield from ((key, MISDIRECTED if key in there else REMOVED) for key in keys)


# A constraint that was not validated holds for what is written from now on, not for what is there.
LAX = """
SELECT u.table_name AS place, u.column_name AS pointer
FROM unnest(CAST(:tables AS text[]), CAST(:columns AS text[])) AS u(table_name, column_name)
WHERE NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass(format('public.%I', u.table_name))
    AND a.attname = u.column_name AND a.attnotnull AND NOT EXISTS (SELECT FROM pg_constraint k
        WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND a.attnum = ANY(k.conkey) AND NOT k.convalidated))
ORDER BY 1, 2
"""
# A rule of row security, or a view in place of a table, may show other rows here than elsewhere. What the server makes
# for a session at its login, with the name of a table, stands before all others.
VEILED = """
SELECT DISTINCT c.relname FROM pg_class c WHERE c.relname = ANY(:tables)
    AND (c.relnamespace = pg_my_temp_schema()
        OR c.relnamespace = 'public'::regnamespace AND (c.relrowsecurity OR c.relkind <> 'r')) ORDER BY 1
"""
# A type or a collation of another's making may make different values equal; what is computed when it is read may be
# another value for another reader.
STRANGE = """
SELECT c.relname AS place, a.attname AS pointer FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(:tables) AND a.attnum > 0 AND NOT a.attisdropped
    AND (t.typnamespace <> 'pg_catalog'::regnamespace OR a.attcollation <> t.typcollation OR a.attgenerated <> '')
ORDER BY 1, 2
"""
# The server stores what no program can read: the end of time, and years of five digits.
MAY_READ = """
SELECT u.name, u.timed FROM unnest(CAST(:tables AS text[]), CAST(:columns AS text[]))
    WITH ORDINALITY AS u(name, timed, n)
WHERE has_column_privilege(format('public.%I', u.name), u.timed, 'SELECT') ORDER BY u.n
"""
READABLE = {Date: ("0001-01-01", "9999-12-31"), DateTime: ("0001-01-02", "9999-12-30")}
UNREADABLE = "count(*) FILTER (WHERE x.{column} NOT BETWEEN '{first}' AND '{last}')"


def check_tables(session: Session) -> Iterator[str]:
    """Yield in words what must be mended before records can be compared.

    That is a column that must have a value and may be empty or is not there; a table whose rows may be hidden; a column
    whose values are not compared as the server compares them; and a date or an instant that no program can read. Who
    can replace the server's own functions can rewrite the chain too: only a head that left the house tells that.
    """
    required = [(column.table.name, column.name) for column in _columns() if not column.nullable]
    tables, columns = map(list, zip(*required, strict=True))
    yield from _find_faults(session, tables, columns)
    yield from _find_unreadable(session)


def _find_unreadable(session: Session) -> Iterator[str]:
    """Yield what no program can read, in words. All tables are read by one statement, each once."""
    timed = _timed(session)
    counts = " UNION ALL ".join(_count_unreadable(name, columns) for name, columns in timed.items())
    for name, numbers in run(session, counts) if timed else ():
        for column, n in zip(timed[name], numbers, strict=True):
            if n:
                yield f"表 {name} 的列 {column.name}：有{n}行的日期或时刻超出可读的范围。请恢复后再核验其余各项。"


def _timed(session: Session) -> dict[str, list[Column[Any]]]:
    """Return the columns of dates and instants that this role may read: a reading role does not see every table."""
    timed = {(column.table.name, column.name): column for column in _columns() if type(column.type) in READABLE}
    tables, columns = map(list, zip(*timed, strict=True))
    found: dict[str, list[Column[Any]]] = {}
    for name, column in run(session, MAY_READ, tables=tables, columns=columns):
        found.setdefault(name, []).append(timed[name, column])
    return found


def _columns() -> list[Column[Any]]:
    return [column for _, table in sorted(all_tables().items()) for column in table.columns]


def _count_unreadable(name: str, timed: list[Column[Any]]) -> str:
    """Return a query of the name of a table and of how many of its rows have an unreadable value, by column."""
    bounds = ((each.name, *READABLE[type(each.type)]) for each in timed)
    counts = (UNREADABLE.format(column=column, first=first, last=last) for column, first, last in bounds)
    return f"SELECT '{name}', ARRAY[{', '.join(counts)}] FROM {name} x"  # noqa: S608 - constants only


def _find_faults(session: Session, tables: list[str], columns: list[str]) -> Iterator[str]:
    for row in run(session, LAX, tables=tables, columns=columns):
        yield f"表 {row.place} 的列 {row.pointer}：不得为空的约束被删除。请恢复约束后再核验其余各项。"
    for table in run(session, VEILED, tables=tables).scalars():
        yield f"表 {table}：设有行级安全策略，或被视图替换，可能看不到全部记录。请恢复后再核验其余各项。"
    for row in run(session, STRANGE, tables=tables):
        yield f"表 {row.place} 的列 {row.pointer}：类型、排序规则被更改，或是计算列，不能比较。请恢复后再核验其余各项。"
