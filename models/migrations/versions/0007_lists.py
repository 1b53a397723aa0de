"""The frozen quarterly lists of what was found undone."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('negative_list',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('period', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('frozen_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('jurisdiction_id', 'number'),
    sa.UniqueConstraint('jurisdiction_id', 'period')
    )
    op.create_table('negative_list_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('list_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('department', sa.String(), nullable=False),
    sa.Column('target_code', sa.String(), nullable=False),
    sa.Column('target', sa.String(), nullable=False),
    sa.Column('occurrence', sa.Integer(), nullable=False),
    sa.Column('finding', sa.String(), nullable=False),
    sa.Column('found_on', sa.Date(), nullable=False),
    sa.Column('listed_on', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('proposed', 'listed', 'remedying', 'made_good', 'dismissed', 'withdrawn', name='is_entrystate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('round', sa.Integer(), nullable=True),
    sa.Column('limit', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], ),
    sa.ForeignKeyConstraint(['entry_id'], ['negative_entry.id'], ),
    sa.ForeignKeyConstraint(['list_id'], ['negative_list.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('list_id', 'position')
    )
    op.create_index(op.f('ix_negative_list_line_entry_id'), 'negative_list_line', ['entry_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_negative_list_line_entry_id'), table_name='negative_list_line')
    op.drop_table('negative_list_line')
    op.drop_table('negative_list')
