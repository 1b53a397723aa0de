"""The orders to open periods that began before the go-live date, each on its own day (6.1)."""

import sqlalchemy as sa
from alembic import op

revision = "0209"
down_revision = "0208"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "cycle_order",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("cycle", sa.String, nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("opens", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "cycle", "period"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("cycle_order")
