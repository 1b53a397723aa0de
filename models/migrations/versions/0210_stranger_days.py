"""Mails of strangers without an answer sheet stand apart from the ledger, which has their count by day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0210"
down_revision = "0209"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "unregistered_mail",
        sa.Column("digest", sa.String, primary_key=True),
        sa.Column("id", sa.Integer, nullable=False, unique=True),
        sa.Column("seen_on", sa.Date, nullable=False, index=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sender", sa.String, nullable=True),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("files", JSONB, nullable=False),
        sa.Column("missing", JSONB, nullable=False),
        sa.Column("automatic", sa.Boolean, nullable=False),
    )
    op.create_table(
        "stranger_day",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("mails", sa.Integer, nullable=False),
        sa.Column("senders", sa.Integer, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "day"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("stranger_day")
    op.drop_table("unregistered_mail")
