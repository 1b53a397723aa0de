"""A document number stands on one plan of its year."""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


# Plans that were issued under one number before nobody can take back: the key is about those that come after them.
LAST_SHARED = """
SELECT max(i.id) FROM inspection i JOIN inspection j USING (jurisdiction_id, year, document_number)
WHERE i.id <> j.id AND document_number <> ''
"""


def upgrade() -> None:
    last = op.get_bind().execute(sa.text(LAST_SHARED)).scalar()
    later = f' AND id > {last}' if last else ''
    op.create_index('inspection_document_number', 'inspection', ['jurisdiction_id', 'year', 'document_number'],
        unique=True, postgresql_where=sa.text(f"document_number <> ''{later}"))


def downgrade() -> None:
    op.drop_index('inspection_document_number', table_name='inspection')
