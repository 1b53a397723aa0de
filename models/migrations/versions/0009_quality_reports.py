"""The frozen quarterly reports on how well targets were met."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('quality_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('period', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('list_id', sa.Integer(), nullable=False),
    sa.Column('compiled_on', sa.Date(), nullable=False),
    sa.Column('completion', sa.String(), nullable=False),
    sa.Column('running', sa.String(), nullable=False),
    sa.Column('problems', sa.String(), nullable=False),
    sa.Column('plans', sa.String(), nullable=False),
    sa.Column('figures', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.ForeignKeyConstraint(['list_id'], ['negative_list.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('jurisdiction_id', 'number'),
    sa.UniqueConstraint('jurisdiction_id', 'period')
    )


def downgrade() -> None:
    op.drop_table('quality_report')
