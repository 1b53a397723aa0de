"""A block keeps how its actor is known, and who was at the machine."""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ('known', 'entered_by'):
        op.add_column('block', sa.Column(name, sa.String(), nullable=False, server_default=''))
        op.alter_column('block', name, server_default=None)


def downgrade() -> None:
    op.drop_column('block', 'entered_by')
    op.drop_column('block', 'known')
