"""Who led a target on the last day of its year, once another department took it over after that day."""

import sqlalchemy as sa
from alembic import op

revision = "0208"
down_revision = "0207"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; digests are re-based: targets of homes made before are named by verify."""
    op.add_column("target_department", sa.Column("year_lead_id", sa.Integer, sa.ForeignKey("department.id")))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("target_department", "year_lead_id")
