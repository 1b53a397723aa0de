"""A recheck names its people and the one who signed, or a finding; a corrected entry has a state of its own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

ENTRY_STATES = ['proposed', 'listed', 'remedying', 'made_good', 'dismissed', 'withdrawn']


def upgrade() -> None:
    _allow([*ENTRY_STATES, 'corrected'])
    op.add_column('remediation', sa.Column('rechecked_by', postgresql.JSONB(), nullable=False, server_default='[]'))
    op.alter_column('remediation', 'rechecked_by', server_default=None)
    op.add_column('remediation', sa.Column('recheck_signed_by', sa.String(), nullable=False, server_default=''))
    op.alter_column('remediation', 'recheck_signed_by', server_default=None)
    op.add_column('remediation', sa.Column('recheck_finding_id', sa.Integer(), nullable=True))
    op.create_foreign_key('remediation_recheck_finding_id_fkey', 'remediation', 'finding',
        ['recheck_finding_id'], ['id'])


def downgrade() -> None:
    _allow(ENTRY_STATES)
    op.drop_column('remediation', 'recheck_finding_id')
    op.drop_column('remediation', 'recheck_signed_by')
    op.drop_column('remediation', 'rechecked_by')


def _allow(states: list[str]) -> None:
    for table in ('negative_entry', 'negative_list_line'):
        op.drop_constraint('is_entrystate', table, type_='check')
        op.create_check_constraint('is_entrystate', table,
            "state IN ({})".format(', '.join(f"'{state}'" for state in states)))
