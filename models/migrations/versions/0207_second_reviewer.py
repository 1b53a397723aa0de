"""An online review is done by two people: parts and results of reviews, draws, and decisions for one person."""

import sqlalchemy as sa
from alembic import op

from models.migrations import BEFORE_RELEASE
from models.rules.errors import Refused

revision = "0207"
down_revision = "0206"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the table; digests of reviews are re-based: raises Refused if a ledger holds any."""
    if op.get_bind().execute(sa.text("SELECT EXISTS (SELECT FROM review_task) OR EXISTS (SELECT FROM review)")).scalar():
        raise Refused(BEFORE_RELEASE)
    part = sa.Enum(
        "first", "second", "decided", name="is_reviewpart", native_enum=False, create_constraint=True, length=24
    )
    op.add_column("review", sa.Column("part", part, nullable=False))
    op.add_column("review", sa.Column("settles", sa.Boolean, nullable=False))
    op.add_column("review_task", sa.Column("draw", sa.String, nullable=False))
    op.add_column("review_task", sa.Column("drawn", sa.Boolean, nullable=False))
    op.create_table(
        "single_review",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("department_id", sa.Integer, sa.ForeignKey("department.id"), nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.Column("withdrawn_on", sa.Date),
        sa.Column("withdrawn_why", sa.String, nullable=False),
        sa.UniqueConstraint("department_id", "period"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("single_review")
    for table, column in (("review_task", "drawn"), ("review_task", "draw"), ("review", "settles"), ("review", "part")):
        op.drop_column(table, column)
