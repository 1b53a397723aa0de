"""Appeals, and what they suspend and withdraw."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

# What a state may be: before, and what comes to it.
STATES = {
    'obligation': ('is_obligationstate', ['open', 'discharged', 'waived', 'void'], ['suspended']),
    'remediation': ('is_remediationstate', ['remedying', 'completed', 'fed_back', 'accepted', 'rejected'], ['void']),
    'negative_entry': ('is_entrystate', ['proposed', 'listed', 'remedying', 'made_good', 'dismissed'], ['withdrawn']),
}


def upgrade() -> None:
    op.create_table('appeal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('ground', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('lodged', 'accepted', 'refused', 'ruled', 'withdrawn', name='is_appealstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('lodged_on', sa.Date(), nullable=False),
    sa.Column('accepted_on', sa.Date(), nullable=True),
    sa.Column('inspection_id', sa.Integer(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('ruling', sa.Enum('upheld', 'changed', 'withdrawn', name='is_ruling', native_enum=False, create_constraint=True, length=24), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ),
    sa.ForeignKeyConstraint(['entry_id'], ['negative_entry.id'], ),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('entry_id', 'number')
    )
    op.create_index('appeal_running', 'appeal', ['entry_id'], unique=True, postgresql_where=sa.text("state IN ('lodged', 'accepted')"))
    for table, (name, before, added) in STATES.items():
        _allow(table, name, before + added)


def downgrade() -> None:
    for table, (name, before, _) in STATES.items():
        _allow(table, name, before)
    op.drop_index('appeal_running', table_name='appeal')
    op.drop_table('appeal')


def _allow(table: str, name: str, states: list[str]) -> None:
    op.drop_constraint(name, table, type_='check')
    op.create_check_constraint(name, table, "state IN ({})".format(', '.join(f"'{state}'" for state in states)))
