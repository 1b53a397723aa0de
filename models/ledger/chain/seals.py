"""封存: notices, deliveries, messages and addresses compared with their newest seals."""

from collections.abc import Iterator

from sqlmodel import Session

from models.database import database_time
from models.ledger.nouns import title_of
from models.ledger.seals import LEASE, SEALED_TABLES, digests_of
from models.statements import run

PIECE = 50_000  # row ids that one statement compares
LEAST_ID = -(2**31)
LAST_ID = """
SELECT greatest(0, (SELECT max(id) FROM {table}), (SELECT max(ids[cardinality(ids)]) FROM seal WHERE record = :table))
"""
DISAGREE = """
SELECT coalesce(q.id, s.id) AS id, q.id IS NULL AS removed, s.id IS NULL AS added
FROM ({digests} WHERE r.id > :above AND r.id <= :last) q FULL JOIN (
    SELECT DISTINCT ON (u.id) u.id, u.digest FROM seal z CROSS JOIN LATERAL unnest(z.ids, z.digests) AS u(id, digest)
    WHERE z.record = :table AND z.ids[1] <= :last AND z.ids[cardinality(z.ids)] > :above
        AND u.id > :above AND u.id <= :last
    ORDER BY u.id, z.id DESC) s ON s.id = q.id
WHERE q.digest IS DISTINCT FROM s.digest ORDER BY 1
"""
# A run that was killed is sealed by the first one that begins a lease later; until then it may be without a block.
# Nothing but a rehearsal happens later than now.
WITHOUT_BLOCK = """
SELECT d.act_id FROM (SELECT act_id, at FROM seal UNION ALL SELECT act_id, at FROM attempt) d
WHERE NOT EXISTS (SELECT FROM block b WHERE b.act_id = d.act_id) GROUP BY d.act_id
HAVING max(d.at) IS NULL OR max(d.at) <= (SELECT max(sealed_at) FROM block WHERE act = 'deliver') - 2 * :lease
    OR (max(d.at) > :now + :lease AND NOT EXISTS (SELECT FROM rehearsal))
ORDER BY 1
"""
UNCOVERED = """
SELECT count(*) FROM (SELECT act_id FROM seal UNION ALL SELECT act_id FROM attempt) d
WHERE NOT EXISTS (SELECT FROM block b WHERE b.act_id = d.act_id)
"""


def check_seals(session: Session, piece: int = PIECE) -> Iterator[str]:
    """Yield in words each row that differs from its newest seal, and each seal or attempt that no block covers."""
    for table in SEALED_TABLES:
        if not run(session, "SELECT has_table_privilege(CAST(:table AS text), 'SELECT')", table=table).scalar_one():
            continue  # passwords: a read-only role may not see them
        statement = DISAGREE.format(digests=digests_of(table))
        last = run(session, LAST_ID.format(table=table), table=table).scalar_one()
        for above in range(0, last + 1, piece):
            for row in run(session, statement, table=table, above=above or LEAST_ID, last=above + piece):
                change = "被删除" if row.removed else "被增加" if row.added else "被更改"
                yield f"{title_of(table)} {row.id}：{change}，与封存时不符。"
    for number in run(session, "SELECT id FROM seal WHERE number <> id ORDER BY 1").scalars():
        yield f"封存{number}：先后次序被更改。"
    for number in run(session, WITHOUT_BLOCK, lease=LEASE, now=database_time(session)).scalars():
        yield f"操作{number}：有不属于台账任何一块的封存或投递记录。"


def count_uncovered(session: Session) -> int:
    """Return how many seals and attempts no block covers; in a sound ledger those of a delivery run under way."""
    return int(run(session, UNCOVERED).scalar_one())
