"""本人邮件: how the head of a department is known who answers 已阅 from an address that is his alone."""

import sqlalchemy as sa
from alembic import op

revision = "0212"
down_revision = "0211"
branch_labels = None
depends_on = None
TABLES = ("block", "received_mail", "answer", "entry_receipt")
KNOWN = ("system", "operator", "claimed", "known", "coded")


def upgrade() -> None:
    """Allow the value."""
    _allow(*KNOWN, "own_mail")


def downgrade() -> None:
    """Allow it no more."""
    _allow(*KNOWN)


def _allow(*values: str) -> None:
    for table in TABLES:
        op.drop_constraint("is_known", table, type_="check")
        op.create_check_constraint("is_known", table, sa.column("known", sa.String).in_(values))
