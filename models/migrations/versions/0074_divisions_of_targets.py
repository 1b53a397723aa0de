"""A target and a draft name the 内设机构 of the leading department; targets of before name none, and their digest stays."""

import sqlalchemy as sa
from alembic import op

revision = '0074'
down_revision = '0071'
branch_labels = None
depends_on = None

TABLES = ('target', 'target_draft')


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column('division', sa.String(), nullable=False, server_default=''))
        op.alter_column(table, 'division', server_default=None)


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, 'division')
