"""Seals: digests of notices, deliveries, messages and addresses, taken by each change and covered by its block.

These rows change often and many at once, so they have no transitions. What changes them takes, in the same statement,
the digests of all rows that it leaves, in one seal. The block of the act covers its seals, the block of a delivery run
those of the run. `verify` compares each row with its newest digest.
"""

import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.nouns.noun import sealed_columns
from models.statements import run, transaction

LEASE = timedelta(minutes=15)  # of a message that is being sent: longer than a batch in which every try times out
SEALED_TABLES = ("notice", "recipient", "delivery", "password", "message")
_SEAL = """
INSERT INTO seal (id, number, act_id, record, at, ids, digests)
SELECT n, n, :act_id, '{table}', CAST(:sealed_at AS timestamptz), s.ids, s.digests
FROM (SELECT nextval('seal_id_seq') AS n, array_agg(q.id) AS ids, array_agg(q.digest) AS digests
    FROM ({digests} ORDER BY r.id) q HAVING count(*) > 0) s"""


# The table that a statement changes, and the name that it gives it.
CHANGED = re.compile(r"(?:INSERT INTO|UPDATE) (\w+) ?((?!SET\b)\w*)")


def digests_of(table: str, rows: str = "") -> str:
    """Return SQL giving id and digest of the rows of a sealed table, or of a CTE with whole rows of it."""
    sealed = f"json_build_array({sealed_columns(table)})::text"
    return f"SELECT r.id, encode(sha256(convert_to({sealed}, 'UTF8')), 'hex') AS digest FROM {rows or table} r"  # noqa: S608 - constants only


def seal_of(table: str, rows: str) -> str:
    """Return SQL that inserts one seal of all rows of the CTE `rows`, or none if it has no row.

    Its parameters are `act_id` and `sealed_at`.
    """
    return _SEAL.format(table=table, digests=digests_of(table, rows))


@lru_cache
def sealing(change: str, answer: str = "count(*)") -> str:
    """Return SQL that makes a change of a sealed table and seals the changed rows.

    `change` is an INSERT or UPDATE without RETURNING, and `answer` what is selected from the changed rows.
    """
    found = CHANGED.search(change)
    assert found  # noqa: S101 - it changes a table
    table, row = found.groups()
    return (
        f"WITH changed AS ({change} RETURNING {row or table}.*), sealed AS ({seal_of(table, 'changed')})"  # noqa: S608 - constants only
        f" SELECT {answer} FROM changed"
    )


def by_act(ctx: Context) -> dict[str, Any]:
    """Return the parameters of a seal that the block of this act covers."""
    return {"act_id": ctx.act_id, "sealed_at": None}


def by_run(session: Session, now: datetime) -> dict[str, Any]:
    """Return the parameters of a seal that the block of this delivery run covers."""
    return {"act_id": run_number(session), "sealed_at": now}


def run_number(session: Session) -> int:
    """Return the number of the delivery run to which this transaction belongs; a new one if none was given."""
    state = transaction(session)
    if state.delivery_run is None:
        state.delivery_run = int(run(session, "SELECT nextval('act_number')").scalar_one())
    return state.delivery_run


def seal_changes(session: Session, ctx: Context, change: str, **params: Any) -> int:  # noqa: ANN401 - bound parameters
    """Make and seal a change of an act, which then has a block. Returns how many rows it changed."""
    return count_sealed(session, ctx, sealing(change), **params)


def count_sealed(session: Session, ctx: Context, sealed: str, **params: Any) -> int:  # noqa: ANN401 - bound parameters
    """Run a statement of an act that seals and counts what it changed; the act then has a block. Returns the count."""
    changed = int(run(session, sealed, **by_act(ctx), **params).scalar_one())
    if changed:
        transaction(session).moved = True
    return changed
