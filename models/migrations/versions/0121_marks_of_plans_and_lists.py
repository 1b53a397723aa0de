"""Plans and lists of targets have 份号, 密级和保密期限 and 紧急程度 where the agency stated them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0121'
down_revision = '0120'
branch_labels = None
depends_on = None

TABLES = ('inspection', 'submission')


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column('marks', JSONB, nullable=False, server_default='{}'))
        op.alter_column(table, 'marks', server_default=None)


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, 'marks')
