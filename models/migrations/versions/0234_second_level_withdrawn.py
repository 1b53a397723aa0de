"""二级考评 is withdrawn: the state of a value, on which day and why it was withdrawn (1-6.1, A42).

Revision ID: 0234
Revises: 0233
"""

import sqlalchemy as sa
from alembic import op

from models.migrations import BEFORE_RELEASE
from models.rules.errors import Refused

revision, down_revision = "0234", "0233"
branch_labels = depends_on = None
TABLE = "second_level"
STATES = ("recorded", "withdrawn")


def upgrade() -> None:
    """Add the columns; digests are re-based: raises Refused if a ledger holds any value."""
    if op.get_bind().execute(sa.text(f"SELECT EXISTS (SELECT FROM {TABLE})")).scalar():
        raise Refused(BEFORE_RELEASE)
    state = sa.Enum(*STATES, name="is_secondlevelstate", native_enum=False, create_constraint=True, length=24)
    op.add_column(TABLE, sa.Column("state", state, nullable=False))
    op.add_column(TABLE, sa.Column("withdrawn_on", sa.Date, nullable=True))
    op.add_column(TABLE, sa.Column("withdrawn_because", sa.String, nullable=False))


def downgrade() -> None:
    """Drop them."""
    for column in ("withdrawn_because", "withdrawn_on", "state"):
        op.drop_column(TABLE, column)
