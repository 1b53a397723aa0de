"""Reforms of departments, pauses of cycles, the year-end notice, and where a date or an entry comes from."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

KEY = 'deadline_jurisdiction_id_rule_anchor_n_calendar_suspensions_key'


def upgrade() -> None:
    op.create_table('pause',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('cycle', sa.String(), nullable=False),
    sa.Column('paused_from', sa.Date(), nullable=False),
    sa.Column('resumed_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('resume_reason', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('jurisdiction_id', 'cycle', 'paused_from')
    )
    op.create_table('year_end_notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('requirements', sa.String(), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('jurisdiction_id', 'year', 'number')
    )
    op.create_table('reform',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('rename', 'merge', 'transfer', name='is_reformkind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('successor_id', sa.Integer(), nullable=True),
    sa.Column('old_name', sa.String(), nullable=False),
    sa.Column('new_name', sa.String(), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('basis', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ),
    sa.ForeignKeyConstraint(['successor_id'], ['department.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('department_id', 'kind', 'successor_id', 'effective_on', postgresql_nulls_not_distinct=True)
    )
    op.add_column('deadline', sa.Column('source', sa.String(), nullable=False, server_default=''))
    op.alter_column('deadline', 'source', server_default=None)
    op.drop_constraint(KEY, 'deadline', type_='unique')
    op.create_unique_constraint('deadline_identity', 'deadline',
        ['jurisdiction_id', 'rule', 'anchor', 'n', 'calendar', 'suspensions', 'source'])
    op.add_column('block', sa.Column('source', postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default='{}'))
    op.alter_column('block', 'source', server_default=None)


def downgrade() -> None:
    op.drop_column('block', 'source')
    op.drop_constraint('deadline_identity', 'deadline', type_='unique')
    op.create_unique_constraint(KEY, 'deadline',
        ['jurisdiction_id', 'rule', 'anchor', 'n', 'calendar', 'suspensions'])
    op.drop_column('deadline', 'source')
    op.drop_table('reform')
    op.drop_table('year_end_notice')
    op.drop_table('pause')
