"""Where the evidence of the database is: in a bucket, or empty in the folder of the machine."""

import sqlalchemy as sa
from alembic import op

revision = "0219"
down_revision = "0218"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("evidence_store", sa.Column("address", sa.String, nullable=False, server_default=""))
    op.alter_column("evidence_store", "address", server_default=None)


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("evidence_store", "address")
