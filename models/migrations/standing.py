"""Whether this program may write into the bound database: the version of its tables, and the role."""

from datetime import datetime

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from models.database import CLOCK, IS_DIRECT
from models.migrations import NO_TABLES, require_version
from models.outages import NO_RIGHT, NO_TABLE, POOLED, REASONS, sqlstate_of
from models.rules.errors import Refused, Unavailable
from models.statements import run

STANDING = f"""
SELECT {CLOCK} AS now, has_table_privilege('block', 'INSERT') AS may_write,
    (SELECT array_agg(version_num) FROM alembic_version) AS versions, {IS_DIRECT} AS is_direct
"""  # noqa: S608 - a constant


def require_own_tables(session: Session) -> datetime:
    """Return the database's clock. Raises Refused if the tables are not of this version, or a pooler answers.

    Raises Unavailable if the role may only read.
    """
    try:
        row = run(session, STANDING).one()
    except DBAPIError as error:
        if sqlstate_of(error) != NO_TABLE:
            raise
        raise Refused(NO_TABLES) from error
    require_version(set(row.versions or ()))
    if not row.is_direct:
        raise Refused(POOLED)
    if not row.may_write:
        raise Unavailable(REASONS[NO_RIGHT])
    now: datetime = row.now
    return now
