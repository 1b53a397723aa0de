"""A year-end plan names the departments that are not visited, and the decision that they rest on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0205"
down_revision = "0204"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; digests are re-based: inspections of homes made before are named by verify."""
    op.add_column("inspection", sa.Column("unvisited", JSONB, nullable=False, server_default="{}"))
    op.add_column("inspection", sa.Column("decision_number", sa.String, nullable=False, server_default=""))
    op.add_column("inspection", sa.Column("decision_date", sa.Date, nullable=True))
    for name in ("unvisited", "decision_number"):
        op.alter_column("inspection", name, server_default=None)


def downgrade() -> None:
    """Drop the columns."""
    for name in ("decision_date", "decision_number", "unvisited"):
        op.drop_column("inspection", name)
