"""An adjustment names the indicator that it changes; empty: the target itself."""

import sqlalchemy as sa
from alembic import op

revision = '0071'
down_revision = '0070'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('adjustment', sa.Column('indicator', sa.String(), nullable=False, server_default=''))
    op.alter_column('adjustment', 'indicator', server_default=None)


def downgrade() -> None:
    op.drop_column('adjustment', 'indicator')
