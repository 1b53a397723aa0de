"""当日运行次数: how many runs of each flow ended on a day.

Revision ID: 0233
Revises: 0232
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0233", "0232"
branch_labels = depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "run_count",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("flow", sa.String, primary_key=True),
        sa.Column("ended", sa.Integer, nullable=False),
        sa.Column("first", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("run_count")
