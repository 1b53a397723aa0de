"""签收: which department took delivery of the notice of an entry, when, by whom, and how that is known."""

import sqlalchemy as sa
from alembic import op

revision = '0043'
down_revision = '0042'
branch_labels = None
depends_on = None

KNOWN = ('system', 'operator', 'claimed', 'known', 'coded')


def upgrade() -> None:
    op.create_table('entry_receipt',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('entry_id', sa.Integer(), nullable=False),
        sa.Column('department_id', sa.Integer(), nullable=False),
        sa.Column('received_on', sa.Date(), nullable=False),
        sa.Column('received_by', sa.String(), nullable=False),
        sa.Column('known', sa.Enum(*KNOWN, native_enum=False, length=24, create_constraint=True, name='is_known'),
            nullable=False),
        sa.ForeignKeyConstraint(['entry_id'], ['negative_entry.id']),
        sa.ForeignKeyConstraint(['department_id'], ['department.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('entry_id', 'department_id'))


def downgrade() -> None:
    op.drop_table('entry_receipt')
