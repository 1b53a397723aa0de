"""The account of the operating system under which a reader opens a marked record."""

import sqlalchemy as sa
from alembic import op

revision = '0047'
down_revision = '0046'
branch_labels = None
depends_on = None

TABLES = ('secrecy_reader', 'secrecy_access')


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column('account', sa.String(), nullable=False, server_default=''))
        op.alter_column(table, 'account', server_default=None)


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, 'account')
