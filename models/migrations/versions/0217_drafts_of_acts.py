"""What is typed for an act is kept for its account.

Revision ID: 0217
Revises: 0216
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0217", "0216"
branch_labels = depends_on = None
OLD, NEW = ("obligation_id", "department_id"), ("obligation_id", "department_id", "account_id", "act")


def upgrade() -> None:
    """Let a draft belong to an account and an act instead of a duty and its office."""
    for column in OLD:
        op.alter_column("page_draft", column, nullable=True)
    op.add_column("page_draft", sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=True))
    op.add_column("page_draft", sa.Column("act", sa.String, nullable=False, server_default=""))
    op.alter_column("page_draft", "act", server_default=None)
    op.drop_constraint("page_draft_obligation_id_department_id_key", "page_draft")
    op.create_unique_constraint(
        "page_draft_obligation_id_department_id_account_id_act_key",
        "page_draft",
        list(NEW),
        postgresql_nulls_not_distinct=True,
    )


def downgrade() -> None:
    """Let each draft belong to a duty."""
    op.execute("DELETE FROM page_draft WHERE act <> ''")
    op.drop_constraint("page_draft_obligation_id_department_id_account_id_act_key", "page_draft")
    for column in ("account_id", "act"):
        op.drop_column("page_draft", column)
    for column in OLD:
        op.alter_column("page_draft", column, nullable=False)
    op.create_unique_constraint("page_draft_obligation_id_department_id_key", "page_draft", list(OLD))
