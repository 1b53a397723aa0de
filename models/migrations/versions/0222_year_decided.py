"""The papers that say that a level has no 省领导评价 or no 二级考评 (1-6.1), and who decided on a plan without visits.

Revision ID: 0222
Revises: 0221
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0222", "0221"
branch_labels = depends_on = None
KINDS = ("proposed", "targets", "evidence", "reverification", "appeals", "rechecks", "survey", "inspection", "year")
COMPONENTS = ("functional", "ideology", "organization", "integrity", "team", "village", "leaders", "innovation")


def upgrade() -> None:
    """Add the columns; digests are re-based: exceptions and inspections of homes made before are named by verify."""
    _allow(*KINDS, "absent")
    for name, kind, values in (
        ("component", "is_component", (*COMPONENTS, "second_level")),
        ("way", "is_absentway", ("carried", "left_out")),
    ):
        listed = sa.Enum(*values, name=kind, native_enum=False, create_constraint=True, length=24)
        op.add_column("score_exception", sa.Column(name, listed, nullable=True))
    op.add_column("inspection", sa.Column("decision_by", sa.String, nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("inspection", "decision_by")
    for name in ("way", "component"):
        op.drop_column("score_exception", name)
    _allow(*KINDS)


def _allow(*kinds: str) -> None:
    op.drop_constraint("is_gatekind", "score_exception", type_="check")
    op.create_check_constraint("is_gatekind", "score_exception", sa.column("kind", sa.String).in_(kinds))
