"""A commitment to a sample fixes the form of its public number and the plan; one hash binds it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ('number_kind', 'plan_hash', 'commitment_hash'):
        op.add_column('sample', sa.Column(name, sa.String(), nullable=False, server_default=''))
        op.alter_column('sample', name, server_default=None)
    op.add_column('sample', sa.Column('mistyped', postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default='[]'))
    op.alter_column('sample', 'mistyped', server_default=None)
    op.add_column('team_member', sa.Column('seat', sa.String(), nullable=False, server_default=''))
    op.alter_column('team_member', 'seat', server_default=None)


def downgrade() -> None:
    op.drop_column('team_member', 'seat')
    for name in ('mistyped', 'commitment_hash', 'plan_hash', 'number_kind'):
        op.drop_column('sample', name)
