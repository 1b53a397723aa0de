"""The sender of a mail is looked up by its address, however many contacts there are."""

import sqlalchemy as sa
from alembic import op

revision = '0046'
down_revision = '0044'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('contact_by_address', 'contact', [sa.text('lower(email)')])
    op.create_index('office_by_address', 'office', [sa.text('lower(email)')])


def downgrade() -> None:
    op.drop_index('office_by_address', table_name='office')
    op.drop_index('contact_by_address', table_name='contact')
