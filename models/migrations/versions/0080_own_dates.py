"""A target whose own date was missed may be proposed for the negative list: another way of a finding."""

import sqlalchemy as sa
from alembic import op

revision = '0080'
down_revision = '0076'
branch_labels = None
depends_on = None

WAYS = ['on_site', 'online', 'covert', 'cloud']


def upgrade() -> None:
    _allow([*WAYS, 'own_date'])


def downgrade() -> None:
    _allow(WAYS, postgresql_not_valid=True)  # what was proposed for a missed date stays


def _allow(ways: list[str], **options: bool) -> None:
    for table in ('finding', 'entry_origin'):
        op.drop_constraint('is_way', table, type_='check')
        op.create_check_constraint('is_way', table, sa.column('way').in_(ways), **options)
