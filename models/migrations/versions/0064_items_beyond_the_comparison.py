"""A re-verification gives the reason for missing items that the comparison does not list; those of before give none."""

import sqlalchemy as sa
from alembic import op

revision = '0064'
down_revision = '0060'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('reverification', sa.Column('beyond', sa.String(), nullable=False, server_default=''))
    op.alter_column('reverification', 'beyond', server_default=None)


def downgrade() -> None:
    op.drop_column('reverification', 'beyond')
