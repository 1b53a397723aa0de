"""Messages carry files; their bytes are kept by SHA-256. A message of before has none and keeps its digest."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('message', sa.Column('attachments', postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.create_table('attachment',
        sa.Column('digest', sa.String(), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=True),
        sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('digest'))
    op.create_index('attachment_kept', 'attachment', ['kept_at'], postgresql_where='content IS NOT NULL')


def downgrade() -> None:
    op.drop_table('attachment')
    op.drop_column('message', 'attachments')
