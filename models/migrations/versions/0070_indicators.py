"""绩效指标: the trees below targets, in versions, and below drafts."""

import sqlalchemy as sa
from alembic import op

revision = '0070'
down_revision = '0064'
branch_labels = None
depends_on = None


def _columns() -> tuple[sa.Column, ...]:
    return (
        sa.Column('code', sa.String(), nullable=False),
        sa.Column('parent', sa.String(), nullable=False),
        sa.Column('words', sa.String(), nullable=False),
        sa.Column('quantity', sa.Numeric(), nullable=True),
        sa.Column('unit', sa.String(), nullable=False),
        sa.Column('direction', _direction(), nullable=True),
        sa.Column('standard', sa.String(), nullable=False),
        sa.Column('deadline', sa.Date(), nullable=True),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )


def _direction() -> sa.Enum:
    keys = ('not_less', 'not_more', 'equal')
    return sa.Enum(*keys, name='is_direction', native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    op.create_table(
        'indicator',
        *_columns(),
        sa.Column('target_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('correction', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['target_id'], ['target.id']),
        sa.UniqueConstraint('target_id', 'code', 'version', 'correction'),
    )
    op.create_table(
        'draft_indicator',
        *_columns(),
        sa.Column('draft_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['draft_id'], ['target_draft.id']),
        sa.UniqueConstraint('draft_id', 'code'),
    )


def downgrade() -> None:
    op.drop_table('draft_indicator')
    op.drop_table('indicator')
