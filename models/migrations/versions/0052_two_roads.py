"""机关建设目标 and 职能绩效目标 have columns of their own, and 管理方式 is no 目标来源 any more (A35).

A target of before with 目标来源=动态目标 is one with 管理方式=动态目标 and an empty 目标来源; its digest stays.
"""

import sqlalchemy as sa
from alembic import op

revision = '0052'
down_revision = '0051'
branch_labels = None
depends_on = None

TABLES = ('target', 'target_version')
ORIGINS = ('poverty_relief', 'own', 'superior')
KINDS = {
    'handling': ('is_handling', 'daily', 'spot_check'),
    'item': ('is_item', 'ideology', 'organization', 'integrity', 'team', 'village'),
    'management': ('is_managementmode', 'initial', 'dynamic'),
}


def upgrade() -> None:
    for table in TABLES:
        for column, (name, *keys) in KINDS.items():
            kind = sa.Enum(*keys, name=name, native_enum=False, create_constraint=True, length=24)
            op.add_column(table, sa.Column(column, kind, nullable=True))
        op.add_column(table, sa.Column('paper_date', sa.Date(), nullable=True))
    op.add_column('target', sa.Column('paper_number', sa.String(), nullable=False, server_default=''))
    op.alter_column('target', 'paper_number', server_default=None)
    op.add_column('target_version', sa.Column('paper_number', sa.String(), nullable=True))
    for table in TABLES:
        op.execute(f"UPDATE {table} SET origin = NULL, management = 'dynamic' WHERE origin = 'dynamic'")
        _allow_origins(table, ORIGINS)


def downgrade() -> None:
    for table in TABLES:
        _allow_origins(table, (*ORIGINS, 'dynamic'))
        op.execute(f"UPDATE {table} SET origin = 'dynamic' WHERE management = 'dynamic'")
        for column in ('paper_number', 'paper_date', *KINDS):
            op.drop_column(table, column)


def _allow_origins(table: str, keys: tuple[str, ...]) -> None:
    op.drop_constraint('is_origin', table, type_='check')
    op.create_check_constraint('is_origin', table, sa.column('origin').in_(keys))
