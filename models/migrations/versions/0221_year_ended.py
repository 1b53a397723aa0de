"""A paper of the leading group may end the year of go-live as a whole: another kind of score_exception (A37)."""

import sqlalchemy as sa
from alembic import op

revision = "0221"
down_revision = "0220"
branch_labels = None
depends_on = None

KINDS = ("proposed", "targets", "evidence", "reverification", "appeals", "rechecks", "survey", "inspection")


def upgrade() -> None:
    """Allow the kind."""
    _allow(*KINDS, "year")


def downgrade() -> None:
    """Allow it no more."""
    _allow(*KINDS)


def _allow(*kinds: str) -> None:
    op.drop_constraint("is_gatekind", "score_exception", type_="check")
    op.create_check_constraint("is_gatekind", "score_exception", sa.column("kind", sa.String).in_(kinds))
