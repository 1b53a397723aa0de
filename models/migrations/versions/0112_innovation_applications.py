"""Ranks of units, the days of applications for 创新项目, and the projects that are applied for."""

import sqlalchemy as sa
from alembic import op

revision = '0112'
down_revision = '0111'
branch_labels = None
depends_on = None

RANKS = ('full', 'deputy', 'below')
STATES = ('applied', 'shortlisted', 'declined', 'awarded', 'unawarded', 'withdrawn')


def upgrade() -> None:
    op.create_table('department_rank',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('department_id', sa.Integer(), nullable=False),
        sa.Column('serial', sa.Integer(), nullable=False),
        sa.Column('rank', _one_of('rank', *RANKS), nullable=False),
        sa.Column('since', sa.Date(), nullable=False),
        sa.Column('paper_number', sa.String(), nullable=False),
        sa.Column('paper_date', sa.Date(), nullable=False),
        sa.Column('recorded_on', sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(['department_id'], ['department.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('department_id', 'serial'))
    op.create_table('innovation_call',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('serial', sa.Integer(), nullable=False),
        sa.Column('opens_on', sa.Date(), nullable=False),
        sa.Column('closes_on', sa.Date(), nullable=False),
        sa.Column('most', sa.Integer(), nullable=True),
        sa.Column('paper_number', sa.String(), nullable=False),
        sa.Column('paper_date', sa.Date(), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('recorded_on', sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('jurisdiction_id', 'year', 'serial'))
    op.create_table('innovation_project',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('department_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('content', sa.String(), nullable=False),
        sa.Column('management', _one_of('management', 'direct', 'delegated'), nullable=False),
        sa.Column('rank', _one_of('rank', *RANKS), nullable=True),
        sa.Column('paper_number', sa.String(), nullable=False),
        sa.Column('paper_date', sa.Date(), nullable=False),
        sa.Column('applied_on', sa.Date(), nullable=False),
        sa.Column('state', _one_of('projectstate', *STATES), nullable=False),
        sa.Column('withdrawn_on', sa.Date(), nullable=True),
        sa.Column('reason', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id']),
        sa.ForeignKeyConstraint(['department_id'], ['department.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('jurisdiction_id', 'year', 'number'))
    op.create_index('innovation_project_once', 'innovation_project', ['department_id', 'year', 'name'], unique=True,
        postgresql_where=sa.text("state <> 'withdrawn'"))


def downgrade() -> None:
    op.drop_table('innovation_project')
    op.drop_table('innovation_call')
    op.drop_table('department_rank')


def _one_of(name: str, *keys: str) -> sa.Enum:
    return sa.Enum(*keys, native_enum=False, length=24, create_constraint=True, name=f'is_{name}')
