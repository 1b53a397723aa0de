"""A re-verification refers to the evaluation of the department, or says why nobody inspected it."""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('reverification', sa.Column('evaluation_id', sa.Integer(), nullable=True))
    op.create_foreign_key(None, 'reverification', 'evaluation', ['evaluation_id'], ['id'])
    op.add_column('reverification', sa.Column('uninspected', sa.String(), nullable=False, server_default=''))
    op.alter_column('reverification', 'uninspected', server_default=None)


def downgrade() -> None:
    op.drop_column('reverification', 'uninspected')
    op.drop_column('reverification', 'evaluation_id')
