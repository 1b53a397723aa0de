"""A document number stands on one plan of its year."""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('inspection_document_number', 'inspection', ['jurisdiction_id', 'year', 'document_number'],
        unique=True, postgresql_where=sa.text("document_number <> ''"))


def downgrade() -> None:
    op.drop_index('inspection_document_number', table_name='inspection')
