"""Other work that is assigned to the agency is on record with its paper."""

import sqlalchemy as sa
from alembic import op

revision = '0087'
down_revision = '0086'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'assignment',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('giver', _one_of('giver', 'party_committee', 'government', 'leading_group'), nullable=False),
        sa.Column('content', sa.String(), nullable=False),
        sa.Column('paper_number', sa.String(), nullable=False),
        sa.Column('paper_date', sa.Date(), nullable=False),
        sa.Column('received_on', sa.Date(), nullable=False),
        sa.Column('recorded_on', sa.Date(), nullable=False),
        sa.Column('limit', sa.Date(), nullable=True),
        sa.Column('state', _one_of('assignmentstate', 'open', 'done', 'cancelled'), nullable=False),
        sa.Column('done_on', sa.Date(), nullable=True),
        sa.Column('result', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('jurisdiction_id', 'year', 'number'),
    )


def downgrade() -> None:
    op.drop_table('assignment')


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=f'is_{name}', native_enum=False, create_constraint=True, length=24)
