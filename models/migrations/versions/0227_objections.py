"""异议: how a mail looks that objects to what was done in an office's name.

Revision ID: 0227
Revises: 0226
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0227", "0226"
branch_labels = depends_on = None
SAID = ("appeal", "delay", "question", "other")


def upgrade() -> None:
    """Allow the value."""
    _allow(*SAID, "objection")


def downgrade() -> None:
    """Allow it no more."""
    _allow(*SAID)


def _allow(*values: str) -> None:
    op.drop_constraint("is_mailsaid", "received_mail", type_="check")
    op.create_check_constraint("is_mailsaid", "received_mail", sa.column("said", sa.String).in_(values))
