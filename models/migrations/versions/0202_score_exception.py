"""The papers that end a line before a total instead of the deed (A37)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0202"
down_revision = "0201"
branch_labels = None
depends_on = None

KINDS = ("proposed", "targets", "evidence", "reverification", "appeals", "rechecks", "survey", "inspection")


def upgrade() -> None:
    """Make the table."""
    kind = sa.Enum(*KINDS, name="is_gatekind", native_enum=False, create_constraint=True, length=24)
    op.create_table(
        "score_exception",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("departments", JSONB, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("lifts", sa.Integer, nullable=True),
        sa.Column("body_id", sa.Integer, sa.ForeignKey("body.id"), nullable=True),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=True),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "year", "serial"),
        sa.CheckConstraint(
            "(lifts IS NULL) = (body_id IS NOT NULL AND paper_number <> '' AND paper_date IS NOT NULL)",
            name="exception_paper",
        ),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("score_exception")
