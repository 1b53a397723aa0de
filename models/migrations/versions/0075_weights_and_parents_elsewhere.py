"""Targets and drafts have 可加 and 权重, and name a parent that is managed elsewhere; those of before keep their digest."""

import sqlalchemy as sa
from alembic import op

revision = '0075'
down_revision = '0074'
branch_labels = None
depends_on = None

TABLES = ('target', 'target_draft')
TEXTS = ('parent_name', 'parent_unit')


def upgrade() -> None:
    for table in TABLES:
        for name in TEXTS:
            op.add_column(table, sa.Column(name, sa.String(), nullable=False, server_default=''))
            op.alter_column(table, name, server_default=None)
        op.add_column(table, sa.Column('addable', sa.Boolean(), nullable=True))
        op.add_column(table, sa.Column('weight', sa.Numeric(), nullable=True))


def downgrade() -> None:
    for table in TABLES:
        for name in ('weight', 'addable', *TEXTS):
            op.drop_column(table, name)
