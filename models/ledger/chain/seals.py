"""封存: notices, deliveries, messages and addresses compared with their newest seals; what an upgrade found there."""

from collections.abc import Iterator

from sqlmodel import Session

from models.database import database_time
from models.ledger.acts import SYSTEM, Context, Summary
from models.ledger.jurisdiction import home
from models.ledger.perform import leave_block
from models.ledger.seals import LEASE, SEALED_TABLES, UPGRADE, UPGRADE_TITLE, digests_of
from models.rules.business_day import BusinessDay
from models.statements import run
from models.transaction import transaction

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
# Seals of before they had a number come before all that have one.
RENUMBERED = """
SELECT id FROM seal WHERE number <> id OR (number IS NULL AND id > (SELECT min(number) FROM seal)) ORDER BY 1
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
# An upgrade seals what it finds before anything else is sealed; a later seal under its number is none of its own.
FOUND = """
SELECT s.record, sum(cardinality(s.ids)) AS n FROM seal s WHERE s.act_id = :upgrade
    AND NOT EXISTS (SELECT FROM block b WHERE b.act_id = :upgrade)
    AND NOT EXISTS (SELECT FROM seal z WHERE z.act_id = :upgrade AND z.id < 1 OR z.act_id <> :upgrade
        AND z.id < (SELECT max(u.id) FROM seal u WHERE u.act_id = :upgrade))
GROUP BY s.record
"""
BLOCK_OF_UPGRADE = "SELECT height FROM block WHERE act_id = :upgrade"


def check_seals(session: Session, piece: int = PIECE) -> Iterator[str]:
    """Yield in words each row that differs from its newest seal, and each seal or attempt that no block covers."""
    for table, (title, _) in SEALED_TABLES.items():
        statement = DISAGREE.format(digests=digests_of(table))
        last = run(session, LAST_ID.format(table=table), table=table).scalar_one()
        for above in range(0, last + 1, piece):
            for row in run(session, statement, table=table, above=above or LEAST_ID, last=above + piece):
                change = "被删除" if row.removed else "被增加" if row.added else "被更改"
                yield f"{title} {row.id}：{change}，与封存时不符。"
    for number in run(session, RENUMBERED).scalars():
        yield f"封存{number}：先后次序被更改。"
    for number in run(session, WITHOUT_BLOCK, lease=LEASE, now=database_time(session)).scalars():
        yield f"操作{number}：有不属于台账任何一块的封存或投递记录。"


def count_uncovered(session: Session) -> int:
    """Return how many seals and attempts no block covers; in a sound ledger those of a delivery run under way."""
    return int(run(session, UNCOVERED).scalar_one())


def seal_upgrade(session: Session, day: BusinessDay) -> bool:
    """Leave the block of what was there when this version came, if there is none yet; returns whether it is left."""
    found = {row.record: int(row.n) for row in run(session, FOUND, upgrade=UPGRADE)}
    if not found:
        return False
    counted = "、".join(f"{title}{found[table]}条" for table, (title, _) in SEALED_TABLES.items() if table in found)
    ctx = Context(UPGRADE, home(session), day, SYSTEM)
    leave_block(session, "seal_upgrade", ctx, Summary(f"{UPGRADE_TITLE}：{counted}。", found))
    transaction(session).moved = True
    return True


def upgrade_height(session: Session) -> int | None:
    """Return the height of the block of what an upgrade found; None if this version was the first."""
    height: int | None = run(session, BLOCK_OF_UPGRADE, upgrade=UPGRADE).scalar()
    return height
