"""The result of each unit in 创新项目评选 for a year."""

import sqlalchemy as sa
from alembic import op

revision = '0103'
down_revision = '0102'
branch_labels = None
depends_on = None

PRIZES = ('first', 'second', 'third', 'encouragement', 'none', 'absent')
RANKS = ('full', 'deputy', 'below')


def upgrade() -> None:
    op.create_table('innovation',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('department_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('serial', sa.Integer(), nullable=False),
        sa.Column('prize', sa.Enum(*PRIZES, native_enum=False, length=24, create_constraint=True,
            name='is_prize'), nullable=False),
        sa.Column('project', sa.String(), nullable=False),
        sa.Column('rank', sa.Enum(*RANKS, native_enum=False, length=24, create_constraint=True,
            name='is_rank'), nullable=True),
        sa.Column('paper_number', sa.String(), nullable=False),
        sa.Column('paper_date', sa.Date(), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('recorded_on', sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(['department_id'], ['department.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('department_id', 'year', 'serial'))


def downgrade() -> None:
    op.drop_table('innovation')
