"""A plan can cover further periods beside its own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0203"
down_revision = "0202"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; digests are re-based: inspections of homes made before are named by verify."""
    op.add_column("inspection", sa.Column("also_covers", JSONB, nullable=False, server_default="[]"))
    op.alter_column("inspection", "also_covers", server_default=None)


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("inspection", "also_covers")
