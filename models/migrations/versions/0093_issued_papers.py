"""The numbers that papers are given when they are issued; those of before stay with their plans, notices and lists."""

import sqlalchemy as sa
from alembic import op

revision = '0093'
down_revision = '0088'
branch_labels = None
depends_on = None

KINDS = ('remediation', 'urging', 'negative_list', 'quality_report', 'submission')
STATES = ('issued', 'void')


def upgrade() -> None:
    op.create_table('issued_paper',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Enum(*KINDS, native_enum=False, length=24, create_constraint=True, name='is_paperkind'),
            nullable=False),
        sa.Column('subject', sa.String(), nullable=False),
        sa.Column('code', sa.String(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('serial', sa.Integer(), nullable=False),
        sa.Column('dated', sa.Date(), nullable=False),
        sa.Column('signer', sa.String(), nullable=False),
        sa.Column('issued_on', sa.Date(), nullable=False),
        sa.Column('state', sa.Enum(*STATES, native_enum=False, length=24, create_constraint=True,
            name='is_issuedstate'), nullable=False),
        sa.Column('void_on', sa.Date(), nullable=True),
        sa.Column('void_reason', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('jurisdiction_id', 'code', 'year', 'serial'))
    op.create_index('one_number', 'issued_paper', ['jurisdiction_id', 'kind', 'subject', 'dated'], unique=True,
        postgresql_where=sa.text("state = 'issued'"))


def downgrade() -> None:
    op.drop_table('issued_paper')
