"""The results of a year are papers with a number too, once they are approved."""

import sqlalchemy as sa
from alembic import op

revision = '0114'
down_revision = '0113'
branch_labels = None
depends_on = None

BEFORE = [
    'remediation',
    'urging',
    'negative_list',
    'quality_report',
    'submission',
    'adjustment',
    'sample_commitment',
    'sample_result',
]
ADDED = ['appraisal', 'appraisal_to_members', 'appraisal_to_personnel', 'appraisal_to_department']
KIND = sa.column('kind')


def upgrade() -> None:
    _allow(BEFORE + ADDED)


def downgrade() -> None:
    op.execute(sa.delete(sa.table('issued_paper', KIND)).where(KIND.in_(ADDED)))
    _allow(BEFORE)


def _allow(kinds: list[str]) -> None:
    op.drop_constraint('is_paperkind', 'issued_paper', type_='check')
    op.create_check_constraint('is_paperkind', 'issued_paper', KIND.in_(kinds))
