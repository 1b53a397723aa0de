"""The papers that say that a level has no 省领导评价 or no 二级考评 (1-6.1), and who decided on a plan without visits.

Revision ID: 0222
Revises: 0221
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0222", "0221"
branch_labels = depends_on = None
COMPONENTS = ("functional", "ideology", "organization", "integrity", "team", "village", "leaders", "innovation")


def upgrade() -> None:
    """Make the table; digests are re-based: inspections of homes made before are named by verify."""
    component = sa.Enum(*COMPONENTS, "second_level", name="is_component", native_enum=False, create_constraint=True, length=24)
    way = sa.Enum("carried", "left_out", name="is_absentway", native_enum=False, create_constraint=True, length=24)
    op.create_table(
        "absent_component",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("jurisdiction_id", sa.Integer, sa.ForeignKey("jurisdiction.id"), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("component", component, nullable=False),
        sa.Column("way", way, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("lifts", sa.Integer, nullable=True),
        sa.Column("body_id", sa.Integer, sa.ForeignKey("body.id"), nullable=True),
        sa.Column("paper_number", sa.String, nullable=False),
        sa.Column("paper_date", sa.Date, nullable=True),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.UniqueConstraint("jurisdiction_id", "year", "serial"),
        sa.CheckConstraint(
            "(lifts IS NULL) = (body_id IS NOT NULL AND paper_number <> '' AND paper_date IS NOT NULL)",
            name="absent_paper",
        ),
    )
    op.add_column("inspection", sa.Column("decision_by", sa.String, nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("inspection", "decision_by")
    op.drop_table("absent_component")
