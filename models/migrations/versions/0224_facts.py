"""考评事实: kept with each score sheet and with the approval; a department may object to a fact as to a line.

Digests are re-based: score sheets and approvals of homes made before are named by verify.

Revision ID: 0224
Revises: 0222
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision, down_revision = "0224", "0222"
branch_labels = depends_on = None
COMPONENTS = (
    *("functional", "ideology", "organization", "integrity", "team", "village"),
    *("leaders", "innovation", "second_level"),
)
FACTS = ("undone", "late", "looked", "unseen", "shared", "excepted")


def upgrade() -> None:
    """Add the columns and the facts that may be objected to."""
    for table in ("score_sheet", "appraisal"):
        op.add_column(table, sa.Column("facts", JSONB, nullable=False, server_default="{}"))
        op.alter_column(table, "facts", server_default=None)
    _allow("is_component", "is_contested", *COMPONENTS, *FACTS)


def downgrade() -> None:
    """Drop them."""
    _allow("is_contested", "is_component", *COMPONENTS)
    for table in ("appraisal", "score_sheet"):
        op.drop_column(table, "facts")


def _allow(before: str, name: str, *values: str) -> None:
    op.drop_constraint(before, "score_objection", type_="check")
    op.create_check_constraint(name, "score_objection", sa.column("component", sa.String).in_(values))
