"""A delivery says of how many records next to the grades it tells; the paper to the approving body has a number."""

import sqlalchemy as sa
from alembic import op

revision = "0206"
down_revision = "0205"
branch_labels = None
depends_on = None
KINDS = (
    *("remediation", "urging", "negative_list", "quality_report", "submission", "adjustment"),
    *("sample_commitment", "sample_result"),
)
OF_RESULTS = ("appraisal", "appraisal_to_members", "appraisal_to_personnel", "appraisal_to_department")
KEYS = {"body": ("kind", "body_id"), "department": ("department_id",)}


def upgrade() -> None:
    """Add the column; digests are re-based: deliveries of homes made before are named by verify."""
    op.add_column("result_delivery", sa.Column("alongside", sa.Integer(), nullable=False, server_default="0"))
    op.alter_column("result_delivery", "alongside", server_default=None)
    _index("version", "alongside")
    _allow(*KINDS, "appraisal_submission", *OF_RESULTS)


def downgrade() -> None:
    """Drop the column and the kind."""
    _allow(*KINDS, *OF_RESULTS)
    _index("version")
    op.drop_column("result_delivery", "alongside")


def _allow(*kinds: str) -> None:
    op.drop_constraint("is_paperkind", "issued_paper", type_="check")
    op.create_check_constraint("is_paperkind", "issued_paper", sa.column("kind", sa.String).in_(kinds))


def _index(*last: str) -> None:
    for whose, own in KEYS.items():
        op.drop_index(f"result_to_{whose}", "result_delivery")
        where = sa.text(f"{whose}_id IS NOT NULL")
        columns = ["jurisdiction_id", "year", *own, *last]
        op.create_index(f"result_to_{whose}", "result_delivery", columns, unique=True, postgresql_where=where)
