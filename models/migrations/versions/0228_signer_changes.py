"""签字人变更, the terms that a slip signs for, and stops of accounts (3-6.1.5, A49b)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0228"
down_revision = "0226"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and add the columns."""
    op.create_table(
        "signer_change",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("rows", JSONB, nullable=False),
        sa.Column("account", sa.Integer, nullable=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("reason", "words", "entered_by", "closed_by")),
        sa.Column("paper", JSONB, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'confirmed', 'returned')", name="is_signerchangestate"),
        sa.UniqueConstraint("jurisdiction_id", "serial"),
    )
    op.add_column("slip", sa.Column("signs_for", JSONB, nullable=False, server_default="[]"))
    op.alter_column("slip", "signs_for", server_default=None)
    op.add_column("account", sa.Column("stopped_until", sa.Date, nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("account", "stopped_until")
    op.drop_column("slip", "signs_for")
    op.drop_table("signer_change")
