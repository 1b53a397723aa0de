"""A seal repeats its number where its block covers it, so that an older one cannot become the newest."""

import sqlalchemy as sa
from alembic import op

revision = '0034'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('seal', sa.Column('number', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column('seal', 'number')
