"""Jurors with their ties, and the rounds in which they judge projects."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0113'
down_revision = '0112'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('juror',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('unit', sa.String(), nullable=False),
        sa.Column('position', sa.String(), nullable=False),
        sa.Column('registered_on', sa.Date(), nullable=False),
        sa.Column('valid_to', sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('jurisdiction_id', 'name'))
    op.create_table('juror_tie',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('juror_id', sa.Integer(), nullable=False),
        sa.Column('department_id', sa.Integer(), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('declared_on', sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(['juror_id'], ['juror.id']),
        sa.ForeignKeyConstraint(['department_id'], ['department.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('juror_id', 'department_id'))
    op.create_table('innovation_round',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('stage', sa.Enum('expert', 'on_site', native_enum=False, length=24, create_constraint=True,
            name='is_stage'), nullable=False),
        sa.Column('serial', sa.Integer(), nullable=False),
        sa.Column('held_on', sa.Date(), nullable=False),
        sa.Column('place', sa.String(), nullable=False),
        sa.Column('jurors', postgresql.JSONB(), nullable=False),
        sa.Column('votes', postgresql.JSONB(), nullable=False),
        sa.Column('results', postgresql.JSONB(), nullable=False),
        sa.Column('paper_number', sa.String(), nullable=False),
        sa.Column('paper_date', sa.Date(), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('recorded_on', sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('jurisdiction_id', 'year', 'stage', 'serial'))


def downgrade() -> None:
    op.drop_table('innovation_round')
    op.drop_table('juror_tie')
    op.drop_table('juror')
