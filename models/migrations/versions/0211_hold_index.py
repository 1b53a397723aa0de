"""The newest act that holds or releases notices is found without reading the chain (6.2.2)."""

import sqlalchemy as sa
from alembic import op

revision = "0211"
down_revision = "0210"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index(
        "block_of_hold", "block", ["height"], postgresql_where=sa.text("act IN ('hold_notices', 'release_notices')")
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index("block_of_hold", "block")
