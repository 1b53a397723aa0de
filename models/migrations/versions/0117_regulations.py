"""The rules of the agency, and how departments use their results, are on record with their papers."""

import sqlalchemy as sa
from alembic import op

revision = '0117'
down_revision = '0116'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'regulation',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('jurisdiction_id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('kind', _one_of('regulationkind', 'rules', 'use_of_results'), nullable=False),
        sa.Column('department_id', sa.Integer(), nullable=True),
        sa.Column('title', sa.String(), nullable=False),
        sa.Column('paper_number', sa.String(), nullable=False),
        sa.Column('paper_date', sa.Date(), nullable=False),
        sa.Column('valid_from', sa.Date(), nullable=False),
        sa.Column('state', _one_of('regulationstate', 'issued', 'repealed'), nullable=False),
        sa.Column('repealed_on', sa.Date(), nullable=True),
        sa.Column('repealed_by', sa.String(), nullable=False),
        sa.Column('repealed_dated', sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(['jurisdiction_id'], ['jurisdiction.id']),
        sa.ForeignKeyConstraint(['department_id'], ['department.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('jurisdiction_id', 'year', 'number'),
    )


def downgrade() -> None:
    op.drop_table('regulation')


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=f'is_{name}', native_enum=False, create_constraint=True, length=24)
