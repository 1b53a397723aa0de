"""The answers with files that were taken by their place are found without reading the others (A77)."""

import sqlalchemy as sa
from alembic import op

revision = "0214"
down_revision = "0213"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    where = sa.text("record = 'answer' AND detail ? 'placed'")
    op.create_index("transition_with_places", "transition", ["record_id"], postgresql_where=where)


def downgrade() -> None:
    """Drop it."""
    op.drop_index("transition_with_places", "transition")
