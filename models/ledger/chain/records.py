"""Records compared with their transitions, in pieces: what was changed, removed, added, misdirected or reordered."""

from collections.abc import Collection, Iterator

from sqlmodel import Session

from models.ledger.nouns import NOUNS
from models.ledger.nouns.noun import Noun
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
