"""Samples that anybody can draw again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sample',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('purpose', sa.Enum('targets', 'team', name='is_purpose', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('rule', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('source', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('population', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('contents', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('population_hash', sa.String(), nullable=False),
    sa.Column('secret_hash', sa.String(), nullable=False),
    sa.Column('number_name', sa.String(), nullable=False),
    sa.Column('known_on', sa.Date(), nullable=True),
    sa.Column('state', sa.Enum('committed', 'drawn', 'revealed', 'superseded', name='is_samplestate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('committed_on', sa.Date(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('drawn', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('drawn_on', sa.Date(), nullable=True),
    sa.Column('secret', sa.String(), nullable=False),
    sa.Column('revealed_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('jurisdiction_id', 'subject', 'purpose', 'attempt')
    )
    op.create_table('sealed_secret',
    sa.Column('sample_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('secret', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['sample_id'], ['sample.id'], ),
    sa.PrimaryKeyConstraint('sample_id')
    )


def downgrade() -> None:
    op.drop_table('sealed_secret')
    op.drop_table('sample')
