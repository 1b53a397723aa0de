"""The answers to what a year must have and the ledger lacks (A75)."""

import sqlalchemy as sa
from alembic import op

revision = "0204"
down_revision = "0203"
branch_labels = None
depends_on = None

KINDS = ("rules", "use_of_results", "plans", "survey", "leaders", "third_party", "sources")


def upgrade() -> None:
    """Make the table."""
    kind = sa.Enum(*KINDS, name="is_askedkind", native_enum=False, create_constraint=True, length=24)
    op.create_table(
        "asked",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=True),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "year", "kind", "serial"),
        sa.CheckConstraint("(paper_number = '') = (paper_date IS NULL)", name="asked_paper"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("asked")
