"""Representations: a person of a department is represented from a day to a day by another."""

import sqlalchemy as sa
from alembic import op

revision = '0044'
down_revision = '0043'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('representation',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('department_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('person', sa.String(), nullable=False),
        sa.Column('representative', sa.String(), nullable=False),
        sa.Column('email', sa.String(), nullable=False),
        sa.Column('mobile', sa.String(), nullable=False),
        sa.Column('wecom_id', sa.String(), nullable=False),
        sa.Column('first_day', sa.Date(), nullable=False),
        sa.Column('last_day', sa.Date(), nullable=False),
        sa.Column('withdrawn_on', sa.Date(), nullable=True),
        sa.Column('reason', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['department_id'], ['department.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('department_id', 'number'))
    op.create_index('representation_of_person', 'representation', ['department_id', 'person'])


def downgrade() -> None:
    op.drop_table('representation')
