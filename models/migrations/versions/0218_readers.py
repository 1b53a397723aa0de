"""查阅人: until which day and why an account of the agency reads (3-4.6)."""

import sqlalchemy as sa
from alembic import op

revision = "0218"
down_revision = "0217"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("account", sa.Column("reads_until", sa.Date, nullable=True))
    op.add_column("account", sa.Column("reads_why", sa.String, nullable=False, server_default=""))
    op.alter_column("account", "reads_why", server_default=None)


def downgrade() -> None:
    """Drop the columns."""
    op.drop_column("account", "reads_why")
    op.drop_column("account", "reads_until")
