"""A row of a quarterly list keeps what its entry waits for; a finding why its declaration differs from the ledger."""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('negative_list_line', sa.Column('standing', sa.Enum('overdue', 'awaiting_feedback',
        'feedback_overdue', 'declared', 'fed_back', 'suspended', name='is_standing', native_enum=False,
        create_constraint=True, length=24), nullable=True))
    op.add_column('finding', sa.Column('declared_reason', sa.String(), nullable=False, server_default=''))
    op.alter_column('finding', 'declared_reason', server_default=None)


def downgrade() -> None:
    op.drop_column('finding', 'declared_reason')
    op.drop_column('negative_list_line', 'standing')
