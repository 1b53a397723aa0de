"""A jurisdiction has its own word for its organs; those of before keep that of the standard, 省直, and their hash."""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('jurisdiction', sa.Column('organ_word', sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column('jurisdiction', 'organ_word')
