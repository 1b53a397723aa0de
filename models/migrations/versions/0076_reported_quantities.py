"""A report line has the quantity that was done; lines of before have none, and their digest stays."""

import sqlalchemy as sa
from alembic import op

revision = '0076'
down_revision = '0075'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('report_line', sa.Column('quantity', sa.Numeric(), nullable=True))


def downgrade() -> None:
    op.drop_column('report_line', 'quantity')
