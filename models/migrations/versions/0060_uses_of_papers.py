"""Indexes of signed papers: an act on a paper says what else the paper was used for (A49)."""

import sqlalchemy as sa
from alembic import op

revision = '0060'
down_revision = '0057'
branch_labels = None
depends_on = None

INDEXES = (
    ('block_by_page', "(source ->> 'page')"),
    ('block_by_paper', "(source ->> 'paper')"),
)


def upgrade() -> None:
    for name, value in INDEXES:
        op.create_index(name, 'block', [sa.text(value)], postgresql_where=sa.text(f'{value} IS NOT NULL'))


def downgrade() -> None:
    for name, _ in reversed(INDEXES):
        op.drop_index(name, table_name='block')
