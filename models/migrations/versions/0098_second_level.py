"""The value of 二级考评 that each department is given for a year."""

import sqlalchemy as sa
from alembic import op

revision = '0098'
down_revision = '0096'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('second_level',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('department_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('serial', sa.Integer(), nullable=False),
        sa.Column('value', sa.Numeric(), nullable=False),
        sa.Column('paper_number', sa.String(), nullable=False),
        sa.Column('paper_date', sa.Date(), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('recorded_on', sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(['department_id'], ['department.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('department_id', 'year', 'serial'))


def downgrade() -> None:
    op.drop_table('second_level')
