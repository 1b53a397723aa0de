"""The reported lines of a target are found by an index; blank lines, which each month writes, are not in it."""

import sqlalchemy as sa
from alembic import op

revision = '0096'
down_revision = '0093'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('report_line_reported', 'report_line', ['target_id'], postgresql_where=sa.text('version > 0'))


def downgrade() -> None:
    op.drop_index('report_line_reported', table_name='report_line')
