"""Who typed the conclusions of an online review and read a leader's ratings, and the paper that he signed (A56).

Revision ID: 0232
Revises: 0230
"""

import sqlalchemy as sa
from alembic import op

from models.migrations import BEFORE_RELEASE
from models.rules.errors import Refused

revision, down_revision = "0232", "0230"
branch_labels = depends_on = None
COLUMNS = {"review": ("entered_by", "account", "signed_paper"), "leader_sheet": ("confirmed_account", "signed_paper")}


def upgrade() -> None:
    """Add the columns; digests are re-based: raises Refused if a ledger holds any such record."""
    for table, columns in COLUMNS.items():
        if op.get_bind().execute(sa.text(f"SELECT EXISTS (SELECT FROM {table})")).scalar():
            raise Refused(BEFORE_RELEASE)
        for column in columns:
            op.add_column(table, sa.Column(column, sa.String, nullable=False))


def downgrade() -> None:
    """Drop them."""
    for table, columns in COLUMNS.items():
        for column in columns:
            op.drop_column(table, column)
