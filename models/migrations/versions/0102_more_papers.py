"""Filed adjustments, commitments to draw and results of a draw are papers with a number too."""

import sqlalchemy as sa
from alembic import op

revision = '0102'
down_revision = '0099'
branch_labels = None
depends_on = None

BEFORE = ['remediation', 'urging', 'negative_list', 'quality_report', 'submission']
ADDED = ['adjustment', 'sample_commitment', 'sample_result']
KIND = sa.column('kind')


def upgrade() -> None:
    _allow(BEFORE + ADDED)


def downgrade() -> None:
    op.execute(sa.delete(sa.table('issued_paper', KIND)).where(KIND.in_(ADDED)))
    _allow(BEFORE)


def _allow(kinds: list[str]) -> None:
    op.drop_constraint('is_paperkind', 'issued_paper', type_='check')
    op.create_check_constraint('is_paperkind', 'issued_paper', KIND.in_(kinds))
