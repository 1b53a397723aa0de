"""最近运行 and 收件箱状态: when the routines last ran, and since when the inbox does not answer.

Revision ID: 0220
Revises: 0219
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision, down_revision = "0220", "0219"
branch_labels = depends_on = None
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "last_run",
        sa.Column("flow", sa.String, primary_key=True),
        sa.Column("begun", INSTANT, nullable=False),
        sa.Column("ended", INSTANT, nullable=True),
        sa.Column("worker", sa.String, nullable=False),
    )
    op.create_table(
        "inbox_state",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("failing_since", INSTANT, nullable=True),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("withheld", JSONB, nullable=False),
        sa.CheckConstraint("id = 1", name="one_inbox"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("inbox_state")
    op.drop_table("last_run")
