"""Departments that are appraised without a grade in a year."""

import sqlalchemy as sa
from alembic import op

revision = '0108'
down_revision = '0107'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ungraded',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('department_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('serial', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Enum('not_eligible', 'excluded', native_enum=False, length=24, create_constraint=True,
            name='is_ungraded'), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('basis', sa.String(), nullable=False),
        sa.Column('paper_number', sa.String(), nullable=False),
        sa.Column('paper_date', sa.Date(), nullable=False),
        sa.Column('state', sa.Enum('recorded', 'withdrawn', native_enum=False, length=24, create_constraint=True,
            name='is_ungradedstate'), nullable=False),
        sa.Column('recorded_on', sa.Date(), nullable=False),
        sa.Column('withdrawn_on', sa.Date(), nullable=True),
        sa.Column('withdrawn_because', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['department_id'], ['department.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('department_id', 'year', 'serial'))
    op.create_index('ungraded_once', 'ungraded', ['department_id', 'year'], unique=True,
        postgresql_where=sa.text("state <> 'withdrawn'"))


def downgrade() -> None:
    op.drop_table('ungraded')
