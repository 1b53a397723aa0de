"""The newest delivery runs are found by their seals without reading those of acts."""

import sqlalchemy as sa
from alembic import op

revision = "0216"
down_revision = "0215"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index("seal_of_run", "seal", ["act_id"], postgresql_where=sa.text("at IS NOT NULL"))


def downgrade() -> None:
    """Drop it."""
    op.drop_index("seal_of_run", "seal")
