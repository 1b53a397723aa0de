"""Targets that are exempt from the appraisal of their year."""

import sqlalchemy as sa
from alembic import op

revision = '0116'
down_revision = '0114'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('exemption',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('target_id', sa.Integer(), nullable=False),
        sa.Column('serial', sa.Integer(), nullable=False),
        sa.Column('exempted', sa.Boolean(), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('body_id', sa.Integer(), nullable=True),
        sa.Column('paper_number', sa.String(), nullable=False),
        sa.Column('paper_date', sa.Date(), nullable=True),
        sa.Column('recorded_on', sa.Date(), nullable=False),
        sa.CheckConstraint("exempted = (body_id IS NOT NULL AND paper_number <> '' AND paper_date IS NOT NULL)",
            name='exemption_paper'),
        sa.ForeignKeyConstraint(['body_id'], ['body.id']),
        sa.ForeignKeyConstraint(['target_id'], ['target.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('target_id', 'serial'))


def downgrade() -> None:
    op.drop_table('exemption')
