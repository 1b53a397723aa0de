"""A recheck names the two people who made it and the one who signed, or the finding that is its basis."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('remediation', sa.Column('rechecked_by', postgresql.JSONB(), nullable=False, server_default='[]'))
    op.alter_column('remediation', 'rechecked_by', server_default=None)
    op.add_column('remediation', sa.Column('recheck_signed_by', sa.String(), nullable=False, server_default=''))
    op.alter_column('remediation', 'recheck_signed_by', server_default=None)
    op.add_column('remediation', sa.Column('recheck_finding_id', sa.Integer(), nullable=True))
    op.create_foreign_key('remediation_recheck_finding_id_fkey', 'remediation', 'finding',
        ['recheck_finding_id'], ['id'])


def downgrade() -> None:
    op.drop_column('remediation', 'recheck_finding_id')
    op.drop_column('remediation', 'recheck_signed_by')
    op.drop_column('remediation', 'rechecked_by')
