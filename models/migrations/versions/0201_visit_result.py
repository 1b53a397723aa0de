"""A visit has a result, the leader who signed it, the plan of its quarter and the entry that it proposed."""

import sqlalchemy as sa
from alembic import op

from models.migrations import BEFORE_RELEASE
from models.rules.errors import Refused

revision = "0201"
down_revision = "0200"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns.

    Digests were re-based with this version: raises Refused for a database whose ledger holds anything.
    """
    if op.get_bind().execute(sa.text("SELECT height > 0 FROM chain_head")).scalar_one():
        raise Refused(BEFORE_RELEASE)
    op.add_column("field_visit", sa.Column("leader", sa.String, nullable=False))
    result = sa.Enum(
        "conforms", "fails", "difficult", name="is_visitresult", native_enum=False, create_constraint=True, length=24
    )
    op.add_column("field_visit", sa.Column("result", result, nullable=False))
    for column, table in (("inspection_id", "inspection"), ("entry_id", "negative_entry")):
        op.add_column("field_visit", sa.Column(column, sa.Integer, sa.ForeignKey(f"{table}.id"), nullable=True))


def downgrade() -> None:
    """Drop the columns."""
    for column in ("entry_id", "inspection_id", "result", "leader"):
        op.drop_column("field_visit", column)
